"""Phụ lục II: the outline, the tables, the level, and what is not known."""

from dataclasses import replace
from decimal import Decimal

from exports.documents.content import Content, Heading, Paragraph, Row, Table
from exports.documents.report import report_content
from exports.documents.wording import DOTTED
from exports.dossier import Narrative, Reported
from tests.exports.documents.dossiers import HEADER, PRINTED, bare, dossier, edition, side

OUTLINE = [
    "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO",
    "1. Triển khai các văn bản chỉ đạo",
    "2. Ban hành các văn bản, công tác hướng dẫn, bồi dưỡng tập huấn",
    "II. KẾT QUẢ THỰC HIỆN",
    "1. Quá trình thực hiện tại cơ sở giáo dục",
    "2. Kết quả mức độ chuyển đổi số của đơn vị",
    "III. KHÓ KHĂN, VƯỚNG MẮC KHI TRIỂN KHAI",
    "IV. PHƯƠNG HƯỚNG NHIỆM VỤ TRỌNG TÂM NĂM HỌC TIẾP THEO",
    "V. ĐỀ XUẤT, KIẾN NGHỊ",
]


def headings(content: Content) -> list[str]:
    return [one.text for one in content.body if isinstance(one, Heading) and one.level < 3]


def paragraphs(content: Content) -> list[str]:
    return [one.text.replace("\u00a0", " ") for one in content.body if isinstance(one, Paragraph)]


def tables(content: Content) -> list[Table]:
    return [one for one in content.body if isinstance(one, Table)]


def row(content: Content, first: str) -> Row:
    return next(one for table in tables(content) for one in table.rows if one.cells[0] == first)


def under(content: Content, heading: str) -> list[str]:
    """The paragraphs between a heading and the next one."""
    titles = [one.text if isinstance(one, Heading) else "" for one in content.body]
    found = []
    for one in content.body[titles.index(heading) + 1 :]:
        if isinstance(one, Heading):
            break
        assert isinstance(one, Paragraph)
        found.append(one.text)
    return found


def test_has_the_outline_of_the_model_in_its_order() -> None:
    assert headings(report_content(dossier(), PRINTED)) == OUTLINE
    assert headings(report_content(bare(), PRINTED)) == OUTLINE


def test_letterhead_is_written_as_the_decree_wants() -> None:
    header = report_content(dossier(), PRINTED).header
    assert header.superior == "UBND PHƯỜNG MINH HỌA"
    assert header.issuer == "TRƯỜNG TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ MINH HỌA"
    assert header.number == "Số: 05/BC-THMH"
    assert header.place_date == "Minh Họa, ngày 20 tháng 5 năm 2026"
    assert header.kind == "BÁO CÁO"
    assert header.addressees == ("Kính gửi: Phòng Văn hóa - Xã hội phường Minh Họa",)


def test_signature_has_capital_offices_and_a_name_without_titles() -> None:
    signature = report_content(dossier(), PRINTED).signature
    assert signature.authority == ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")
    assert signature.name == "Nguyễn Văn Minh Họa"


def test_recipients_begin_with_the_superior_and_end_with_the_archive() -> None:
    content = report_content(dossier(), PRINTED)
    assert content.recipients == (
        "- Như trên;",
        "- Lãnh đạo trường;",
        "- Các tổ chuyên môn;",
        "- Lưu: VT, CĐS.",
    )


def test_recipients_written_in_full_by_the_school_are_not_doubled() -> None:
    header = replace(
        HEADER, recipients=("- Như trên;", "- Tổ văn phòng;"), archive="- Lưu: VT, TVP."
    )
    content = report_content(replace(dossier(), header=header), PRINTED)
    assert content.recipients == ("- Như trên;", "- Tổ văn phòng;", "- Lưu: VT, TVP.")


def test_several_addressees_stand_under_each_other() -> None:
    header = replace(HEADER, addressees=("Sở GDĐT;", "UBND phường"))
    content = report_content(replace(dossier(), header=header), PRINTED)
    assert content.header.addressees == ("Kính gửi:", "- Sở GDĐT;", "- UBND phường.")


def test_each_group_has_a_table_with_its_sum_out_of_the_maximum() -> None:
    content = report_content(dossier(), PRINTED)
    first, second, _ = tables(content)
    assert [column.title for column in first.columns] == [
        "Mã",
        "Tiêu chí, tiêu chí thành phần",
        "Điểm tối đa",
        "Tự đánh giá",
    ]
    sheet = dossier().self_side.sheet
    for table, group in zip((first, second), sheet.groups, strict=True):
        shown = f"{group.total.normalize():f}".replace(".", ",")
        assert table.rows[-1].cells == (f"Cộng nhóm {group.code}", "100", f"{shown}/100")
    codes = [one.cells[0] for one in (*first.rows[:-1], *second.rows[:-1])]
    assert [code for code in codes if code in edition().items] == list(edition().items)


def test_points_of_items_have_a_decimal_comma_and_conditions_their_words() -> None:
    content = report_content(dossier(side("0.7", unmet=("1.2",))), PRINTED)
    assert row(content, "1.5.1").cells[2:] == ("15", "10,5")
    assert row(content, "1.3").cells[2:] == ("30", "20")
    assert row(content, "1.1").cells[2:] == ("Bắt buộc", "Đạt")
    assert row(content, "1.2").cells[2:] == ("Bắt buộc", "Không đạt")


def test_self_and_external_stand_side_by_side_and_are_never_averaged() -> None:
    content = report_content(dossier(side("0.5"), side("1")), PRINTED)
    assert row(content, "1.3.1").cells[2:] == ("6", "3", "6")
    assert row(content, "2.3.3").cells[2:] == ("20", "10", "20")
    assert row(content, "Cộng nhóm 2").cells[1:] == ("100", "50/100", "100/100")
    said = " ".join(cell for table in tables(content) for one in table.rows for cell in one.cells)
    assert "75/100" not in said
    assert "Tự đánh giá: Mức 2 - Mức đáp ứng cơ bản." in paragraphs(content)
    assert "Đánh giá ngoài: Mức 3 - Mức đáp ứng tốt." in paragraphs(content)


def test_says_the_level_and_what_blocks_the_next_one() -> None:
    assert Decimal("67.5") == dossier().self_side.sheet.group("1").total
    said = paragraphs(report_content(dossier(), PRINTED))
    assert "Tự đánh giá: Mức 2 - Mức đáp ứng cơ bản." in said
    assert (
        "Để đạt Mức 3 - Mức đáp ứng tốt, đơn vị còn phải: tăng ít nhất 8 điểm ở nhóm 1; "
        "tăng ít nhất 7 điểm ở nhóm 2."
    ) in said


def test_says_why_points_alone_did_not_give_the_level() -> None:
    said = paragraphs(report_content(dossier(side("0.9", unmet=("1.1", "2.2"))), PRINTED))
    assert "Tự đánh giá: Mức 1 - Mức chưa đáp ứng." in said
    assert (
        "Theo điểm số đơn vị đạt Mức 3, nhưng chỉ xếp Mức 1 vì không đạt tiêu chí bắt buộc: "
        "1.1, 2.2."
    ) in said
    assert any("đạt tiêu chí bắt buộc 1.1; đạt tiêu chí bắt buộc 2.2." in text for text in said)


def test_the_highest_level_has_nothing_to_reach() -> None:
    said = paragraphs(report_content(dossier(side("1")), PRINTED))
    assert "Tự đánh giá: Mức 3 - Mức đáp ứng tốt." in said
    assert not any("còn phải" in text for text in said)


def test_one_sentence_names_the_edition_its_version_and_how_well_it_is_known() -> None:
    index = edition()
    sentences = [text for text in paragraphs(report_content(dossier(), PRINTED)) if "SHA" in text]
    assert len(sentences) == 1
    counts = index.how_known
    for words in (
        f"{index.ref.id} phiên bản {index.ref.version}",
        index.ref.sha256[:16],
        "chưa đối chiếu với phụ lục có chữ ký",
        f"trong {sum(counts.values())} giá trị",
        "chỉ có một nguồn",
        "do suy luận",
    ):
        assert words in sentences[0]


def test_the_whole_hash_is_in_the_file_itself() -> None:
    assert edition().ref.sha256 in report_content(dossier(), PRINTED).metadata.edition


def test_a_confirmed_level_gives_no_draft() -> None:
    assert report_content(dossier(), PRINTED).draft == ""


def test_missing_answers_give_a_draft_without_a_level() -> None:
    content = report_content(bare(), PRINTED)
    assert content.draft == "BẢN NHÁP - chưa đủ dữ liệu để xác định mức"
    assert row(content, "1.4").cells[3] == "Chưa có"
    assert row(content, "Mức độ chuyển đổi số của đơn vị").cells[1] == "Chưa đủ dữ liệu"
    said = paragraphs(content)
    assert ("Tự đánh giá: chưa đủ dữ liệu để xác định mức; chưa có kết quả của: 1.4.") in said
    assert not any("còn phải" in text for text in said)


def test_empty_sections_leave_a_line_to_write_on_where_work_was_surely_done() -> None:
    content = report_content(replace(dossier(), narrative=Narrative()), PRINTED)
    for heading in (OUTLINE[1], OUTLINE[2], OUTLINE[4], OUTLINE[7]):
        assert under(content, heading) == [DOTTED]
    assert under(content, OUTLINE[6]) == ["Không có."]
    assert under(content, OUTLINE[8]) == ["Không có./."]


def test_line_breaks_of_a_section_part_its_paragraphs() -> None:
    content = report_content(dossier(), PRINTED)
    assert under(content, OUTLINE[2]) == [
        "Kế hoạch ứng dụng công nghệ thông tin năm học.",
        "03 đợt tập huấn nội bộ.",
    ]


def test_the_last_words_end_the_document() -> None:
    assert under(report_content(dossier(), PRINTED), OUTLINE[8])[-1].endswith("thiết bị./.")


def test_the_day_of_printing_stands_in_for_a_missing_day_in_the_file_only() -> None:
    content = report_content(bare(), PRINTED)
    assert content.metadata.day == PRINTED
    assert "ngày\u00a0" in content.header.place_date
    assert report_content(dossier(), PRINTED).metadata.day == HEADER.day


def test_a_result_imported_as_printed_says_so_and_is_never_filled_in() -> None:
    printed = {"self": Reported({"1": Decimal("70.5"), "2": Decimal(80)}, 2)}
    content = report_content(replace(bare(), reported=printed), PRINTED)
    assert (
        "Tự đánh giá, theo bảng đã nhập (chưa có điểm thành phần): nhóm 1 70,5 điểm; "
        "nhóm 2 80 điểm; Mức 2 - Mức đáp ứng cơ bản."
    ) in paragraphs(content)
    assert not any("chưa có kết quả của" in one for one in paragraphs(content))
