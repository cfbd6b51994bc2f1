"""Reading editions: from bytes, from a file, from the shelf of shipped ones."""

import hashlib
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from criteria.compiler import compile_edition
from criteria.document import EditionPart
from criteria.edition import Edition
from criteria.errors import EditionAltered, EditionInvalid, EditionNotFound, Problem
from criteria.rules import broken_rules
from criteria.shape import sentence
from criteria.strict_yaml import NotReadable, parse

SHELF = Path(__file__).parent / "editions"
"""The shipped editions: `<id>/<version>.yaml`, and the hashes recorded for them."""


def load(content: bytes, file: str = "edition.yaml") -> Edition:
    """Read one edition.

    `content` is the YAML document (UTF-8, at most `strict_yaml.MAX_BYTES` bytes); `file` is the
    name that problems are reported under. Raises `EditionInvalid` with every problem found.
    """
    try:
        text = parse(content, file)
    except NotReadable as error:
        raise EditionInvalid(error.problems) from error
    try:
        part = EditionPart.model_validate(text.data)
    except ValidationError as error:
        problems = (
            Problem(file, text.line(path), message)
            for path, message in map(sentence, error.errors())
        )
        raise EditionInvalid(_ordered(problems)) from error
    broken = [Problem(file, text.line(path), message) for path, message in broken_rules(part)]
    if broken:
        raise EditionInvalid(_ordered(broken))
    return compile_edition(part, hashlib.sha256(content).hexdigest(), content)


def load_file(path: Path) -> Edition:
    """Read one edition from a file. Raises `EditionInvalid`, or OSError if it cannot be read."""
    return load(path.read_bytes(), path.name)


def shipped_editions(shelf: Path = SHELF) -> tuple[str, ...]:
    """The names `id@version` on the shelf, oldest version of each id first."""
    found = [(path.parent.name, path.stem) for path in shelf.glob("*/*.yaml") if _is_edition(path)]
    return tuple(f"{name}@{version}" for name, version in sorted(found, key=_by_version))


@lru_cache(maxsize=64)
def shipped(wanted: str, shelf: Path = SHELF) -> Edition:
    """The shipped edition `id@version`, or the newest of `id`.

    Raises `EditionNotFound`, `EditionAltered` when its bytes are not those recorded in SHA256SUMS,
    or `EditionInvalid`.
    """
    names = shipped_editions(shelf)
    matching = [name for name in names if wanted in (name, name.split("@")[0])]
    if not matching:
        raise EditionNotFound(wanted, names)
    name, version = matching[-1].split("@")
    path = shelf / name / f"{version}.yaml"
    edition = load_file(path)
    recorded = recorded_hashes(shelf).get(f"{name}/{version}.yaml")
    if recorded != edition.ref.sha256:
        raise EditionAltered(f"{name}@{version}", recorded or "chưa ghi", edition.ref.sha256)
    return edition


def recorded_hashes(shelf: Path = SHELF) -> dict[str, str]:
    """File name to SHA-256 (hex), as `sha256sum` writes them."""
    lines = (shelf / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines if line)}


def _is_edition(path: Path) -> bool:
    return not path.stem.endswith((".golden", ".overlay", ".map"))


def _by_version(found: tuple[str, str]) -> tuple[str, tuple[int, ...]]:
    name, version = found
    return name, tuple(int(number) for number in version.split("."))


def _ordered(problems: object) -> tuple[Problem, ...]:
    unique = dict.fromkeys(problems)  # type: ignore[call-overload]  # any iterable of problems
    return tuple(sorted(unique, key=lambda problem: problem.line))
