"""Whatever is handed in: a clear sentence, the right exit code, nothing left behind."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli import forms
from tests.app.cli.program import PROGRAM, environment, listing, thangdo

BAD_FORMS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "Tệp rỗng"),
    "renamed-pdf": (lambda: b"%PDF-1.7\n%", "Tệp này là PDF"),
    "text": ("điểm: 10".encode, "không phải bảng tính .xlsx"),
    "password": (forms.encrypted, "Tệp có mật khẩu"),
    "macro": (forms.with_macro, "Tệp có macro"),
    "zip-bomb": (forms.zip_bomb, "giải nén ra quá lớn"),
    "far-cell": (forms.far_cell, "XFD1048576: có nội dung nằm ngoài phiếu"),
    "other-edition": (forms.of_another_edition, "phiên bản 9.9"),
    "missing-sheet": (forms.without_sheet, "Tự đánh giá: thiếu trang này"),
    "above-maximum": (lambda: forms.with_award(99), "Tự đánh giá!D"),
    "text-for-number": (lambda: forms.with_award("mười"), "Tự đánh giá!D"),
    "formula-for-number": (lambda: forms.with_award("=5+5"), "Tự đánh giá!D"),
}


@pytest.fixture(params=BAD_FORMS)
def bad(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    make, words = BAD_FORMS[request.param]
    path = tmp_path / f"{request.param}.xlsx"
    path.write_bytes(make())
    return path, words


def test_score_refuses_in_words(bad: tuple[Path, str]) -> None:
    path, words = bad
    ended = thangdo("score", path)
    assert (ended.code, ended.out) == (1, "")
    assert f"{path}: " in ended.err
    assert words in ended.err
    assert "Traceback" not in ended.err


def test_json_lists_the_problems(bad: tuple[Path, str]) -> None:
    path, words = bad
    ended = thangdo("score", path, "--json")
    data = json.loads(ended.out)
    assert (ended.code, data["exit_code"]) == (1, 1)
    assert any(words in _told(one) for one in data["problems"])
    assert all(one["code"] and one["file"] == str(path) for one in data["problems"])


def _told(problem: dict[str, str]) -> str:
    place = "!".join(part for part in (problem["sheet"], problem["cell"]) if part)
    return f"{place}: {problem['message']}"


def test_report_leaves_nothing(bad: tuple[Path, str], tmp_path: Path) -> None:
    path, words = bad
    before = listing(tmp_path)
    ended = thangdo("report", path, "--out", tmp_path / "ra")
    assert (ended.code, ended.out) == (1, "")
    assert words in ended.err
    assert listing(tmp_path) == before


def test_a_file_of_200_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.xlsx"
    forms.huge_file(path)
    ended = thangdo("score", path)
    assert (ended.code, ended.out) == (1, "")
    assert "lon.xlsx: tệp lớn hơn 10 MB" in ended.err


def test_endless_standard_input_is_refused() -> None:
    ended = thangdo("score", "-", given=bytes(11 * 1024 * 1024))
    assert ended.code == 1
    assert "đầu vào chuẩn: tệp lớn hơn 10 MB" in ended.err


def peak_mb(*words: str | Path) -> float:
    process = subprocess.Popen(
        [PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_maxrss / 1024


def test_no_bad_file_takes_much_memory(tmp_path: Path) -> None:
    good, bomb, huge = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    good.write_bytes(forms.filled())
    bomb.write_bytes(forms.zip_bomb())
    forms.huge_file(huge)
    usual = peak_mb("score", good)
    assert peak_mb("score", bomb) < usual + 30
    assert peak_mb("score", huge) < usual + 30


def test_a_missing_file_is_code_3(tmp_path: Path) -> None:
    ended = thangdo("score", tmp_path / "khong-co.xlsx")
    assert (ended.code, ended.out) == (3, "")
    assert "khong-co.xlsx: không có tệp hoặc thư mục này" in ended.err


def test_a_folder_for_a_file_is_code_3(tmp_path: Path) -> None:
    ended = thangdo("score", tmp_path)
    assert ended.code == 3
    assert f"{tmp_path}: đây là thư mục" in ended.err


def test_a_limit_below_a_megabyte_is_told_in_kilobytes(tmp_path: Path) -> None:
    path = tmp_path / "lon.yaml"
    path.write_bytes(b"#" * 1024 * 1024)
    ended = thangdo("criteria", "lint", path)
    assert ended.code == 1
    assert re.search(r"lớn hơn [1-9][0-9]* KB", ended.err)


def test_a_pipe_for_a_file_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "ong.xlsx"
    os.mkfifo(path)
    ended = thangdo("score", path)
    assert ended.code == 3
    assert "không phải là tệp thường" in ended.err


def test_a_file_in_the_place_of_the_folder_is_code_3(tmp_path: Path) -> None:
    form, out = tmp_path / "phieu.xlsx", tmp_path / "ra"
    form.write_bytes(forms.filled())
    out.write_bytes(b"cu")
    ended = thangdo("report", form, "--out", out)
    assert (ended.code, ended.out) == (3, "")
    assert "đã có một tệp trùng tên" in ended.err
    assert out.read_bytes() == b"cu"


def test_a_name_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    ended = thangdo("score", tmp_path / os.fsdecode(b"ph\xff.xlsx"))
    assert ended.code == 3
    assert "không có tệp" in ended.err
