"""The forms in a folder, and the names of what is made of each."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""What a school may hand in as its form; only .xlsx can be one, the others deserve an answer."""

_LONGEST_STEM = 150  # bytes; with the longest ending far below the 255 of a file system


@dataclass(frozen=True, slots=True)
class FoundForm:
    """One workbook: `path`, its `name` from the folder on, and where its outputs begin."""

    path: Path
    name: str
    stem: PurePath


def forms_in(folder: Path, leave_out: Path | None = None) -> tuple[FoundForm, ...]:
    """Every workbook below `folder` in the order of names; hidden ones and `leave_out` are not.

    No two stems are equal, not even on a file system that ignores case or composes accents.
    Raises OSError where a folder cannot be listed: leaving a school out unsaid would be worse.
    """
    taken: set[str] = set()
    found = []
    for path in sorted(_workbooks(folder, leave_out), key=lambda one: one.as_posix()):
        relative = path.relative_to(folder)
        stem = _free(relative.parent / output_stem(path.stem), taken)
        found.append(FoundForm(path, relative.as_posix(), stem))
    return tuple(found)


def output_stem(stem: str) -> str:
    """The form's own name, fit for any file system: NFC, no control characters, not too long."""
    text = unicodedata.normalize("NFC", stem.encode("utf-8", "replace").decode("utf-8"))
    kept = "".join("_" if _forbidden(one) else one for one in text).strip(" .-")
    return kept.encode("utf-8")[:_LONGEST_STEM].decode("utf-8", "ignore").strip() or "bieu-mau"


def _forbidden(one: str) -> bool:
    return one in '<>:"/\\|?*' or unicodedata.category(one) in {"Cc", "Cf"}


def _free(wanted: PurePath, taken: set[str]) -> PurePath:
    stem, number = wanted, 1
    while _same_name(stem) in taken:
        number += 1
        stem = wanted.with_name(f"{wanted.name}-{number}")
    taken.add(_same_name(stem))
    return stem


def _same_name(stem: PurePath) -> str:
    return unicodedata.normalize("NFC", stem.as_posix()).casefold()


def _workbooks(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, onerror=_raise):
        here = Path(parent)
        folders[:] = [
            name for name in folders if name[0] != "." and not _is_same(here / name, leave_out)
        ]
        for name in files:
            if Path(name).suffix.lower() in WORKBOOKS and not name.startswith((".", "~$")):
                yield here / name


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and path.resolve() == other.resolve()


def _raise(error: OSError) -> None:
    raise error
