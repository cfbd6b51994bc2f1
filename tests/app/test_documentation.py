"""docs/api.md and docs/schools.md say what is so."""

import json
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.assessments.documents import BY_FORMAT, families
from app.errors import RequestRefused, all_errors
from app.settings import settings_table
from exports.forms.layout import SheetName

DOCS = Path(__file__).resolve().parents[2] / "docs"
API = (DOCS / "api.md").read_text("utf-8")
SCHOOLS = (DOCS / "schools.md").read_text("utf-8")


def section(page: str, title: str) -> str:
    return page.split(f"\n## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def test_the_api_page_lists_every_address_and_no_other(app: FastAPI) -> None:
    """When this fails, run scripts/write_api_page.py."""
    rows = re.findall(
        r"^\| `([A-Z]+) (/[^`]*)` \| (.+) \|$", section(API, "Addresses"), re.MULTILINE
    )
    assert rows == [
        (method.upper(), path, operation["summary"])
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_page_of_the_service_lists_every_address(app: FastAPI, client: TestClient) -> None:
    page = client.get("/api").text
    assert [path for path in app.openapi()["paths"] if f"<code>{path}</code>" not in page] == []


def test_the_api_page_lists_every_code_with_its_status() -> None:
    """When this fails, run scripts/write_api_page.py."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", section(API, "Refusals"), re.MULTILINE)
    statuses = {error.code: str(error.status) for error in all_errors()}
    statuses[RequestRefused.code] = "other 4xx"
    assert sorted(rows) == sorted(statuses.items())


def test_the_api_page_lists_every_format() -> None:
    rows = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \|", section(API, "Documents"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == set(BY_FORMAT)


def test_the_settings_that_the_api_page_names_exist() -> None:
    known = {row.variable for row in settings_table()}
    named = set(re.findall(r"THANGDO_[A-Z0-9_]+", API))
    assert named
    assert named <= known


def test_the_operators_page_lists_every_setting_with_its_default() -> None:
    page = section((DOCS / "operators.md").read_text("utf-8"), "Thiết lập")
    rows = re.findall(r"^\| `(THANGDO_[A-Z0-9_]+)` \| `([^`]*)` \| (.+) \|$", page, re.MULTILINE)
    assert rows == [tuple(row) for row in settings_table()]


def test_the_json_example_of_the_api_page_works(client: TestClient) -> None:
    body = json.loads(re.findall(r"-d '(\{.+?\})'", API, re.DOTALL)[0])
    assert client.post("/api/v1/score", json=body).status_code == 200


@pytest.mark.parametrize("family", families())
def test_the_guide_names_every_button(family: str) -> None:
    assert f"| {family} |" in section(SCHOOLS, "Tải về")


def test_the_guide_names_every_sheet_that_is_filled() -> None:
    listed = re.findall(r"^\| ([^|]+) \|", section(SCHOOLS, "Điền phiếu"), re.MULTILINE)
    filled = [SheetName.INFO, SheetName.FACTS, SheetName.ASSESSMENT, SheetName.EVIDENCE]
    assert listed[1:] == [*filled, SheetName.REPORT]


def test_the_guide_uses_the_words_of_the_page(client: TestClient) -> None:
    pages = "".join(client.get(one).text for one in ("/", "/vi-du/muc-1", "/vi-du/muc-2"))
    for words in ("Tải phiếu trống", "Chọn phiếu đã điền", "Chấm phiếu", "không làm được",
                  "Tính lại", "Cần xem lại", "Từng tiêu chí", "Đã có kết quả đánh giá ngoài",
                  "Điểm từng nhóm", "Cách ngắn nhất để lên mức"):  # fmt: skip
        assert words in " ".join(SCHOOLS.split()), words
        assert words in pages, words
