"""The checker of Nghị định 30/2020/NĐ-CP: silent on what we make, loud on each broken rule."""

from dataclasses import replace
from datetime import date

import pytest

from exports.documents.content import Content
from exports.documents.decree import pdf_violations, violations
from exports.documents.docx import render_docx
from exports.documents.numbers import place_and_date
from exports.documents.pdf import render_pdf
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from tests.exports.documents.dossiers import PRINTED, bare, dossier, side
from tests.exports.documents.files import changed, packed, parts_of, restyled
from tests.exports.documents.samples import LETTERHEAD, report

DOCUMENT = "word/document.xml"
GOOD = render_docx(report())
BOLD, NOT_BOLD = "<w:b/><w:bCs/>", '<w:b w:val="0"/><w:bCs w:val="0"/>'
ITALIC, NOT_ITALIC = "<w:i/><w:iCs/>", '<w:i w:val="0"/><w:iCs w:val="0"/>'
CENTER, LEFT = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'


def size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/>'


def parts_broken(document: bytes) -> set[str]:
    return {violation.part for violation in violations(document)}


@pytest.mark.parametrize(
    "content",
    [
        report_content(dossier(), PRINTED),
        report_content(dossier(side("0.8", unmet=("1.1",)), side("0.9")), PRINTED),
        report_content(bare(), PRINTED),
        score_sheet_content(dossier(), PRINTED),
        score_sheet_content(bare(), PRINTED),
        report(criteria=9, draft="BẢN NHÁP"),
    ],
    ids=["report", "both sides", "bare", "score sheet", "bare score sheet", "long draft"],
)
def test_what_we_make_breaks_no_rule(content: Content) -> None:
    assert violations(render_docx(content)) == ()


def test_what_we_print_as_pdf_is_new_enough() -> None:
    assert pdf_violations(render_pdf(report())) == ()
    assert pdf_violations(b"%PDF-1.3\n")[0].part == "bản số"
    assert pdf_violations(b"PK\x03\x04")[0].part == "bản số"


IN_DOCUMENT = [
    ("khổ giấy", 'w:w="11906"', 'w:w="12240"'),
    ("khổ giấy", 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"'),
    ("định lề", 'w:top="1134"', 'w:top="1000"'),
    ("định lề", 'w:bottom="1134"', 'w:bottom="1600"'),
    ("định lề", 'w:left="1701"', 'w:left="1440"'),
    ("định lề", 'w:right="850"', 'w:right="1440"'),
    ("số trang", "<w:titlePg/>", ""),
    ("số trang", 'w:type="default" r:id="rId4"', 'w:type="first" r:id="rId4"'),
    ("quốc hiệu", "CHỦ NGHĨA VIỆT NAM", "Chủ nghĩa Việt Nam"),
    ("quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ"),
    ("tiêu ngữ", "Độc lập - Tự do - Hạnh phúc", "Độc Lập - Tự Do - Hạnh Phúc"),
    ("tiêu ngữ", "Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do"),
    ("cơ quan chủ quản", "UBND PHƯỜNG", "UBND phường"),
    ("cơ quan ban hành", "VÀ TRUNG HỌC", "và Trung học"),
    ("số, ký hiệu", "Số: 05/BC-THMH", "Số: 5/BC-THMH"),
    ("số, ký hiệu", "Số: 05/BC-THMH", "Số 05-BC"),
    ("số, ký hiệu", "Số: 05/BC-THMH", ""),
    ("chữ viết tắt", "Số: 05/BC-THMH", "Số: 05/TB-THMH"),
    ("địa danh, ngày", "ngày 05 tháng 01", "ngày 5 tháng 01"),
    ("địa danh, ngày", "ngày 05 tháng 01", "ngày 05 tháng 1"),
    ("địa danh, ngày", "ngày 05 tháng 01", "ngày 05 tháng 05"),
    ("địa danh, ngày", "Minh Họa, ngày 05 tháng 01 năm 2026", "Minh Họa 05/01/2026"),
    ("tên loại", ">BÁO CÁO<", ">Báo cáo<"),
    ("đề mục", "II. KẾT QUẢ THỰC HIỆN", "II. Kết quả thực hiện"),
    ("đề mục", "1. Triển khai các văn bản chỉ đạo", "1. TRIỂN KHAI CÁC VĂN BẢN CHỈ ĐẠO"),
    ("chức vụ người ký", "PHÓ HIỆU TRƯỞNG", "Phó Hiệu trưởng"),
    ("chức vụ người ký", "KT. HIỆU TRƯỞNG", "T/M. HIỆU TRƯỞNG"),
    ("họ tên người ký", "Nguyễn Văn Minh Họa", "ThS. Nguyễn Văn Minh Họa"),
    ("nơi nhận", "Nơi nhận:", "Nơi nhận"),
    ("nơi nhận", "- Như trên;", "- Như kính gửi;"),
    ("nơi nhận", "- Lãnh đạo trường;", "- Lãnh đạo trường,"),
    ("nơi nhận", "- Lưu: VT, CĐS.", "- Lưu: CĐS."),
    ("nơi nhận", "- Lưu: VT, CĐS.", "- Lưu: VT, CĐS;"),
    ("phông chữ", ">Không có./.<", ">Không có./. e\u0302<"),
]


@pytest.mark.parametrize(("part", "old", "new"), IN_DOCUMENT)
def test_finds_a_broken_rule_in_the_text(part: str, old: str, new: str) -> None:
    assert part in parts_broken(changed(GOOD, DOCUMENT, old, new))


IN_STYLES = [
    ("quốc hiệu", "TDQuocHieu", size(13), size(14)),
    ("quốc hiệu", "TDQuocHieu", BOLD, NOT_BOLD),
    ("quốc hiệu", "TDQuocHieu", BOLD, BOLD + ITALIC),
    ("quốc hiệu", "TDQuocHieu", CENTER, LEFT),
    ("tiêu ngữ", "TDTieuNgu", size(14), size(12)),
    ("tiêu ngữ", "TDTieuNgu", BOLD, NOT_BOLD),
    ("cơ quan chủ quản", "TDCoQuanChuQuan", size(13), size(11)),
    ("cơ quan chủ quản", "TDCoQuanChuQuan", size(13), BOLD + size(13)),
    ("cơ quan ban hành", "TDCoQuanBanHanh", BOLD, NOT_BOLD),
    ("cơ quan ban hành", "TDCoQuanBanHanh", size(13), size(14)),
    ("số, ký hiệu", "TDSoKyHieu", size(13), size(12)),
    ("số, ký hiệu", "TDSoKyHieu", size(13), BOLD + size(13)),
    ("số, ký hiệu", "TDSoKyHieu", CENTER, LEFT),
    ("địa danh, ngày", "TDDiaDanh", ITALIC, NOT_ITALIC),
    ("địa danh, ngày", "TDDiaDanh", size(14), size(12)),
    ("tên loại", "TDTenLoai", BOLD, NOT_BOLD),
    ("tên loại", "TDTenLoai", CENTER, LEFT),
    ("trích yếu", "TDTrichYeu", BOLD, NOT_BOLD),
    ("trích yếu", "TDTrichYeu", size(14), size(15)),
    ("nội dung", "TDThanBai", size(14), size(12)),
    ("nội dung", "TDThanBai", 'w:val="both"', 'w:val="left"'),
    ("nội dung", "TDThanBai", 'w:firstLine="720"', 'w:firstLine="0"'),
    ("nội dung", "TDThanBai", 'w:firstLine="720"', 'w:firstLine="1000"'),
    ("nội dung", "TDThanBai", 'w:before="120"', 'w:before="60"'),
    ("nội dung", "TDThanBai", 'w:line="264"', 'w:line="480"'),
    ("nội dung", "TDThanBai", 'w:line="264"', 'w:line="200"'),
    ("nội dung", "TDBang", size(13), size(10)),
    ("đề mục", "TDDeMuc1", BOLD, NOT_BOLD),
    ("đề mục", "TDDeMuc1", "<w:keepNext/>", ""),
    ("đề mục", "TDDeMuc2", BOLD, NOT_BOLD),
    ("chức vụ người ký", "TDChucVu", BOLD, NOT_BOLD),
    ("chức vụ người ký", "TDChucVu", size(14), size(12)),
    ("chức vụ người ký", "TDChucVu", CENTER, LEFT),
    ("họ tên người ký", "TDNguoiKy", BOLD, NOT_BOLD),
    ("nơi nhận", "TDNoiNhan", ITALIC, NOT_ITALIC),
    ("nơi nhận", "TDNoiNhan", size(12), size(14)),
    ("nơi nhận", "TDNoiNhanMuc", size(11), size(12)),
    ("số trang", "TDSoTrang", CENTER, LEFT),
    ("số trang", "TDSoTrang", size(14), size(11)),
    ("cỡ chữ thống nhất", "TDQuocHieu", size(13), size(12)),
    ("cỡ chữ thống nhất", "TDThanBai", size(14), size(13)),
    ("cỡ chữ thống nhất", "TDBangTieuDe", size(13), size(14)),
]


@pytest.mark.parametrize(("part", "style", "old", "new"), IN_STYLES)
def test_finds_a_broken_rule_in_the_looks(part: str, style: str, old: str, new: str) -> None:
    broken = parts_broken(restyled(GOOD, style, old, new))
    assert part in broken
    assert broken <= {part, "cỡ chữ thống nhất"}  # and nothing else is blamed


@pytest.mark.parametrize("kind", ["ascii", "hAnsi", "eastAsia", "cs"])
def test_finds_another_font_for_one_kind_of_character(kind: str) -> None:
    named = f'w:{kind}="Times New Roman"'
    assert "phông chữ" in parts_broken(changed(GOOD, "word/styles.xml", named, f'w:{kind}="Arial"'))


def test_finds_a_font_that_is_left_to_the_theme() -> None:
    broken = changed(
        GOOD, "word/styles.xml", 'w:ascii="Times New Roman"', 'w:asciiTheme="minorHAnsi"'
    )
    assert "phông chữ" in parts_broken(broken)


def test_finds_one_coloured_run_in_a_header() -> None:
    broken = changed(
        GOOD,
        "word/header1.xml",
        "<w:t>2</w:t>",
        '<w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>2</w:t>',
    )
    assert "phông chữ" in parts_broken(broken)


def test_finds_a_missing_page_number() -> None:
    assert "số trang" in parts_broken(changed(GOOD, "word/header1.xml", " PAGE ", " NUMPAGES "))


def test_finds_a_page_number_in_the_bottom_margin() -> None:
    field = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    assert "số trang" in parts_broken(changed(GOOD, "word/footer1.xml", "</w:p></w:ftr>", field))


RULE = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'


@pytest.mark.parametrize("part", ["tiêu ngữ", "cơ quan ban hành", "trích yếu"])
def test_finds_missing_rules(part: str) -> None:
    assert part in parts_broken(changed(GOOD, DOCUMENT, RULE, ""))


@pytest.mark.parametrize("part", ["tiêu ngữ", "cơ quan ban hành", "trích yếu"])
def test_finds_rules_of_a_wrong_length(part: str) -> None:
    stretched = changed(GOOD, DOCUMENT, RULE + "<w:ind w:left=", RULE + '<w:ind w:left="0" w:was=')
    assert part in parts_broken(stretched)


def test_finds_a_rule_that_is_drawn_too_short() -> None:
    shape = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><wp:extent cx="{}" cy="0"/></wp:inline></w:drawing></w:r></w:p>'
    )
    drawn = changed(GOOD, DOCUMENT, RULE, "")
    name = "Độc lập - Tự do - Hạnh phúc</w:t></w:r></w:p>"
    right = changed(drawn, DOCUMENT, name, name[:-6] + shape.format(60 * 36_000))
    assert "tiêu ngữ" not in parts_broken(right)
    short = changed(drawn, DOCUMENT, name, name[:-6] + shape.format(20 * 36_000))
    assert "tiêu ngữ" in parts_broken(short)


def test_a_wide_table_may_lie() -> None:
    lying = changed(GOOD, DOCUMENT, 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"')
    assert "khổ giấy" in parts_broken(lying)
    grid = changed(lying, DOCUMENT, "<w:tblGrid>", '<w:tblGrid><w:gridCol w:w="12000"/>')
    assert "khổ giấy" not in parts_broken(grid)


def test_checks_an_appendix() -> None:
    line = (
        '<w:p><w:pPr><w:pStyle w:val="TDTenLoai"/></w:pPr><w:r><w:t>Phụ lục I</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="TDTenLoai"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    )
    end = "Không có./.</w:t></w:r></w:p>"
    good = changed(GOOD, DOCUMENT, end, end + line.format("DANH MỤC MINH CHỨNG"))
    assert "phụ lục" not in parts_broken(good)
    assert "phụ lục" in parts_broken(changed(good, DOCUMENT, "DANH MỤC MINH CHỨNG", "Danh mục"))
    left = changed(
        good, DOCUMENT, 'TDTenLoai"/></w:pPr><w:r><w:t>Phụ', 'TDThanBai"/></w:pPr><w:r><w:t>Phụ'
    )
    assert "phụ lục" in parts_broken(left)


def test_checks_the_line_of_an_enclosed_document() -> None:
    enclosed = render_docx(score_sheet_content(dossier(), PRINTED))
    assert "phụ lục" in parts_broken(restyled(enclosed, "TDKemTheo", ITALIC, NOT_ITALIC))


def test_a_plain_document_breaks_many_rules_and_no_check_fails() -> None:
    plain = changed(GOOD, "word/styles.xml", "Times New Roman", "Calibri")
    text = "<w:p><w:r><w:t>Xin chào</w:t></w:r></w:p>"
    start, end = "<w:body>", "</w:body>"
    parts = parts_of(plain)
    xml = parts[DOCUMENT].decode()
    head, tail = xml.split(start)[0] + start, end + xml.split(end)[1]
    broken = parts_broken(packed(parts | {DOCUMENT: (head + text + tail).encode()}))
    assert {"quốc hiệu", "tiêu ngữ", "cơ quan ban hành", "số, ký hiệu", "phông chữ"} <= broken


@pytest.mark.parametrize(
    "day", [date(2026, 1, 5), date(2026, 2, 28), date(2026, 3, 1), date(2026, 10, 31)]
)
def test_every_date_we_write_is_right(day: date) -> None:
    header = replace(LETTERHEAD, place_date=place_and_date("Minh Họa", day))
    assert violations(render_docx(replace(report(), header=header))) == ()
