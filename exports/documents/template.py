"""Makes a checked, ready-to-print template of a .docx, once per file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from exports.documents.template_guard import W, dangers, open_parts, read_xml
from exports.documents.template_language import LIFTED, STRAY, TAG, Program, parse
from exports.documents.template_names import NAMES, REQUIRED
from exports.documents.word_blocks import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = Path(__file__).resolve().parent.parent / "templates" / "van-ban.docx"
# Our own template has 40 tags. With this many the longest content still prints in a second.
MAX_TAGS = 400

_PRINTED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
# Tags stand in the XML as an index between these two, which no text may hold.
_OPEN, _SHUT = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_LIFTS = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc"}
_STYLES_PART = "word/styles.xml"


@dataclass(frozen=True, slots=True)
class Template:
    """A template: parts copied as they are, parts to print, and why it may not be used."""

    parts: dict[str, bytes]
    programs: dict[str, Program]
    findings: tuple[str, ...]


@lru_cache(maxsize=4)  # a server uses one or two; each may hold 20 MB
def compiled(document: bytes) -> Template:
    """Open, check and translate a template. Raises TemplateRefused if it cannot even be read."""
    parts = open_parts(document)
    findings = list(dangers(parts))
    programs: dict[str, Program] = {}
    for name, part in parts.items():
        if _PRINTED.fullmatch(name):
            program, faults = _translate(name, part)
            findings += faults
            programs[name] = program
    findings += _missing(programs)
    if not findings:
        parts = parts | {_STYLES_PART: _with_our_styles(parts.get(_STYLES_PART, b""))}
    return Template(parts, programs, tuple(dict.fromkeys(findings)))


def _translate(name: str, part: bytes) -> tuple[Program, list[str]]:
    root = read_xml(name, part)
    source = etree.tostring(root, encoding="unicode")
    if _OPEN in source or _SHUT in source:
        return Program([], frozenset(), ()), [f"Phần {name} có ký tự riêng không dùng được."]
    tags: list[str] = []
    faults: list[str] = []
    for paragraph in list(root.iter(f"{W}p")):
        faults += _mark(paragraph, tags)
    if len(tags) > MAX_TAGS:
        faults.append(f"Mẫu có hơn {MAX_TAGS} thẻ.")
    faults += _lift(root, tags)
    tokens = _MARK.split(etree.tostring(root, encoding="unicode"))
    tokens[1::2] = [tags[int(index)] for index in tokens[1::2]]
    program = parse(tokens, NAMES)
    return program, [*faults, *program.findings]


def _mark(paragraph: etree._Element, tags: list[str]) -> Iterator[str]:
    """Put marks in place of the tags of one paragraph; Word cuts a tag over runs as it likes."""
    pieces = [
        text for text in paragraph.iter(f"{W}t") if next(text.iterancestors(f"{W}p")) is paragraph
    ]
    whole = "".join(piece.text or "" for piece in pieces)
    if not STRAY.search(whole):
        return
    if stray := STRAY.search(TAG.sub("", whole)):
        yield f"Dấu «{stray[0]}» lẻ ở đoạn «{whole[:60]}»: thẻ viết thiếu hoặc quá dài."
    for match in reversed(list(TAG.finditer(whole))):
        tags.append(match[0])
        _replace(pieces, match.start(), match.end(), f"{_OPEN}{len(tags) - 1}{_SHUT}")
    for piece in pieces:
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _replace(pieces: list[etree._Element], start: int, end: int, mark: str) -> None:
    """Put the mark where the tag began and take the tag's characters out of all pieces."""
    position = 0
    for piece in pieces:
        text = piece.text or ""
        low, high = max(start - position, 0), min(end - position, len(text))
        position += len(text)
        if low < high:
            piece.text = text[:low] + mark + text[high:]
            mark = ""


def _lift(root: etree._Element, tags: list[str]) -> Iterator[str]:
    """Let tags that stand for their paragraph, row or cell take its place."""
    for piece in list(root.iter(f"{W}t")):
        for index in _MARK.findall(piece.text or ""):
            if match := LIFTED.match(tags[int(index)]):
                yield from _lift_one(piece, tags[int(index)], _LIFTS[match[1]])


def _lift_one(piece: etree._Element, tag: str, kind: str) -> Iterator[str]:
    carrier = next(piece.iterancestors(kind), None)
    if carrier is None:
        # Already lifted with an earlier tag of the same paragraph, or not inside a table at all.
        if piece.getroottree().getroot().tag not in {f"{W}document", f"{W}hdr", f"{W}ftr"}:
            return
        yield f"Thẻ «{tag}» phải đứng trong một bảng."
        return
    parent = carrier.getparent()
    if parent is None:
        return
    whole = "".join(text.text or "" for text in carrier.iter(f"{W}t"))
    if _MARK.sub("", whole).strip():
        yield f"Thẻ «{tag}» phải đứng một mình, không có chữ nào khác bên cạnh."
    marks = "".join(match[0] for match in _MARK.finditer(whole)) + (carrier.tail or "")
    before = carrier.getprevious()
    if before is None:
        parent.text = (parent.text or "") + marks
    else:
        before.tail = (before.tail or "") + marks
    parent.remove(carrier)


def _missing(programs: dict[str, Program]) -> Iterator[str]:
    used = {name for program in programs.values() for name in program.used}
    for names in REQUIRED:
        if used.isdisjoint(names):
            shown = " hoặc ".join(f"«{name}»" for name in names)
            yield f"Mẫu thiếu thẻ {shown}: văn bản in ra sẽ không đủ nội dung."


def _with_our_styles(part: bytes) -> bytes:
    """Add the paragraph styles of our blocks that the template does not define itself."""
    if not part:
        return _default_styles()
    root = read_xml(_STYLES_PART, part)
    present = {style.get(f"{W}styleId") for style in root.iter(f"{W}style")}
    ours = read_xml(_STYLES_PART, _default_styles())
    for style in ours.iter(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        if name in STYLES and name not in present:
            root.append(style)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


@lru_cache(maxsize=1)
def _default_styles() -> bytes:
    return open_parts(DEFAULT.read_bytes())[_STYLES_PART]
