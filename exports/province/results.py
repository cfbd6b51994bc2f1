"""The table of results of many schools as .xlsx: to be filled, or with what is known.

The same table both ways, so that what goes out comes home unchanged. Points and totals are values,
not formulas: a reader trusts no formula. The table is not protected, since people sort, filter and
paste in it; whoever turns protection on finds the cells to fill unlocked. Made row by row: memory
does not grow with the schools.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, NamedTuple

from xlsxwriter import Workbook

from criteria.edition import Edition, FactType
from criteria.interval import shown
from exports.forms.layout import NO, YES
from exports.forms.validations import award_rule, fact_rule, needs_list, verdict_rule
from exports.province.guide import write_guide
from exports.province.layout import (
    KEPT_IN_SIGHT,
    TYPED,
    Column,
    Holds,
    SideName,
    columns_of,
    edition_line,
)
from exports.province.shapes import Heading, Part, SchoolRow
from exports.province.sheet_names import SheetNames
from exports.province.styles import Looks
from scoring.answers import Award, FactValue, Verdict

SIDE_ROW, TITLE_ROW, FIRST_ROW = 5, 6, 7
_A3 = 8
_NOTE_SIZE = {"x_scale": 2.2, "y_scale": 1.4, "font_size": 10}


class Table(NamedTuple):
    """One sheet while it is written."""

    page: Any
    looks: Looks
    edition: Edition
    columns: tuple[Column, ...]


def write_results(
    target: BinaryIO, heading: Heading, parts: Sequence[Part], *, blank: bool
) -> None:
    """A sheet per edition into `target`; `blank`: only the schools, the rest to be filled."""
    options = {"constant_memory": True, "strings_to_urls": False}
    with Workbook(target, options) as book:
        book.set_properties({"title": f"{_title(blank=blank)} {heading.school_year}"})
        looks, names = Looks(book), SheetNames()
        for part in parts:
            wanted = "Kết quả" if len(parts) == 1 else f"Kết quả {part.edition.ref.id}"
            page = book.add_worksheet(names.give(wanted))
            table = Table(page, looks, part.edition, columns_of(part.edition))
            _begin(table, heading, blank=blank)
            _rules(table, part.count)
            _rows(table, part)
        write_guide(book.add_worksheet(names.give("Hướng dẫn")), looks, parts, blank=blank)


def _title(*, blank: bool) -> str:
    return "BẢNG NHẬP KẾT QUẢ" if blank else "BẢNG KẾT QUẢ"


def _begin(table: Table, heading: Heading, *, blank: bool) -> None:
    """Title block and header, top down as constant memory wants it."""
    page, looks = table.page, table.looks
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width, looks[_look(column)])
    what = f"{_title(blank=blank)} ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ, NĂM HỌC {heading.school_year}"
    page.write_string(0, 0, what, looks["title"])
    page.set_row(0, 24)
    page.write_string(1, 0, f"{heading.campaign} · {heading.body}", looks["subtitle"])
    page.write_string(2, 0, edition_line(table.edition), looks["quiet"])
    page.write_string(3, 0, f"Lập lúc {heading.made}. {_advice(blank=blank)}", looks["quiet"])
    page.write_string(4, 0, _sureness(table), looks["warn"])
    _header(table)
    page.freeze_panes(FIRST_ROW, KEPT_IN_SIGHT)
    page.set_landscape()
    page.set_paper(_A3)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.repeat_rows(SIDE_ROW, TITLE_ROW)
    page.repeat_columns(0, KEPT_IN_SIGHT - 1)
    page.set_print_scale(60)
    page.set_footer("&L&8&F&R&8Trang &P/&N")


def _advice(*, blank: bool) -> str:
    if blank:
        return "Điền vào các ô nền vàng; ô để trống là chưa có câu trả lời. Xem trang Hướng dẫn."
    return "Sửa số trong bảng rồi nhập lại được; xóa trắng một ô không xóa điểm đã có."


def _sureness(table: Table) -> str:
    unsure = any(column.mark and not column.mark.confirmed for column in table.columns)
    if not unsure:
        return ""
    return (
        "Tiêu đề in nghiêng màu cam: điểm tối đa hoặc quy tắc “một nguồn”, “suy luận”, chưa xác "
        "nhận từ văn bản có chữ ký; xem chú thích của ô và trang Hướng dẫn."
    )


def _header(table: Table) -> None:
    page, looks = table.page, table.looks
    page.set_row(SIDE_ROW, 20)
    page.set_row(TITLE_ROW, 92)
    for side, first, last in _sides(table.columns):
        over = looks.header(side, over=True)
        text = side.heading if side else ""
        if side and last > first:
            page.merge_range(SIDE_ROW, first, SIDE_ROW, last, text, over)
        else:
            for place in range(first, last + 1):
                page.write_blank(SIDE_ROW, place, None, over)
    for place, column in enumerate(table.columns):
        unsure = column.mark is not None and not column.mark.confirmed
        page.write_string(TITLE_ROW, place, column.title, looks.header(column.side, unsure=unsure))
        note = _note(table.edition, column)
        if note:
            page.write_comment(TITLE_ROW, place, note, _NOTE_SIZE)


def _sides(columns: Sequence[Column]) -> list[tuple[SideName | None, int, int]]:
    """Runs of columns of one side, first and last place."""
    found: list[tuple[SideName | None, int, int]] = []
    for place, column in enumerate(columns):
        if found and found[-1][0] is column.side:
            found[-1] = (column.side, found[-1][1], place)
        else:
            found.append((column.side, place, place))
    return found


def _note(edition: Edition, column: Column) -> str:
    """What the comment on a title says."""
    if column.item is not None:
        item = column.item
        mark = column.mark
        assert mark is not None
        asked = f"Điểm tối đa: {shown(item.max.value)}" if item.max else "Đạt / Không đạt"
        return f"{item.code}. {item.title.value}\n{asked} ({mark.known.label})"
    if column.fact is not None:
        fact = column.fact
        used = f"\nDùng cho tiêu chí {fact.scope}" if fact.scope else ""
        unit = f"\nĐơn vị: {fact.unit}" if fact.unit else ""
        return f"{fact.title}{unit}{used}"
    if column.holds is Holds.GROUP:
        group = next(one for one in edition.groups if one.code == column.key)
        assert group.max is not None
        known = group.max.mark.known.label
        return f"Nhóm {group.code}. {group.title.value}\nTối đa {shown(group.max.value)} ({known})"
    if column.holds is Holds.LEVEL:
        names = "\n".join(f"Mức {one.number}: {one.name}" for one in edition.levels)
        assert column.mark is not None
        return f"{names}\nNgưỡng và cách xếp mức: {column.mark.known.label}"
    return ""


def _rules(table: Table, count: int) -> None:
    """Validation, lines and the yellow of what is still to be filled: a rule per column."""
    if not count:
        return
    page, looks, last = table.page, table.looks, FIRST_ROW + count - 1
    page.autofilter(TITLE_ROW, 0, last, len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        if column.holds not in TYPED:
            continue
        rule = _rule(table.edition, column, place)
        if rule is not None:
            page.data_validation(FIRST_ROW, place, last, place, rule)
    for typed, first, end in _runs(table.columns):
        cells = (FIRST_ROW, first, last, end)
        if typed:
            page.conditional_format(*cells, {"type": "blanks", "format": looks["to_fill"]})
        page.conditional_format(
            *cells, {"type": "formula", "criteria": "=TRUE", "format": looks["rules"]}
        )


def _runs(columns: Sequence[Column]) -> list[tuple[bool, int, int]]:
    """Runs of columns to fill, and of others: programs differ where such ranges overlap."""
    found: list[tuple[bool, int, int]] = []
    for place, column in enumerate(columns):
        typed = column.holds in TYPED
        if found and found[-1][0] is typed:
            found[-1] = (typed, found[-1][1], place)
        else:
            found.append((typed, place, place))
    return found


def _rule(edition: Edition, column: Column, place: int) -> dict[str, Any] | None:
    if column.item is not None:
        if column.item.mandatory:
            return verdict_rule(column.item)
        return award_rule(edition, column.item, FIRST_ROW, place)
    assert column.fact is not None
    if column.fact.type is FactType.CHOICE and needs_list(column.fact):
        return None  # the words do not fit into a rule; the dry run judges them
    return fact_rule(column.fact, None)


def _rows(table: Table, part: Part) -> None:
    """The schools, one after the other; an empty cell is not written at all."""
    writers = [_writer(table, column) for column in table.columns]
    for number, school in enumerate(part.rows):
        line = FIRST_ROW + number
        for place, write in enumerate(writers):
            write(line, place, number, school)


Write = Callable[[int, int, int, SchoolRow], None]


def _writer(table: Table, column: Column) -> Write:  # noqa: C901, PLR0911 - one kind each
    """What writes that column's cell of a row; chosen once, since there are many rows."""
    page, key, holds = table.page, column.key, column.holds
    own = column.side is SideName.SELF
    if holds is Holds.NUMBER:
        return lambda line, place, number, _one: page.write_number(line, place, number + 1)
    if holds is Holds.CODE:
        return lambda line, place, _number, one: page.write_string(line, place, one.code)
    if holds is Holds.NAME:
        return lambda line, place, _number, one: page.write_string(line, place, one.name)
    if holds is Holds.LEVELS:
        return lambda line, place, _number, one: page.write_string(line, place, one.levels)
    if holds is Holds.FACT:
        words = dict(column.fact.options) if column.fact else {}
        return lambda line, place, _number, one: _put(
            page, line, place, _fact((one.own if own else one.external).facts.get(key), words)
        )
    if holds is Holds.ITEM:
        return lambda line, place, _number, one: _put(
            page, line, place, _award((one.own if own else one.external).awards.get(key))
        )
    if holds is Holds.GROUP:
        return lambda line, place, _number, one: _put(
            page, line, place, (one.own if own else one.external).groups.get(key)
        )
    if holds is Holds.LEVEL:
        return lambda line, place, _number, one: _put(
            page, line, place, (one.own if own else one.external).level
        )
    if holds is Holds.DECIDED_ON:
        return lambda line, place, _number, one: _put(page, line, place, one.decided_on)
    if holds is Holds.RECOGNISED:
        return lambda line, place, _number, one: _put(page, line, place, one.recognised)
    if holds is Holds.DECISION:
        return lambda line, place, _number, one: _put(page, line, place, one.decision)
    return lambda line, place, _number, one: _put(page, line, place, one.note)


def _put(page: Any, line: int, place: int, value: Decimal | int | str | date | None) -> None:  # noqa: ANN401
    if value is None or (not value and value != 0):
        return
    if isinstance(value, str):
        page.write_string(line, place, value)
    elif isinstance(value, date):
        page.write_datetime(line, place, value)
    else:
        page.write_number(line, place, value)


def _award(award: Award | None) -> Decimal | str | None:
    return award.label if isinstance(award, Verdict) else award


def _fact(value: FactValue | None, words: dict[str, str]) -> Decimal | str | None:
    if isinstance(value, bool):
        return YES if value else NO
    return words.get(value, value) if isinstance(value, str) else value


def _look(column: Column) -> str:
    """The format of a column's cells."""
    if column.holds is Holds.ITEM:
        return "typed"
    if column.fact is not None:
        numeric = column.fact.type in {FactType.COUNT, FactType.NUMBER, FactType.YES_NO}
        return "typed" if numeric else "typed_text"
    return {
        Holds.NUMBER: "middle", Holds.GROUP: "points", Holds.LEVEL: "points",
        Holds.RECOGNISED: "points", Holds.DECIDED_ON: "day",
        Holds.NAME: "shrunk", Holds.LEVELS: "shrunk",
    }.get(column.holds, "text")  # fmt: skip
