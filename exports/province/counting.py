"""Counting schools by cấp học, body and level: our own figures, which the formulas must meet."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from exports.province.shapes import ProvinceRow

KINDS = ("own", "external", "recognised")
"""The three results, apart."""


@dataclass(frozen=True, slots=True)
class Count:
    """A line of a summary: how many schools, and of each result how many at each level.

    `levels[kind]` counts by level in order, then those without one.
    """

    title: str
    schools: int
    levels: dict[str, tuple[int, ...]]


def counted(title: str, rows: Sequence[ProvinceRow], levels: Sequence[int]) -> Count:
    """The line over these rows."""
    found: dict[str, tuple[int, ...]] = {}
    for kind in KINDS:
        by_level = Counter(getattr(row, kind) for row in rows)
        at = tuple(by_level[level] for level in levels)
        found[kind] = (*at, len(rows) - sum(at))
    return Count(title, len(rows), found)


def grouped(
    rows: Iterable[ProvinceRow], key: Callable[[ProvinceRow], str]
) -> dict[str, list[ProvinceRow]]:
    """The rows by a key, in the order of its first appearance."""
    found: dict[str, list[ProvinceRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
