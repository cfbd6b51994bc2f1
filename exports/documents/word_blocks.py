"""Content blocks → WordprocessingML, as text. Looks live in the styles named here, not in runs.

A Sở's template may define these styles its own way; those that it lacks are added from ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from exports.documents import layout
from exports.documents.content import STRONG, Heading, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exports.documents.content import Block, Content, Row

STYLE_TEXT = "TDThanBai"
STYLE_HEADING = {1: "TDDeMuc1", 2: "TDDeMuc2", 3: "TDDeMuc3"}
STYLE_CELL = "TDBang"
STYLE_CELL_TITLE = "TDBangTieuDe"
STYLE_AFTER_TABLE = "TDSauBang"
STYLE_RULE = "TDVach"
STYLE_ADDRESSEE = "TDKinhGui"

STYLES = frozenset(
    {
        STYLE_TEXT,
        *STYLE_HEADING.values(),
        STYLE_CELL,
        STYLE_CELL_TITLE,
        STYLE_AFTER_TABLE,
        STYLE_RULE,
        STYLE_ADDRESSEE,
    }
)

TWIPS_PER_MM = 1440 / 25.4
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def body_xml(content: Content) -> str:
    """Print all blocks in order."""
    return "".join(map(_block, layout.bound_body(content.body)))


def lines_xml(lines: Iterable[str]) -> str:
    """Print lines inside one run: escaped, with soft breaks; fits between <w:t> and </w:t>."""
    return '</w:t><w:br/><w:t xml:space="preserve">'.join(map(escape, lines))


def addressees_xml(lines: tuple[str, ...]) -> str:
    """Print Kính gửi: one line is centred, several stand under each other."""
    if len(lines) == 1:
        return paragraph_xml(lines[0], STYLE_ADDRESSEE, '<w:jc w:val="center"/>')
    indent = f'<w:ind w:left="{twips(30)}"/>'
    return "".join(paragraph_xml(line, STYLE_ADDRESSEE, indent) for line in lines)


def rule_xml(length: float, room: float) -> str:
    """Draw a rule of `length` mm in the middle of a column `room` mm wide.

    It is the upper border of an empty paragraph, indented on both sides: a drawn line would
    lose its length in LibreOffice and its place when the words above wrap.
    """
    side = twips((room - length) / 2)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE_RULE}"/>'
        '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/></w:pPr></w:p>'
    )


def paragraph_xml(text: str, style: str, properties: str = "", run: str = "") -> str:
    """Print one paragraph; `properties` and `run` are ready XML, the text is escaped here."""
    return _paragraph(escape(text), style, properties, run)


def twips(millimetres: float) -> int:
    """Word's unit of length."""
    return round(millimetres * TWIPS_PER_MM)


def _paragraph(ready: str, style: str, properties: str, run: str) -> str:
    shown = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>'
        f'<w:r>{shown}<w:t xml:space="preserve">{ready}</w:t></w:r></w:p>'
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return paragraph_xml(block.text, STYLE_HEADING[block.level])
    if isinstance(block, Table):
        return _table(block)
    run = ("<w:b/><w:bCs/>" if block.bold else "") + ("<w:i/><w:iCs/>" if block.italic else "")
    keep = "<w:keepNext/>" if block.keep_with_next else ""
    return paragraph_xml(block.text, STYLE_TEXT, keep, run)


def _table(table: Table) -> str:
    widths = [twips(width) for width in layout.column_widths(table)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    titles = "".join(
        _cell(lines_xml(lines), width, 1, "center", STYLE_CELL_TITLE, keep=True)
        for lines, width in zip(layout.title_lines(table), widths, strict=True)
    )
    rows = "".join(
        _row(table, row, widths, keep=leads) for row, leads in layout.leading_rows(table)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>{rows}</w:tbl>"
        # Two tables in a row would melt into one, and the text below needs its distance.
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE_AFTER_TABLE}"/></w:pPr></w:p>'
    )


def _row(table: Table, row: Row, widths: list[int], *, keep: bool) -> str:
    split = "" if layout.is_tall(table, row) else "<w:cantSplit/>"
    columns = table.columns
    bold = row.kind in STRONG
    cells = [
        _cell(
            escape(row.cells[0]),
            sum(widths[: row.span]),
            row.span,
            "left" if row.span > 1 else columns[0].align,
            STYLE_CELL,
            keep=keep,
            bold=bold,
        )
    ]
    for text, column, width in zip(
        row.cells[1:], columns[row.span :], widths[row.span :], strict=True
    ):
        cells.append(
            _cell(
                escape(text),
                width,
                1,
                column.align,
                STYLE_CELL,
                keep=keep,
                bold=bold and column.strong,
            )
        )
    return f"<w:tr><w:trPr>{split}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(  # noqa: PLR0913 (a cell has that many sides)
    ready: str, width: int, span: int, align: str, style: str, *, keep: bool, bold: bool = False
) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = ("<w:keepNext/>" if keep else "") + f'<w:jc w:val="{align}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{_paragraph(ready, style, properties, '<w:b/><w:bCs/>' if bold else '')}"
        "</w:tc>"
    )
