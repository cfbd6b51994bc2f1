"""Rules for the page: paper, margins, page number, font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.documents.decree_parts import TEXT_SIZES, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.documents.word_reader import Document, Line

FONT = "Times New Roman"
_A4 = (210.0, 297.0)
_MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
_SIDES = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}
# Word counts in twentieths of a point.
_SLACK = 0.1
_UPRIGHT_WIDTH = _A4[0] - _MARGINS["left"][0] - _MARGINS["right"][0] + _SLACK


def page(document: Document) -> Iterator[Violation]:
    """A4 upright, with the decree's margins; lying only for a table too wide to stand."""
    for section in document.sections:
        lying = section.width > section.height
        sides = sorted((section.width, section.height))
        if any(abs(side - wanted) > 1 for side, wanted in zip(sides, _A4, strict=True)):
            yield Violation("khổ giấy", "trang không phải khổ A4 (210 mm × 297 mm)")
        if lying and section.widest_table <= _UPRIGHT_WIDTH:
            yield Violation("khổ giấy", "trang nằm ngang mà không có bảng rộng")
        for side, (least, most) in _MARGINS.items():
            margin = section.margins[side]
            if not least - _SLACK <= margin <= most + _SLACK:
                yield Violation(
                    "định lề", f"lề {_SIDES[side]} {margin:.0f} mm, phải từ {least} đến {most} mm"
                )


def page_number(document: Document) -> Iterator[Violation]:
    """Arabic, 13 to 14, centred in the top margin, on every page but the first."""
    part = "số trang"
    if "header default" not in document.page_fields:
        yield Violation(part, "không có số trang ở lề trên")
        return
    if any(field.startswith("footer") for field in document.page_fields):
        yield Violation(part, "số trang phải ở lề trên, không ở lề dưới")
    if "header first" in document.page_fields or not all(
        section.title_page for section in document.sections[:1]
    ):
        yield Violation(part, "số trang không được hiện ở trang thứ nhất")
    line = next((line for line in document.headers["default"] if line.runs), None)
    if line is None or line.align != "center":
        yield Violation(part, "số trang phải canh giữa")
    if line and line.size not in TEXT_SIZES:
        yield Violation(part, "số trang phải cỡ 13 đến 14")


def font(document: Document) -> Iterator[Violation]:
    """Times New Roman for all kinds of characters, black, in every run of every part."""
    parts = (document.lines, *document.headers.values(), *document.footers.values())
    for line in (line for part in parts for line in part):
        yield from _font_of(line)


def _font_of(line: Line) -> Iterator[Violation]:
    for run in line.runs:
        if not run.text.strip():
            continue
        for kind, name in zip(("ascii", "hAnsi", "eastAsia", "cs"), run.fonts, strict=True):
            if name != FONT:
                yield Violation(
                    "phông chữ", f"«{run.text[:40]}» dùng phông {name or 'mặc định'} ({kind})"
                )
        if run.color not in {"auto", "000000"}:
            yield Violation("phông chữ", f"«{run.text[:40]}» không phải màu đen")
