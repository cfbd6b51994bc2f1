"""The filled forms of invented schools, read once: the page offers each with one click."""

from dataclasses import dataclass
from pathlib import Path

from app.errors import NothingHere

PATTERN = "muc-*.xlsx"


@dataclass(frozen=True, slots=True)
class Example:
    """One example: `name` is its address (`muc-1`), `content` the workbook."""

    name: str
    content: bytes

    @property
    def title(self) -> str:
        """How a link names it."""
        return f"Trường ở mức {self.name.removeprefix('muc-')}"


class Examples:
    """All examples of a folder; none where the folder is missing."""

    def __init__(self, folder: Path) -> None:
        self.all = tuple(
            Example(path.stem, path.read_bytes()) for path in sorted(folder.glob(PATTERN))
        )

    def get(self, name: str) -> Example:
        """The example of that name. Raises NothingHere."""
        for example in self.all:
            if example.name == name:
                return example
        raise NothingHere
