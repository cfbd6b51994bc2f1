"""`thangdo score` and `thangdo whatif` as a clerk and as a script run them."""

import json
import re
from pathlib import Path

import pytest

from tests.app.cli.forms import NAME, filled
from tests.app.cli.program import listing, thangdo


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(filled())
    return path


@pytest.fixture
def weak_form(tmp_path: Path) -> Path:
    path = tmp_path / "yeu.xlsx"
    path.write_bytes(filled("0.6"))
    return path


def test_prints_groups_items_marks_and_the_level(form: Path) -> None:
    ended = thangdo("score", form)
    assert (ended.code, ended.err) == (0, "")
    assert NAME in ended.out
    assert "Tự đánh giá: Mức 3 – Mức đáp ứng tốt" in ended.out
    assert re.search(r"1\.3\.2 .* 4,5\s+6\*\n", ended.out)
    assert re.search(r"2\.3\.3 .* 16\s+20\*\*\n", ended.out)
    assert "Dấu bên cạnh một giá trị: * một nguồn; ** suy luận." in ended.out


def test_says_what_blocks_the_next_level(weak_form: Path) -> None:
    ended = thangdo("score", weak_form)
    assert "Mức 2" in ended.out
    assert "Để lên mức 3" in ended.out


def test_explains_each_item_when_asked(form: Path) -> None:
    assert "1.3.2: Được 4,5/6 điểm." in thangdo("score", form, "--explain").out


def test_json_has_the_sheet_on_top_and_decimals_as_strings(form: Path) -> None:
    ended = thangdo("score", form, "--json")
    data = json.loads(ended.out)
    assert {"edition", "level", "groups", "items", "missing", "blockers"} <= data.keys()
    assert data["level"] == 3
    assert data["school"]["name"] == NAME
    assert data["external"] is None
    awards = {item["code"]: item["award"] for item in data["items"]}
    assert awards["1.3.2"] == "4.5"


def test_the_external_side_stands_beside_and_is_not_mixed(form: Path, weak_form: Path) -> None:
    ended = thangdo("score", form, "--external", weak_form)
    assert ended.code == 0
    assert "Tự đánh giá: Mức 3" in ended.out
    assert "Đánh giá ngoài: Mức 2" in ended.out
    assert re.search(r"1\.3\.2 .* 4,5\s+3,5\s+6\*\n", ended.out)
    data = json.loads(thangdo("score", form, "--external", weak_form, "--json").out)
    assert (data["level"], data["external"]["level"]) == (3, 2)


def test_refuses_the_external_form_of_another_school(form: Path, tmp_path: Path) -> None:
    other = tmp_path / "truong-khac.xlsx"
    other.write_bytes(filled(code="MH02"))
    ended = thangdo("score", form, "--external", other)
    assert (ended.code, ended.out) == (1, "")
    assert "truong-khac.xlsx: Phiếu đánh giá ngoài không cùng mã trường" in ended.err


def test_reads_standard_input(form: Path) -> None:
    assert NAME in thangdo("score", "-", given=form.read_bytes()).out


def test_piped_output_has_no_colours(form: Path) -> None:
    assert "\x1b" not in thangdo("score", form, TERM="xterm-256color").out


def test_a_name_cannot_drive_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(filled(name="Trường [red]A[/red] \u202eđảo"))
    ended = thangdo("score", path)
    assert "Trường [red]A[/red] đảo" in ended.out
    assert "\u202e" not in ended.out


def test_whatif_names_the_fewest_items(weak_form: Path) -> None:
    ended = thangdo("whatif", weak_form)
    assert (ended.code, ended.err) == (0, "")
    assert "Để đạt mức 3 (Mức đáp ứng tốt) cần ít nhất" in ended.out
    assert "Nâng 2.3.3 từ 12 điểm" in ended.out


def test_whatif_keeps_what_cannot_be_raised(weak_form: Path) -> None:
    ended = thangdo("whatif", weak_form, "--level", "3", "--keep", "2.3.3", "--json")
    steps = [step["code"] for step in json.loads(ended.out)["steps"]]
    assert steps
    assert "2.3.3" not in steps


def test_whatif_says_why_a_level_is_out_of_reach(weak_form: Path) -> None:
    kept = [f"1.{number}" for number in ("3.1", "3.2", "3.3", "3.4", "3.5", "4", "5.1", "6.1")]
    words = [word for code in kept for word in ("--keep", code)]
    ended = thangdo("whatif", weak_form, "--level", "3", *words)
    assert (ended.code, ended.out) == (1, "")
    assert "yeu.xlsx: Nhóm 1" in ended.err


@pytest.mark.parametrize("level", ["4", "0", "hai", "-1", "²", "9" * 5000])
def test_whatif_refuses_a_level_that_does_not_exist(form: Path, level: str) -> None:
    ended = thangdo("whatif", form, f"--level={level}")
    assert ended.code == 2
    assert "--level phải là một số từ 1 đến 3" in ended.err


def test_whatif_refuses_an_unknown_item(form: Path) -> None:
    ended = thangdo("whatif", form, "--keep", "9.9")
    assert ended.code == 2
    assert "không có tiêu chí 9.9" in ended.err


def test_scoring_writes_nothing(form: Path, tmp_path: Path) -> None:
    before = listing(tmp_path)
    thangdo("score", form, cwd=tmp_path)
    assert listing(tmp_path) == before


def test_an_index_that_adds_its_groups_up_shows_no_level_of_a_group(tmp_path: Path) -> None:
    path = tmp_path / "minh-hoa.xlsx"
    words = ("--edition", "thangdo.truong-hoc-so", "--kind", "mam_non")
    assert thangdo("form", *words, "--out", path).code == 0
    ended = thangdo("score", path)
    assert (ended.code, ended.err) == (0, "")
    assert "Mức của nhóm" not in ended.out
    assert "Bản minh họa do Thang Đo tự đặt ra" in ended.out


def test_a_usage_error_is_json_too() -> None:
    ended = thangdo("score", "--json")
    data = json.loads(ended.out)
    assert (ended.code, data["exit_code"], data["problems"][0]["code"]) == (2, 2, "usage")
