"""Phụ lục II: the report on the assessment, from a dossier. The outline I to V is the model's own.

Self and external results stand side by side; nothing is averaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.edition import Combine
from exports.documents import wording
from exports.documents.content import Column, Content, Heading, Paragraph, Row, Table
from exports.documents.numbers import list_letter, short_date, shown_out_of, shown_points
from exports.documents.wording import MANDATORY, NO_DATA
from scoring.sheet import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from criteria.edition import Criterion, Group
    from exports.documents.content import Block
    from exports.dossier import Dossier, Side
    from scoring.sheet import Blocker

KIND = "BÁO CÁO"
END = "./."
SELF = "Tự đánh giá"
EXTERNAL = "Đánh giá ngoài"

# Of 165 mm: room for the results of one side, of two.
_SUMMARY_WIDTHS = {1: 93, 2: 112}


def report_content(dossier: Dossier, printed: date) -> Content:
    """Phụ lục II of a dossier.

    `printed` is the day of printing: the file's own date while the document has no number and day.
    Without a level the report is marked as a draft.
    """
    year = dossier.school.school_year
    subject = f"Kết quả thực hiện đánh giá mức độ chuyển đổi số của cơ sở giáo dục năm học {year}"
    return Content(
        header=wording.letterhead(dossier, KIND, subject),
        body=tuple(_body(dossier)),
        signature=wording.signature(dossier),
        recipients=wording.recipients(dossier),
        metadata=wording.metadata(dossier, f"Báo cáo {subject.lower()}", printed),
        draft="" if dossier.self_side.sheet.complete else wording.DRAFT,
    )


def _body(dossier: Dossier) -> Iterator[Block]:
    told = dossier.narrative
    yield Heading(1, "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO")
    yield Heading(2, "1. Triển khai các văn bản chỉ đạo")
    yield from _told(told.guidance_received)
    yield Heading(2, "2. Ban hành các văn bản, công tác hướng dẫn, bồi dưỡng tập huấn")
    yield from _told(told.guidance_issued)
    yield Heading(1, "II. KẾT QUẢ THỰC HIỆN")
    yield Heading(2, "1. Quá trình thực hiện tại cơ sở giáo dục")
    yield from _told(told.process)
    yield Heading(2, "2. Kết quả mức độ chuyển đổi số của đơn vị")
    yield from _results(dossier)
    yield Heading(1, "III. KHÓ KHĂN, VƯỚNG MẮC KHI TRIỂN KHAI")
    yield from _told(told.difficulties, empty="Không có.")
    yield Heading(1, "IV. PHƯƠNG HƯỚNG NHIỆM VỤ TRỌNG TÂM NĂM HỌC TIẾP THEO")
    yield from _told(told.next_year)
    yield Heading(1, "V. ĐỀ XUẤT, KIẾN NGHỊ")
    yield from _told(told.proposals, empty="Không có.", end=END)


_REPORTED = {"self": SELF, "external": EXTERNAL}


def _told(text: str, empty: str = wording.DOTTED, end: str = "") -> Iterator[Paragraph]:
    """The paragraphs of a section as the school wrote them.

    An empty section about work that was certainly done gets a dotted line to write on: "Không có"
    would deny the work over the head's signature. Only difficulties and proposals can be none.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [empty]
    if end:
        lines[-1] = lines[-1].rstrip(" ./") + end
    yield from map(Paragraph, lines)


def _results(dossier: Dossier) -> Iterator[Block]:
    edition = dossier.edition
    decision = edition.decision
    yield Paragraph(
        f"Đơn vị đánh giá theo {edition.title} ban hành tại Quyết định số {decision.number} "
        f"{short_date(decision.date)} của {decision.issuer}. Kết quả từng nhóm tiêu chí như sau:"
        if not edition.illustration
        else f"Đơn vị đánh giá theo {edition.title}. Kết quả từng nhóm tiêu chí như sau:"
    )
    for position, group in enumerate(edition.groups, 1):
        yield Heading(3, f"{list_letter(position)}) Nhóm {group.code}. {group.title.value}")
        yield _group_table(dossier, group)
    yield Heading(3, f"{list_letter(len(edition.groups) + 1)}) Mức độ chuyển đổi số của đơn vị")
    yield _summary(dossier)
    printed = {key: wording.reported(dossier, key, title) for key, title in _REPORTED.items()}
    yield from (Paragraph(text, bold=True) for text in printed.values() if text)
    if not printed["self"]:
        yield from _conclusion(dossier, SELF, dossier.self_side)
    if dossier.external and not printed["external"]:
        yield from _conclusion(dossier, EXTERNAL, dossier.external)
    if dossier.narrative.remarks.strip():
        yield from _told(dossier.narrative.remarks)
    yield Paragraph(wording.edition_sentence(edition), italic=True)


def _sides(dossier: Dossier) -> list[tuple[str, Side]]:
    sides = [(SELF, dossier.self_side)]
    return [*sides, (EXTERNAL, dossier.external)] if dossier.external else sides


def _group_table(dossier: Dossier, group: Group) -> Table:
    sides = _sides(dossier)
    columns = (
        Column("Mã", 15, "center"),
        Column("Tiêu chí, tiêu chí thành phần", 106 - 24 * len(sides)),
        Column("Điểm tối đa", 20, "center"),
        *(Column(title, 24, "center") for title, _ in sides),
    )
    rows = [row for criterion in group.criteria for row in _criterion_rows(criterion, sides)]
    if group.max:
        sums = (wording.group_points(side.sheet.group(group.code)) for _, side in sides)
        total = (f"Cộng nhóm {group.code}", shown_points(group.max.value), *sums)
        rows.append(Row(total, "total", span=2))
    return Table(columns, tuple(rows))


def _criterion_rows(criterion: Criterion, sides: list[tuple[str, Side]]) -> Iterator[Row]:
    maximum = shown_points(criterion.max.value) if criterion.max else MANDATORY
    if criterion.own_item:
        points = [wording.item_points(side.sheet.item(criterion.code)) for _, side in sides]
        yield Row((criterion.code, criterion.title.value, maximum, *points), "criterion")
        return
    if criterion.max:
        sums = [wording.criterion_points(side, criterion.code) for _, side in sides]
    else:
        sums = ["" for _ in sides]
    yield Row((criterion.code, criterion.title.value, maximum, *sums), "criterion")
    for item in criterion.items:
        points = [wording.item_points(side.sheet.item(item.code)) for _, side in sides]
        ceiling = shown_points(item.max.value) if item.max else MANDATORY
        yield Row((item.code, item.title.value, ceiling, *points))


def _summary(dossier: Dossier) -> Table:
    """Points and level of every group, the conditions, and the level of the whole."""
    edition = dossier.edition
    sides = _sides(dossier)
    columns = (
        Column("Nội dung", 165 - _SUMMARY_WIDTHS[len(sides)]),
        *(Column(title, _SUMMARY_WIDTHS[len(sides)] // len(sides), "center") for title, _ in sides),
    )
    rows = []
    for group in edition.groups:
        if group.max:
            cells = [_group_result(dossier, side, group) for _, side in sides]
            rows.append(Row((f"Nhóm {group.code}. {group.title.value}", *cells)))
    if edition.combine.value is Combine.TOTAL:
        rows.append(Row(("Tổng điểm", *(wording.total_points(side.sheet) for _, side in sides))))
    conditions = [wording.conditions(edition, side) for _, side in sides]
    levels = [wording.level_title(edition, side.sheet.level) for _, side in sides]
    rows.append(Row(("Tiêu chí bắt buộc", *(text[:1].upper() + text[1:] for text in conditions))))
    shown = [level[:1].upper() + level[1:] for level in levels]
    rows.append(Row(("Mức độ chuyển đổi số của đơn vị", *shown), "total"))
    return Table(columns, tuple(rows))


def _group_result(dossier: Dossier, side: Side, group: Group) -> str:
    result = side.sheet.group(group.code)
    points = f"{wording.group_points(result)} điểm"
    if result.applicable_max != result.max:
        part = shown_out_of(result.awarded, result.applicable_max)
        points += f" (quy đổi từ {part} điểm áp dụng được)"
    if result.level is None:
        return points
    return f"{points}; {wording.level_title(dossier.edition, result.level)}"


def _conclusion(dossier: Dossier, title: str, side: Side) -> Iterator[Paragraph]:
    """The level in words, why points alone did not give it, and what blocks the next one."""
    edition, sheet = dossier.edition, side.sheet
    left_out = [
        f"{item.code} ({item.reason})" if item.reason else item.code
        for item in sheet.items
        if item.state is State.INAPPLICABLE
    ]
    if left_out:
        yield Paragraph(f"{title}: tiêu chí không áp dụng: {'; '.join(left_out)}.")
    if sheet.level is None:
        missing = ", ".join(sheet.missing)
        yield Paragraph(
            f"{title}: {NO_DATA} để xác định mức; chưa có kết quả của: {missing}.", bold=True
        )
        return
    yield Paragraph(f"{title}: {wording.level_title(edition, sheet.level)}.", bold=True)
    if sheet.level_by_points is not None and sheet.level_by_points > sheet.level:
        unmet = ", ".join(sheet.unmet)
        yield Paragraph(
            f"Theo điểm số đơn vị đạt Mức {sheet.level_by_points}, nhưng chỉ xếp Mức {sheet.level} "
            f"vì không đạt tiêu chí bắt buộc: {unmet}."
        )
    if sheet.blockers:
        wanted = wording.level_title(edition, sheet.level + 1)
        needs = "; ".join(map(_need, sheet.blockers))
        yield Paragraph(f"Để đạt {wanted}, đơn vị còn phải: {needs}.")


def _need(blocker: Blocker) -> str:
    if blocker.kind == "unmet":
        return f"đạt tiêu chí bắt buộc {blocker.code}"
    points = shown_points(blocker.points)
    where = f"nhóm {blocker.code}" if blocker.code else "tổng điểm"
    return f"tăng ít nhất {points} điểm ở {where}"
