"""`thangdo criteria …`: the index checked, shown and compared."""

import json
import re
import shutil
from pathlib import Path

import pytest

from criteria.loader import SHELF, shipped_editions
from tests.app.cli.program import thangdo

SHIPPED = "thangdo.qd-4725"
OVERLAY = f"""\
format: 1
id: minh-hoa.huong-dan
version: "1.0"
title: Hướng dẫn minh họa
publisher: Sở minh họa
for:
  edition: {SHIPPED}
  versions: ["1.0"]
entries:
- code: "1.4"
  guidance: Ghi số học liệu của năm học (minh họa).
"""
SOURCE = SHELF / SHIPPED / "1.0.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The index with its golden cases, ready to be spoilt."""
    shutil.copy(SOURCE, tmp_path / "ban-nhap.yaml")
    shutil.copy(SOURCE.with_suffix(".golden.yaml"), tmp_path / "ban-nhap.golden.yaml")
    return tmp_path / "ban-nhap.yaml"


def spoil(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_lint_checks_every_shipped_edition_with_its_cases() -> None:
    ended = thangdo("criteria", "lint")
    assert (ended.code, ended.err) == (0, "")
    names = [line.split(": ")[1].split(",")[0] for line in ended.out.splitlines()]
    assert names == list(shipped_editions())
    assert ended.out.count("mọi ca trong 1.0.golden.yaml đúng") == len(shipped_editions())


def test_lint_of_a_good_file_is_quiet_success(copied: Path) -> None:
    ended = thangdo("criteria", "lint", copied)
    assert (ended.code, ended.err) == (0, "")
    cases = "mọi ca trong ban-nhap.golden.yaml đúng"
    assert ended.out == f"{copied}: {SHIPPED}@1.0, không có lỗi, {cases}.\n"


def test_lint_tells_file_and_line_of_a_broken_rule(copied: Path) -> None:
    spoil(copied, "from: 50", "from: 55")
    ended = thangdo("criteria", "lint", copied)
    assert (ended.code, ended.out) == (1, "")
    assert re.search(rf"^{re.escape(str(copied))}:\d+: ", ended.err, re.MULTILINE)
    assert "bỏ trống giữa 50 và 55" in ended.err


def test_lint_runs_the_cases_beside_the_file(copied: Path) -> None:
    golden = copied.with_name("ban-nhap.golden.yaml")
    spoil(golden, "level: 3", "level: 1")
    ended = thangdo("criteria", "lint", copied)
    assert ended.code == 1
    assert f"{golden}:" in ended.err


def test_lint_tells_of_all_files(copied: Path, tmp_path: Path) -> None:
    other = tmp_path / "khac.yaml"
    other.write_text("format: 1\nformat: 1\n")
    spoil(copied, "from: 50", "from: 55")
    ended = thangdo("criteria", "lint", copied, other, "--json")
    problems = json.loads(ended.out)["problems"]
    assert ended.code == 1
    assert {one["file"] for one in problems} == {str(copied), str(other)}
    assert all(one["line"] >= 1 for one in problems)


def test_lint_without_cases_is_a_remark_only(copied: Path) -> None:
    copied.with_name("ban-nhap.golden.yaml").unlink()
    ended = thangdo("criteria", "lint", copied)
    assert ended.code == 0
    assert f"Lưu ý: {copied}: chưa có ca mẫu" in ended.err


def test_lint_checks_an_overlay_against_its_edition(tmp_path: Path) -> None:
    overlay = tmp_path / "so.overlay.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    ended = thangdo("criteria", "lint", overlay)
    assert (ended.code, ended.err) == (0, "")
    assert f"minh-hoa.huong-dan@1.0 trên {SHIPPED}@1.0, không có lỗi." in ended.out
    spoil(overlay, 'code: "1.4"', 'code: "9.9"')
    ended = thangdo("criteria", "lint", overlay)
    assert ended.code == 1
    assert f"{overlay}:10: " in ended.err


def test_lint_checks_a_map_against_both_editions(tmp_path: Path) -> None:
    chart = tmp_path / "doi.map.yaml"
    chart.write_text(f"format: 1\nfrom: {SHIPPED}@1.0\nto: {SHIPPED}@9.9\n", encoding="utf-8")
    ended = thangdo("criteria", "lint", chart)
    assert ended.code == 2
    assert f"Không có bộ chỉ số “{SHIPPED}@9.9”" in ended.err


@pytest.mark.parametrize("name", ["a.yaml", "a.overlay.yaml", "a.map.yaml"])
@pytest.mark.parametrize("text", ["", "- 1", "a: *b", "\0", "{" * 5000])
def test_lint_of_nonsense_is_refused_in_words(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    ended = thangdo("criteria", "lint", path)
    assert ended.code in {1, 2}
    assert ended.err
    assert "Traceback" not in ended.err


def test_lint_of_a_missing_file_is_code_3(tmp_path: Path) -> None:
    assert thangdo("criteria", "lint", tmp_path / "khong-co.yaml").code == 3


def test_show_marks_what_is_not_confirmed() -> None:
    ended = thangdo("criteria", "show", SHIPPED)
    assert ended.code == 0
    assert "Mức 2 – Mức đáp ứng cơ bản: từ 50 đến 75" in ended.out
    assert "20 điểm**" in ended.out
    assert "Dấu bên cạnh một giá trị" in ended.out


def test_show_lists_doubts_with_their_source() -> None:
    ended = thangdo("criteria", "show", SHIPPED, "--unconfirmed")
    assert ended.code == 0
    assert all("một nguồn;" in line or "suy luận;" in line for line in ended.out.splitlines())


def test_show_as_json_names_the_hash() -> None:
    data = json.loads(thangdo("criteria", "show", f"{SHIPPED}@1.0", "--json").out)
    assert (data["id"], data["version"], len(data["sha256"])) == (SHIPPED, "1.0", 64)


def test_show_refuses_an_unknown_index() -> None:
    ended = thangdo("criteria", "show", "khong.co")
    assert ended.code == 2
    assert "Không có bộ chỉ số “khong.co”" in ended.err


def test_diff_of_the_same_index_says_so() -> None:
    ended = thangdo("criteria", "diff", SHIPPED, f"{SHIPPED}@1.0")
    assert (ended.code, ended.out) == (0, "Hai bộ chỉ số không khác nhau, trừ số phiên bản.\n")


def test_diff_marks_what_can_change_a_result(copied: Path) -> None:
    spoil(copied, "below: 50}", "below: 51}")
    spoil(copied, "from: 50,", "from: 51,")
    ended = thangdo("criteria", "diff", SHIPPED, copied)
    assert ended.code == 0
    assert [line for line in ended.out.splitlines() if line.startswith("! ")]
    data = json.loads(thangdo("criteria", "diff", SHIPPED, copied, "--json").out)
    assert {one["effect"] for one in data} == {"score"}


@pytest.mark.parametrize("document", ["edition", "overlay", "mapping", "golden"])
def test_schema_is_json_schema(document: str) -> None:
    ended = thangdo("criteria", "schema", document)
    assert ended.code == 0
    assert json.loads(ended.out)["$schema"].startswith("https://json-schema.org/")


def test_schema_refuses_an_unknown_document() -> None:
    ended = thangdo("criteria", "schema", "khac")
    assert ended.code == 2
    assert "Các loại: edition, golden, mapping, overlay." in ended.err
