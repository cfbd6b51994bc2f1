"""xl/styles.xml with what marking needs: two fills, two borders, and formats made from others.

A marked cell keeps its number format, font, alignment and protection: its format is copied, once
for each that occurs, and gets our fill and border.
"""

from collections.abc import Iterator
from typing import NamedTuple

from exports.marking.markup import (
    MAIN,
    Edits,
    Finder,
    Root,
    Span,
    attributes_of,
    children,
    root_of,
    sound,
    with_attribute,
)

EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
    b'<fonts count="1"><font><sz val="11"/><name val="Times New Roman"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)
MOST_FORMATS = 64_000
"""Excel opens no workbook with more than 65,490."""
FAULT_COLOUR, WARNING_COLOUR = b"FFFFC9C4", b"FFFFEDB5"
"""Those of no built-in style, so that marks of an earlier round are known by them."""
_LINES = {FAULT_COLOUR: b"FFC00000", WARNING_COLOUR: b"FFB26B00"}
_SECTIONS = (b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs")
_DEFAULTS = {
    b"fills": (
        b'<{0}fill><{0}patternFill patternType="none"/></{0}fill>',
        b'<{0}fill><{0}patternFill patternType="gray125"/></{0}fill>',
    ),
    b"borders": (b"<{0}border><{0}left/><{0}right/><{0}top/><{0}bottom/></{0}border>",),
    b"cellXfs": (b'<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
_TITLE = (
    b'<{0}xf numFmtId="49" fontId="0" fillId="{1}" borderId="{2}" applyFill="1" applyBorder="1" '
    b'applyAlignment="1"><{0}alignment horizontal="center" vertical="center" wrapText="1"/></{0}xf>'
)
_SENTENCE = (
    b'<{0}xf numFmtId="49" fontId="0" fillId="0" borderId="0" applyNumberFormat="1" '
    b'applyAlignment="1"><{0}alignment vertical="top" wrapText="1"/></{0}xf>'
)


class _Section(NamedTuple):
    """A list of the part as it stands; `span` None where there is none yet."""

    name: bytes
    span: Span | None
    elements: list[bytes]


class Styles:
    """The formats of a workbook, growing. Raises MarkingRefused on a part that is not sound."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._plain = sound(content)
        self._root = root_of(self._plain)
        self._fills = self._section(b"fills")
        self._borders = self._section(b"borders")
        self._formats = self._section(b"cellXfs")
        self._known = {
            one.name: len(one.elements) for one in (self._fills, self._borders, self._formats)
        }
        self._earlier = self._marked_earlier()
        self._made: dict[tuple[int, bytes], int] = {}
        self._ours: dict[bytes, tuple[int, int]] = {}
        self._texts: dict[bytes, int] = {}

    @property
    def earlier(self) -> frozenset[int]:
        """The formats that an earlier round of marking made."""
        return frozenset(self._earlier)

    def marked(self, style: int, *, warning: bool) -> int:
        """The format of a marked cell that has the format `style`."""
        style = self.unmarked(style)
        colour = WARNING_COLOUR if warning else FAULT_COLOUR
        if (style, colour) not in self._made:
            fill, border = self._our(colour)
            self._made[style, colour] = self._copy(style, fill, border)
        return self._made[style, colour]

    def unmarked(self, style: int) -> int:
        """The format that a cell had before an earlier round, as well as that can be told."""
        if not 0 <= style < len(self._formats.elements):
            return 0
        if style not in self._earlier:
            return style
        bare = _bare(self._formats.elements[style])
        for number in range(self._known[b"cellXfs"]):
            if number not in self._earlier and _bare(self._formats.elements[number]) == bare:
                return number
        key = (style, b"")
        if key not in self._made:
            self._made[key] = self._copy(style, 0, 0)
        return self._made[key]

    def title(self) -> int:
        """The format of the title of the added column."""
        fill, border = self._our(FAULT_COLOUR)
        return self._text(_TITLE, b"%d" % fill, b"%d" % border)

    def sentence(self) -> int:
        """The format of its sentences: text, wrapped."""
        return self._text(_SENTENCE)

    def pieces(self) -> Iterator[bytes]:
        """The part with all that was asked for."""
        edits = Edits(self._content)
        if self._root.span.empty:
            start, end = self._root.span.start, self._root.span.end
            edits.replace(start, end, self._content[start : end - 2] + b">")
        missing = [self._write(edits, one) for one in (self._fills, self._borders, self._formats)]
        if any(missing):
            self._insert(edits, missing)
        if self._root.span.empty:
            end = self._root.span.end
            edits.replace(end, end, b"</%sstyleSheet>" % self._root.prefix)
        return edits.pieces()

    def _text(self, template: bytes, *values: bytes) -> int:
        if template not in self._texts:
            self._formats.elements.append(_filled(template, self._root, *values))
            self._texts[template] = len(self._formats.elements) - 1
        return self._texts[template]

    def _our(self, colour: bytes) -> tuple[int, int]:
        """The numbers of our fill and border."""
        if colour not in self._ours:
            fill, border = _fill(self._root, colour), _border(self._root, colour)
            for section, element in ((self._fills, fill), (self._borders, border)):
                if element not in section.elements:
                    section.elements.append(element)
            self._ours[colour] = (
                self._fills.elements.index(fill),
                self._borders.elements.index(border),
            )
        return self._ours[colour]

    def _copy(self, style: int, fill: int, border: int) -> int:
        formats = self._formats.elements
        if len(formats) >= MOST_FORMATS:
            return style
        span = next(Finder(self._root.prefix + b"xf").all(formats[style], 0, len(formats[style])))
        tag = span.attributes
        for name, value in (
            (b"fillId", fill),
            (b"borderId", border),
            (b"applyFill", 1),
            (b"applyBorder", 1),
        ):
            tag = with_attribute(tag, name, b"%d" % value)
        begin = b"<%sxf" % self._root.prefix
        formats.append(begin + tag + formats[style][len(begin) + len(span.attributes) :])
        return len(formats) - 1

    def _section(self, name: bytes) -> _Section:
        prefix = self._root.prefix
        found = Finder(prefix + name).find(self._plain, self._root.span.inner, len(self._plain))
        if found is None:
            return _Section(name, None, [_filled(one, self._root) for one in _DEFAULTS[name]])
        inside = children(self._plain, found.inner, found.inner_end)
        elements = [self._content[start:end] for _, start, end in inside]
        return _Section(name, found, elements)

    def _marked_earlier(self) -> dict[int, bytes]:
        fills = [any(b'"%s"' % colour in one for colour in _LINES) for one in self._fills.elements]
        found = {}
        for number, one in enumerate(self._formats.elements):
            fill = attributes_of(one.partition(b">")[0]).get(b"fillId", b"0")
            if fill.isdigit() and int(fill) < len(fills) and fills[int(fill)]:
                found[number] = fill
        return found

    def _write(self, edits: Edits, section: _Section) -> bytes:
        """Put what is new into its list; where there is no list yet, the whole of it."""
        name = self._root.prefix + section.name
        count = b"%d" % len(section.elements)
        if section.span is None:
            inner = b"".join(section.elements)
            return b'<%s count="%s">%s</%s>' % (name, count, inner, name)
        new = b"".join(section.elements[self._known[section.name] :])
        if not new:
            return b""
        tag = b"<%s%s>" % (name, with_attribute(section.span.attributes, b"count", count))
        if section.span.empty:
            whole = tag + new + b"</%s>" % name
            edits.replace(section.span.start, section.span.end, whole)
        else:
            edits.replace(section.span.start, section.span.inner, tag)
            edits.replace(section.span.inner_end, section.span.inner_end, new)
        return b""

    def _insert(self, edits: Edits, missing: list[bytes]) -> None:
        """Lists that were not there, in the places that the format wants."""
        present = {
            name.removeprefix(self._root.prefix): (start, end)
            for name, start, end in children(
                self._plain, self._root.span.inner, self._root.span.inner_end
            )
        }
        for section, text in zip((self._fills, self._borders, self._formats), missing, strict=True):
            if text:
                before = _SECTIONS[: _SECTIONS.index(section.name)]
                ends = [present[name][1] for name in before if name in present]
                at = max(ends, default=self._root.span.inner)
                edits.replace(at, at, text)


def _bare(element: bytes) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    """What of a format marking leaves alone."""
    tag, _, rest = element.partition(b">")
    said = attributes_of(tag)
    for name in (b"fillId", b"borderId", b"applyFill", b"applyBorder"):
        said.pop(name, None)
    return tuple(sorted(said.items())), rest


def _filled(template: bytes, root: Root, *values: bytes) -> bytes:
    for number, value in enumerate((root.prefix, *values)):
        template = template.replace(b"{%d}" % number, value)
    return template


def _fill(root: Root, colour: bytes) -> bytes:
    template = (
        b'<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="{1}"/>'
        b'<{0}bgColor indexed="64"/></{0}patternFill></{0}fill>'
    )
    return _filled(template, root, colour)


def _border(root: Root, colour: bytes) -> bytes:
    sides = b"".join(
        b'<{0}%s style="thin"><{0}color rgb="{1}"/></{0}%s>' % (side, side)
        for side in (b"left", b"right", b"top", b"bottom")
    )
    return _filled(b"<{0}border>" + sides + b"<{0}diagonal/></{0}border>", root, _LINES[colour])


def empty(strict_or_main: str = MAIN) -> bytes:
    """The smallest part, for a workbook that has none."""
    return EMPTY % strict_or_main.encode()
