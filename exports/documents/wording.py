"""Words that the report and the score sheet share: letterhead, signature, points, levels."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from criteria.marks import Known
from exports.documents.content import Letterhead, Metadata, Signature
from exports.documents.numbers import (
    number_and_symbol,
    place_and_date,
    shown_count,
    shown_out_of,
    shown_points,
)
from scoring.sheet import State

if TYPE_CHECKING:
    from datetime import date

    from criteria.edition import Edition
    from exports.dossier import Dossier, Side
    from scoring.sheet import GroupResult, ItemResult, Sheet

NO_DATA = "chưa đủ dữ liệu"
DRAFT = "BẢN NHÁP - chưa đủ dữ liệu để xác định mức"
UNANSWERED = "Chưa có"
INAPPLICABLE = "Không áp dụng"
MANDATORY = "Bắt buộc"
# A line to write on by hand, as wide as an indented line of text.
DOTTED = "…" * 29

# Nghị định 30/2020/NĐ-CP: no học hàm, học vị, danh hiệu before the signer's name.
_TITLES = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|Th\.S|CN|KS|BS|NGND|NGƯT)(?:\.\s*|\s+)"
    r"|(?:Giáo sư|Phó giáo sư|Tiến sĩ|Thạc sĩ|Cử nhân|Ông|Bà|Thầy|Cô)\s+)+"
)


def letterhead(dossier: Dossier, kind: str, subject: str) -> Letterhead:
    """The decree's header; what is not yet known stays a gap."""
    header = dossier.header
    return Letterhead(
        superior=header.superior.upper(),
        issuer=(header.issuer or dossier.school.name).upper(),
        number=number_and_symbol(header.number, header.symbol or "BC-…"),
        place_date=place_and_date(header.place or "…", header.day),
        kind=kind,
        subject=subject,
        addressees=addressees(header.addressees),
    )


def addressees(places: tuple[str, ...]) -> tuple[str, ...]:
    """One place follows `Kính gửi:` on its line; several stand below it, parted by `;`."""
    if len(places) <= 1:
        return tuple(f"Kính gửi: {place.strip(' .;')}" for place in places)
    lines = [f"- {place.strip(' -.;')};" for place in places]
    lines[-1] = f"{lines[-1][:-1]}."
    return ("Kính gửi:", *lines)


def signature(dossier: Dossier) -> Signature:
    """Chức vụ in capitals above the name; the name without titles."""
    header = dossier.header
    position = header.position or "Thủ trưởng đơn vị"
    lines = [line.upper() for line in (header.authority, position) if line]
    return Signature(tuple(lines), _TITLES.sub("", header.signer.strip()))


def recipients(dossier: Dossier) -> tuple[str, ...]:
    """Nơi nhận: `- Như trên;` first where the document is addressed, `- Lưu: VT, ….` last."""
    header = dossier.header
    places = [place.strip(" -.;") for place in header.recipients]
    if header.addressees and "như trên" not in (place.casefold() for place in places):
        places.insert(0, "Như trên")
    archive = re.sub(r"^[\s-]*(?:Lưu\s*:?)?\s*", "", header.archive).strip(" .;")
    if not archive.upper().startswith("VT"):
        archive = f"VT, {archive}" if archive else "VT"
    return (*(f"- {place};" for place in places if place), f"- Lưu: {archive}.")


def metadata(dossier: Dossier, title: str, printed: date) -> Metadata:
    """What the file says of itself; printed is the day to go by while the document has none."""
    ref = dossier.edition.ref
    return Metadata(
        title=f"{title} - {dossier.school.name}",
        author=dossier.header.issuer or dossier.school.name,
        day=dossier.header.day or printed,
        edition=f"{ref.id} {ref.version} sha256:{ref.sha256}",
    )


def item_points(item: ItemResult) -> str:
    """The cell of an item: its award, Đạt or Không đạt, or why there is none."""
    if item.state is State.INAPPLICABLE:
        return INAPPLICABLE
    if item.verdict is not None:
        return item.verdict.label
    return UNANSWERED if item.award is None else shown_points(item.award)


def criterion_points(side: Side, code: str) -> str:
    """The sum of a criterion; while an item is unanswered, the sum so far."""
    result = side.sheet.criterion(code)
    points = shown_points(result.points)
    return points if result.complete else f"{points} ({NO_DATA})"


def group_points(group: GroupResult) -> str:
    """`75,5/100`; while an item is unanswered, the sum so far."""
    points = shown_out_of(group.total, group.max or group.applicable_max)
    return points if group.complete else f"{points} ({NO_DATA})"


def total_points(sheet: Sheet) -> str:
    """`152/200` over all groups with points, for an edition that judges by the total."""
    pointed = [group for group in sheet.groups if group.max is not None]
    total = sum((group.total for group in pointed), Decimal(0))
    maximum = sum((group.max for group in pointed if group.max), Decimal(0))
    points = f"{shown_out_of(total, maximum)} điểm"
    return points if all(group.complete for group in pointed) else f"{points} ({NO_DATA})"


def level_title(edition: Edition, number: int | None) -> str:
    """`Mức 2 - Mức đáp ứng cơ bản`."""
    if number is None:
        return NO_DATA
    # The number and the dash stay on the line of "Mức".
    return f"Mức\u00a0{number}\u00a0- {edition.level(number).name}"


def reported(dossier: Dossier, side: str, title: str) -> str:
    """What was imported of a side as printed; "" where its points are known, or nothing was."""
    found = dossier.reported.get(side)
    if found is None:
        return ""
    edition = dossier.edition
    parts = [
        f"nhóm {group.code} {shown_points(found.groups[group.code])} điểm"
        for group in edition.groups
        if group.code in found.groups
    ]
    if found.level is not None:
        parts.append(_printed_level(edition, found.level))
    return f"{title}, theo bảng đã nhập (chưa có điểm thành phần): {'; '.join(parts)}."


def _printed_level(edition: Edition, number: int) -> str:
    known = any(level.number == number for level in edition.levels)
    return level_title(edition, number) if known else "chưa đạt mức nào"


def conditions(edition: Edition, side: Side) -> str:
    """How many mandatory conditions are met, and which are not."""
    asked = [
        side.sheet.item(code)
        for code, item in edition.items.items()
        if item.mandatory and side.sheet.item(code).state is not State.INAPPLICABLE
    ]
    missing = [item.code for item in asked if item.verdict is None]
    met = len(asked) - len(missing) - len(side.sheet.unmet)
    text = f"đạt {shown_count(met)}/{shown_count(len(asked))}"
    if side.sheet.unmet:
        text += f"; không đạt: {', '.join(side.sheet.unmet)}"
    return text + (f"; {UNANSWERED.lower()}: {', '.join(missing)}" if missing else "")


def edition_sentence(edition: Edition) -> str:
    """One sentence: which index the result rests on, and how far that index is confirmed."""
    counts = edition.how_known
    unsure = counts[Known.SINGLE] + counts[Known.INFERRED]
    sentence = (
        f"Kết quả được tính theo bộ chỉ số {edition.ref.id} phiên bản {edition.ref.version} "
        f"(mã SHA-256 bắt đầu bằng {edition.ref.sha256[:16]})"
    )
    if edition.illustration:
        return f"{sentence}, là bộ chỉ số minh họa, không dùng để đánh giá thật."
    if not unsure:
        return f"{sentence}, mọi giá trị đã được xác nhận."
    return (
        f"{sentence}; tình trạng: {_lower_first(edition.status)}, trong {sum(counts.values())} "
        f"giá trị có {shown_count(counts[Known.CONFIRMED])} đã xác nhận, "
        f"{shown_count(counts[Known.SINGLE])} chỉ có một nguồn, "
        f"{shown_count(counts[Known.INFERRED])} do suy luận."
    )


def _lower_first(text: str) -> str:
    stripped = text.strip(" .")
    return stripped[:1].lower() + stripped[1:]
