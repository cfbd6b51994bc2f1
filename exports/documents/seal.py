"""The seal of a printed snapshot: its code as a picture, and the XML that places it in Word."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from lxml import etree

from exports.documents.template_guard import W, read_xml
from exports.documents.word_blocks import STYLE_CELL, paragraph_xml, twips

if TYPE_CHECKING:
    from exports.documents.content import Seal

SIDE = 28
"""Millimetres. At 200 dots per inch a scan still gives four dots to each of some 50 modules."""
TEXT = 9
ALT = "Mã QR của bản chốt"
RELATION = "rIdBanChot"

_PICTURE = "media/ban-chot.png"
_EMU_PER_MM = 36_000
_QUIET = 4  # modules of white around, as the standard of QR codes asks
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
_DOCUMENT = "word/document.xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def svg(code: str) -> str:
    """The picture as drawing; the same code gives the same text."""
    return _qr(code).svg_inline(border=_QUIET, omitsize=True, dark="#000", light="#fff")


def png(code: str) -> bytes:
    """The picture as pixels; the same code gives the same bytes."""
    buffer = io.BytesIO()
    _qr(code).save(buffer, kind="png", scale=8, border=_QUIET)
    return buffer.getvalue()


def seal_xml(seal: Seal | None) -> str:
    """The picture with its lines beside it, as Word's paragraphs; "" without a seal."""
    if seal is None:
        return ""
    small = f'<w:sz w:val="{TEXT * 2}"/><w:szCs w:val="{TEXT * 2}"/>'
    lines = "".join(paragraph_xml(line, STYLE_CELL, run=small) for line in seal.lines)
    widths = (twips(SIDE + 2), twips(48))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
        for width, content in zip(widths, (_picture_xml(), lines), strict=True)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE_CELL}"/></w:pPr></w:p>'
    )


def sealed(parts: dict[str, bytes], seal: Seal) -> dict[str, bytes]:
    """The parts of a printed .docx with the picture among them.

    A template that does not name the seal's place gets it at the end.
    """
    whole = dict(parts)
    if not any(RELATION.encode() in part for part in whole.values()):
        whole[_DOCUMENT] = _appended(whole[_DOCUMENT], seal_xml(seal))
    for name in [name for name, part in whole.items() if RELATION.encode() in part]:
        folder, _, file = name.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        whole[relations] = _related(whole.get(relations))
    whole[_TYPES] = _typed(whole[_TYPES])
    whole[f"word/{_PICTURE}"] = png(seal.code)
    return whole


def _qr(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="m", boost_error=False)


def _picture_xml() -> str:
    side = SIDE * _EMU_PER_MM
    size = f'cx="{side}" cy="{side}"'
    name = f'id="9001" name="{ALT}" descr="{ALT}"'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE_CELL}"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent {size}/><wp:docPr {name}/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{_OFFICE}" r:embed="{RELATION}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _appended(document: bytes, ready: str) -> bytes:
    root = read_xml(_DOCUMENT, document)
    body = root.find(f"{W}body")
    if body is None:
        return document
    space = W.strip("{}")
    blocks = etree.fromstring(f'<w:body xmlns:w="{space}">{ready}</w:body>')
    section = body.find(f"{W}sectPr")
    place = len(body) if section is None else body.index(section)
    for offset, block in enumerate(list(blocks)):
        body.insert(place + offset, block)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _related(relations: bytes | None) -> bytes:
    space = f"{_PACKAGE}/relationships"
    empty = f'{_DECLARATION}<Relationships xmlns="{space}"/>'.encode()
    root = read_xml("_rels", relations or empty)
    attributes = {"Id": RELATION, "Type": f"{_OFFICE}/image", "Target": _PICTURE}
    etree.SubElement(root, f"{{{space}}}Relationship", attributes)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _typed(types: bytes) -> bytes:
    root = read_xml(_TYPES, types)
    space = f"{{{_PACKAGE}/content-types}}"
    known = {(rule.get("Extension") or "").lower() for rule in root.iter(f"{space}Default")}
    if "png" not in known:
        png_rule = {"Extension": "png", "ContentType": "image/png"}
        root.insert(0, etree.Element(f"{space}Default", png_rule))
    return etree.tostring(root, encoding="UTF-8", standalone=True)
