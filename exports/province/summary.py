"""The summary of the province: three tables of counts, by formulas, and three charts over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from criteria.edition import Edition
from exports.province.counting import KINDS, Count
from exports.province.layout import SideName, edition_line
from exports.province.school_sheets import NONE_YET, Spot, cell
from exports.province.shapes import Heading
from exports.province.sheet_names import quoted
from exports.province.styles import LEVEL_COLOURS, NO_LEVEL, Looks

_TITLES = {"own": "Tự đánh giá", "external": "Đánh giá ngoài", "recognised": "Công nhận"}
_COLOURS = {"own": "#1F5C70", "external": "#5B4A7F", "recognised": "#5B9A68"}
_GRID = {"visible": True, "line": {"color": "#E3E8EA"}}
_ROWS_OF_CHARTS = 17
_SIDES = {"own": SideName.SELF, "external": SideName.EXTERNAL, "recognised": None}
_SIZE = {"width": 640, "height": 320}
_BAR = 19
"""Pixels of a body's bar."""
_A4 = 9


class Line(NamedTuple):
    """A line of a table; `spot` is where its schools stand, None for those of its title."""

    counts: Count
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the summary says of the schools of one edition."""

    heading: Heading
    edition: Edition
    sheet: str
    looks: Looks
    everyone: Spot
    total: Count
    by_level: Sequence[Line]
    by_body: Sequence[Line]

    @property
    def levels(self) -> list[int]:
        """The levels there are."""
        return [level.number for level in self.edition.levels]

    @property
    def width(self) -> int:
        """How many columns a result takes: its levels, and those without one."""
        return len(self.levels) + 1


def write_summary(book: Any, page: Any, charts: Any, told: Summary) -> None:  # noqa: ANN401
    """The tables top down, as constant memory wants it, then the charts over them."""
    looks = told.looks
    page.set_column(0, 0, 44)
    page.set_column(1, 1 + 3 * told.width, 9.5)
    page.write_string(0, 0, f"TỔNG HỢP MỨC ĐỘ CHUYỂN ĐỔI SỐ, NĂM HỌC {told.heading.school_year}",
                      looks["title"])  # fmt: skip
    page.set_row(0, 26)
    page.write_string(1, 0, f"{told.heading.campaign} · {told.heading.body}", looks["subtitle"])
    page.write_string(2, 0, edition_line(told.edition), looks["quiet"])
    page.write_string(3, 0, f"Lập lúc {told.heading.made}. Tự đánh giá, đánh giá ngoài và công "
                      "nhận là ba kết quả riêng, không cộng lẫn.", looks["quiet"])  # fmt: skip
    names = "; ".join(f"Mức {level.number}: {level.name}" for level in told.edition.levels)
    look = "quiet" if told.edition.levels_mark.confirmed else "warn"
    page.write_string(4, 0, f"{names}. {_known(told.edition)}", looks[look])
    whole = _whole(page, told, 7)
    page.insert_chart(whole + 4, 0, _compared(book, told, whole))
    first = whole + 4 + _ROWS_OF_CHARTS
    kinds = _counts(page, told, first, "Theo cấp học", told.by_level)
    page.insert_chart(whole + 4, 5, _stacked(book, told, kinds, "column"), {"x_offset": 40})
    bodies = _counts(page, told, kinds.total + 2, "Theo đơn vị đánh giá", told.by_body)
    chart = _stacked(book, told, bodies, "bar")
    charts.hide_gridlines(2)
    charts.insert_chart(0, 0, chart)
    chart.set_size({"width": 1000, "height": 160 + _BAR * len(told.by_body)})
    page.freeze_panes(1, 1)
    page.hide_gridlines(2)
    for one in (page, charts):
        one.set_landscape()
        one.set_paper(_A4)
        one.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        one.fit_to_pages(1, 0)
        one.set_footer("&L&8&A&R&8Trang &P/&N")


def _known(edition: Edition) -> str:
    mark = edition.levels_mark
    return "" if mark.confirmed else f"Ngưỡng của các mức: {mark.known.label}."


class _Spread(NamedTuple):
    """A table's rows: the first and last line, and the line of its total."""

    first: int
    last: int
    total: int


def _whole(page: Any, told: Summary, line: int) -> int:  # noqa: ANN401 - XlsxWriter's
    """All schools: a line per result. Gives the first of these lines."""
    looks, levels = told.looks, told.levels
    page.write_string(line - 1, 0, "Toàn bộ", looks["subtitle"])
    for place, title in enumerate(["Kết quả", "Số trường", *_level_titles(told)]):
        page.write_string(line, place, title, looks["head"])
    for number, kind in enumerate(KINDS, 1):
        cells, counts = told.everyone.range(kind), told.total.levels[kind]
        page.write_string(line + number, 0, _TITLES[kind], looks["cell"])
        everyone = f"=ROWS({told.everyone.range('code')})"
        page.write_formula(line + number, 1, everyone, looks["count"], told.total.schools)
        for place, level in enumerate(levels):
            formula = f"=COUNTIF({cells},{level})"
            page.write_formula(line + number, 2 + place, formula, looks["count"], counts[place])
        page.write_formula(
            line + number, 1 + told.width, f"=COUNTBLANK({cells})", looks["count"], counts[-1]
        )
    return line + 1


def _counts(page: Any, told: Summary, line: int, title: str, lines: Sequence[Line]) -> _Spread:  # noqa: ANN401
    """A table of lines, with a header of two rows and a total."""
    looks, width = told.looks, told.width
    page.write_string(line, 0, title, looks["subtitle"])
    for place in (0, 1):
        page.write_blank(line + 1, place, None, looks["head"])
    for number, kind in enumerate(KINDS):
        first = 2 + number * width
        look = looks.header(_SIDES[kind], over=True)
        page.merge_range(line + 1, first, line + 1, first + width - 1, _TITLES[kind], look)
    for place, text in ((0, title.removeprefix("Theo ").capitalize()), (1, "Số trường")):
        page.write_string(line + 2, place, text, looks["head"])
    for number, kind in enumerate(KINDS):
        for place, text in enumerate(_level_titles(told), 2 + number * width):
            page.write_string(line + 2, place, text, looks.header(_SIDES[kind]))
    first = line + 3
    for number, one in enumerate(lines):
        _line(page, told, first + number, one)
    last = first + len(lines) - 1
    page.write_string(last + 1, 0, "Tổng số", looks["total"])
    figures = [told.total.schools, *(n for kind in KINDS for n in told.total.levels[kind])]
    for place, figure in enumerate(figures, 1):
        formula = f"=SUM({cell(first, place)}:{cell(last, place)})"
        page.write_formula(last + 1, place, formula, looks["total_count"], figure)
    return _Spread(first, last, last + 1)


def _line(page: Any, told: Summary, line: int, one: Line) -> None:  # noqa: ANN401 - XlsxWriter's
    looks, spot, own = told.looks, one.spot, one.counts
    if spot is None:
        page.write_string(line, 0, own.title, looks["cell"])
        same = f"{told.everyone.range('levels')},{cell(line, 0).replace('A', '$A')}"
        schools = f"=COUNTIF({same})"
    else:
        target = f"internal:{quoted(spot.sheet)}!A1"
        page.write_url(line, 0, target, looks["link"], own.title)
        same, schools = "", f"=ROWS({spot.range('code')})"
    page.write_formula(line, 1, schools, looks["count"], own.schools)
    for number, kind in enumerate(KINDS):
        first = 2 + number * told.width
        for place, level in enumerate(told.levels):
            formula = f"=COUNTIFS({same},{told.everyone.range(kind)},{level})"
            if spot is not None:
                formula = f"=COUNTIF({spot.range(kind)},{level})"
            figure = own.levels[kind][place]
            page.write_formula(line, first + place, formula, looks["count"], figure)
        last = first + told.width - 1
        rest = f"={cell(line, 1)}-SUM({cell(line, first)}:{cell(line, last - 1)})"
        page.write_formula(line, last, rest, looks["count"], own.levels[kind][-1])


def _level_titles(told: Summary) -> list[str]:
    return [*(f"Mức {level}" for level in told.levels), NONE_YET]


def _compared(book: Any, told: Summary, first: int) -> Any:  # noqa: ANN401 - XlsxWriter's
    """The three results side by side, over all schools."""
    chart = book.add_chart({"type": "column"})
    for number, kind in enumerate(KINDS):
        line = first + number
        chart.add_series({
            "name": [told.sheet, line, 0],
            "categories": [told.sheet, first - 1, 2, first - 1, 1 + told.width],
            "values": [told.sheet, line, 2, line, 1 + told.width],
            "fill": {"color": _COLOURS[kind]},
            "data_labels": {"value": True, "font": {"size": 9}},
            "gap": 60,
        })  # fmt: skip
    chart.set_y_axis({"major_gridlines": _GRID})
    return _dressed(chart, "Số trường theo mức: ba kết quả")


def _stacked(book: Any, told: Summary, spread: _Spread, form: str) -> Any:  # noqa: ANN401
    """What is recognised, level upon level, for each line of a table."""
    chart = book.add_chart(
        {"type": form, "subtype": "stacked" if form == "column" else "percent_stacked"}
    )
    start = 2 + KINDS.index("recognised") * told.width
    colours = (*LEVEL_COLOURS[: len(told.levels)], NO_LEVEL)
    for place, colour in enumerate(colours, start):
        chart.add_series({
            "name": [told.sheet, spread.first - 1, place],
            "categories": [told.sheet, spread.first, 0, spread.last, 0],
            "values": [told.sheet, spread.first, place, spread.last, place],
            "fill": {"color": colour},
            "gap": 40,
        })  # fmt: skip
    if form == "bar":
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({"major_gridlines": _GRID})
    else:
        chart.set_y_axis({"major_gridlines": _GRID})
    what = "cấp học (số trường)" if form == "column" else "đơn vị đánh giá (tỷ lệ trường)"
    return _dressed(chart, f"Mức đã công nhận theo {what}")


def _dressed(chart: Any, title: str) -> Any:  # noqa: ANN401 - XlsxWriter's
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_SIZE)
    return chart
