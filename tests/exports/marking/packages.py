"""Packages for the tests of marking: made by hand, and looked into byte by byte."""

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl

from exports.marking.marks import Table
from exports.marking.workbook import MarkedFile, mark

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_WRITTEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_WRITTEN = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
STYLES = (
    '<styleSheet xmlns="{space}"><fonts count="1"><font><sz val="11"/><name val="Arial"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/>'
    '<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0" xfId="0"/><xf numFmtId="10" fontId="0" fillId="0" borderId="0" '
    'xfId="0" applyNumberFormat="1"><alignment horizontal="right"/></xf></cellXfs><cellStyles '
    'count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def by_hand(
    sheet: str, more: Mapping[str, str] | None = None, *, styles: bool = True, strict: bool = False
) -> bytes:
    """A workbook of one sheet, “Sheet1”, whose whole part is given; `more` are other parts."""
    space, written = (STRICT, _STRICT_WRITTEN) if strict else (MAIN, _WRITTEN)
    types = f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}styles+xml"/>'
    styled = f'<Relationship Id="rId2" Type="{written}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="'
        f'{_KIND}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
        f'{_KIND}worksheet+xml"/>{types * styles}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{written}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{written}"><sheets><sheet '
        'name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship '
        f'Id="rId1" Type="{written}/worksheet" Target="worksheets/sheet1.xml"/>'
        f"{styled * styles}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    if styles:
        parts["xl/styles.xml"] = STYLES.replace("{space}", space)
    return zipped(parts | dict(more or {}))


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of the parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2021, 5, 6, 7, 8, 10))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet(rows: str, before: str = "", after: str = "", space: str = MAIN) -> str:
    """A sheet's part with these rows, and what stands before and after them."""
    return (
        f'<worksheet xmlns="{space}" xmlns:r="{_WRITTEN}">{before}<sheetData>{rows}</sheetData>'
        f"{after}</worksheet>"
    )


def marked(content: bytes, *tables: Table) -> tuple[bytes, MarkedFile]:
    """The marked workbook, and what was done."""
    out = io.BytesIO()
    done = mark(io.BytesIO(content), tables, out)
    return out.getvalue(), done


def members(content: bytes) -> dict[str, bytes]:
    """Each member's bytes as they lie in the zip: head, packed content, what follows it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = sorted(archive.infolist(), key=lambda one: one.header_offset)
        ends = [*(one.header_offset for one in infos[1:]), archive.start_dir]
        return {
            one.filename: content[one.header_offset : end]
            for one, end in zip(infos, ends, strict=True)
        }


def lines(content: bytes) -> dict[str, tuple[int, bytes]]:
    """Each member's place in the directory, and its line without where it lies."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at, names = archive.start_dir, [one.filename for one in archive.infolist()]
    found = {}
    for number, name in enumerate(names):
        lengths = struct.unpack_from("<HHH", content, at + 28)
        end = at + 46 + sum(lengths)
        found[name] = (number, content[at : at + 42] + content[at + 46 : end])
        at = end
    return found


def part(content: bytes, name: str) -> str:
    """A member, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def only_changed(before: bytes, after: bytes) -> tuple[set[str], set[str]]:
    """Members that changed and members that are new; all others are the same to the byte.

    Also asserts what holds of every marked package: sound, nothing lost, the order kept.
    """
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
    old, new = members(before), members(after)
    assert list(new)[: len(old)] == list(old)
    changed = {name for name, raw in old.items() if new[name] != raw}
    listed, relisted = lines(before), lines(after)
    assert {name for name in old if listed[name] != relisted[name]} <= changed
    assert [relisted[name][0] for name in old] == [listed[name][0] for name in old]
    return changed, set(new) - set(old)


def cells(content: bytes, name: str = "") -> dict[str, Any]:
    """The cells of a sheet by their places, as openpyxl reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of extensions, which openpyxl does not keep
        book = openpyxl.load_workbook(io.BytesIO(content))
    page = book[name] if name else book.worksheets[0]
    return {cell.coordinate: cell for row in page.iter_rows() for cell in row}


def values(content: bytes, name: str = "") -> dict[str, Any]:
    """What the cells hold, of those that hold anything."""
    return {
        place: one.value for place, one in cells(content, name).items() if one.value is not None
    }
