"""What all sheets of a form have in common: titles, header row, print set-up, protection."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from exports.forms.heights import row_height
from exports.forms.layout import TABLE_HEADER_ROW, Column
from exports.forms.styles import Styles

A4 = 9
_UNLOCKED = {
    "format_cells": False,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


class Page:
    """One sheet being written. Rows and columns count from 0; every text is written as text."""

    def __init__(self, workbook: Any, styles: Styles, name: str) -> None:  # noqa: ANN401
        self.sheet = workbook.add_worksheet(name)
        self.styles = styles
        self.name = name

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """A text, never taken for a formula, a link or a number; "" keeps the cell empty."""
        if text:
            self.sheet.write_string(row, column, text, self.styles[style])
        else:
            self.sheet.write_blank(row, column, None, self.styles[style])

    def number(self, row: int, column: int, number: float | None, style: str) -> None:
        """A number, or an empty cell."""
        if number is None:
            self.sheet.write_blank(row, column, None, self.styles[style])
        else:
            self.sheet.write_number(row, column, number, self.styles[style])

    def formula(self, row: int, column: int, formula: str, style: str, value: object) -> None:
        """A formula with the value it has now, for programs that do not recalculate."""
        self.sheet.write_formula(row, column, formula, self.styles[style], value)

    def day(self, row: int, column: int, day: date | None) -> None:
        """A date to fill in."""
        if day is None:
            self.sheet.write_blank(row, column, None, self.styles["fill_day"])
        else:
            self.sheet.write_datetime(row, column, day, self.styles["fill_day"])

    def titles(self, title: str, subtitle: str) -> None:
        """The two lines above a table."""
        self.sheet.set_row(0, 24)
        self.text(0, 0, title, "title")
        self.text(1, 0, subtitle, "subtitle")
        self.sheet.set_row(2, 20)

    def columns(self, columns: Sequence[Column]) -> None:
        """Widths and header row of a table; the header stays in sight and on every page."""
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)
            self.text(TABLE_HEADER_ROW, number, column.title, "head")
        cells = [(column.title, column.width) for column in columns]
        self.sheet.set_row(TABLE_HEADER_ROW, row_height(*cells, bold=True, least=22))
        self.sheet.freeze_panes(TABLE_HEADER_ROW + 1, 0)
        self.sheet.repeat_rows(TABLE_HEADER_ROW)

    def finish(self, *, landscape: bool = True, protect: bool = True) -> None:
        """A4, one page wide, page numbers; and locked but for the cells to fill."""
        sheet = self.sheet
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer('&L&"Times New Roman,Regular"&9&A&R&"Times New Roman,Regular"&9&P/&N')
        sheet.hide_gridlines(2)
        if protect:
            # Without a password: it keeps a hand from slipping, it does not keep anybody out.
            sheet.protect("", _UNLOCKED)
