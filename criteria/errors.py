"""Everything `criteria` can refuse, as one small tree.

    CriteriaError
    ├── DocumentInvalid         a YAML document was refused, with file, line and sentence
    │   ├── EditionInvalid      the text breaks a rule of the format or of the law it states
    │   ├── OverlayInvalid      an overlay that does more than add words
    │   └── MappingInvalid      a carry-over map that names what neither edition has
    ├── EditionAltered          a recorded edition no longer has the bytes it was recorded with
    └── EditionNotFound         no such id, or no such version

Each carries a stable `code` for machines and a Vietnamese sentence for people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

MAX_PROBLEMS = 200
"""More than a person works through at once; a hostile file could otherwise cause a million."""
_MAX_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule, and where: the file's name, the line counted from 1, the sentence.

    A `warning` is worth reading but refuses nothing.
    """

    file: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        """`tệp:dòng: câu`, the shape editors turn into a link."""
        return f"{self.file}:{self.line}: {'cảnh báo: ' if self.warning else ''}{self.message}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by line, each once; past `MAX_PROBLEMS` only their number."""
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
    rest = ordered[MAX_PROBLEMS:]
    if not rest:
        return tuple(ordered)
    more = Problem(rest[0].file, rest[0].line, f"và còn {len(rest)} lỗi nữa từ dòng này trở đi")
    return (*ordered[:MAX_PROBLEMS], more)


def shortened(text: object) -> str:
    """A quoted value, short enough for one line of a message."""
    words = " ".join(str(text).split())
    return words if len(words) <= _MAX_QUOTED else f"{words[: _MAX_QUOTED - 1]}…"


class CriteriaError(Exception):
    """Root of the tree."""

    code: ClassVar[str] = "criteria"


class DocumentInvalid(CriteriaError):
    """A YAML document was refused; `problems` holds every reason, in the order of the file."""

    code = "document-invalid"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class EditionInvalid(DocumentInvalid):
    """The edition breaks a rule of the format, or of the law it states."""

    code = "edition-invalid"


class OverlayInvalid(DocumentInvalid):
    """The overlay was refused: it may add guidance and suggestions, never change a score."""

    code = "overlay-invalid"


class MappingInvalid(DocumentInvalid):
    """The carry-over map was refused; `problems` names each entry that leads nowhere."""

    code = "mapping-invalid"


class EditionAltered(CriteriaError):
    """A recorded edition was edited: a correction must be a new version."""

    code = "edition-altered"

    def __init__(self, name: str, recorded: str, found: str) -> None:
        self.name, self.recorded, self.found = name, recorded, found
        super().__init__(
            f"{name}:1: nội dung khác với bản đã ghi nhận (SHA-256 ghi nhận {recorded[:12]}…, "
            f"đang có {found[:12]}…). Bản đã dùng không được sửa: hãy khôi phục tệp cũ và "
            "phát hành phiên bản mới."
        )


class EditionNotFound(CriteriaError):
    """No edition of that id, or none of that version."""

    code = "edition-not-found"

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        self.wanted, self.known = wanted, known
        listed = ", ".join(known) or "chưa có bộ chỉ số nào"
        super().__init__(f"Không có bộ chỉ số “{wanted}”. Đang có: {listed}.")
