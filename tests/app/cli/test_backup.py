"""Backup, restore, verify and prune from the server's own shell."""

import json
from pathlib import Path

import pytest

from evidence.local import LocalStore
from evidence.store import receive
from tests.app.cli.program import Ended, thangdo


def run(data: Path, *words: str | Path) -> Ended:
    return thangdo(*words, THANGDO_DATA_DIR=str(data))


def test_a_backup_comes_back_in_another_folder(data: Path, tmp_path: Path) -> None:
    made = run(data, "backup", tmp_path / "b", "--json")
    assert made.code == 0, made.err
    told = json.loads(made.out)
    assert told["rows"] > 10
    back = run(tmp_path / "new", "restore", tmp_path / "b")
    assert back.code == 0, back.err
    assert f"Đã khôi phục {told['rows']} dòng" in back.out
    again = run(tmp_path / "new", "restore", tmp_path / "b")
    assert again.code == 1
    assert "đã có dữ liệu" in again.err
    assert run(tmp_path / "new", "evidence", "verify").code == 0


def test_a_folder_that_is_there_is_not_written_over(data: Path, tmp_path: Path) -> None:
    ended = run(data, "backup", tmp_path)
    assert ended.code == 3
    assert "Hãy chọn tên khác" in ended.err


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    ended = run(tmp_path / "new", "restore", tmp_path)
    assert ended.code == 1
    assert "không phải bản sao lưu" in ended.err


def test_verify_and_prune_say_what_nobody_uses(data: Path) -> None:
    stored = receive(LocalStore(data / "evidence"), "so1", [b"nobody's"], 100)
    looked = run(data, "evidence", "verify")
    assert looked.code == 0
    assert stored.sha256 in looked.err
    assert "1 tệp không hồ sơ nào dùng" in looked.out
    swept = run(data, "evidence", "prune", "--dry-run", "--json")
    assert json.loads(swept.out) == {"objects": 0, "bytes": 0, "erased": 0}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("evidence", "erase", "0" * 64), 2, "--tenant"),
        (("evidence", "erase", "0" * 64, "--tenant", "so1", "--reason", "x"), 1, "không có tệp"),
        (("evidence", "prune", "--days", "-1"), 2, "không được âm"),
    ],
)
def test_refuses_what_makes_no_sense(
    data: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = run(data, *words)
    assert ended.code == code
    assert said in ended.err
