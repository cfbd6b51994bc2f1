"""The press: prints from many threads; a lost process costs one print, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.edge.press import Press
from exports.documents.content import Content
from exports.documents.errors import PrintingFailed
from exports.documents.pdf import render_pdf
from tests.exports.documents.samples import METADATA, report


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press(2)
    yield made
    made.close()


def test_what_it_prints_is_what_this_process_prints(press: Press) -> None:
    assert press.pdf(report()) == render_pdf(report())


def test_eight_threads_each_get_their_own_document(press: Press) -> None:
    contents = [_titled(f"Báo cáo {number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        printed = list(pool.map(press.pdf, contents))
    assert printed == [render_pdf(one) for one in contents]
    assert 1 <= len(press.process_ids) <= 2


def test_after_a_process_was_killed_while_idle_the_next_print_works(press: Press) -> None:
    press.pdf(report())
    (process,) = press.process_ids
    os.kill(process, signal.SIGKILL)
    until(lambda: _state(process) in {"", "Z"})
    assert press.pdf(report()).startswith(b"%PDF")
    assert process not in press.process_ids


def test_a_process_killed_at_work_is_replaced_and_the_document_is_printed(press: Press) -> None:
    press.pdf(report())
    (process,) = press.process_ids
    os.kill(process, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        printing: Future[bytes] = pool.submit(press.pdf, report())
        until(lambda: not press.process_ids)
        os.kill(process, signal.SIGKILL)
        assert printing.result(60) == render_pdf(report())
    assert process not in press.process_ids


def test_a_fresh_process_that_dies_costs_that_print_alone(press: Press) -> None:
    cramped = Press(1, memory=64 * 1024**2)
    with pytest.raises(PrintingFailed, match="bị dừng giữa chừng"):
        cramped.pdf(report())
    assert not cramped.process_ids
    assert press.pdf(report()).startswith(b"%PDF")


def test_a_print_that_never_ends_is_stopped_and_the_next_one_works() -> None:
    press = Press(1, seconds=20)
    try:
        press.pdf(report())
        (process,) = press.process_ids
        os.kill(process, signal.SIGSTOP)
        press.seconds = 0.2
        with pytest.raises(PrintingFailed, match="bị dừng giữa chừng"):
            press.pdf(report())
        assert _state(process) == ""
        press.seconds = 20
        assert press.pdf(report()).startswith(b"%PDF")
    finally:
        press.close()


def test_who_finds_no_process_free_is_told_so() -> None:
    press = Press(1, seconds=20)
    press.pdf(report())
    (process,) = press.process_ids
    os.kill(process, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(press.pdf, report())
            until(lambda: not press.process_ids)
            press.seconds = 0.1
            with pytest.raises(PrintingFailed, match="đang bận"):
                press.pdf(report())
            os.kill(process, signal.SIGCONT)
            assert first.result(60).startswith(b"%PDF")
    finally:
        press.close()


def test_a_process_is_replaced_after_so_many_prints() -> None:
    press = Press(1, most=2)
    try:
        press.pdf(report())
        (first,) = press.process_ids
        press.pdf(report())
        assert not press.process_ids
        assert _state(first) == ""
        press.pdf(report())
        assert first not in press.process_ids
    finally:
        press.close()


def test_closing_leaves_no_process_and_a_print_starts_one_again(press: Press) -> None:
    press.pdf(report())
    (process,) = press.process_ids
    press.close()
    assert _state(process) == ""
    assert press.pdf(report()).startswith(b"%PDF")


def test_the_service_itself_never_loads_the_compiler() -> None:
    told = "import sys, app.main; sys.exit('typst' in sys.modules)"
    subprocess.run([sys.executable, "-c", told], check=True, timeout=120)


def _titled(title: str) -> Content:
    return replace(report(), metadata=replace(METADATA, title=title))


def until(so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if so():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to pass")


def _state(process: int) -> str:
    """Its letter in /proc; empty when it is gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    return told.rpartition(")")[2].split()[0]
