"""Measures: built on facts that are asked, for every cấp học, with bands that can be compared."""

from collections.abc import Iterator
from decimal import Decimal

from criteria import document as doc
from criteria.interval import shown
from criteria.rules.bodies import included, situations
from criteria.rules.facts import out_of_scope
from criteria.rules.findings import Answerable, AskedFact, Finding, answerables, asked_facts
from criteria.rules.levels import HUNDRED, broken_bounds
from criteria.strict_yaml import Path


def broken_measures(edition: doc.EditionPart) -> Iterator[Finding]:
    """Every fault of the measure of every item."""
    facts = {asked.fact.code: asked for asked in asked_facts(edition)}
    for answerable in answerables(edition):
        measure = answerable.node.measure
        if measure is None or answerable.node.max is None:
            continue
        path: Path = (*answerable.path, "measure")
        for index, part in enumerate(measure.parts):
            yield from _part(answerable, measure, part, facts, (*path, "parts", index))
        yield from _school_levels(edition, answerable, measure, path)
        yield from _bands(answerable, measure, path)


def _part(
    answerable: Answerable,
    measure: doc.Measure,
    part: doc.MeasurePart,
    facts: dict[str, AskedFact],
    path: Path,
) -> Iterator[Finding]:
    code = answerable.node.code
    if (part.denominator is None) != (measure.kind == "quantity"):
        yield path, f"{code}: denominator đi với percent, quotient, và chỉ với chúng"
    if part.denominator == part.numerator:
        yield path, f"{code}: tử số và mẫu số là cùng một dữ kiện"
    for name in (part.numerator, part.denominator):
        if name is None:
            continue
        asked = facts.get(name)
        if asked is None or asked.fact.type not in {"count", "number"}:
            yield path, f"{code}: “{name}” phải là một dữ kiện loại count hoặc number"
            continue
        if asked.fact.school_level not in {None, part.school_level}:
            message = f"{code}: “{name}” chỉ hỏi cấp học “{asked.fact.school_level}”"
            yield path, message
        for message in out_of_scope(answerable, asked):
            yield path, message


def _school_levels(
    edition: doc.EditionPart, answerable: Answerable, measure: doc.Measure, path: Path
) -> Iterator[Finding]:
    code = answerable.node.code
    known = {level.code for level in edition.school_levels}
    stated = [part.school_level for part in measure.parts]
    for index, level in enumerate(stated):
        here = (*path, "parts", index)
        if level is not None and level not in known:
            yield here, f"{code}: cấp học “{level}” không có trong school_levels"
        if stated.index(level) != index:
            yield here, f"{code}: hai phần cho cùng một cấp học"
    if None in stated:
        if len(stated) > stated.count(None):
            yield path, f"{code}: không trộn phần cho mọi cấp học với phần của một cấp học"
        return
    missing = {
        (kind.title, level)
        for kind, level in situations(edition)
        if level not in stated and all(included(limit, kind, level) for limit in answerable.limits)
    }
    for title, level in sorted(missing, key=str):
        where = f"cấp học “{level}” của “{title}”" if level else f"“{title}”, không có cấp học"
        yield path, f"{code}: số đo chia theo cấp học nhưng thiếu phần cho {where}"


def _bands(answerable: Answerable, measure: doc.Measure, path: Path) -> Iterator[Finding]:
    code = answerable.node.code
    if measure.bands and all(part.bands is not None for part in measure.parts):
        yield (*path, "bands"), f"{code}: các khoảng chung không phần nào dùng"
    yield from _one_scale(answerable, measure, measure.bands, (*path, "bands"))
    for index, part in enumerate(measure.parts):
        if part.bands is not None:
            yield from _one_scale(answerable, measure, part.bands, (*path, "parts", index, "bands"))
    scales = [measure.bands if part.bands is None else part.bands for part in measure.parts]
    points = {tuple(band.points for band in scale) for scale in scales}
    if len(points) > 1:
        message = f"{code}: các phần phải có cùng số khoảng và cùng số điểm, để so được với nhau"
        yield (*path, "parts"), message


def _one_scale(
    answerable: Answerable, measure: doc.Measure, bands: list[doc.MeasureBandPart], path: Path
) -> Iterator[Finding]:
    code, most = answerable.node.code, answerable.node.max
    limit = HUNDRED if measure.kind == "percent" else None
    yield from broken_bounds(bands, path, f"các khoảng của {code}", limit)
    for index, band in enumerate(bands):
        if band.points is not None and most is not None and band.points > most.value:
            message = f"{code}: {shown(band.points)} điểm vượt điểm tối đa {shown(most.value)}"
            yield (*path, index), message
    points = [band.points for band in bands if band.points is not None]
    if points != _best_last(points, higher=measure.better == "higher"):
        direction = "không giảm" if measure.better == "higher" else "không tăng"
        yield path, f"{code}: điểm của các khoảng phải {direction} (better: {measure.better})"


def _best_last(points: list[Decimal], *, higher: bool) -> list[Decimal]:
    return sorted(points, reverse=not higher)
