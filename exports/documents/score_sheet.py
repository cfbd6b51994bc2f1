"""The score sheet (phiếu đánh giá) of one side: points and evidence, criterion by criterion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from exports.documents import wording
from exports.documents.content import Column, Content, Heading, Paragraph, Row, Table
from exports.documents.numbers import BLANK, long_date, roman, shown_points
from exports.documents.wording import MANDATORY
from exports.dossier import DecreeHeader, EvidenceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from criteria.edition import Group, Item
    from exports.documents.content import Block
    from exports.dossier import Dossier, EvidenceEntry, Side

KIND = "PHIẾU ĐÁNH GIÁ"
_OPEN_ASSESSOR = DecreeHeader(
    issuer="Cơ quan đánh giá ngoài", symbol="PĐG-…", position="Thủ trưởng cơ quan"
)
_TITLES = {"self": "Tự đánh giá", "external": "Đánh giá ngoài"}


def score_sheet_content(
    dossier: Dossier,
    printed: date,
    side: Literal["self", "external"] = "self",
    assessor: DecreeHeader | None = None,
) -> Content:
    """The phiếu of one side.

    The school issues its own sheet, enclosed with its report. The external one is issued by the
    assessing body, whose header `assessor` is; without it, its name, place and signer stay open.
    `printed` is the day of printing, for the file's own date. Raises ValueError for an external
    side that has not been made.
    """
    chosen = dossier.self_side if side == "self" else dossier.external
    if chosen is None:
        raise ValueError("this dossier has no external assessment yet")
    title = _TITLES[side]
    subject = (
        f"Mức độ chuyển đổi số của cơ sở giáo dục năm học {dossier.school.school_year} "
        f"({title.lower()})"
    )
    issued = dossier if side == "self" else replace(dossier, header=assessor or _OPEN_ASSESSOR)
    header = wording.letterhead(issued, KIND, subject)
    if side == "self":
        header = replace(header, number="", addressees=(), enclosed_with=_enclosed(dossier))
    return Content(
        header=header,
        body=tuple(_body(dossier, chosen, title)),
        signature=wording.signature(issued),
        recipients=() if side == "self" else wording.recipients(issued),
        metadata=wording.metadata(issued, f"Phiếu đánh giá {subject.lower()}", printed),
        draft="" if chosen.sheet.complete else wording.DRAFT,
    )


def _enclosed(dossier: Dossier) -> str:
    header = dossier.header
    number = header.number.zfill(2) if header.number else BLANK
    day = long_date(header.day) if header.day else f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
    issuer = header.issuer or dossier.school.name
    return f"(Kèm theo Báo cáo số {number}/{header.symbol or 'BC-…'} {day} của {issuer})"


def _body(dossier: Dossier, side: Side, title: str) -> Iterator[Block]:
    edition, school = dossier.edition, dossier.school
    kind = edition.body_kinds.get(school.kind)
    taught = ", ".join(edition.school_levels.get(code, code) for code in school.school_levels)
    yield Paragraph(f"Đơn vị: {school.name}; mã trường: {school.code or '…'}.")
    yield Paragraph(f"Loại hình: {kind.title if kind else school.kind}; cấp học: {taught or '…'}.")
    for number, group in enumerate(edition.groups, 1):
        yield Heading(1, f"{roman(number)}. NHÓM {group.code}. {group.title.value.upper()}")
        yield _group_table(dossier, side, group, title)
    yield Heading(1, f"{roman(len(edition.groups) + 1)}. KẾT QUẢ")
    yield Paragraph(f"Tiêu chí bắt buộc: {wording.conditions(edition, side)}.", keep_with_next=True)
    key = "external" if side is dossier.external else "self"
    yield Paragraph(
        wording.reported(dossier, key, title)
        or f"Kết luận ({title.lower()}): {wording.level_title(edition, side.sheet.level)}.",
        bold=True,
    )
    comments = [(code, side.comments[code]) for code in edition.items if side.comments.get(code)]
    if comments:
        yield Heading(1, f"{roman(len(edition.groups) + 2)}. GHI CHÚ")
        yield from (Paragraph(f"- {code}: {text}") for code, text in comments)
    yield Paragraph(wording.edition_sentence(edition), italic=True)


def _group_table(dossier: Dossier, side: Side, group: Group, title: str) -> Table:
    columns = (
        Column("Tiêu chí", 78),
        Column("Điểm tối đa", 20, "center"),
        Column(title, 24, "center"),
        Column("Hồ sơ/Minh chứng", 43, strong=False),
    )
    rows: list[Row] = []
    for criterion in group.criteria:
        maximum = shown_points(criterion.max.value) if criterion.max else MANDATORY
        name = f"{criterion.code}. {criterion.title.value}"
        if criterion.own_item:
            points = wording.item_points(side.sheet.item(criterion.code))
        else:
            points = wording.criterion_points(side, criterion.code) if criterion.max else ""
        evidence = _evidence(dossier, criterion.code)
        rows.append(Row((name, maximum, points, evidence), "criterion"))
        if not criterion.own_item:
            rows += [_item_row(dossier, side, item) for item in criterion.items]
    if group.max:
        total = wording.group_points(side.sheet.group(group.code))
        shown = (f"Cộng nhóm {group.code}", shown_points(group.max.value), total, "")
        rows.append(Row(shown, "total"))
    return Table(columns, tuple(rows))


def _item_row(dossier: Dossier, side: Side, item: Item) -> Row:
    return Row(
        (
            f"{item.code}. {item.title.value}",
            shown_points(item.max.value) if item.max else MANDATORY,
            wording.item_points(side.sheet.item(item.code)),
            _evidence(dossier, item.code),
        )
    )


def _evidence(dossier: Dossier, code: str) -> str:
    return "; ".join(_entry(entry) for entry in dossier.evidence if code in entry.links)


def _entry(entry: EvidenceEntry) -> str:
    shown = f"{entry.code} {entry.title}"
    return shown if entry.status is EvidenceStatus.PRESENT else f"{shown} ({entry.status.label})"
