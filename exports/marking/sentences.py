"""What stands in the added cell and in the comment of a marked one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from exports.marking.marks import MAX_COLUMNS, MAX_ROWS, Mark, Table
from exports.marking.places import letters_of

LONGEST = 8_000
"""Of all sentences of a row; a cell holds 32,767 characters."""
LONGEST_COMMENT = 2_000
_MORE = "…"


class Said(NamedTuple):
    """What is said of a row: faults, then warnings, each as one text."""

    faults: str
    warnings: str


class Marked(NamedTuple):
    """A marked cell: whether only warnings are about it, and its comment."""

    warning: bool
    comment: str


def by_row(table: Table) -> dict[int, list[Mark]]:
    """The marks of each row, in order; of a column that no sheet has, they are of the row."""
    found: dict[int, list[Mark]] = {}
    for mark in table.marks:
        if 0 < mark.row <= MAX_ROWS:
            inside = mark.column is not None and 0 <= mark.column < MAX_COLUMNS
            kept = mark if inside or mark.column is None else mark._replace(column=None)
            found.setdefault(mark.row, []).append(kept)
    return found


def said_of(marks: Sequence[Mark]) -> Said:
    """The sentences of a row, each behind the place that it is about."""
    faults = _lines(one for one in marks if not one.warning)
    warnings = _lines((one for one in marks if one.warning), "Lưu ý: ")
    return Said(cut(faults, LONGEST), cut(warnings, LONGEST))


def cells_of(marks: Sequence[Mark]) -> Mapping[int, Marked]:
    """The marked cells of a row by their columns."""
    columns = dict.fromkeys(sorted(one.column for one in marks if one.column is not None))
    found = {}
    for column in columns:
        here = [one for one in marks if one.column == column]
        faults = [one.sentence for one in here if not one.warning]
        warnings = ["Lưu ý: " + one.sentence for one in here if one.warning]
        comment = cut("\n".join(dict.fromkeys(faults + warnings)), LONGEST_COMMENT)
        found[column] = Marked(not faults, comment)
    return found


def note_of(table: Table, commented: int, marked: int) -> str:
    """The comment on the title of the added column."""
    rows = by_row(table).values()
    faulty = sum(any(not one.warning for one in marks) for marks in rows)
    warned = sum(all(one.warning for one in marks) for marks in rows)
    lines = [f"{faulty} dòng có lỗi, {warned} dòng chỉ có lưu ý.", *table.notes]
    if commented < marked:
        lines.append(f"Chỉ {commented} ô đầu có ghi chú riêng; từ ô đó trở đi xem câu ở cột này.")
    lines.append("Sửa các ô được tô rồi gửi lại tệp này; cột này sẽ được thay mới.")
    return cut("\n".join(lines), LONGEST_COMMENT)


def cut(text: str, longest: int) -> str:
    """The text, or its beginning."""
    return text if len(text) <= longest else text[: longest - 1] + _MORE


def _lines(marks: Iterable[Mark], before: str = "") -> str:
    lines = []
    for one in marks:
        place = "" if one.column is None else f"{letters_of(one.column)}{one.row}: "
        lines.append(place + before + one.sentence)
    return "\n".join(dict.fromkeys(lines))
