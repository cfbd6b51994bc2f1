"""Checking editions as a whole: their text, their recorded hashes, what must lie beside them."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from criteria.advice import advice
from criteria.errors import EditionInvalid, Problem, in_order
from criteria.loader import SHELF, SUMS, checked, is_version, recorded_hashes


def lint(content: bytes, file: str) -> tuple[Problem, ...]:
    """Every problem of one edition's text; where nothing refuses it, what should be looked at."""
    try:
        text, part = checked(content, file)
    except EditionInvalid as error:
        return error.problems
    return in_order(
        Problem(file, text.line(path), message, warning=True) for path, message in advice(part)
    )


def lint_shelf(shelf: Path = SHELF) -> tuple[Problem, ...]:
    """Every problem of a folder of editions.

    Beside `lint` of each: the hash recorded in SHA256SUMS, the place by id and version, the file of
    golden cases (which `scoring.golden` runs), and files that do not belong.
    """
    try:
        recorded = recorded_hashes(shelf)
    except EditionInvalid as error:
        return error.problems
    found: list[Problem] = []
    for path in sorted(shelf.glob("*/*")):
        file = path.relative_to(shelf).as_posix()
        if is_version(path.stem) and path.suffix == ".yaml":
            content = path.read_bytes()
            found += lint(content, file)
            found += _place(path, content, file)
            found += _recorded(content, file, recorded)
        elif not _beside_an_edition(path):
            found.append(Problem(file, 1, "tệp không phải bộ chỉ số, cũng không đi với bộ nào"))
    for number, name in enumerate(recorded, start=1):
        if not (shelf / name).exists():
            found.append(Problem(SUMS, number, f"{name} đã ghi mã băm nhưng không còn tệp"))
    return tuple(found)


def lint_file(path: Path) -> tuple[Problem, ...]:
    """`lint` of one file, and its golden cases' presence. Raises OSError if it cannot be read."""
    content = path.read_bytes()
    golden = path.with_suffix(".golden.yaml")
    missing = () if golden.exists() else (_no_golden(path.name, warning=True),)
    return in_order((*lint(content, path.name), *missing))


def _place(path: Path, content: bytes, file: str) -> Iterator[Problem]:
    try:
        _, part = checked(content, file)
    except EditionInvalid:
        return
    if (part.id, part.version) != (path.parent.name, path.stem):
        yield Problem(file, 1, f"tệp phải nằm ở {part.id}/{part.version}.yaml, theo id và version")
    if not path.with_suffix(".golden.yaml").exists():
        yield _no_golden(file)


def _no_golden(file: str, *, warning: bool = False) -> Problem:
    name = Path(file).with_suffix(".golden.yaml").name
    return Problem(file, 1, f"chưa có ca mẫu: hãy viết {name} bên cạnh", warning=warning)


def _recorded(content: bytes, file: str, recorded: Mapping[str, str]) -> Iterator[Problem]:
    digest = hashlib.sha256(content).hexdigest()
    if file not in recorded:
        yield Problem(file, 1, f"chưa ghi mã băm trong {SUMS}: chạy scripts/record_edition.py")
    elif recorded[file] != digest:
        message = (
            "nội dung khác với bản đã ghi nhận; bản đã dùng không được sửa: "
            "khôi phục tệp cũ và phát hành phiên bản mới"
        )
        yield Problem(file, 1, message)


def _beside_an_edition(path: Path) -> bool:
    name, _, kind = path.name.partition(".golden.")
    return kind == "yaml" and path.with_name(f"{name}.yaml").exists()
