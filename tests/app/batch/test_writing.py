"""Files appear whole or not at all."""

import os
from pathlib import Path

import pytest

from app.batch.writing import publish, staging, write_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_writes_the_set_and_leaves_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "ra"
    with staging(out) as place:
        publish(place, {out / "a.docx": b"a", out / "con" / "b.pdf": b"b"})
    assert names(out) == ["a.docx", "b.pdf", "con"]
    assert (out / "con" / "b.pdf").read_bytes() == b"b"


def test_replaces_a_file_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")
    write_file(tmp_path / "a.docx", b"new")
    assert (tmp_path / "a.docx").read_bytes() == b"new"


def test_a_set_that_cannot_be_written_leaves_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").mkdir()
    with staging(tmp_path) as place, pytest.raises(IsADirectoryError):
        publish(place, {tmp_path / "a.docx": b"a", tmp_path / "b.pdf": b"b"})
    assert names(tmp_path) == ["b.pdf"]


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with staging(tmp_path) as place:
            (place / "half").write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == []


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".thangdo-killed"
    left.mkdir()
    (left / "lock").touch()
    (left / "1-0").write_bytes(b"half")
    os.utime(left / "lock", (0, 0))
    write_file(tmp_path / "a.docx", b"a")
    assert names(tmp_path) == ["a.docx"]


def test_the_folder_of_a_running_run_is_left_alone(tmp_path: Path) -> None:
    with staging(tmp_path) as running:
        os.utime(running / "lock", (0, 0))
        write_file(tmp_path / "a.docx", b"a")
        assert running.is_dir()


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_file(tmp_path / "a.docx", b"a")
    (tmp_path / "usual").touch()
    assert (tmp_path / "a.docx").stat().st_mode == (tmp_path / "usual").stat().st_mode
