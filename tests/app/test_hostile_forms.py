"""Whatever is sent in place of a form: clear words, a 4xx, nothing on the disk, still alive."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.app.cli import forms

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "Tệp rỗng"),
    "renamed-pdf": (lambda: b"%PDF-1.7\n%", "Tệp này là PDF"),
    "text": ("điểm: 10".encode, "không phải bảng tính .xlsx"),
    "password": (forms.encrypted, "Tệp có mật khẩu"),
    "macro": (forms.with_macro, "Tệp có macro"),
    "zip-bomb": (forms.zip_bomb, "giải nén ra quá lớn"),
    "far-cell": (forms.far_cell, "Có nội dung nằm ngoài phiếu"),
    "other-edition": (forms.of_another_edition, "phiên bản 9.9"),
    "missing-sheet": (forms.without_sheet, "Thiếu trang này"),
    "above-maximum": (lambda: forms.with_award(99), "99"),
    "text-for-number": (lambda: forms.with_award("mười"), "mười"),
    "formula-for-number": (lambda: forms.with_award("=5+5"), "ông thức"),
}
SENT = {
    "/api/v1/score": {},
    "/api/v1/what-if": {"target": "3"},
    "/api/v1/reports": {"format": "zip"},
    "/ket-qua": {},
    "/tai-ve": {"format": "docx"},
}


@pytest.fixture(scope="module", params=BAD)
def bad(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    make, words = BAD[request.param]
    return make(), words


@pytest.mark.parametrize("path", SENT)
def test_every_address_refuses_in_words_and_keeps_nothing(
    client: TestClient, bad: tuple[bytes, str], path: str, temporary: Path
) -> None:
    content, words = bad
    answer = client.post(path, data=SENT[path], files={"form": ("phiếu.xlsx", content)})
    # A form page cannot tell an empty file from none chosen; the API can.
    assert answer.status_code == 400
    assert words in answer.text
    if path.startswith("/api/"):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "form-refused"
    else:
        assert answer.headers["content-type"].startswith("text/html")
    assert list(temporary.iterdir()) == []
    assert client.get("/healthz").status_code == 200


def test_a_bad_cell_is_named_by_sheet_and_cell(client: TestClient) -> None:
    answer = client.post("/api/v1/score", files={"form": ("p.xlsx", forms.with_award(99))})
    where = [one["where"] for one in answer.json()["errors"]]
    assert len(where) == 1
    assert where[0].startswith("Tự đánh giá!D")


def test_the_page_lists_every_bad_cell_and_says_to_keep_the_file(client: TestClient) -> None:
    page = client.post("/ket-qua", files={"form": ("p.xlsx", forms.with_award(99))}).text
    assert "Hãy giữ nguyên tệp, sửa các ô nêu dưới đây" in page
    assert "1 chỗ cần sửa" in page
    assert '<th scope="row">Tự đánh giá!D' in page


def test_a_form_is_read_without_a_file_on_the_disk(client: TestClient, temporary: Path) -> None:
    form = {"form": ("p.xlsx", forms.filled() + b"\0" * 1_200_000)}
    # Above one megabyte, where Starlette's own reader would begin a temporary file.
    assert client.post("/api/v1/score", files=form).status_code in {200, 400}
    for kind in ("docx", "pdf", "zip"):
        sent = {"form": ("p.xlsx", forms.filled())}
        assert client.post("/api/v1/reports", data={"format": kind}, files=sent).is_success
    assert list(temporary.iterdir()) == []
