"""Levels and bands cover their scale once: no gap, no overlap, nothing out of reach."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from criteria import document as doc
from criteria.compiler import interval
from criteria.interval import fault
from criteria.rules.findings import Finding, criteria
from criteria.strict_yaml import Path

HUNDRED = Decimal(100)


def broken_levels(edition: doc.EditionPart) -> Iterator[Finding]:
    """The level rule, the cap of unmet conditions, the step, and the bands beside criteria."""
    path: Path = ("levels", "bands")
    numbers = [level.level for level in edition.levels.bands]
    if numbers != list(range(1, len(numbers) + 1)):
        yield path, f"các mức phải đánh số 1, 2, 3… theo thứ tự, đang là {_listed(numbers)}"
    yield from broken_bounds(edition.levels.bands, path, "các mức", _reach(edition))
    yield from _cap(edition, numbers)
    if edition.score_step.value == 0:
        yield ("score_step",), "bước điểm phải lớn hơn 0"
    for here, _, criterion in criteria(edition):
        if criterion.bands is not None:
            yield from _criterion_bands(
                criterion, criterion.bands.bands, numbers, (*here, "bands", "bands")
            )


def _cap(edition: doc.EditionPart, numbers: list[int]) -> Iterator[Finding]:
    cap = edition.mandatory_unmet.cap
    if cap is not None and cap not in numbers:
        yield ("mandatory_unmet", "cap"), f"mức trần {cap} không phải là một mức của bộ chỉ số"
    elif cap is not None and cap == max(numbers):
        message = f"mức trần {cap} là mức cao nhất nên không có tác dụng; nếu chỉ nhắc, ghi null"
        yield ("mandatory_unmet", "cap"), message


def _reach(edition: doc.EditionPart) -> Decimal | None:
    """The most that the bounds of the levels can be compared with; of several groups the least."""
    maxima = [group.max.value for group in edition.groups if group.max is not None]
    if edition.levels.compare == "percent":
        return HUNDRED
    if not maxima:
        return None
    return sum(maxima, Decimal(0)) if edition.combine.value == "total" else min(maxima)


def _criterion_bands(
    criterion: doc.CriterionPart,
    bands: list[doc.CriterionBandPart],
    numbers: list[int],
    path: Path,
) -> Iterator[Finding]:
    own = [band.level for band in bands]
    if own != sorted(set(own)):
        yield path, f"các mức của {criterion.code} phải tăng dần, đang là {_listed(own)}"
    for index, level in enumerate(own):
        if level not in numbers:
            yield (*path, index), f"mức {level} không phải là một mức của bộ chỉ số"
    limit = criterion.max.value if criterion.max is not None else None
    yield from broken_bounds(bands, path, f"các mức của {criterion.code}", limit)


def broken_bounds(
    bands: Sequence[doc.Bounds], path: Path, what: str, limit: Decimal | None
) -> Iterator[Finding]:
    """Why the bands do not cover all numbers from 0 (to `limit`) exactly once."""
    clear = True
    for index, band in enumerate(bands):
        for one, other in (("below", "to"), ("above", "from")):
            if getattr(band, one) is not None and getattr(band, _field(other)) is not None:
                clear = False
                yield (*path, index), f"chỉ được dùng một trong hai khóa {one}, {other}"
    broken = fault([interval(band) for band in bands], limit) if bands and clear else None
    if broken:
        at, message = broken
        yield (*path, at), f"{what}: {message}"


def _field(key: str) -> str:
    return "from_" if key == "from" else key


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
