"""Rules for the text, its headings, the signature, nơi nhận, phụ lục."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.documents.decree_parts import CLAUSE, SECTION, TEXT_SIZES, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.documents.decree_parts import Parts
    from exports.documents.word_reader import Line

# quốc hiệu, tiêu ngữ, địa danh
SETS = ((13, 14, 14), (12, 13, 13))
_POINT = re.compile(r"[a-zđ]\) ")
_PREFIX = re.compile(r"[^\W\d_/]{1,4}[./]+(?:[^\W\d_]\.)?\s")
_PREFIXES = ("KT. ", "TM. ", "TL. ", "TUQ. ", "Q. ")
_TITLES = re.compile(
    r"^(?:GS|PGS|TSKH|TS|ThS|Th\.S|CN|KS|NGND|NGƯT)\b|^(?:Giáo sư|Phó giáo sư|Tiến sĩ|Thạc sĩ)\b"
)
_INDENT = (10.0, 12.7)
_SLACK = 0.1
_GAP = 6
_SPACING = (1.0, 1.5)
_TITLE_SIZE, _ITEM_SIZE = 12, 11


def text(parts: Parts) -> Iterator[Violation]:
    """13 to 14, justified, first line 1 to 1,27 cm, 6 pt between paragraphs, 1 to 1,5 lines."""
    part = "nội dung"
    for line in parts.body:
        shown = line.text[:40]
        if line.size not in TEXT_SIZES:
            yield Violation(part, f"«{shown}» phải cỡ 13 đến 14")
        if line.before + line.after < _GAP:
            yield Violation(part, f"«{shown}» cách đoạn khác dưới 6 pt")
        if line.line and not _SPACING[0] <= line.line <= _SPACING[1]:
            yield Violation(part, f"«{shown}» giãn dòng {line.line:.2g}, phải từ 1 đến 1,5")
        if not _INDENT[0] - _SLACK <= line.first_line <= _INDENT[1] + _SLACK:
            yield Violation(part, f"«{shown}» phải lùi đầu dòng 1 đến 1,27 cm")
        if not _is_heading(line) and line.align != "both":
            yield Violation(part, f"«{shown}» phải canh đều hai lề")


def headings(parts: Parts) -> Iterator[Violation]:
    """`I.` capitals, bold; `1.` bold lower case where it is a title; kept with what follows."""
    part = "đề mục"
    for line in parts.body:
        shown = line.text[:40]
        if SECTION.match(line.text):
            if line.text != line.text.upper():
                yield Violation(part, f"«{shown}» phải viết chữ in hoa")
            if not line.bold or line.italic:
                yield Violation(part, f"«{shown}» phải đậm, đứng")
        elif CLAUSE.match(line.text) and _is_heading(line):
            if not line.bold or line.italic:
                yield Violation(part, f"«{shown}» phải đậm, đứng")
            if line.text == line.text.upper():
                yield Violation(part, f"«{shown}» phải viết chữ in thường")
        if _is_heading(line) and not line.keep_next:
            yield Violation(part, f"«{shown}» có thể rơi một mình xuống cuối trang")


def tables(parts: Parts) -> Iterator[Violation]:
    """The words of tables are part of the text: 13 to 14."""
    for line in parts.cells:
        if line.size not in TEXT_SIZES:
            yield Violation("nội dung", f"«{line.text[:40]}» trong bảng phải cỡ 13 đến 14")


def authority(parts: Parts) -> Iterator[Violation]:
    """Chức vụ in capitals, bold, with the decree's prefixes; the name bold, without titles."""
    part = "chức vụ người ký"
    offices = [line for line in parts.signature if line.text == line.text.upper()]
    names = [line for line in parts.signature if line not in offices]
    if not offices:
        yield Violation(part, "không có quyền hạn, chức vụ người ký viết chữ in hoa")
    if len(names) > 1:
        yield Violation(part, f"«{names[0].text[:40]}» phải viết chữ in hoa")
    for line in offices:
        shown = line.text[:40]
        if not line.bold or line.size not in TEXT_SIZES or line.align != "center":
            yield Violation(part, f"«{shown}» phải đậm, cỡ 13 đến 14, canh giữa")
        if _PREFIX.match(line.text) and not line.text.startswith(_PREFIXES):
            yield Violation(part, f"«{shown}» phải dùng KT., TM., TL., TUQ. hoặc Q.")
    for name in names[-1:]:
        if not name.bold or name.size not in TEXT_SIZES or name.align != "center":
            yield Violation("họ tên người ký", "họ tên phải đậm, cỡ 13 đến 14, canh giữa")
        if _TITLES.match(name.text):
            yield Violation("họ tên người ký", f"«{name.text}» không được ghi học hàm, học vị")


def recipients(parts: Parts) -> Iterator[Violation]:
    """Title 12 bold italic; items 11, `- …;`; `- Như trên;` first, `- Lưu: VT, ….` last."""
    part = "nơi nhận"
    if not parts.recipients:
        if not parts.enclosed:
            yield Violation(part, "không có «Nơi nhận:»")
        return
    title, *items = parts.recipients
    if title.text.strip() != "Nơi nhận:":
        yield Violation(part, "phải viết là «Nơi nhận:»")
    if title.size != _TITLE_SIZE or not title.bold or not title.italic:
        yield Violation(part, "«Nơi nhận:» phải cỡ 12, đậm, nghiêng")
    for item in items:
        if item.size != _ITEM_SIZE or item.bold or item.italic:
            yield Violation(part, f"«{item.text[:40]}» phải cỡ 11, đứng, không đậm")
        wanted = "." if item is items[-1] else ";"
        if not item.text.startswith("- ") or not item.text.endswith(wanted):
            yield Violation(part, f"«{item.text[:40]}» phải có dạng «- …{wanted}»")
    if not items or not items[-1].text.startswith("- Lưu: VT"):
        yield Violation(part, "dòng cuối phải là «- Lưu: VT, ….»")
    if parts.addressees and (not items or items[0].text != "- Như trên;"):
        yield Violation(part, "văn bản có kính gửi thì dòng đầu phải là «- Như trên;»")


def appendix(parts: Parts) -> Iterator[Violation]:
    """`Phụ lục I`, 14, bold, centred; its title in capitals."""
    for line in parts.appendices:
        if line.size != TEXT_SIZES[-1] or not line.bold or line.align != "center":
            yield Violation("phụ lục", f"«{line.text}» phải cỡ 14, đậm, canh giữa")
        title = parts.after(line)
        if title is None or title.text != title.text.upper() or not title.bold:
            yield Violation("phụ lục", f"tên của «{line.text}» phải viết chữ in hoa, đậm")


def one_set_of_sizes(parts: Parts) -> Iterator[Violation]:
    """13/14/14 or 12/13/13 above, and one size for the whole text."""
    part = "cỡ chữ thống nhất"
    heads = (parts.nation, parts.motto, parts.place_date)
    sizes = tuple(line.size for line in heads if line)
    if len(sizes) == len(heads) and sizes not in SETS:
        shown = "/".join(f"{size:g}" for size in sizes)
        yield Violation(
            part, f"quốc hiệu, tiêu ngữ, địa danh cỡ {shown}; phải 13/14/14 hoặc 12/13/13"
        )
    main = [line for line in (parts.kind, parts.subject, *parts.body) if line]
    if len({line.size for line in main}) > 1:
        yield Violation(part, "tên loại, trích yếu và nội dung phải cùng một cỡ chữ")
    if len({line.size for line in parts.cells}) > 1:
        yield Violation(part, "chữ trong các bảng phải cùng một cỡ")


def _is_heading(line: Line) -> bool:
    """A numbered line that stays with the next one, or is bold or in capitals, is a title."""
    if SECTION.match(line.text):
        return True
    titled = line.keep_next or line.bold
    return titled and bool(CLAUSE.match(line.text) or _POINT.match(line.text))
