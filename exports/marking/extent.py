"""What a sheet says outside its rows: widths of columns, its extent, its old drawing."""

from collections.abc import Sequence
from typing import NamedTuple

from exports.marking.markup import (
    RELATIONS,
    STRICT,
    STRICT_RELATIONS,
    Span,
    attributes_of,
    children,
    with_attribute,
)
from exports.marking.places import letters_of, range_of
from exports.marking.sheet import Sheet

WIDTH = b"60"
"""Of the added column, in characters: most sentences take two lines."""
_BEHIND_OLD_DRAWING = frozenset(
    {b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls"}
    | {b"webPublishItems", b"tableParts", b"extLst", b"AlternateContent"}
)


class _Column(NamedTuple):
    """One `col`: first and last column from 1, the format of its cells that do not exist."""

    low: int
    high: int
    format: int
    span: Span


class Columns(NamedTuple):
    """All `col` of a sheet, in order."""

    each: Sequence[_Column]

    def style(self, column: int) -> int:
        """The format of a cell that does not exist."""
        return next((one.format for one in self.each if one.low <= column + 1 <= one.high), 0)


def columns_of(sheet: Sheet) -> Columns:
    """The columns that have a width or a format of their own."""
    found = sheet.find(b"cols", 0, sheet.data.start)
    each = []
    for span in sheet.every(b"col", found) if found else ():
        said = attributes_of(span.attributes)
        low, high, style = (said.get(name, b"0") for name in (b"min", b"max", b"style"))
        if low.isdigit() and high.isdigit() and style.isdigit():
            each.append(_Column(int(low), int(high), int(style), span))
    return Columns(each)


def widen(sheet: Sheet, column: int, *, kept: bool) -> None:
    """Give the added column its width; one that was added earlier keeps what it has (`kept`)."""
    prefix, number = sheet.root.prefix, column + 1
    ours = b'<%scol min="%d" max="%d" width="%s" customWidth="1"/>'
    ours = ours % (prefix, number, number, WIDTH)
    found = sheet.find(b"cols", 0, sheet.data.start)
    each = columns_of(sheet).each
    over = next((one for one in each if one.low <= number <= one.high), None)
    if over is not None and kept and over.low == over.high:
        return
    if over is not None:
        left = _narrowed(prefix, over, over.low, number - 1)
        right = _narrowed(prefix, over, number + 1, over.high)
        sheet.edits.replace(over.span.start, over.span.end, left + ours + right)
    elif found is None or found.empty:
        whole = b"<%scols>%s</%scols>" % (prefix, ours, prefix)
        start, end = (found.start, found.end) if found else (sheet.data.start, sheet.data.start)
        sheet.edits.replace(start, end, whole)
    else:
        behind = (one.span.start for one in each if one.low > number)
        at = next(behind, found.inner_end)
        sheet.edits.replace(at, at, ours)


def _narrowed(prefix: bytes, column: _Column, low: int, high: int) -> bytes:
    """The part of a `col` that stays beside the added column."""
    if low > high:
        return b""
    tag = with_attribute(column.span.attributes, b"min", b"%d" % low)
    return b"<%scol%s/>" % (prefix, with_attribute(tag, b"max", b"%d" % high))


def extend(sheet: Sheet, row: int, column: int) -> None:
    """Let the sheet's stated extent hold the place."""
    found = sheet.find(b"dimension", 0, sheet.data.start)
    place = range_of(attributes_of(found.attributes).get(b"ref", b"")) if found else None
    if found is None or place is None:
        return
    (top, left), (bottom, right) = place
    last = f"{letters_of(max(right, column))}{max(bottom, row)}"
    text = f"{letters_of(min(left, column))}{top}:{last}".encode()
    at = found.start + len(sheet.root.prefix) + len(b"<dimension")
    tag = with_attribute(found.attributes, b"ref", text)
    sheet.edits.replace(at, at + len(found.attributes), tag)


def old_drawing_of(sheet: Sheet) -> str:
    """The relation of the sheet's old drawing, in which comments are drawn; "" where none is."""
    found = sheet.find(b"legacyDrawing", sheet.data.end)
    if found is None:
        return ""
    said = attributes_of(found.attributes)
    return next((value.decode() for key, value in said.items() if key.endswith(b":id")), "")


def point_to_drawing(sheet: Sheet, relation: str) -> None:
    """Let the sheet have an old drawing, in the place that the format wants."""
    root = sheet.root
    at = root.span.inner_end
    for name, start, _ in children(sheet.plain, sheet.data.end, root.span.inner_end):
        if name.rpartition(b":")[2] in _BEHIND_OLD_DRAWING:
            at = start
            break
    strict = root.namespace == STRICT
    wanted = (STRICT_RELATIONS if strict else RELATIONS).encode()
    prefix = next((key for key, value in root.namespaces.items() if key and value == wanted), b"")
    declared = b""
    if not prefix:
        prefix, declared = b"relation", b' xmlns:relation="%s"' % wanted
    text = b'<%slegacyDrawing%s %s:id="%s"/>'
    sheet.edits.replace(at, at, text % (root.prefix, declared, prefix, relation.encode()))
