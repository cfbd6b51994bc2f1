"""`/api/v1/reports`: each document of a filled form."""

import io
import zipfile
from urllib.parse import unquote

import openpyxl
import pikepdf
import pytest
from docx import Document as WordDocument
from httpx2 import Response
from starlette.testclient import TestClient

from app.assessments.documents import BY_FORMAT, DOCUMENTS
from tests.app.cli import forms


def report(client: TestClient, kind: str, external: bytes | None = None) -> Response:
    files = {"form": ("p.xlsx", forms.filled())}
    if external is not None:
        files["external"] = ("ngoài.xlsx", external)
    return client.post("/api/v1/reports", data={"format": kind}, files=files)


def words(content: bytes) -> str:
    document = WordDocument(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_report_opens_in_word_and_names_the_school(client: TestClient) -> None:
    answer = report(client, "docx")
    assert "TRƯỜNG THCS MINH HỌA" in words(answer.content).upper()


@pytest.mark.parametrize("kind", ["pdf", "score-sheet-pdf"])
def test_the_pdf_opens_and_says_what_it_is(client: TestClient, kind: str) -> None:
    with pikepdf.open(io.BytesIO(report(client, kind).content)) as pdf:
        assert len(pdf.pages) >= 1
        assert "/Lang" in pdf.Root


@pytest.mark.parametrize("kind", ["evidence", "evidence-internal"])
def test_the_evidence_list_opens_in_excel(client: TestClient, kind: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report(client, kind).content))
    assert book.active is not None


def test_the_zip_holds_every_document_under_its_own_name(client: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(report(client, "zip").content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert len(set(names)) == len(DOCUMENTS) - 1
    assert (
        "Báo cáo chuyển đổi số - Trường THCS Minh Họa (dữ liệu minh họa) - 2025-2026.pdf" in names
    )


@pytest.mark.parametrize("kind", BY_FORMAT)
def test_every_document_is_an_attachment_with_a_vietnamese_name(
    client: TestClient, kind: str
) -> None:
    answer = report(client, kind)
    assert answer.status_code == 200
    said = answer.headers["content-disposition"]
    assert said.startswith('attachment; filename="')
    assert "Trường THCS Minh Họa" in unquote(said.split("UTF-8''")[1])
    assert said.isascii()
    assert answer.headers["content-type"] == BY_FORMAT[kind].media_type
    assert answer.headers["cache-control"] == "no-store"


def test_self_and_external_stand_side_by_side(client: TestClient) -> None:
    text = words(report(client, "docx", forms.filled("0.6")).content)
    assert "Đánh giá ngoài" in text
    assert "Đánh giá ngoài" not in words(report(client, "docx").content)


def test_the_zip_of_both_sides_holds_the_external_score_sheet_too(client: TestClient) -> None:
    content = report(client, "zip", forms.filled("0.6")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        external = [name for name in archive.namelist() if name.startswith("Phiếu đánh giá ngoài")]
    assert len(external) == 2


def test_the_sheet_file_holds_the_school_and_both_sides(client: TestClient) -> None:
    data = report(client, "sheet", forms.filled("0.6")).json()
    assert data["school"]["name"] == forms.NAME
    assert (data["level"], data["external"]["level"]) == (3, 2)


def test_refuses_an_external_form_of_another_school(client: TestClient) -> None:
    answer = report(client, "docx", forms.filled("0.6", code="MH02"))
    assert (answer.status_code, answer.json()["code"]) == (400, "form-refused")
    assert [one["code"] for one in answer.json()["errors"]] == ["external-mismatch"]
    assert "không cùng mã trường" in answer.json()["errors"][0]["message"]


def test_names_the_form_that_has_the_bad_cell(client: TestClient) -> None:
    where = report(client, "docx", forms.with_award(99)).json()["errors"][0]["where"]
    assert where.startswith("Phiếu đánh giá ngoài, Tự đánh giá!D")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, "format"),
        ({"format": "exe"}, "format"),
        ({"format": ["pdf", "docx"]}, "format"),
        ({"format": "pdf", "colour": "red"}, "colour"),
    ],
)
def test_refuses_fields_of_the_wrong_shape(
    client: TestClient, data: dict[str, str | list[str]], where: str
) -> None:
    form = {"form": ("p.xlsx", forms.filled())}
    answer = client.post("/api/v1/reports", data=data, files=form)
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")
    assert answer.json()["errors"][0]["where"] == where


def test_refuses_a_request_without_a_form(client: TestClient) -> None:
    files = {"external": ("p.xlsx", forms.filled())}
    answer = client.post("/api/v1/reports", data={"format": "pdf"}, files=files)
    assert answer.json()["errors"][0]["where"] == "form"
