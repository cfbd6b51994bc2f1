"""One measured figure with what it is held against, and the table of all."""

import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`baseline` is measured in the same run, or "" where the target is an absolute one."""

    name: str
    measured: str
    baseline: str
    target: str
    reached: bool | None
    """None: only told, no target set."""

    @property
    def verdict(self) -> str:
        """The last column."""
        return {True: "reached", False: "NOT REACHED", None: ""}[self.reached]


def machine() -> str:
    """What it ran on; not the name of the machine."""
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {platform.python_implementation()} {platform.python_version()}"


def as_table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text."""
    rows = [("figure", "measured", "baseline of the same run", "target", "")]
    rows += [(one.name, one.measured, one.baseline, one.target, one.verdict) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def as_json(figures: Iterable[Figure]) -> dict[str, object]:
    """The same for a program."""
    return {"machine": machine(), "figures": [asdict(one) for one in figures]}
