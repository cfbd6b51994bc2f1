"""The two evidence lists, read back cell by cell."""

import random
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.dossier import Dossier, EvidenceEntry, EvidenceStatus
from exports.evidence_list import internal_list, listed, official_list, web_address
from exports.forms.filled import assemble
from exports.forms.reader import read_form
from tests.exports.forms import desk
from tests.exports.forms.samples import EVIDENCE
from tests.office import Office

HEADER_ROW = 7
OFFICIAL = (
    "TT",
    "Mã minh chứng",
    "Tên minh chứng",
    "Định dạng, vị trí lưu trữ hoặc đường dẫn điện tử",
    "Ghi chú",
)
INTERNAL = (
    "TT",
    "Mã",
    "Tên",
    "Dùng cho tiêu chí",
    "Định dạng, vị trí/đường dẫn",
    "Người phụ trách",
    "Trạng thái",
)


@cache
def base() -> Dossier:
    return assemble(read_form(desk.good_form()))


def dossier(*evidence: EvidenceEntry) -> Dossier:
    return replace(base(), evidence=evidence or EVIDENCE)


def sheet(content: bytes) -> Worksheet:
    found = load_workbook(BytesIO(content)).active
    assert isinstance(found, Worksheet)
    return found


def rows(content: bytes) -> list[tuple[object, ...]]:
    """The rows below the header, the total among them."""
    return list(sheet(content).iter_rows(min_row=HEADER_ROW + 1, values_only=True))


def test_official_list_has_the_five_columns_of_the_circular() -> None:
    header = [cell.value for cell in sheet(official_list(dossier()))[HEADER_ROW]]
    assert tuple(header) == OFFICIAL


def test_internal_list_has_the_seven_columns_of_schools() -> None:
    header = [cell.value for cell in sheet(internal_list(dossier()))[HEADER_ROW]]
    assert tuple(header) == INTERNAL


def test_official_list_closes_with_how_many_have_a_file() -> None:
    assert rows(official_list(dossier()))[-1][0] == (
        "Tổng số: 3 minh chứng, trong đó 1 minh chứng đã có tệp, bản lưu."
    )


def test_internal_list_closes_with_a_count_by_status() -> None:
    assert rows(internal_list(dossier()))[-1][0] == (
        "Tổng số: 3 minh chứng (đã có: 1; đang cập nhật: 1; chưa có: 1)."
    )


def test_empty_list_says_so() -> None:
    empty = replace(dossier(), evidence=())
    assert rows(official_list(empty))[0][0] == (
        "Tổng số: 0 minh chứng, trong đó 0 minh chứng đã có tệp, bản lưu."
    )


def test_evidence_of_many_criteria_is_listed_once() -> None:
    entry = EvidenceEntry("MC.1.3.02", "LMS", ("1.3.3", "1.3.2"))
    content = internal_list(dossier(entry, replace(entry, links=("1.3.4", "1.3.2"))))
    found = rows(content)
    assert len(found) == 2
    assert found[0][3] == "1.3.3, 1.3.2, 1.3.4"


def test_evidence_stands_in_the_order_of_the_index() -> None:
    codes = ["2.1", "1.7.1", "1.4", "2.4.3", "1.3"]
    entries = [EvidenceEntry(f"MC.{code}.01", "Tên", (code,)) for code in codes]
    random.Random(1).shuffle(entries)  # noqa: S311 - any order will do
    found = [entry.links[0] for entry in listed(dossier(*entries))]
    assert found == ["1.3", "1.4", "1.7.1", "2.1", "2.4.3"]


def test_heading_names_school_year_and_decision() -> None:
    content = sheet(official_list(dossier()))
    above = " ".join(
        str(value) for row in content.iter_rows(max_row=HEADER_ROW - 1, values_only=True)
        for value in row if value
    )  # fmt: skip
    assert "TRƯỜNG THCS MINH HỌA (DỮ LIỆU MINH HỌA)" in above
    assert "UBND PHƯỜNG MINH HỌA" in above
    assert "Năm học 2025-2026" in above
    assert "4725/QĐ-BGDĐT" in above


def test_name_carries_the_documents_own_number_date_and_issuer() -> None:
    name = rows(official_list(dossier()))[1][2]
    assert name == (
        f"{EVIDENCE[0].title} (số 12/QĐ-THCSMH ngày 05/9/2025 của Trường THCS Minh Họa)"
    )


@given(st.sampled_from("=+-@\t\r|%"), st.text(st.characters(codec="utf-8"), max_size=30))
def test_no_text_becomes_a_formula(first: str, rest: str) -> None:
    text = first + rest
    entry = EvidenceEntry("MC.1.4.01", text, ("1.4",), location=text, holder=text, note=text)
    for content in (official_list(dossier(entry)), internal_list(dossier(entry))):
        for row in sheet(content).iter_rows(min_row=HEADER_ROW + 1, max_row=HEADER_ROW + 1):
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert cell.value is None or cell.data_type == "s"
                assert cell.number_format == "@"
                assert cell.hyperlink is None


@pytest.mark.parametrize(
    "text",
    [
        "https://truong.example/minh-chung",
        "http://truong.example:8080/a?b=c&d=%20#e",
        "https://truong.example/minh-chứng",
    ],
)
def test_web_address_becomes_a_link(text: str) -> None:
    entry = EvidenceEntry("MC.1.4.01", "Tên", ("1.4",), location=text)
    cell = sheet(official_list(dossier(entry))).cell(HEADER_ROW + 1, 4)
    assert cell.value == text
    assert cell.hyperlink is not None
    location = f"#{cell.hyperlink.location}" if cell.hyperlink.location else ""
    assert f"{cell.hyperlink.target}{location}" == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///C:/Windows",
        "\\\\server\\share",
        "internal:Sheet1!A1",
        "mailto:a@truong.example",
        "ftp://truong.example",
        "https://",
        "https://a b.example",
        "http://[broken",
        "https://user:secret@truong.example",
        "https://truong.example:99999999",
        "https://truong.example/" + "a" * 2_100,
        "Tủ số 2, https://truong.example",
        "https://truong.example\nhttps://khac.example",
        '=HYPERLINK("https://truong.example")',
    ],
)
def test_what_is_no_web_address_stays_text(text: str) -> None:
    assert web_address(text) is None
    entry = EvidenceEntry("MC.1.4.01", "Tên", ("1.4",), location=text)
    cell = sheet(official_list(dossier(entry))).cell(HEADER_ROW + 1, 4)
    assert cell.value == text
    assert cell.hyperlink is None


def test_same_dossier_gives_the_same_bytes() -> None:
    assert official_list(dossier()) == official_list(dossier())
    assert internal_list(dossier()) == internal_list(dossier())


@pytest.mark.parametrize("status", list(EvidenceStatus))
def test_official_list_remarks_what_is_not_there(status: EvidenceStatus) -> None:
    entry = EvidenceEntry("MC.1.4.01", "Tên", ("1.4",), status, note="bổ sung sau")
    remark = rows(official_list(dossier(entry)))[0][4]
    expected = {
        EvidenceStatus.PRESENT: "bổ sung sau",
        EvidenceStatus.UPDATING: "Đang cập nhật. bổ sung sau",
        EvidenceStatus.ABSENT: "Chưa có. bổ sung sau",
    }
    assert remark == expected[status]


def test_libreoffice_opens_both_lists_and_keeps_every_text(soffice: Office, tmp_path: Path) -> None:
    made = {"official": official_list(dossier()), "internal": internal_list(dossier())}
    paths = []
    for name, content in made.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        paths.append(path)
    (tmp_path / "out").mkdir()
    for path, name in zip(soffice.convert(paths, "xlsx", tmp_path / "out"), made, strict=True):
        assert rows(path.read_bytes()) == rows(made[name])
