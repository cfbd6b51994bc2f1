"""The score sheet: points beside evidence, sums, the concluded level."""

from dataclasses import replace

import pytest

from exports.documents.content import Content, Paragraph, Table
from exports.documents.decree import violations
from exports.documents.docx import render_docx
from exports.documents.score_sheet import score_sheet_content
from tests.exports.documents.dossiers import HEADER, PRINTED, bare, dossier, side


def tables(content: Content) -> list[Table]:
    return [one for one in content.body if isinstance(one, Table)]


def cells(content: Content, start: str) -> tuple[str, ...]:
    return next(
        one.cells
        for table in tables(content)
        for one in table.rows
        if one.cells[0].startswith(start)
    )


def said(content: Content) -> list[str]:
    return [one.text.replace("\u00a0", " ") for one in content.body if isinstance(one, Paragraph)]


def test_has_the_columns_that_schools_know() -> None:
    for table in tables(score_sheet_content(dossier(), PRINTED)):
        titles = [column.title for column in table.columns]
        assert titles == ["Tiêu chí", "Điểm tối đa", "Tự đánh giá", "Hồ sơ/Minh chứng"]


def test_puts_evidence_beside_its_items_and_says_what_is_not_there_yet() -> None:
    content = score_sheet_content(dossier(), PRINTED)
    assert cells(content, "1.4.")[3] == "MC.1.4.01 Danh mục học liệu số"
    assert cells(content, "1.6.3.")[3] == "MC.1.4.01 Danh mục học liệu số"
    assert cells(content, "2.3.1.")[3] == "MC.2.3.01 Quy chế sử dụng hệ thống (đang cập nhật)"
    assert cells(content, "2.4.1.")[3] == ""


def test_sums_every_group_and_concludes_with_the_level() -> None:
    content = score_sheet_content(dossier(), PRINTED)
    assert cells(content, "Cộng nhóm 1") == ("Cộng nhóm 1", "100", "67,5/100", "")
    assert "Kết luận (tự đánh giá): Mức 2 - Mức đáp ứng cơ bản." in said(content)
    assert "Tiêu chí bắt buộc: đạt 04/04." in said(content)


def test_names_the_report_it_goes_with() -> None:
    header = score_sheet_content(dossier(), PRINTED).header
    assert header.number == ""
    assert header.enclosed_with == (
        "(Kèm theo Báo cáo số 05/BC-THMH ngày 20 tháng 5 năm 2026 của "
        "Trường Tiểu học và Trung học cơ sở Minh Họa)"
    )


def test_prints_comments_in_the_order_of_the_index() -> None:
    own = replace(side("0.7"), comments={"2.1": "Đã kiểm tra.", "1.4": "Thiếu biên bản."})
    content = score_sheet_content(dossier(own), PRINTED)
    assert said(content)[-3:-1] == ["- 1.4: Thiếu biên bản.", "- 2.1: Đã kiểm tra."]


def test_the_external_sheet_shows_the_external_points_only() -> None:
    content = score_sheet_content(dossier(side("0.5"), side("1")), PRINTED, "external")
    assert cells(content, "1.3.1.")[2] == "6"
    assert "Kết luận (đánh giá ngoài): Mức 3 - Mức đáp ứng tốt." in said(content)


def test_the_external_sheet_is_never_issued_or_signed_by_the_school() -> None:
    content = score_sheet_content(dossier(side("0.5"), side("1")), PRINTED, "external")
    assert content.header.issuer == "CƠ QUAN ĐÁNH GIÁ NGOÀI"
    assert content.header.enclosed_with == ""
    assert content.signature.authority == ("THỦ TRƯỞNG CƠ QUAN",)
    assert content.signature.name == ""
    assert violations(render_docx(content)) == ()


def test_the_external_sheet_takes_the_header_of_the_assessing_body() -> None:
    assessor = replace(HEADER, issuer="Phòng Văn hóa - Xã hội", number="12", symbol="PĐG-VHXH")
    content = score_sheet_content(dossier(None, side("1")), PRINTED, "external", assessor)
    assert content.header.issuer == "PHÒNG VĂN HÓA - XÃ HỘI"
    assert content.header.number == "Số: 12/PĐG-VHXH"
    assert content.metadata.author == "Phòng Văn hóa - Xã hội"


def test_an_external_sheet_that_was_not_made_cannot_be_printed() -> None:
    with pytest.raises(ValueError, match="no external assessment"):
        score_sheet_content(dossier(), PRINTED, "external")


def test_missing_answers_give_a_draft() -> None:
    content = score_sheet_content(bare(), PRINTED)
    assert content.draft
    assert cells(content, "1.4.")[2] == "Chưa có"
    assert "Kết luận (tự đánh giá): chưa đủ dữ liệu." in said(content)
