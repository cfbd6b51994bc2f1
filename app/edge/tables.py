"""A list as a workbook, for people to print and to pass on."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook

_A4 = 9


class Column(NamedTuple):
    """A column: its title, and its width in characters."""

    title: str
    width: int


class Table(NamedTuple):
    """A list: the sheet's name, a title and a line below it, the columns."""

    sheet: str
    title: str
    below: str
    columns: Sequence[Column]


def table_workbook(table: Table, rows: Iterable[Sequence[str]]) -> bytes:
    """The list as .xlsx, rows numbered; every cell is text, so nothing typed becomes a formula."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet(table.sheet)
        title = book.add_format({"bold": True, "font_size": 14})
        header = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E7F0EF"}
        )
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
        page.write_string(0, 0, table.title, title)
        page.write_string(1, 0, table.below)
        for place, column in enumerate((Column("TT", 6), *table.columns)):
            page.set_column(place, place, column.width)
            page.write_string(3, place, column.title, header)
        for number, row in enumerate(rows, 1):
            for place, text in enumerate((str(number), *row)):
                page.write_string(3 + number, place, text, cell)
        page.freeze_panes(4, 3)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(3)
    return stream.getvalue()
