"""Reads a .docx as it will look: every paragraph with the properties that its styles give it.

Lengths are in millimetres, sizes and distances in points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.documents.template_guard import W, open_parts, read_xml
from exports.documents.word_styles import Styles, font_name, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

MM_PER_TWIP = 25.4 / 1440
MM_PER_EMU = 1 / 36_000
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one look; fonts for ascii, hAnsi, eastAsia, cs."""

    text: str
    fonts: tuple[str, str, str, str]
    size: float
    bold: bool
    italic: bool
    color: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `rule` is the length of a rule drawn as its border or shape, 0 without one.

    `table`, `row`, `cell` count from 0 and are -1 outside a table. `line` is the spacing of lines
    in single lines, 0 where it is an exact height. A soft break in `text` is a line feed.
    """

    text: str
    runs: tuple[Run, ...]
    align: str
    first_line: float
    before: float
    after: float
    line: float
    rule: float
    keep_next: bool
    table: int
    row: int
    cell: int

    @property
    def size(self) -> float:
        """The size of the text, or 0 where it has several."""
        sizes = {run.size for run in self.runs if run.text.strip()}
        return sizes.pop() if len(sizes) == 1 else 0

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.bold for run in self.runs if run.text.strip())

    @property
    def italic(self) -> bool:
        """Whether all of it is italic."""
        return all(run.italic for run in self.runs if run.text.strip())


@dataclass(frozen=True, slots=True)
class Section:
    """A section's page, and whether its first page is different."""

    width: float
    height: float
    margins: dict[str, float]
    title_page: bool
    widest_table: float


@dataclass(frozen=True, slots=True)
class Document:
    """All that the decree speaks of. headers and footers by type: default, first, even."""

    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    headers: dict[str, tuple[Line, ...]]
    footers: dict[str, tuple[Line, ...]]
    page_fields: frozenset[str]
    """The parts that show the page number: `header default`, `footer first` …"""


def read_document(document: bytes) -> Document:
    """Open a .docx. Raises TemplateRefused for what is not one."""
    parts = open_parts(document)
    root = read_xml("word/document.xml", parts["word/document.xml"])
    styles = Styles(parts.get("word/styles.xml"))
    body = root.find(f"{W}body")
    elements = [] if body is None else list(body)
    sections = tuple(_sections(root))
    room = _text_width(sections)
    headers, footers, fields = _margins(parts, root, styles, room)
    return Document(
        tuple(_lines(elements, styles, room)), sections, headers, footers, frozenset(fields)
    )


def _lines(elements: list[etree._Element], styles: Styles, room: float) -> Iterator[Line]:
    table = -1
    for element in elements:
        if element.tag == f"{W}p":
            yield _line(element, styles, room, (-1, -1, -1))
        elif element.tag == f"{W}tbl":
            table += 1
            for row_number, row in enumerate(element.iter(f"{W}tr")):
                for cell_number, cell in enumerate(row.iter(f"{W}tc")):
                    width = _number(cell.find(f"{W}tcPr/{W}tcW"), "w") * MM_PER_TWIP
                    place = (table, row_number, cell_number)
                    for paragraph in cell.iter(f"{W}p"):
                        yield _line(paragraph, styles, width, place)


def _line(
    paragraph: etree._Element, styles: Styles, room: float, place: tuple[int, int, int]
) -> Line:
    looks = styles.paragraph(paragraph)
    runs = tuple(_runs(paragraph, styles))
    spacing, indent = looks.get("spacing", {}), looks.get("ind", {})
    sides = sum(whole(indent.get(side, "0")) for side in ("left", "right")) * MM_PER_TWIP
    exact = spacing.get("lineRule", "auto") != "auto"
    table, row, cell = place
    return Line(
        text="".join(run.text for run in runs),
        runs=runs,
        align=looks.get("jc", {}).get("val", "left"),
        first_line=whole(indent.get("firstLine", "0")) * MM_PER_TWIP,
        before=whole(spacing.get("before", "0")) / 20,
        after=whole(spacing.get("after", "0")) / 20,
        line=0 if exact else whole(spacing.get("line", "240")) / 240,
        rule=_rule(paragraph, room - sides),
        keep_next=looks.get("keepNext", {}).get("val", "0") not in {"0", "false"},
        table=table,
        row=row,
        cell=cell,
    )


def _rule(paragraph: etree._Element, room: float) -> float:
    """The length of a horizontal border of the paragraph, or of a line drawn in it."""
    for side in ("top", "bottom"):
        border = paragraph.find(f"{W}pPr/{W}pBdr/{W}{side}")
        if border is not None and border.get(f"{W}val") not in {"none", "nil"}:
            return room
    extent = next(paragraph.iter(f"{_WP}extent"), None)
    return 0 if extent is None else int(extent.get("cx") or 0) * MM_PER_EMU


def _runs(paragraph: etree._Element, styles: Styles) -> Iterator[Run]:
    for run in paragraph.iter(f"{W}r"):
        text = "".join(
            "\n" if piece.tag == f"{W}br" else (piece.text or "")
            for piece in run.iter(f"{W}t", f"{W}br")
        )
        looks = styles.run(paragraph, run)
        fonts = looks.get("rFonts", {})
        names = tuple(font_name(fonts, kind) for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
        yield Run(
            text=text,
            fonts=(names[0], names[1], names[2], names[3]),
            size=whole(looks.get("sz", {}).get("val", "20")) / 2,
            bold=looks.get("b", {}).get("val", "0") not in {"0", "false"},
            italic=looks.get("i", {}).get("val", "0") not in {"0", "false"},
            color=looks.get("color", {}).get("val", "auto"),
        )


def _sections(root: etree._Element) -> Iterator[Section]:
    widest = 0.0
    for element in root.iter(f"{W}tbl", f"{W}sectPr"):
        if element.tag == f"{W}tbl":
            columns = element.iterfind(f"{W}tblGrid/{W}gridCol")
            widest = max(widest, sum(_number(column, "w") for column in columns) * MM_PER_TWIP)
            continue
        size, margins = element.find(f"{W}pgSz"), element.find(f"{W}pgMar")
        yield Section(
            width=_number(size, "w") * MM_PER_TWIP,
            height=_number(size, "h") * MM_PER_TWIP,
            margins={
                side: _number(margins, side) * MM_PER_TWIP
                for side in ("top", "bottom", "left", "right")
            },
            title_page=element.find(f"{W}titlePg") is not None,
            widest_table=widest,
        )
        widest = 0.0


def _text_width(sections: tuple[Section, ...]) -> float:
    if not sections:
        return 0
    page = sections[-1]
    return page.width - page.margins["left"] - page.margins["right"]


def _margins(
    parts: dict[str, bytes], root: etree._Element, styles: Styles, room: float
) -> tuple[dict[str, tuple[Line, ...]], dict[str, tuple[Line, ...]], set[str]]:
    """Headers and footers by type, and which of them show the page number."""
    relations = parts.get("word/_rels/document.xml.rels", b"<Relationships/>")
    targets = {
        one.get("Id"): f"word/{one.get('Target')}"
        for one in read_xml("word/_rels/document.xml.rels", relations)
    }
    found: dict[str, dict[str, tuple[Line, ...]]] = {"header": {}, "footer": {}}
    fields: set[str] = set()
    for reference in root.iter(f"{W}headerReference", f"{W}footerReference"):
        side = "header" if reference.tag == f"{W}headerReference" else "footer"
        kind = reference.get(f"{W}type") or "default"
        name = targets.get(reference.get(f"{_R}id"), "")
        if name not in parts:
            continue
        part = read_xml(name, parts[name])
        found[side][kind] = tuple(_lines(list(part), styles, room))
        codes = [code.text or "" for code in part.iter(f"{W}instrText")]
        codes += [field.get(f"{W}instr") or "" for field in part.iter(f"{W}fldSimple")]
        if any(code.split()[:1] == ["PAGE"] for code in codes):
            fields.add(f"{side} {kind}")
    return found["header"], found["footer"], fields


def _number(element: etree._Element | None, attribute: str) -> int:
    return whole((element.get(f"{W}{attribute}") if element is not None else None) or "0")
