"""`thangdo form`: a blank workbook for each kind of school."""

import subprocess
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from criteria.loader import shipped
from exports.forms.layout import SheetName
from tests.app.cli.forms import EDITION
from tests.app.cli.program import PROGRAM, environment, listing, thangdo


@pytest.mark.parametrize("kind", shipped(EDITION).body_kinds)
def test_every_kind_has_a_form_that_can_be_scored(kind: str, tmp_path: Path) -> None:
    assert thangdo("form", "--kind", kind, cwd=tmp_path).code == 0
    assert listing(tmp_path) == [f"phieu-{kind}.xlsx"]
    ended = thangdo("score", f"phieu-{kind}.xlsx", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert "Chưa đủ dữ liệu để xếp mức: còn 29 tiêu chí chưa trả lời" in ended.out


def test_without_a_kind_lists_them(tmp_path: Path) -> None:
    ended = thangdo("form", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    for kind in shipped(EDITION).body_kinds.values():
        assert kind.code in ended.err
        assert kind.title in ended.err
    assert listing(tmp_path) == []


def test_writes_to_standard_output() -> None:
    made = subprocess.run(
        [PROGRAM, "form", "--kind", "th", "--out", "-"],
        capture_output=True,
        check=True,
        env=environment(),
    )
    assert SheetName.ASSESSMENT in openpyxl.load_workbook(BytesIO(made.stdout)).sheetnames
    assert made.stderr == b""


def test_a_kind_of_several_levels_can_be_narrowed(tmp_path: Path) -> None:
    words = ("form", "--kind", "nhieu_cap_hoc", "--school-level", "thpt", "--school-level", "thcs")
    assert thangdo(*words, "--out", tmp_path / "p.xlsx").code == 0
    identity = openpyxl.load_workbook(tmp_path / "p.xlsx")[SheetName.IDENTITY]
    stated = {row[0]: row[1] for row in identity.iter_rows(max_col=2, values_only=True)}
    assert stated["school_levels"] == "thcs thpt"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "khac"), "Không có loại hình “khac”"),
        (("--kind", "th", "--school-level", "thpt"), "không có cấp học “thpt”"),
        (("--kind", "th", "--edition", "khac"), "Không có bộ chỉ số “khac”"),
        (("--kind", "th", "--edition", f"{EDITION}@9.9"), "Đang có: "),
    ],
)
def test_what_does_not_exist_is_a_usage_error(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    ended = thangdo("form", *words, cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert listing(tmp_path) == []


def test_the_same_form_twice_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        thangdo("form", "--kind", "th", "--out", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_where_it_cannot_write_is_code_3(tmp_path: Path) -> None:
    (tmp_path / "tep").touch()
    ended = thangdo("form", "--kind", "th", "--out", tmp_path / "tep" / "p.xlsx")
    assert (ended.code, ended.out) == (3, "")
    assert "Traceback" not in ended.err
