"""What is odd about a row though it can be taken: printed sums, sides far apart, lost cells."""

from collections.abc import Iterator
from decimal import Decimal

from app.imports.results.columns import SideColumns
from app.imports.results.judging import plain
from app.imports.results.matching import Told
from app.imports.results.reading_lines import SideSaid
from app.imports.results.stored import Stored
from app.imports.results.wording import shown
from scoring.sheet import Severity, Sheet

FAR = Decimal("0.25")
"""Of a group's maximum: the width of the middle level of the published index (50 to 75 points).
Two results further apart than that cannot both lie in it, whatever the points."""
_CELLS_NAMED = 8
_SIDES = {"self": "tự đánh giá", "external": "đánh giá ngoài"}


def of_findings(sheet: Sheet, columns: SideColumns, line: int) -> Iterator[Told]:
    """What the engine says of the answers: what blocks handing in later, and what only warns."""
    if not sheet.findings:
        return
    letters = {place.code: place.letter for place in (*columns.items, *columns.facts)}
    for one in sheet.findings:
        cell = f"{letters[one.where]}{line}" if one.where in letters else ""
        code = f"blocks:{one.code}" if one.severity is Severity.BLOCKS else one.code
        yield cell, code, one.message


def of_printed(
    side: str, sheet: Sheet, said: SideSaid, columns: SideColumns, line: int
) -> Iterator[Told]:
    """Totals and levels that the row's own points contradict."""
    if not said.prints:
        return
    groups = {one.code: (one.total, one.complete) for one in sheet.groups}
    criteria = {one.code: (one.points, one.complete) for one in sheet.criteria}
    for title, printed, known, places in (
        ("nhóm", said.groups, groups, columns.groups),
        ("tiêu chí", said.criteria, criteria, columns.criteria),
    ):
        for place in places:
            judged, found = printed.get(place.code), known.get(place.code)
            if judged is None or found is None:
                continue
            total, complete = found
            if complete and judged.value != total:
                message = (
                    f"Điểm {_SIDES[side]} {title} {place.code} in là {shown(judged.text)}, "
                    f"các điểm thành phần cộng lại là {shown(plain(total))}."
                )
                yield f"{place.letter}{line}", "printed-total-differs", message
    yield from _of_level(side, sheet, said, columns, line)


def _of_level(
    side: str, sheet: Sheet, said: SideSaid, columns: SideColumns, line: int
) -> Iterator[Told]:
    if said.level is None or columns.level is None:
        return
    cell = f"{columns.level.letter}{line}"
    if sheet.level is None:
        message = (
            f"Mức {_SIDES[side]} in là {said.level.text}, nhưng còn {len(sheet.missing)} tiêu chí "
            "chưa có điểm nên chưa xếp được mức."
        )
        yield cell, "printed-level-unsupported", message
    elif said.level.text != str(sheet.level):
        message = (
            f"Mức {_SIDES[side]} in là {said.level.text}, "
            f"tính từ các điểm trong dòng là {sheet.level}."
        )
        yield cell, "printed-level-differs", message


def of_distance(own: Sheet, external: Sheet, columns: SideColumns, line: int) -> Iterator[Told]:
    """An external result far from the school's own."""
    letters = {place.code: place.letter for place in columns.groups}
    others = {one.code: one for one in external.groups}
    for one in own.groups:
        other = others[one.code]
        if one.max is None or not (one.complete and other.complete):
            continue
        if abs(one.total - other.total) > one.max * FAR:
            message = (
                f"Nhóm {one.code}: tự đánh giá {shown(plain(one.total))}, đánh giá ngoài "
                f"{shown(plain(other.total))}, cách nhau hơn một phần tư điểm tối đa. "
                "Hãy kiểm tra lại hai cột."
            )
            cell = f"{letters[one.code]}{line}" if one.code in letters else ""
            yield cell, "external-far-from-self", message


def of_empty(said: SideSaid, stored: Stored, columns: SideColumns, line: int) -> Iterator[Told]:
    """Empty cells over values: an empty cell says nothing, so what stands there stays.

    One sentence for a side, however many cells: a side left out altogether is not odd at all.
    """
    if not said.answers and not said.facts:
        return
    held = {**stored.answers, **stored.facts}
    cells = [
        f"{place.letter}{line}"
        for place in (*columns.items, *columns.facts)
        if place.code not in said.answers
        and place.code not in said.facts
        and held.get(place.code) is not None
    ]
    if not cells:
        return
    named = ", ".join(cells[:_CELLS_NAMED]) + (", …" if len(cells) > _CELLS_NAMED else "")
    message = f"{len(cells)} ô trống ({named}): giá trị đang có được giữ nguyên."
    yield cells[0], "empty-keeps", message
