"""What differs between a terminal and a pipe: colours, progress, a reader that goes away."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.app.cli.forms import filled
from tests.app.cli.program import PROGRAM, environment


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(filled())
    return path


def on_terminal(*words: str | Path, **variables: str) -> str:
    """What a person at a terminal sees."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, *words],
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm-256color", COLUMNS="120", **variables),
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait(30) == 0
    return shown.decode("utf-8")


def test_a_terminal_gets_bold_and_no_colour_is_respected(form: Path) -> None:
    assert "\x1b[1m" in on_terminal("score", form)
    assert "\x1b[3" not in on_terminal("score", form, NO_COLOR="1")


def test_a_batch_shows_a_bar(form: Path, tmp_path: Path) -> None:
    folder = tmp_path / "phieu"
    folder.mkdir()
    for number in range(25):
        (folder / f"{number}.xlsx").write_bytes(form.read_bytes())
    shown = on_terminal("report", folder, "--out", tmp_path / "ra", "--jobs", "1")
    assert "/25" in shown
    assert "Xong 25/25 phiếu." in shown


def test_a_reader_that_goes_away_is_no_error(form: Path) -> None:
    process = subprocess.Popen(
        [PROGRAM, "score", form, "--explain"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.close()
    _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (141, b"")
