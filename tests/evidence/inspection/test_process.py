"""The child process: what brings it down says nothing good of the file, and nothing bad of us."""

import json
import sys
import tempfile
from pathlib import Path

import pytest

from evidence.confined import Bounds
from evidence.errors import FileRefused, InspectionUnavailable, Refusal
from evidence.inspection import BOUNDS, inspect
from tests.evidence.inspection import photographs
from tests.evidence.samples import pdf, picture

ANSWER: dict[str, object] = {
    "kind": "pdf",
    "copy": None,
    "located": False,
    "pages": 1,
    "width": 0,
    "height": 0,
    "files": [],
    "signatures": [],
    "signatures_unreadable": False,
    "blanks": [],
    "guarded": True,
}


def refusal_of(content: bytes, name: str, bounds: Bounds = BOUNDS) -> Refusal:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        with pytest.raises(FileRefused) as refused:
            inspect(file, name, bounds=bounds)
    return refused.value.reason


def taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """A child that a file made its own: it says `program` in place of our answer."""
    shim = tmp_path / "python"
    shim.write_text(f"#!/bin/sh\n{program}\n")
    shim.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(shim))


def test_a_child_with_too_little_memory_is_too_heavy() -> None:
    little = BOUNDS._replace(memory=150 * 1024 * 1024)
    assert refusal_of(picture("PNG", (6_000, 6_000)), "a.png", little) is Refusal.TOO_HEAVY


def test_a_child_with_too_little_time_is_too_heavy() -> None:
    assert refusal_of(pdf(), "a.pdf", BOUNDS._replace(seconds=0.01)) is Refusal.TOO_HEAVY


def test_a_copy_past_its_size_is_too_heavy(tmp_path: Path) -> None:
    with (tmp_path / "copy").open("w+b") as copy, tempfile.TemporaryFile() as file:
        file.write(photographs.png_photograph())
        file.flush()
        with pytest.raises(FileRefused) as refused:
            inspect(file, "a.png", copy=copy, bounds=BOUNDS._replace(written=100))
    assert refused.value.reason is Refusal.TOO_HEAVY


@pytest.mark.parametrize("name", ["a\u202efdp.pdf", "con.pdf", "a\n.pdf", "x" * 300 + ".pdf", ""])
def test_a_hostile_name_is_refused_before_anything(name: str) -> None:
    assert refusal_of(pdf(), name) is Refusal.FILE_NAME


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"reason": "made-up", "message": ""}',
        '{"reason": 1}',
        json.dumps(ANSWER | {"kind": "exe"}),
        json.dumps(ANSWER | {"blanks": [["a", 1, 2]]}),
        json.dumps(ANSWER | {"signatures": [{"integrity": "whole"}]}),
    ],
)
def test_an_answer_that_is_none_is_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    (tmp_path / "answer").write_text(answer)
    taken_over(tmp_path, monkeypatch, f"/bin/cat {tmp_path}/answer")
    assert refusal_of(pdf(), "a.pdf") is Refusal.TOO_HEAVY


def test_a_child_without_its_library_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over(tmp_path, monkeypatch, "exit 3")
    with tempfile.TemporaryFile() as file, pytest.raises(InspectionUnavailable):
        inspect(file, "a.pdf")


def test_a_full_disk_says_nothing_of_the_file() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(photographs.phone_photograph())
        file.flush()
        with Path("/dev/full").open("wb") as copy, pytest.raises(InspectionUnavailable):
            inspect(file, "a.jpg", copy=copy)


def test_a_child_that_cannot_start_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with tempfile.TemporaryFile() as file, pytest.raises(InspectionUnavailable):
        inspect(file, "a.pdf")
