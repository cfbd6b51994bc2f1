"""The boxes in which comments are shown: a sheet's vmlDrawing.

What Office writes there need not be sound XML, so it is only searched, and added to at its end.
"""

import re
from collections.abc import Collection

from exports.marking.errors import damaged

Place = tuple[int, int]
EMPTY = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%s"/></o:shapelayout></xml>'
)
_KIND = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:59pt;'
    b'margin-top:2pt;width:240pt;height:90pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
    b'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    b'<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    b"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor>"
    b"<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData>"
    b"</v:shape>"
)
_BLOCK = 1_024
"""Numbers of shapes are given out in blocks, which the drawing names."""
_SHAPE = re.compile(rb"<v:shape\s(?:(?!</v:shape>).)*</v:shape\s*>", re.DOTALL)
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})\b")
_ROW, _COLUMN = re.compile(rb"<x:Row>\s*(\d+)"), re.compile(rb"<x:Column>\s*(\d+)")
_BLOCKS = re.compile(rb"(<o:idmap\b[^>]*\bdata\s*=\s*[\"'])([\d,\s]*)([\"'])")
_END = re.compile(rb"</xml\s*>\s*\Z")


def draw(content: bytes, added: Collection[Place], gone: Collection[Place]) -> bytes:
    """The drawing with boxes for the added places and without those for the gone ones."""
    content = content or EMPTY % b"1"
    if b"\0" in content[:4] or b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise damaged()
    if gone:
        content = _SHAPE.sub(lambda match: b"" if _of(match[0]) in gone else match[0], content)
    boxed = {_of(match[0]) for match in _SHAPE.finditer(content)} if added else set()
    new = sorted(set(added) - boxed)
    if not new:
        return content
    end = _END.search(content)
    if end is None:
        raise damaged()
    last = max((int(one) for one in _NUMBER.findall(content)), default=_BLOCK)
    kind = b"" if b'id="_x0000_t202"' in content else _KIND
    shapes = b"".join(_box(last + place, *one) for place, one in enumerate(new, 1))
    whole = content[: end.start()] + kind + shapes + content[end.start() :]
    return _name_blocks(whole, last + len(new))


def _of(shape: bytes) -> Place | None:
    """The cell whose comment is shown in the box."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if b'"Note"' not in shape or row is None or column is None:
        return None
    return int(row[1]) + 1, int(column[1])


def _box(number: int, row: int, column: int) -> bytes:
    left, top = column + 1, max(row - 2, 0)
    return _BOX % (number, left, top, left + 3, top + 5, row - 1, column)


def _name_blocks(content: bytes, last: int) -> bytes:
    """Let the drawing name every block of which it uses a number."""
    match = _BLOCKS.search(content)
    if match is None:
        return content
    named = {int(one) for one in match[2].split(b",") if one.strip().isdigit()}
    used = {int(one) // _BLOCK for one in _NUMBER.findall(content)} | {last // _BLOCK}
    text = b",".join(b"%d" % one for one in sorted(named | used))
    return content[: match.start()] + match[1] + text + match[3] + content[match.end() :]
