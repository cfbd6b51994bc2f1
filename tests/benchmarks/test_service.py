"""Starting and memory are measured on real processes; how much is never asserted here."""

import os

from benchmarks import memory, starting
from benchmarks.started import pss_mb


def test_a_first_start_is_measured_beside_a_plain_one() -> None:
    first, slowest, later = starting.measure(1)
    assert "create_all" in first.baseline
    assert first.measured == slowest.measured
    assert later.measured.endswith(" s")


def test_memory_is_measured_after_requests_of_every_kind() -> None:
    (figure,) = memory.measure(60)
    assert figure.name == "memory (PSS) of a worker after 60 mixed requests"
    assert "just started" in figure.baseline


def test_memory_of_this_process_is_found() -> None:
    assert pss_mb(os.getpid()) > 10
