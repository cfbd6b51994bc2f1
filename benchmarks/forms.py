"""Reading a filled form, against openpyxl only opening it."""

from collections.abc import Iterator
from io import BytesIO

import openpyxl

from benchmarks.figures import Figure
from benchmarks.rounds import best
from benchmarks.samples import sample_form
from exports.forms.reader import read_form


def measure(count: int) -> Iterator[Figure]:
    """Our reader finds every fault and trusts nothing; openpyxl's time is its load alone."""
    forms = [sample_form(number) for number in range(count)]

    def ours() -> None:
        for form in forms:
            read_form(form)

    def plain() -> None:
        for form in forms:
            openpyxl.load_workbook(BytesIO(form), data_only=True)

    ours()
    times = best({"ours": ours, "plain": plain})
    yield Figure(
        "one form read and checked",
        f"{times['ours'] / count * 1000:.1f} ms",
        f"{times['plain'] / count * 1000:.1f} ms for openpyxl to load it",
        "",
        None,
    )
