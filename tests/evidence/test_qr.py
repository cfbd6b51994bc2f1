"""QR codes on signed papers, read in a limited child process."""

import os
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest

from evidence.confined import Bounds, ChildFailed, ask
from evidence.kinds import Kind
from evidence.qr import codes_on
from tests.evidence.papers import photograph, scan, smeared
from tests.evidence.samples import png_of

SEAL = f"thangdo:1:{'0123456789abcdefghjkmnpqrs'}:{'5a' * 32}"


def read(tmp_path: Path, content: bytes, kind: Kind) -> tuple[str, ...] | None:
    path = tmp_path / "paper"
    path.write_bytes(content)
    with path.open("rb") as file:
        return codes_on(file, kind)


@pytest.mark.parametrize(
    ("kind", "form"), [(Kind.PDF, "PDF"), (Kind.JPG, "JPEG"), (Kind.PNG, "PNG")]
)
def test_reads_a_clean_scan(tmp_path: Path, kind: Kind, form: str) -> None:
    assert read(tmp_path, scan(SEAL, form), kind) == (SEAL,)


def test_reads_a_photograph_taken_by_hand(tmp_path: Path) -> None:
    assert read(tmp_path, photograph(SEAL), Kind.JPG) == (SEAL,)


def test_reads_the_last_page_of_a_long_paper(tmp_path: Path) -> None:
    assert read(tmp_path, scan(SEAL, before=9), Kind.PDF) == (SEAL,)


def test_finds_nothing_where_nothing_can_be_read(tmp_path: Path) -> None:
    assert read(tmp_path, smeared(SEAL), Kind.JPG) == ()
    assert read(tmp_path, scan(None), Kind.PDF) == ()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.PDF, b"%PDF-1.7\nnothing of that kind\n%%EOF"),
        (Kind.PNG, png_of(100, 100)[:60]),
        (Kind.JPG, b"\xff\xd8\xff\xe0 none"),
    ],
)
def test_says_that_it_could_not_look(tmp_path: Path, kind: Kind, content: bytes) -> None:
    assert read(tmp_path, content, kind) is None


def test_a_word_document_is_not_looked_at() -> None:
    assert codes_on(BytesIO(b"PK"), Kind.DOCX) is None


CHILD = """
import sys, time
from evidence.confined import confine
confine(*sys.argv[1:4])
{act}
"""


def ask_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str, bounds: Bounds) -> bytes:
    """What a child answers that does `act`; it is a file, so `-m` is made `-c`."""
    program = CHILD.format(act=act)
    shim = tmp_path / "python"
    shim.write_text(
        f'#!/bin/sh\nshift 3\nexec {sys.executable} -c "$(cat {tmp_path}/act.py)" "$@"\n'
    )
    shim.chmod(0o755)
    (tmp_path / "act.py").write_text(program)
    monkeypatch.setattr(sys, "executable", str(shim))
    with (tmp_path / "act.py").open("rb") as file:
        return ask("any", (), file, bounds)


BOUNDS = Bounds(memory=512 * 1024 * 1024, cpu_seconds=2, seconds=10)


@pytest.mark.parametrize(
    "act",
    [
        "bytes(1 << 30)",
        "while True: pass",
        "sys.stdout.write('x' * 200_000); sys.stdout.flush()",
        "open('/tmp/thangdo-escape', 'wb').write(bytes(200_000))",
        "sys.exit(3)",
    ],
    ids=["memory", "processor", "answer", "disk", "failure"],
)
def test_a_child_past_its_bounds_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    started = time.monotonic()
    with pytest.raises(ChildFailed):
        ask_child(tmp_path, monkeypatch, act.replace("/tmp", str(tmp_path)), BOUNDS)  # noqa: S108
    assert time.monotonic() - started < 9


def test_a_child_that_only_sleeps_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ChildFailed):
        ask_child(tmp_path, monkeypatch, "time.sleep(60)", BOUNDS._replace(seconds=1))


def test_a_child_sees_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THANGDO_DATABASE_URL", "postgresql://user:word@host/test")
    told = ask_child(tmp_path, monkeypatch, "import os; print(sorted(os.environ))", BOUNDS)
    assert b"THANGDO" not in told
    assert "THANGDO_DATABASE_URL" in os.environ
