"""A sheet's comments part: ours beside those of people, and in one with them where they meet.

Ours are known by their author, and by how they begin inside somebody else's: those of an earlier
round go. Threaded comments have a part of their own, which nobody touches; the old form of one,
which stands here for programs that know no threads, gets our words as a run of its own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from exports.marking.errors import damaged
from exports.marking.marks import AUTHOR
from exports.marking.markup import (
    Edits,
    Finder,
    Root,
    Span,
    attributes_of,
    cell_text,
    escaped,
    root_of,
    sound,
    unescaped,
)
from exports.marking.places import letters_of, place_of

Place = tuple[int, int]
"""Row from 1, column from 0."""
_HEAD = f"{AUTHOR}:\n"
"""How ours begin, as Office begins those of people: LibreOffice keeps no authors."""
_BEGINS = f"\n— {AUTHOR}: "
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="%s">'
    b"<authors></authors><commentList></commentList></comments>"
)


class Commented(NamedTuple):
    """The part; where comments were `added` and so need a box; where ours are `gone`."""

    pieces: Iterator[bytes]
    added: frozenset[Place]
    gone: frozenset[Place]


def empty(namespace: str) -> bytes:
    """A part without comments."""
    return _EMPTY % namespace.encode()


class _Part:
    """The part as it stands."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.plain = sound(content)
        self.root: Root = root_of(self.plain)
        self.edits = Edits(content)

    def find(self, name: bytes, start: int = 0, end: int | None = None) -> Span | None:
        finder = Finder(self.root.prefix + name)
        return finder.find(self.plain, start, len(self.plain) if end is None else end)

    def every(self, name: bytes, within: Span) -> Iterator[Span]:
        finder = Finder(self.root.prefix + name)
        return finder.all(self.plain, within.inner, within.inner_end)

    def fill(self, span: Span, name: bytes, text: bytes) -> None:
        """Put a text at the end of an element, which may have been written as one tag."""
        if not span.empty:
            self.edits.replace(span.inner_end, span.inner_end, text)
            return
        whole = b"<%s%s%s>%s</%s%s>"
        prefix = self.root.prefix
        made = whole % (prefix, name, span.attributes, text, prefix, name)
        self.edits.replace(span.start, span.end, made)


def comment(content: bytes, texts: Mapping[Place, str]) -> Commented:
    """Put the texts at their places. Raises MarkingRefused on a part that is not sound."""
    part = _Part(content)
    authors, listed = part.find(b"authors"), part.find(b"commentList")
    if authors is None or listed is None:
        raise damaged()
    names = [_words(part, one) for one in part.every(b"author", authors)]
    ours = names.index(AUTHOR) if AUTHOR in names else len(names)
    if AUTHOR not in names:
        author = b"<%sauthor>%s</%sauthor>"
        prefix = part.root.prefix
        part.fill(authors, b"author" + b"s", author % (prefix, escaped(AUTHOR), prefix))
    met: set[Place] = set()
    gone: set[Place] = set()
    kept: set[Place] = set()
    for one in part.every(b"comment", listed):
        said = attributes_of(one.attributes)
        place = place_of(said.get(b"ref", b""))
        if place is None:
            continue
        own = said.get(b"authorId", b"").strip() == b"%d" % ours
        if own or _words(part, one).startswith(_HEAD):
            part.edits.replace(one.start, one.end, b"")
            (kept if place in texts else gone).add(place)
        elif place not in met:
            met.add(place)
            _join(part, one, texts.get(place, ""))
    new = {place: text for place, text in texts.items() if place not in met}
    if new:
        written = b"".join(_comment(part.root.prefix, ours, *one) for one in new.items())
        part.fill(listed, b"commentList", written)
    return Commented(
        part.edits.pieces(), frozenset(new.keys() - kept), frozenset(gone - met - new.keys())
    )


def _comment(prefix: bytes, author: int, place: Place, text: str) -> bytes:
    reference = f"{letters_of(place[1])}{place[0]}".encode()
    template = b'<{0}comment ref="%s" authorId="%d" shapeId="0"><{0}text>%s</{0}text></{0}comment>'
    return template.replace(b"{0}", prefix) % (reference, author, _run(prefix, _HEAD + text))


def _run(prefix: bytes, text: str) -> bytes:
    template = (
        b'<{0}r><{0}rPr><{0}sz val="9"/><{0}color indexed="81"/><{0}rFont val="Tahoma"/></{0}rPr>'
        b'<{0}t xml:space="preserve">%s</{0}t></{0}r>'
    )
    return template.replace(b"{0}", prefix) % cell_text(text)


def _join(part: _Part, span: Span, text: str) -> None:
    """Ours behind theirs, in the same comment; without what an earlier round put there."""
    words = part.find(b"text", span.inner, span.inner_end)
    if words is None:
        raise damaged()
    runs = list(part.every(b"r", words))
    for run in runs:
        if _words(part, run).startswith(_BEGINS):
            part.edits.replace(run.start, run.end, b"")
    if not text:
        return
    ours = _run(part.root.prefix, _BEGINS + text)
    if words.empty:
        part.fill(words, b"text", ours)
        return
    plain = part.find(b"t", words.inner, words.inner_end)
    if not runs and plain is not None:
        # Their words stand there as one plain text; a plain text and runs do not go together.
        opening, closing = (b"<%s%sr>" % (slash, part.root.prefix) for slash in (b"", b"/"))
        part.edits.replace(plain.start, plain.start, opening)
        part.edits.replace(plain.end, plain.end, closing + ours)
    else:
        at = runs[-1].end if runs else words.inner
        part.edits.replace(at, at, ours)


_TEXT = re.compile(rb"<(?:[^\s<>/:]+:)?t(?:\s[^<>]*)?>([^<]*)<")


def _words(part: _Part, span: Span) -> str:
    """The text of an author or of a run."""
    inner = part.content[span.inner : span.inner_end]
    return unescaped(b"".join(_TEXT.findall(inner)) if b"<" in inner else inner)
