"""A confined child that answers line by line: a program of the tests' own in its place."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence.confined import Bounds, ChildFailed, ChildNotRun
from evidence.streaming import ChildTalkedTooLong, ChildTooLarge, ChildTooSlow, lines_of

BOUNDS = Bounds(memory=512 * 1024 * 1024, cpu_seconds=10, seconds=20, written=1_000_000)


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the shell program of the child is written."""
    program = tmp_path / "child"
    monkeypatch.setattr(sys, "executable", str(program))
    program.touch(0o755)
    return program


@contextmanager
def said_by(
    child: Path, program: str, bounds: Bounds = BOUNDS, longest: int = 1_000
) -> Iterator[Iterator[bytes]]:
    child.write_text(f"#!/bin/sh\nulimit -c 0\n{program}\n")
    with tempfile.TemporaryFile() as file:
        file.write(b"the file\n")
        file.flush()
        with lines_of("a.module", ("word",), file, bounds, b"the question\n", longest) as lines:
            yield lines


def test_the_child_gets_limits_words_file_and_question(child: Path) -> None:
    program = 'echo "$@"; cat; for at; do :; done; cat /proc/self/fd/$at; wc -c </proc/$$/environ'
    with said_by(child, program) as lines:
        first, *others = list(lines)
    words = first.split()
    assert words[:4] == [b"-I", b"-m", b"a.module", b"536870912"]
    assert words[4:7] == [b"10", b"1000000", b"word"]
    assert others == [b"the file", b"the question", b"0"]


def test_lines_come_while_the_child_is_still_at_work(child: Path) -> None:
    with said_by(child, "echo one; sleep 60") as lines:
        assert next(lines) == b"one"


def test_lines_cut_anywhere_are_whole(child: Path) -> None:
    with said_by(child, "printf on; sleep 0.1; printf 'e\\ntw'; sleep 0.1; echo o") as lines:
        assert list(lines) == [b"one", b"two"]


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        ("echo one; exit 1", ChildFailed),
        ("echo one; exit 3", ChildNotRun),
        ("echo one; printf two", ChildFailed),
        ("echo one; kill -KILL $$", ChildTooSlow),
        ("echo one; kill -ABRT $$", ChildTooLarge),
        ("echo one; yes", ChildTalkedTooLong),
        ("echo one; tr '\\0' a < /dev/zero", ChildTalkedTooLong),
        ("echo one; exec >&-; sleep 60", ChildTooSlow),
    ],
)
def test_how_it_ended_is_told_after_its_lines(
    child: Path, program: str, failure: type[ChildFailed]
) -> None:
    with said_by(child, program) as lines:
        assert next(lines) == b"one"
        with pytest.raises(ChildFailed) as failed:
            list(lines)
    assert failed.type is failure


def test_a_child_that_says_nothing_is_waited_for_no_longer_than_allowed(child: Path) -> None:
    short = BOUNDS._replace(seconds=0.2)
    with said_by(child, "sleep 60", short) as lines, pytest.raises(ChildTooSlow):
        next(lines)


def test_what_the_reader_takes_for_itself_is_no_waiting(
    child: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("evidence.streaming.time.monotonic", lambda: clock[0])
    with said_by(child, "echo one; sleep 0.3; echo two", BOUNDS._replace(seconds=5)) as lines:
        assert next(lines) == b"one"
        clock[0] += 1_000
        assert list(lines) == [b"two"]


def test_a_child_that_is_left_is_ended(child: Path, tmp_path: Path) -> None:
    with said_by(child, f"echo $$ > {tmp_path}/pid; echo one; exec sleep 60") as lines:
        next(lines)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_no_program_is_no_child(child: Path) -> None:
    child.unlink()
    with (
        tempfile.TemporaryFile() as file,
        pytest.raises(ChildNotRun),
        lines_of("a.module", (), file, BOUNDS, b"", 10) as lines,
    ):
        next(lines)
