"""The province as one workbook: a summary, all schools, a sheet per body, charts and formulas.

Self-assessment, external assessment and recognition are counted apart. Every formula carries the
figure that we counted ourselves, and a test works them all out again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from xlsxwriter import Workbook

from exports.province.counting import counted, grouped
from exports.province.school_sheets import Spot, Whose, write_all, write_body
from exports.province.shapes import Heading, ProvincePart, ProvinceRow
from exports.province.sheet_names import SheetNames, short
from exports.province.styles import Looks
from exports.province.summary import Line, Summary, write_summary

MOST_BODIES = 300
"""Beyond this many sheets of bodies no program opens a workbook gladly: then there are none."""


class _Body(NamedTuple):
    name: str
    sheet: str
    rows: Sequence[ProvinceRow]


def write_province(target: BinaryIO, heading: Heading, parts: Sequence[ProvincePart]) -> None:
    """The whole workbook into `target`; of several editions each has a summary of its own."""
    options = {"constant_memory": True, "strings_to_urls": False}
    with Workbook(target, options) as book:
        title = f"Tổng hợp mức độ chuyển đổi số, năm học {heading.school_year}"
        book.set_properties({"title": title})
        looks, names = Looks(book), SheetNames()
        if not parts:
            _nothing(book.add_worksheet(names.give("Tổng hợp")), looks, heading)
        for part in parts:
            _part(book, looks, names, heading, part)


def _nothing(page: Any, looks: Looks, heading: Heading) -> None:  # noqa: ANN401 - XlsxWriter's
    page.write_string(0, 0, "TỔNG HỢP MỨC ĐỘ CHUYỂN ĐỔI SỐ", looks["title"])
    page.write_string(1, 0, heading.campaign, looks["subtitle"])
    page.write_string(3, 0, "Chưa có hồ sơ nào mà bạn được xem trong đợt này.", looks["plain"])


def _part(
    book: Any,  # noqa: ANN401 - XlsxWriter's
    looks: Looks,
    names: SheetNames,
    heading: Heading,
    part: ProvincePart,
) -> None:
    levels = [level.number for level in part.edition.levels]
    summary, everyone = names.give("Tổng hợp"), names.give("Dữ liệu")
    chart = names.give("Biểu đồ đơn vị")
    bodies = _bodies(part, names)
    page = book.add_worksheet(summary)
    charts = book.add_worksheet(chart)
    rows = [row for body in bodies for row in body.rows]
    named = [row._replace(body=part.bodies.get(row.body, row.body)) for row in rows]
    whole = write_all(book.add_worksheet(everyone), looks, everyone, named)
    spots = _body_sheets(book, looks, bodies, heading, levels, summary)
    if not spots:
        spots = _within(whole, bodies)
    kinds = grouped(named, lambda row: row.levels)
    write_summary(
        book,
        page,
        charts,
        Summary(
            heading=heading,
            edition=part.edition,
            sheet=summary,
            looks=looks,
            everyone=whole,
            total=counted("Tổng số", rows, levels),
            by_level=[
                Line(counted(title, found, levels), None) for title, found in sorted(kinds.items())
            ],
            by_body=[
                Line(counted(body.name, body.rows, levels), spot)
                for body, spot in zip(bodies, spots, strict=True)
            ],
        ),
    )


def _bodies(part: ProvincePart, names: SheetNames) -> list[_Body]:
    found: Mapping[str, Sequence[ProvinceRow]] = grouped(part.rows, lambda row: row.body)
    titled = [(part.bodies.get(one, one), rows) for one, rows in found.items()]
    if len(found) > MOST_BODIES:
        return [_Body(title, "", rows) for title, rows in titled]
    return [_Body(title, names.give(short(title)), rows) for title, rows in titled]


def _body_sheets(  # noqa: PLR0913, PLR0917 - a workbook, what goes into it, where back to
    book: Any,  # noqa: ANN401 - XlsxWriter's
    looks: Looks,
    bodies: Sequence[_Body],
    heading: Heading,
    levels: Sequence[int],
    back: str,
) -> list[Spot]:
    return [
        write_body(
            book.add_worksheet(body.sheet),
            looks,
            body.sheet,
            Whose(body.name, heading.campaign, levels, back),
            body.rows,
        )
        for body in bodies
        if body.sheet
    ]


def _within(whole: Spot, bodies: Sequence[_Body]) -> list[Spot]:
    """Without sheets of their own: the rows of each body among all schools."""
    found, first = [], whole.first
    for body in bodies:
        found.append(whole._replace(first=first, last=first + len(body.rows) - 1))
        first += len(body.rows)
    return found
