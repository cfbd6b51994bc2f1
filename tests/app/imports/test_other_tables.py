"""Lists as offices and schools really lay them out are recognised without asking."""

from collections.abc import Sequence

import pytest

from app.imports.bodies.vocabulary import VOCABULARY as BODIES
from app.imports.decisions.vocabulary import VOCABULARY as DECISIONS
from app.imports.evidence.vocabulary import VOCABULARY as EVIDENCE
from app.imports.people.vocabulary import VOCABULARY as PEOPLE
from app.imports.recognising import Recognised, recognise
from app.imports.shapes import DATE, Book, CellValue, Sheet, Vocabulary

Rows = Sequence[Sequence[CellValue]]


def taken(vocabulary: Vocabulary, rows: Rows) -> Recognised:
    """The table of a file of one sheet."""
    return recognise(Book("xlsx", "", [Sheet("S", rows)]), vocabulary, {}, "self")


def values(found: Recognised) -> list[dict[str, str]]:
    """Role to value of every filled cell, row by row."""
    (layout,) = found.layouts
    return [
        {
            column.role: value
            for column, value in zip(layout.columns, line.values, strict=True)
            if value
        }
        for line in found.lines
    ]


@pytest.mark.parametrize(
    ("vocabulary", "header", "roles"),
    [
        (
            EVIDENCE,
            (
                "TT|Mã minh chứng|Tên minh chứng|Định dạng, vị trí lưu trữ hoặc đường dẫn điện tử"
                "|Ghi chú"
            ),
            "|evidence|title|location|note",
        ),
        (
            EVIDENCE,
            (
                "TT|Mã|Tên|Dùng cho tiêu chí|Định dạng, vị trí/đường dẫn|Người phụ trách"
                "|Trạng thái (đã có, đang cập nhật, chưa có)"
            ),
            "|evidence|title|target|location|holder|status",
        ),
        (
            EVIDENCE,
            (
                "STT|MÃ TRƯỜNG|Tên trường|Mã MC|Tên hồ sơ, minh chứng|Tiêu chí|Số, ký hiệu"
                "|Ngày ban hành|Nơi ban hành|Phụ trách|Tình trạng|Ghi chú"
            ),
            "|code|name|evidence|title|target|number|document_date|issuer|holder|status|note",
        ),
        (
            BODIES,
            (
                "STT|Mã trường|Tên trường|Loại hình|Cấp học|Mã đơn vị quản lý|Hiệu trưởng"
                "|Cán bộ đầu mối|SĐT|Email|Địa chỉ"
            ),
            "|code|name|kind|levels|parent|head|focal|phone|email|",
        ),
        (
            PEOPLE,
            "STT|Họ và tên|Chức vụ|Email công vụ|Mã đơn vị|Đơn vị công tác|Vai trò|Điện thoại",
            "|name||email|code|unit|role|",
        ),
        (PEOPLE, "TT|Họ tên|E-mail|Mã trường|Tên trường|Quyền", "|name|email|code|unit|role"),
        (
            DECISIONS,
            (
                "TT|Mã trường|Tên trường|Cấp học|Mức công nhận|Số QĐ công nhận|Ngày QĐ|Người ký"
                "|Ghi chú"
            ),
            "|code|name||level|number|signed_on|signer|",
        ),
        (
            DECISIONS,
            "TT|Mã trường|Tên trường|Mức độ đạt được|Số, ngày quyết định",
            "|code|name|level|number",
        ),
    ],
)
def test_a_real_header_is_known(vocabulary: Vocabulary, header: str, roles: str) -> None:
    titles = header.split("|")
    found = taken(vocabulary, [["DANH SÁCH MINH HỌA"], [], titles, ["x"] * len(titles)])
    assert not found.unsure
    (layout,) = found.layouts
    assert [column.role for column in layout.columns] == roles.split("|")


def test_a_list_of_evidence_ends_before_its_total() -> None:
    header = ["TT", "Mã", "Tên", "Dùng cho tiêu chí", "Ngày ban hành", "Trạng thái"]
    rows: Rows = [
        header,
        [1, "MC.1.4.01", "Kế hoạch", 1.4, DATE + "2025-09-05", True],
        [2, None, "Quyết định", "1.3.1, 2.1", None, "chưa có"],
        ["Tổng số: 2 minh chứng, 1 minh chứng có tệp"],
    ]
    assert values(taken(EVIDENCE, rows)) == [
        {
            "evidence": "MC.1.4.01",
            "title": "Kế hoạch",
            "target": "1.4",
            "document_date": "2025-09-05",
            "status": "true",
        },
        {"title": "Quyết định", "target": "1.3.1, 2.1", "status": "chưa có"},
    ]


def test_codes_and_phones_kept_as_numbers_are_marked() -> None:
    header = ["Mã trường", "Tên trường", "Đầu mối", "Điện thoại"]
    found = taken(BODIES, [header, [101, "TH A", "Thầy B", 912345678]])
    assert values(found) == [
        {"code": "#101", "name": "TH A", "focal": "Thầy B", "phone": "#912345678"}
    ]


def test_a_level_is_read_however_it_is_written() -> None:
    header = ["Mã trường", "Mức công nhận", "Số QĐ", "Ngày ký"]
    rows: Rows = [
        header,
        ["00101", "Mức 2", "15/QĐ", "03/01/2026"],
        ["00102", 3, "15/QĐ", DATE + "2026-01-03"],
    ]
    found = values(taken(DECISIONS, rows))
    assert [(one["level"], one["signed_on"]) for one in found] == [
        ("2", "2026-01-03"),
        ("3", "2026-01-03"),
    ]
