"""Recording the hash of a new shipped edition: appended once, never changed."""

import hashlib
from pathlib import Path

from criteria.errors import EditionAltered
from criteria.loader import SHELF, SUMS, load, recorded_hashes, shipped_editions


def record(shelf: Path = SHELF) -> tuple[str, ...]:
    """Append every edition that SHA256SUMS does not name yet; return the names `id@version`.

    Raises `EditionAltered` when a recorded one no longer has its bytes, or `EditionInvalid` when a
    new one breaks a rule; nothing is written then.
    """
    recorded = recorded_hashes(shelf)
    lines: list[str] = []
    names: list[str] = []
    for name in shipped_editions(shelf):
        file = f"{name.replace('@', '/')}.yaml"
        content = (shelf / file).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if file not in recorded:
            load(content, file)
            lines.append(f"{digest}  {file}\n")
            names.append(name)
        elif recorded[file] != digest:
            raise EditionAltered(name, recorded[file], digest)
    if lines:
        with (shelf / SUMS).open("a", encoding="utf-8", newline="\n") as sums:
            sums.writelines(lines)
    return tuple(names)
