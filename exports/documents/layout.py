"""Geometry shared by both renderers: page, sizes, line breaks of the header, lengths of its rules.

Sizes are the decree's 13/14/14 set: quốc hiệu 13, tiêu ngữ and place 14, text 14. Lengths are in
millimetres, sizes in points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from exports.documents.content import Paragraph
from exports.documents.printable import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.documents.content import Block, Letterhead, Row, Table

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 20, 20, 30, 15
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
# Quốc hiệu in 13 bold is 95,7 mm wide and must stay on one line.
NATION_COLUMN = 98
ISSUER_COLUMN = TEXT_WIDTH - NATION_COLUMN
SUBJECT_WIDTH = 130

SIZE_HEADER = 13
SIZE_TEXT = 14
SIZE_TABLE = 13
SIZE_RECIPIENTS_TITLE = 12
SIZE_RECIPIENTS = 11
FIRST_LINE = 12.7
# Both sides of a cell together, and a little for what Word rounds away.
CELL_PADDING = 3.5
PARAGRAPH_GAP = 6
LINE_SPACING = 1.1

# The decree wants a third to a half of the words' width: aim between the two.
SHORT_RULE = 0.42
# With more lines than this a table row may break across pages; a page holds 48.
TALL_ROW = 15

_MM = 25.4 / 72
_GLUE = "\u00a0"
# Words that a line of the header does not tear apart, however the lines would balance.
_COMPOUNDS = re.compile(
    r"\b(tiểu học|trung học|cơ sở|phổ thông|thường xuyên|giáo dục|đào tạo|nghề nghiệp|văn hóa"
    r"|xã hội|chuyển đổi số|mức độ|đánh giá|năm học|kết quả|trung tâm|ủy ban|nhân dân)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HeaderLayout:
    """Broken lines and rule lengths (mm) of one header; kind is tên loại."""

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    subject: tuple[str, ...]
    issuer_rule: float
    motto_rule: float
    subject_rule: float


def header_layout(header: Letterhead) -> HeaderLayout:
    """Break the long lines evenly and measure the rules under them."""
    superior = balanced_lines(header.superior, "Tinos-Regular", SIZE_HEADER, ISSUER_COLUMN)
    issuer = balanced_lines(header.issuer, "Tinos-Bold", SIZE_HEADER, ISSUER_COLUMN)
    subject = balanced_lines(header.subject, "Tinos-Bold", SIZE_TEXT, SUBJECT_WIDTH)
    return HeaderLayout(
        superior=superior,
        issuer=issuer,
        subject=subject,
        issuer_rule=_short_rule(issuer, SIZE_HEADER),
        motto_rule=round(text_width(header.motto, "Tinos-Bold", SIZE_TEXT) * _MM, 1),
        subject_rule=_short_rule(subject, SIZE_TEXT),
    )


def balanced_lines(text: str, style: str, size: float, width: float) -> tuple[str, ...]:
    """Break into as few lines as fit `width` mm, with the longest line as short as can be."""
    words = _COMPOUNDS.sub(_glued, text).split(" ")
    fewest = len(_greedy(words, style, size, width))
    low, high = 0.0, float(width)
    while high - low > 1:
        middle = (low + high) / 2
        lines = _greedy(words, style, size, middle)
        if len(lines) <= fewest and all(_width(line, style, size) <= middle for line in lines):
            high = middle
        else:
            low = middle
    lines = _greedy(words, style, size, high)
    return tuple(line.replace(_GLUE, " ") for line in lines)


def bound_body(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Bind a closing paragraph to the signature: a signature alone on a page proves nothing."""
    if body and isinstance(body[-1], Paragraph):
        return (*body[:-1], replace(body[-1], keep_with_next=True))
    return body


def leading_rows(table: Table) -> Iterator[tuple[Row, bool]]:
    """Tell for each row whether it introduces the next one and must stay on its page."""
    for row, following in pairwise((*table.rows, None)):
        if row is not None:
            leads = row.kind in {"group", "criterion"}
            yield row, leads and following is not None and following.kind == "item"


def column_widths(table: Table) -> tuple[float, ...]:
    """Widths in mm that fill the text width."""
    whole = sum(column.width for column in table.columns)
    return tuple(TEXT_WIDTH * column.width / whole for column in table.columns)


def title_lines(table: Table) -> tuple[tuple[str, ...], ...]:
    """Break the titles of the columns evenly: `Điểm` above `tối đa`, not `Điểm tối` above `đa`."""
    return tuple(
        balanced_lines(column.title, "Tinos-Bold", SIZE_TABLE, width - CELL_PADDING)
        for column, width in zip(table.columns, column_widths(table), strict=True)
    )


def is_tall(table: Table, row: Row) -> bool:
    """Tell whether a row may break across pages, because it could be taller than one."""
    widths = column_widths(table)
    spans = (sum(widths[: row.span]), *widths[row.span :])
    return any(
        _width(text, "Tinos-Bold", SIZE_TABLE) > TALL_ROW * max(width - CELL_PADDING, 1)
        for text, width in zip(row.cells, spans, strict=True)
    )


def width_of_bold(text: str) -> float:
    """The width in mm at the size of the text, bold: the widest it can be."""
    return _width(text, "Tinos-Bold", SIZE_TEXT)


def _glued(compound: re.Match[str]) -> str:
    return compound[0].replace(" ", _GLUE)


def _greedy(words: list[str], style: str, size: float, width: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, style, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _width(text: str, style: str, size: float) -> float:
    return text_width(text, style, size) * _MM


def _short_rule(lines: tuple[str, ...], size: float) -> float:
    return round(max(_width(line, "Tinos-Bold", size) for line in lines) * SHORT_RULE, 1)
