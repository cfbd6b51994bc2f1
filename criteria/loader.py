"""Reading editions: from bytes, from a file, from the shelf of shipped ones."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from criteria.compiler import compile_edition
from criteria.document import EditionPart
from criteria.edition import Edition
from criteria.errors import EditionAltered, EditionInvalid, EditionNotFound, Problem, in_order
from criteria.rules import broken_rules
from criteria.shape import read
from criteria.strict_yaml import Text

SHELF = Path(__file__).parent / "editions"
"""The shipped editions: `<id>/<version>.yaml`, and the hashes recorded for them."""
SUMS = "SHA256SUMS"
_VERSION = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){1,2}")
_SUM = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[a-z0-9.-]+/[0-9.]+\.yaml)")


def load(content: bytes, file: str = "edition.yaml", *, recorded: str | None = None) -> Edition:
    """Read one edition.

    `content` is the YAML document (UTF-8, at most `strict_yaml.MAX_BYTES` bytes); `file` is the
    name that problems are reported under; `recorded` is the SHA-256 (hex) that was recorded for it,
    if any. Raises `EditionInvalid` with every problem found, or `EditionAltered`.
    """
    digest = hashlib.sha256(content).hexdigest()
    if recorded is not None and recorded != digest:
        raise EditionAltered(file, recorded, digest)
    _, part = checked(content, file)
    return compile_edition(part, digest, content)


def checked(content: bytes, file: str) -> tuple[Text, EditionPart]:
    """The document, once it is known to break no rule. Raises `EditionInvalid`."""
    text, part = read(content, file, EditionPart, EditionInvalid)
    broken = [
        Problem(file, text.line(path), message) for path, message in broken_rules(part, text.data)
    ]
    if broken:
        raise EditionInvalid(in_order(broken))
    return text, part


def load_file(path: Path) -> Edition:
    """Read one edition from a file. Raises `EditionInvalid`, or OSError if it cannot be read."""
    return load(path.read_bytes(), path.name)


def shipped_editions(shelf: Path = SHELF) -> tuple[str, ...]:
    """The names `id@version` on the shelf, oldest version of each id first."""
    found = [
        (path.parent.name, path.stem) for path in shelf.glob("*/*.yaml") if is_version(path.stem)
    ]
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
    return _take(matching[-1], shelf)


def _take(name: str, shelf: Path) -> Edition:
    edition_id, version = name.split("@")
    file = f"{edition_id}/{version}.yaml"
    recorded = recorded_hashes(shelf).get(file, "chưa ghi")
    edition = load((shelf / file).read_bytes(), file, recorded=recorded)
    if str(edition.ref) != name:
        message = f"tệp nằm ở chỗ của {name} nhưng bên trong ghi {edition.ref}"
        raise EditionInvalid((Problem(file, 1, message),))
    return edition


def recorded_hashes(shelf: Path = SHELF) -> dict[str, str]:
    """File name to SHA-256 (hex), as `sha256sum` writes them. Raises `EditionInvalid`."""
    try:
        lines = (shelf / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        entry = _SUM.fullmatch(line)
        if entry is None or entry["name"] in found:
            message = "mỗi dòng phải là: 64 chữ số SHA-256, hai dấu cách, <id>/<version>.yaml"
            raise EditionInvalid((Problem(SUMS, number, message),))
        found[entry["name"]] = entry["digest"]
    return found


def _by_version(found: tuple[str, str]) -> tuple[str, tuple[int, ...]]:
    name, version = found
    return name, tuple(int(number) for number in version.split("."))


def is_version(text: str) -> bool:
    """Whether a file's stem is a version, so that the file is an edition."""
    return _VERSION.fullmatch(text) is not None
