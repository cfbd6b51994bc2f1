"""Printing one report: time warm as .docx and as .pdf, and whether memory grows over many."""

import gc
from collections.abc import Iterator
from datetime import date

from benchmarks.figures import Figure
from benchmarks.rounds import best, resident_mb
from benchmarks.samples import EDITION, Sample, sample
from criteria.loader import shipped
from exports.documents.docx import render_docx
from exports.documents.pdf import render_pdf
from exports.documents.report import report_content
from exports.dossier import Dossier, Side
from scoring.engine import score

PRINTED = date(2026, 1, 1)
TARGET_MS = 60.0
GROWTH_MB = 10.0
"""Flat: less than what one more open document would take; a leak of one report each is far more."""


def dossier(one: Sample) -> Dossier:
    """The dossier of a sample, scored."""
    edition = shipped(EDITION)
    side = Side(one.answers, score(edition, one.answers))
    return Dossier(edition, one.school, one.header, one.narrative, one.evidence, side)


def measure(count: int) -> Iterator[Figure]:
    """Figures over `count` reports."""
    contents = [
        report_content(dossier(sample(number)), PRINTED) for number in range(min(20, count))
    ]

    def all_docx() -> None:
        for content in contents:
            render_docx(content)

    def all_pdf() -> None:
        for content in contents:
            render_pdf(content)

    all_docx()
    all_pdf()
    times = best({"docx": all_docx, "pdf": all_pdf})
    loop = best({"loop": _python_loop})["loop"]
    for kind, taken in times.items():
        each = taken / len(contents) * 1000
        yield Figure(
            f"one report as .{kind}, warm",
            f"{each:.1f} ms",
            f"{taken / len(contents) / loop:.2f} × a million additions in Python",
            f"under {TARGET_MS:.0f} ms",
            each < TARGET_MS,
        )
    yield _growth(count)


def _growth(count: int) -> Figure:
    first = max(2, count // 10)
    for number in range(first):
        _print_both(number)
    gc.collect()
    before = resident_mb()
    for number in range(count):
        _print_both(number)
    gc.collect()
    grown = resident_mb() - before
    return Figure(
        f"memory over {count} reports, both formats",
        f"{grown:+.1f} MB",
        f"{before:.0f} MB after {first}",
        f"at most {GROWTH_MB:.0f} MB more",
        grown <= GROWTH_MB,
    )


def _print_both(number: int) -> None:
    content = report_content(dossier(sample(number)), PRINTED)
    render_docx(content)
    render_pdf(content)


def _python_loop() -> int:
    total = 0
    for number in range(1_000_000):
        total += number
    return total
