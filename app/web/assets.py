"""The static files: read once, few and small, named by their hash so that a browser keeps them.

What others wrote lies in `vendor/`, unchanged, with its licence and its SHA-256.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).parent / "static"
PREFIX = "/static/"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; `tag` is the beginning of its SHA-256."""

    name: str
    content: bytes
    media_type: str
    tag: str


class Assets:
    """All static files by name: an address that is not among them does not exist."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._found = {
            path.name: _asset(path) for path in folder.rglob("*") if path.suffix in _KINDS
        }

    def get(self, name: str) -> Asset | None:
        """The file of that name, or None."""
        return self._found.get(name)

    def url(self, name: str) -> str:
        """The address of the file with its hash. Raises KeyError."""
        return f"{PREFIX}{name}?v={self._found[name].tag}"


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    tag = hashlib.sha256(content).hexdigest()[:16]
    return Asset(path.name, content, _KINDS[path.suffix], tag)
