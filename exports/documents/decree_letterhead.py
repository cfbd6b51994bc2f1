"""Rules for what stands above the text: quốc hiệu to trích yếu."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.documents.content import MOTTO, NATION
from exports.documents.decree_parts import HEADER_SIZES, TEXT_SIZES, Violation
from exports.documents.printable import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.documents.decree_parts import Parts
    from exports.documents.word_reader import Line

ABBREVIATIONS = {
    "BÁO CÁO": "BC",
    "QUYẾT ĐỊNH": "QĐ",
    "KẾ HOẠCH": "KH",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
    "THÔNG BÁO": "TB",
}

_GAP = r"[\s…\.]*"
_NUMBER = re.compile(rf"Số:(?: (?P<number>\d+)|{_GAP})/(?P<kind>[^\W\d_]+)-(?P<body>[^\s]+)")
_DATE = re.compile(
    rf"[^,]+, ngày(?: (?P<day>\d+) |{_GAP})tháng(?: (?P<month>\d+) |{_GAP})"
    rf"năm(?: (?P<year>\d{{4}})|{_GAP})"
)
_MONTHS = frozenset({"01", "02", *map(str, range(3, 13))})
_MM_PER_POINT = 25.4 / 72
# What a drawn length may differ by from the width worked out from the font.
_SLACK = 0.02


def nation(parts: Parts) -> Iterator[Violation]:
    """Quốc hiệu: capitals, 12 to 13, bold, top right."""
    part, line = "quốc hiệu", parts.nation
    if line is None:
        yield Violation(part, f"không có «{NATION}» ở đầu văn bản")
        return
    yield from _look(part, line, HEADER_SIZES, capitals=True, bold=True)
    if line.table < 0 or line.row != 0 or line.cell == 0:
        yield Violation(part, "phải ở phía trên, bên phải trang đầu")


def motto(parts: Parts) -> Iterator[Violation]:
    """Tiêu ngữ: 13 to 14, bold, with a rule as long as the words."""
    part, line = "tiêu ngữ", parts.motto
    if line is None:
        yield Violation(part, f"không có «{MOTTO}» dưới quốc hiệu")
        return
    if line.text.strip() != MOTTO:
        yield Violation(part, f"phải viết là «{MOTTO}»")
    yield from _look(part, line, TEXT_SIZES, bold=True)
    yield from _rule(parts, part, line, 1, 1)


def superior(parts: Parts) -> Iterator[Violation]:
    """Cơ quan chủ quản: capitals, 12 to 13, regular."""
    for line in parts.superior:
        yield from _look("cơ quan chủ quản", line, HEADER_SIZES, capitals=True, bold=False)


def issuer(parts: Parts) -> Iterator[Violation]:
    """Cơ quan ban hành: capitals, 12 to 13, bold, with a rule of a third to a half."""
    part, line = "cơ quan ban hành", parts.issuer
    if line is None:
        yield Violation(part, "không có tên cơ quan ban hành ở góc trên, bên trái")
        return
    yield from _look(part, line, HEADER_SIZES, capitals=True, bold=True)
    yield from _rule(parts, part, line, 1 / 3, 1 / 2)


def number(parts: Parts) -> Iterator[Violation]:
    """`Số: 05/BC-THHX`: 13, regular, centred; the abbreviation is that of the tên loại."""
    part, line = "số, ký hiệu", parts.number
    if line is None:
        if not parts.enclosed:
            yield Violation(part, "không có dòng «Số: …»")
        return
    yield from _look(part, line, (13,), bold=False)
    match = _NUMBER.fullmatch(line.text.strip())
    if match is None:
        yield Violation(part, f"«{line.text}» phải có dạng «Số: 05/BC-…»")
        return
    if match["number"] and len(match["number"]) == 1:
        yield Violation(part, f"«{line.text}»: số dưới 10 phải thêm số 0 ở trước")
    kind = parts.kind.text.strip() if parts.kind else ""
    wanted = ABBREVIATIONS.get(kind)
    if wanted and match["kind"] != wanted:
        yield Violation("chữ viết tắt", f"{kind} viết tắt là {wanted}, không phải {match['kind']}")


def place_and_date(parts: Parts) -> Iterator[Violation]:
    """Địa danh and ngày: 13 to 14, italic, centred; zeros before days under 10, months 1, 2."""
    part, line = "địa danh, ngày", parts.place_date
    if line is None:
        yield Violation(part, "không có địa danh và ngày, tháng, năm dưới tiêu ngữ")
        return
    yield from _look(part, line, TEXT_SIZES, bold=False, italic=True)
    match = _DATE.fullmatch(line.text.strip())
    if match is None:
        yield Violation(part, f"«{line.text}» phải có dạng «Địa danh, ngày … tháng … năm …»")
        return
    if match["day"] and (len(match["day"]) == 1 or not 1 <= int(match["day"]) <= 31):  # noqa: PLR2004 (days of a month)
        yield Violation(part, f"ngày {match['day']} phải viết bằng hai chữ số")
    if match["month"] and match["month"] not in _MONTHS:
        yield Violation(part, f"tháng {match['month']}: chỉ tháng 1, 2 mới thêm số 0 ở trước")


def kind(parts: Parts) -> Iterator[Violation]:
    """Tên loại: capitals, 13 to 14, bold, centred."""
    if parts.kind is None:
        yield Violation("tên loại", "không có tên loại văn bản")
        return
    yield from _look("tên loại", parts.kind, TEXT_SIZES, capitals=True, bold=True)


def subject(parts: Parts) -> Iterator[Violation]:
    """Trích yếu: 13 to 14, bold, centred, with a rule of a third to a half."""
    if parts.subject is None:
        yield Violation("trích yếu", "không có trích yếu nội dung")
        return
    yield from _look("trích yếu", parts.subject, TEXT_SIZES, bold=True)
    yield from _rule(parts, "trích yếu", parts.subject, 1 / 3, 1 / 2)
    for line in parts.enclosed:
        yield from _look("phụ lục", line, TEXT_SIZES, bold=False, italic=True)


def _look(  # noqa: PLR0913 (the decree asks that much of a line)
    part: str,
    line: Line,
    sizes: tuple[int, ...],
    *,
    capitals: bool = False,
    bold: bool,
    italic: bool = False,
) -> Iterator[Violation]:
    shown = line.text.replace("\n", " ")[:40]
    if line.size not in sizes:
        wanted = " đến ".join(dict.fromkeys((str(sizes[0]), str(sizes[-1]))))
        yield Violation(part, f"«{shown}» phải cỡ {wanted}")
    if capitals and line.text != line.text.upper():
        yield Violation(part, f"«{shown}» phải viết chữ in hoa")
    if line.bold is not bold:
        yield Violation(part, f"«{shown}» phải {'đậm' if bold else 'không đậm'}")
    if line.italic is not italic:
        yield Violation(part, f"«{shown}» phải {'nghiêng' if italic else 'đứng'}")
    if line.align != "center":
        yield Violation(part, f"«{shown}» phải canh giữa")


def _rule(parts: Parts, part: str, line: Line, least: float, most: float) -> Iterator[Violation]:
    """A rule under the longest line of the words, least to most of its width."""
    below = parts.after(line)
    rule = line.rule or (below.rule if below and not below.text.strip() else 0)
    if not rule:
        yield Violation(part, "thiếu đường kẻ ngang, nét liền ở dưới")
        return
    widest = max(
        text_width(words, "Tinos-Bold", line.size or TEXT_SIZES[0])
        for words in line.text.split("\n")
    )
    share = rule / (widest * _MM_PER_POINT)
    if not least - _SLACK <= share <= most + _SLACK:
        wanted = "bằng dòng chữ" if least == 1 else "từ 1/3 đến 1/2 dòng chữ"
        yield Violation(part, f"đường kẻ ở dưới dài {share:.0%} dòng chữ, phải {wanted}")
