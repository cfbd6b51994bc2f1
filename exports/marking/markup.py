"""XML parts at the level of their bytes: found places are cut out and put in, the rest stays.

A part is first read once by Expat, which refuses what is not sound XML in UTF-8 and any document
type. After that a `<` begins a tag wherever no comment, CDATA or instruction stands, and those are
blanked in a copy of equal length in which places are sought.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from exports.marking.errors import MarkingRefused, damaged

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "none"})
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ATTRIBUTES = rb"(?:[^<>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+"
_ANY_TAG = re.compile(rb"<(/?)([^\s<>/\"'=?!]++)(" + _ATTRIBUTES + rb")(/?)>")
_ATTRIBUTE = re.compile(rb"([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Span(NamedTuple):
    """An element: its tag's attributes, where it begins, its content and its end are."""

    attributes: bytes
    start: int
    inner: int
    inner_end: int
    end: int
    empty: bool
    """Written as one tag (`<c/>`)."""


class Root(NamedTuple):
    """The outermost element: the prefix of its name with the colon, its tag, its namespace."""

    prefix: bytes
    local: bytes
    span: Span
    namespaces: Mapping[bytes, bytes]

    @property
    def namespace(self) -> str:
        """The namespace of its own name."""
        return self.namespaces.get(self.prefix[:-1], b"").decode()


Element = Callable[[str, Mapping[str, str]], None]


def sound(content: bytes, on_element: Element | None = None) -> bytes:
    """A copy of equal length without comments, CDATA and instructions. Raises MarkingRefused.

    `on_element` is called with `namespace name`, a blank between, and attributes named likewise.
    """
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in content[:4]:
        raise MarkingRefused("encoding", "Tệp dùng bảng mã lạ bên trong. Hãy lưu lại bằng Excel.")
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartDoctypeDeclHandler = reader.EntityDeclHandler = _refuse
    reader.XmlDeclHandler = _declared
    if on_element is not None:
        reader.StartElementHandler = on_element
    try:
        reader.Parse(content, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    if b"<!" not in content and content.count(b"<?") <= 1:
        return content  # the declaration looks like no tag
    return _HIDDEN.sub(lambda match: b" " * len(match[0]), content)


def _refuse(*_: object) -> None:
    raise damaged()


def _declared(_version: str, encoding: str | None, _alone: int) -> None:
    if str(encoding).lower() not in _PLAIN:
        raise MarkingRefused("encoding", "Tệp dùng bảng mã lạ bên trong. Hãy lưu lại bằng Excel.")


def root_of(plain: bytes) -> Root:
    """The outermost element of a part."""
    match = _ANY_TAG.search(plain)
    if match is None:
        raise damaged()
    prefix, colon, local = match[2].rpartition(b":")
    namespaces = {
        key[6:]: value
        for key, value in attributes_of(match[3]).items()
        if key == b"xmlns" or key.startswith(b"xmlns:")
    }
    empty = bool(match[4])
    inner_end = match.end() if empty else plain.rindex(b"</")
    end = match.end() if empty else plain.index(b">", inner_end) + 1
    span = Span(match[3], match.start(), match.end(), inner_end, end, empty)
    return Root(prefix + colon, local, span, namespaces)


def attributes_of(text: bytes) -> dict[bytes, bytes]:
    """The attributes of a tag, as they are written."""
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(text)}


def with_attribute(text: bytes, name: bytes, value: bytes) -> bytes:
    """The attributes of a tag with one of them set."""
    for match in _ATTRIBUTE.finditer(text):
        if match[1] == name:
            return text[: match.start()] + b'%s="%s"' % (name, value) + text[match.end() :]
    return text.rstrip() + b' %s="%s"' % (name, value)


def without_attribute(text: bytes, name: bytes) -> bytes:
    """The attributes of a tag without one of them."""
    for match in _ATTRIBUTE.finditer(text):
        if match[1] == name:
            return text[: match.start()].rstrip() + text[match.end() :]
    return text


class Finder:
    """Finds elements of one name, which do not hold elements of the same name."""

    def __init__(self, name: bytes) -> None:
        escaped = re.escape(name)
        self._tag = re.compile(rb"<" + escaped + rb"(?=[\s/>])(" + _ATTRIBUTES + rb")(/?)>")
        self._end = re.compile(rb"</" + escaped + rb"\s*>")

    def find(self, plain: bytes, start: int, end: int) -> Span | None:
        """The first element between the places, or None."""
        match = self._tag.search(plain, start, end)
        if match is None:
            return None
        if match[2]:
            return Span(match[1], match.start(), match.end(), match.end(), match.end(), empty=True)
        closing = self._end.search(plain, match.end(), end)
        if closing is None:
            raise damaged()
        places = (match.start(), match.end(), closing.start(), closing.end())
        return Span(match[1], *places, empty=False)

    def all(self, plain: bytes, start: int, end: int) -> Iterator[Span]:
        """The elements between the places, one behind the other."""
        while (found := self.find(plain, start, end)) is not None:
            yield found
            start = found.end


def leaves(name: bytes) -> re.Pattern[bytes]:
    """Finds whole elements of a name at one go, for those that a sheet has by the million."""
    escaped = re.escape(name)
    tag = rb"<" + escaped + rb"(?=[\s/>])(" + _ATTRIBUTES + rb")"
    return re.compile(tag + rb"(?:/>|>(.*?)</" + escaped + rb"\s*>)", re.DOTALL)


def span_of(match: re.Match[bytes]) -> Span:
    """What `leaves` found."""
    if match[2] is None:
        end = match.end()
        return Span(match[1], match.start(), end, end, end, empty=True)
    return Span(match[1], match.start(), *match.span(2), match.end(), empty=False)


def children(plain: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The elements directly between the places: name as written, start, end."""
    depth, begun, name = 0, 0, b""
    for match in _ANY_TAG.finditer(plain, start, end):
        if match[1]:
            depth -= 1
        else:
            if depth == 0:
                begun, name = match.start(), match[2]
            depth += not match[4]
        if depth == 0:
            yield name, begun, match.end()


class Edits:
    """Replacements in a part, applied in one pass."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._made: list[tuple[int, int, bytes]] = []

    def replace(self, start: int, end: int, text: bytes) -> None:
        """Put the text in the place of what stands there; at one place in the order of calls."""
        self._made.append((start, end, text))

    def pieces(self) -> Iterator[bytes]:
        """The part with its replacements."""
        at = 0
        for start, end, text in sorted(self._made, key=lambda one: one[:2]):
            if start < at:
                raise damaged()
            yield self._content[at:start]
            yield text
            at = end
        yield self._content[at:]


def joined(pieces: Iterable[bytes]) -> bytes:
    """The pieces as one."""
    return b"".join(pieces)


def escaped(text: str) -> bytes:
    """A text as XML holds it, between tags and in attributes."""
    clean = _NOT_XML.sub("", text)
    for plain, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(plain, safe)
    return clean.encode()


def cell_text(text: str) -> bytes:
    """A text as a cell or comment holds it, where `_x0041_` would be read as a letter."""
    return escaped(_LOOKS_ESCAPED.sub("_x005F_", text))


def unescaped(text: bytes) -> str:
    """What an attribute says; the five entities and numbered characters."""
    return _ENTITY.sub(_character, text.decode("utf-8", "replace"))


_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1]) if match[1] else int(match[2], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - the last character there is
