"""What a column means by the titles above one another at its top."""

from typing import NamedTuple

from app.imports.recognising.words import BOTH, NOTHING, Found, Senses, Words
from app.imports.shapes import DATE, ERROR, CellValue, Vocabulary

_NEUTRAL = frozenset({
    "", "diem", "diem so", "so diem", "diem cham", "diem dat", "diem dat duoc", "ket qua",
    "gia tri", "danh gia", "cua truong", "cua phong", "cua so", "cua don vi", "diem cua truong",
    "diem cua so", "diem cua phong", "cham",
})  # fmt: skip
"""Titles that only say that what the title above names stands here."""
_LONGEST = 500
"""Letters of a title that are looked at; the longest of the shipped editions has 160."""
_SUMS = frozenset({"tong", "tong diem", "diem tong", "cong", "tong cong", "tong so diem"})
_YES = frozenset({"dat", "co", "muc dat"})
"""Title of the first of the two columns into which a verdict may be split."""
_ADDED_UP = ("group:", "criterion:")
_SHORT = 2
"""Words of a title that anything may have: “Mức”, “Ghi chú”."""
_CAPTION = 4
"""Words beside “tự đánh giá” in a title over columns; a longer one is the name of the report."""
SPLIT = "split-verdict"
_SPLIT = (
    "kết quả này tách thành nhiều cột nên ô trống sẽ là chưa trả lời; hãy gộp thành một cột ghi "
    "Đạt hoặc Không đạt rồi gửi lại, hoặc xác nhận cột này."
)

Path = tuple[CellValue, ...]
"""Titles from the uppermost to the lowest."""


class Named(NamedTuple):
    """What a column is taken for.

    `said` is the side that its titles name. `code` and `message` say what is doubtful about it.
    """

    role: str
    sure: bool = True
    said: str = ""
    code: str = ""
    message: str = ""


class Titles:
    """Columns named by a vocabulary; `side` is whose a table is that never says it."""

    def __init__(self, vocabulary: Vocabulary, side: str) -> None:
        self.words = Words(vocabulary)
        self.side = side
        self._named: dict[Path, Named] = {}

    def named(self, path: Path) -> Named:
        """What the column under these titles is."""
        key = tuple(repr(part) for part in path)
        if key not in self._named:
            self._named[key] = self._of(path)
        return self._named[key]

    def _of(self, path: Path) -> Named:
        leaf = path[-1]
        said = self._side_of(path)
        if isinstance(leaf, str) and leaf.startswith(DATE):
            message = "tiêu đề cột đã bị đổi thành ngày; hãy cho biết cột này là gì."
            return Named("", sure=False, said=said, code="date-title", message=message)
        if isinstance(leaf, (int, float)) and not isinstance(leaf, bool):
            return self._numbered(leaf, said)
        parts = [self.words.of(told(part)) for part in path]
        found = self._meant(parts)
        if found.senses:
            named = self._one(found.senses, said, sure=found.sure)
            split = parts[-1].rest in _YES and found is not parts[-1]
            return named._replace(sure=False, code=SPLIT, message=_SPLIT) if split else named
        if found.strange:
            message = (
                f"bộ chỉ số không có mã {found.strange}; hãy cho biết cột này là tiêu chí nào."
            )
            return Named("", sure=False, said=said, code="unknown-code", message=message)
        if guess := self.words.guessed(found.rest):
            return self._one(guess, said, sure=False)
        return Named("", said=said)

    def _numbered(self, leaf: float, said: str) -> Named:
        """A title that a program keeps as a number has lost its last zeros: 1.10 became 1.1."""
        senses, codes = self.words.numbered(leaf)
        if senses:
            return self._one(senses, said, sure=True)
        if not codes:
            return Named("", said=said)
        listed = " và ".join(sorted(codes))
        message = (
            f"tiêu đề {leaf} bị lưu thành số nên không phân biệt được {listed}; "
            "hãy cho biết cột này là tiêu chí nào."
        )
        return Named("", sure=False, said=said, code="ambiguous-title", message=message)

    def _meant(self, parts: list[Found]) -> Found:
        leaf, above = parts[-1], [part for part in parts[:-1] if part.rest not in _NEUTRAL]
        if not above:
            return leaf
        parent = above[-1]
        for both in (f"{leaf.rest} {parent.rest}", f"{parent.rest} {leaf.rest}"):
            if senses := self.words.exactly(both):
                return Found(both, leaf.side, senses)
        adds_up = any(role.startswith(_ADDED_UP) for _, role in parent.senses)
        if leaf.rest in _NEUTRAL | _YES or (leaf.rest in _SUMS and adds_up):
            return parent
        detail = len(leaf.rest.split()) <= _SHORT and not any(map(str.isdigit, leaf.rest))
        if detail and any(part.senses and part.senses != leaf.senses for part in above):
            return Found("", leaf.side)  # the “Mức” or “Ghi chú” of a group, not of the school
        return leaf

    def _side_of(self, path: Path) -> str:
        for place in range(len(path) - 1, -1, -1):
            found = self.words.of(told(path[place]))
            if place == len(path) - 1 and found.side:
                return found.side
            if found.side not in {"", BOTH} and len(found.rest.split()) <= _CAPTION:
                return found.side
        return ""

    def _one(self, senses: Senses, said: str, *, sure: bool = True) -> Named:
        """The role among these that is of the side that was said, or else of the table's."""
        side = said or self.side
        roles = sorted({role for one, role in senses if one in {"", side}})
        if len(roles) == 1:
            code = "" if sure else "guessed-title"
            message = "" if sure else "tiêu đề chỉ gần giống; hãy cho biết cột này là gì."
            return Named(roles[0], sure, said, code, message)
        if not roles and side in {"", BOTH} and senses != NOTHING:
            message = "không rõ là tự đánh giá hay đánh giá ngoài; hãy cho biết cột này là gì."
            return Named("", sure=False, said=said, code="side-unknown", message=message)
        if not roles:
            return Named("", said=said)
        message = "tiêu đề này có thể chỉ nhiều cột khác nhau; hãy cho biết cột này là gì."
        return Named("", sure=False, said=said, code="ambiguous-title", message=message)


def told(cell: CellValue) -> str:
    """A title as a person reads it, on one line."""
    if isinstance(cell, str):
        if cell.startswith(DATE):
            day = cell.removeprefix(DATE)[:10].split("-")
            return "/".join(part.lstrip("0") for part in reversed(day))
        return " ".join(cell[:_LONGEST].removeprefix(ERROR).split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
