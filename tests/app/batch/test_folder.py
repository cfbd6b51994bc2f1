"""Which files of a folder are forms, and what their outputs are called."""

from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.batch.folder import forms_in, output_stem


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_takes_workbooks_in_the_order_of_names(tmp_path: Path) -> None:
    touch(tmp_path, "b.xlsx", "a.XLSX", "c/a.xls", "d.pdf", ".e.xlsx", "~$a.xlsx", ".f/a.xlsx")
    found = forms_in(tmp_path)
    assert [one.name for one in found] == ["a.XLSX", "b.xlsx", "c/a.xls"]
    assert [one.stem for one in found] == [PurePath("a"), PurePath("b"), PurePath("c/a")]


def test_leaves_the_folder_of_outputs_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.xlsx", "ra/a-danh-muc-minh-chung.xlsx")
    assert [one.name for one in forms_in(tmp_path, tmp_path / "ra")] == ["a.xlsx"]


def test_equal_stems_are_numbered(tmp_path: Path) -> None:
    touch(tmp_path, "a.xls", "a.xlsx", "A.xlsx", "a-2.xlsx")
    assert sorted(str(one.stem) for one in forms_in(tmp_path)) == ["A", "a-2", "a-3", "a-4"]


def test_composed_and_decomposed_names_are_one_name(tmp_path: Path) -> None:
    touch(tmp_path, "tr\u01b0\u1eddng.xlsx", "tru\u031bo\u031b\u0300ng.xlsx")
    stems = [one.stem.name for one in forms_in(tmp_path)]
    assert sorted(stems) == ["tr\u01b0\u1eddng", "tr\u01b0\u1eddng-2"]


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        forms_in(tmp_path / "khong-co")


@given(st.text())
def test_any_name_becomes_one_that_can_be_written(name: str) -> None:
    stem = output_stem(name)
    assert stem
    assert len(stem.encode("utf-8")) <= 150
    assert not set(stem) & set('<>:"/\\|?*\0\n')
    assert not stem.startswith((".", " ", "-"))
