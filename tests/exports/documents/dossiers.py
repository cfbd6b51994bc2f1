"""Dossiers to print: invented, and labelled so (dữ liệu minh họa)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from criteria.edition import Edition
from criteria.loader import shipped
from exports.dossier import (
    DecreeHeader,
    Dossier,
    EvidenceEntry,
    EvidenceStatus,
    Narrative,
    School,
    Side,
)
from scoring.answers import Answers, Award, Profile, Verdict
from scoring.engine import score

PRINTED = date(2026, 6, 1)
HEADER = DecreeHeader(
    superior="UBND phường Minh Họa",
    issuer="Trường Tiểu học và Trung học cơ sở Minh Họa",
    number="5",
    symbol="BC-THMH",
    place="Minh Họa",
    day=date(2026, 5, 20),
    addressees=("Phòng Văn hóa - Xã hội phường Minh Họa",),
    authority="KT. Hiệu trưởng",
    position="Phó Hiệu trưởng",
    signer="ThS. Nguyễn Văn Minh Họa",
    recipients=("Lãnh đạo trường", "Các tổ chuyên môn"),
    archive="CĐS",
)
NARRATIVE = Narrative(
    guidance_received="Nhà trường đã phổ biến các văn bản của cấp trên. (dữ liệu minh họa)",
    guidance_issued="Kế hoạch ứng dụng công nghệ thông tin năm học.\n03 đợt tập huấn nội bộ.",
    process="Hiệu trưởng phân công tổ tự đánh giá; từng bộ phận chấm và gắn minh chứng.",
    remarks="Hạ tầng tốt hơn năm học trước.",
    difficulties="Phòng máy đã cũ.",
    next_year="Triển khai học bạ điện tử cho toàn trường.",
    proposals="Đề nghị cấp trên quan tâm đầu tư thiết bị.",
)
EVIDENCE = (
    EvidenceEntry("MC.1.1.01", "Kế hoạch dạy học trực tuyến", ("1.1",)),
    EvidenceEntry("MC.1.4.01", "Danh mục học liệu số", ("1.4", "1.6.3")),
    EvidenceEntry("MC.2.3.01", "Quy chế sử dụng hệ thống", ("2.3.1",), EvidenceStatus.UPDATING),
)


def edition() -> Edition:
    return shipped("thangdo.qd-4725")


def side(share: str, unmet: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Side:
    """Every item awarded that share of its maximum, down to half a point."""
    index = edition()
    half = Decimal("0.5")
    awards: dict[str, Award] = {}
    for code, item in index.items.items():
        if item.max is None:
            awards[code] = Verdict.UNMET if code in unmet else Verdict.MET
        else:
            awards[code] = item.max.value * Decimal(share) // half * half
    for code in without:
        del awards[code]
    answers = Answers(Profile.of(index, "th_thcs"), awards, {"lms_in_use": True})
    return Side(answers, score(index, answers))


def dossier(own: Side | None = None, external: Side | None = None) -> Dossier:
    """A complete dossier at about 70 %, and what is asked for instead."""
    return Dossier(
        edition=edition(),
        school=School(
            name="Trường Tiểu học và Trung học cơ sở Minh Họa (dữ liệu minh họa)",
            code="012345",
            kind="th_thcs",
            school_levels=("tieu_hoc", "thcs"),
            school_year="2025-2026",
        ),
        header=HEADER,
        narrative=NARRATIVE,
        evidence=EVIDENCE,
        self_side=own or side("0.7"),
        external=external,
    )


def bare() -> Dossier:
    """As little as a school can hand over: no header, no words, one answer missing."""
    return replace(
        dossier(side("0.7", without=("1.4",))),
        header=DecreeHeader(),
        narrative=Narrative(),
        evidence=(),
    )
