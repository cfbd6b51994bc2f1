"""A line of a table of results as what it says of both sides, its cells judged."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from app.imports.results.columns import SIDES, Columns, Place, SideColumns
from app.imports.results.judging import Judge, Judged
from app.imports.results.matching import Told
from app.imports.shapes import Line


class SideSaid(NamedTuple):
    """What a line says of one side; `empty` are its columns of items and facts without a value."""

    answers: dict[str, Judged]
    facts: dict[str, Judged]
    groups: dict[str, Judged]
    criteria: dict[str, Judged]
    level: Judged | None
    reports: bool

    @property
    def prints(self) -> bool:
        """Whether it has totals or a level."""
        return bool(self.groups or self.criteria or self.level)


class Said(NamedTuple):
    """What a line says."""

    sides: Mapping[str, SideSaid]
    faults: list[Told]
    warnings: list[Told]


def said(line: Line, columns: Columns, judge: Judge) -> Said:
    """Judge every cell."""
    faults: list[Told] = [(one.cell, one.code, one.message) for one in line.faults]
    odd: list[Told] = []
    sides = {side: _side(line, columns.sides[side], judge, faults, odd) for side in SIDES}
    return Said(sides, faults, [*odd, *_told(line, columns)])


def _side(
    line: Line, columns: SideColumns, judge: Judge, faults: list[Told], odd: list[Told]
) -> SideSaid:
    """One side; printed sums that cannot be are `odd` where they only check points beside them."""
    values, known = line.values, judge.items
    answers: dict[str, Judged] = {}
    for place in columns.items:
        text = values[place.at]
        if text is not None:
            judged = known.get((place.code, text)) or judge.item(place.code, text)
            if judged.message:
                faults.append(_fault(line, place, judged))
            else:
                answers[place.code] = judged
    facts = _judged(line, columns.facts, judge.fact, faults)
    printed = odd if columns.items else faults
    groups = _judged(line, columns.groups, judge.group, printed)
    criteria = _judged(line, columns.criteria, judge.criterion, printed)
    levels = _judged(line, [columns.level] if columns.level else [], judge.level, printed)
    level = next(iter(levels.values()), None)
    return SideSaid(answers, facts, groups, criteria, level, columns.reports)


def _judged(
    line: Line,
    places: Iterable[Place],
    judge: Callable[[str, str], Judged],
    faults: list[Told],
) -> dict[str, Judged]:
    found: dict[str, Judged] = {}
    for place in places:
        text = line.values[place.at]
        if text is None:
            continue
        judged = judge(place.code, text)
        if judged.message:
            faults.append(_fault(line, place, judged))
        else:
            found[place.code] = judged
    return found


def _fault(line: Line, place: Place, judged: Judged) -> Told:
    return (f"{place.letter}{line.line}", judged.code, judged.message)


def _told(line: Line, columns: Columns) -> list[Told]:
    """Recognition is not results: what a file says of it is not taken here, and it is said."""
    message = (
        "Cột về quyết định công nhận không được nhập cùng kết quả. "
        "Hãy nhập quyết định bằng mục “Quyết định công nhận”."
    )
    return [
        (f"{place.letter}{line.line}", "decision-not-taken", message)
        for place in columns.told[:1]
        if line.values[place.at] is not None
    ]
