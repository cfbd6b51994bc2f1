"""The two columns that help while filling in: what the facts give, and what is odd about an award.

They only show. What they say is worked out twice, as a formula and, for programs that do not
recalculate, from the engine's own sheet; a test holds the two equal.
"""

from decimal import Decimal

from criteria.edition import Edition, Item, Measure, MeasureKind, MeasurePart
from criteria.interval import shown
from exports.forms.formulas import UNIT, Formulas, quoted, units
from exports.forms.layout import EXCLUDED
from exports.forms.plan import Line
from scoring.answers import Award, Verdict
from scoring.checks import off_step
from scoring.sheet import ItemResult, Sheet, State

NOT_YET = "chưa trả lời"
NO_REASON = "hãy ghi lý do"
NOT_A_NUMBER = "phải là số"
NOT_A_VERDICT = "chọn Đạt hoặc Không đạt"
UNMET = "điều kiện không đạt"
PART_ABOVE_WHOLE = "số liệu: phần lớn hơn tổng"


def off_step_words(edition: Edition) -> str:
    """What is said of an award between two steps."""
    return f"không theo bước {shown(edition.score_step.value)}"


def range_words(item: Item) -> str:
    """What is said of an award outside its range."""
    assert item.max is not None
    return f"phải từ 0 đến {shown(item.max.value)}"


def ceiling_words(points: Decimal) -> str:
    """What is said of an award above what the facts give."""
    return f"cao hơn {shown(points)} theo số liệu"


def dependency_words(edition: Edition, code: str) -> str:
    """What is said of an award whose dependency is unmet."""
    return f"cần: {edition.dependencies[code].title}"


def shown_parts(item: Item, profile_levels: tuple[str, ...]) -> tuple[MeasurePart, ...]:
    """The parts of a measure that the form can show; none where several are judged differently."""
    if item.measure is None:
        return ()
    parts = tuple(
        part
        for part in item.measure.parts
        if not part.school_level or part.school_level in profile_levels
    )
    alike = all(part.bands == parts[0].bands for part in parts)
    return parts if alike else ()


def measured_formula(formulas: Formulas, line: Line) -> str | None:
    """The measured quantity as a number, "" while a fact is missing."""
    item = line.item
    assert item is not None
    parts = shown_parts(item, formulas.plan.profile.school_levels)
    if not parts or item.measure is None:
        return None
    quotients, tests = [], []
    for part in parts:
        numerator, denominator = _cells(formulas, part)
        factor = "*100" if item.measure.kind is MeasureKind.PERCENT else ""
        tests.append(f"ISNUMBER({numerator})")
        if denominator is None:
            quotients.append(numerator)
        else:
            tests.append(f"N({denominator})>0")
            quotients.append(f"{numerator}{factor}/{denominator}")
    worst = "MIN" if item.measure.higher_is_better else "MAX"
    value = quotients[0] if len(quotients) == 1 else f"{worst}({','.join(quotients)})"
    claimed = formulas.claimed(line.row)
    if claimed is not None:
        tests.append(f"NOT({claimed})")
    return f'=IF(AND({",".join(tests)}),{value},"")'


def measured_value(result: ItemResult, item: Item, levels: tuple[str, ...]) -> float | str:
    """What `measured_formula` gives."""
    if result.measured is None or item.measure is None or not shown_parts(item, levels):
        return ""
    factor = 100 if item.measure.kind is MeasureKind.PERCENT else 1
    return float(result.measured.numerator * factor / result.measured.denominator)


def check_formula(formulas: Formulas, line: Line) -> str | None:
    """The first thing that is odd about a row, "" when nothing is."""
    item, edition = line.item, formulas.edition
    assert item is not None
    if line.excluded:
        return None
    award = formulas.at("award", line.row)
    if item.max is None:
        met, unmet = quoted(Verdict.MET.label), quoted(Verdict.UNMET.label)
        return (
            f'=IF({award}="",{quoted(NOT_YET)},IF({award}={met},"",'
            f"IF({award}={unmet},{quoted(UNMET)},{quoted(NOT_A_VERDICT)})))"
        )
    tests = [
        (f'{award}=""', NOT_YET),
        (f"NOT(ISNUMBER({award}))", NOT_A_NUMBER),
        (f"OR({award}<0,{_scaled(award)}>{units(item.max.value)})", range_words(item)),
        (_off_step(award, edition, item), off_step_words(edition)),
    ]
    tests += [(test, PART_ABOVE_WHOLE) for test in _part_above_whole(formulas, item)]
    tests += _ceilings(formulas, item, award)
    found = '""'
    for test, words in reversed(tests):
        found = f"IF({test},{quoted(words)},{found})"
    claimed = formulas.claimed(line.row)
    if claimed is not None:
        reason = formulas.at("reason", line.row)
        found = f'IF({claimed},IF({reason}="",{quoted(NO_REASON)},{quoted(EXCLUDED)}),{found})'
    return f"={found}"


def check_value(edition: Edition, line: Line, sheet: Sheet, award: Award | None) -> str:
    """What `check_formula` gives for answers that the engine accepted."""
    item = line.item
    assert item is not None
    result = sheet.item(item.code)
    if result.state is State.INAPPLICABLE:
        return EXCLUDED
    if result.state is State.UNANSWERED:
        return NOT_YET
    if item.max is None:
        return UNMET if result.verdict is Verdict.UNMET else ""
    assert isinstance(award, Decimal)
    if off_step(award, item.max.value, edition.score_step.value):
        return off_step_words(edition)
    found = {finding.code for finding in sheet.findings if finding.where == item.code}
    if "part-above-whole" in found:
        return PART_ABOVE_WHOLE
    return _ceiling_value(edition, item, sheet, award)


def _ceiling_value(edition: Edition, item: Item, sheet: Sheet, award: Decimal) -> str:
    ceiling = sheet.item(item.code).ceiling
    if ceiling is None or award <= ceiling.points:
        return ""
    if ceiling.reason != "measure":
        return dependency_words(edition, ceiling.reason)
    return ceiling_words(ceiling.points) if _one_part(item, sheet) else ""


def _one_part(item: Item, sheet: Sheet) -> bool:
    return len(shown_parts(item, sheet.profile.school_levels)) == 1


def _scaled(award: str) -> str:
    return f"ROUND({award}*{UNIT},0)"


def _off_step(award: str, edition: Edition, item: Item) -> str:
    assert item.max is not None
    scaled, step = _scaled(award), units(edition.score_step.value)
    return f"AND(MOD({scaled},{step})<>0,{scaled}<>{units(item.max.value)})"


def _cells(formulas: Formulas, part: MeasurePart) -> tuple[str, str | None]:
    numerator = formulas.fact(part.numerator)
    assert numerator is not None
    return numerator, formulas.fact(part.denominator) if part.denominator else None


def _part_above_whole(formulas: Formulas, item: Item) -> list[str]:
    measure = item.measure
    if measure is None or measure.kind is not MeasureKind.PERCENT:
        return []
    levels = formulas.plan.profile.school_levels
    tests = []
    for part in measure.parts:
        if part.school_level and part.school_level not in levels:
            continue
        numerator, denominator = _cells(formulas, part)
        assert denominator is not None
        above = f"{numerator}>{denominator},{denominator}>0"
        tests.append(f"AND(ISNUMBER({numerator}),ISNUMBER({denominator}),{above})")
    return tests


def _ceilings(formulas: Formulas, item: Item, award: str) -> list[tuple[str, str]]:
    found = []
    for dependency in item.requires:
        cell = formulas.fact(dependency.fact)
        if cell is not None:
            test = f"AND({cell}={quoted('Không')},{award}>0)"
            found.append((test, dependency_words(formulas.edition, dependency.code)))
    parts = shown_parts(item, formulas.plan.profile.school_levels)
    if len(parts) == 1 and item.measure is not None:
        found += _measure_ceilings(formulas, item.measure, parts[0], award)
    return found


def _measure_ceilings(
    formulas: Formulas, measure: Measure, part: MeasurePart, award: str
) -> list[tuple[str, str]]:
    numerator, denominator = _cells(formulas, part)
    known = f"ISNUMBER({numerator})"
    if denominator is not None:
        known += f",N({denominator})>0"
    factor = "*100" if measure.kind is MeasureKind.PERCENT else ""
    over = f"*{denominator}" if denominator is not None else ""
    found = []
    for band in part.bands:
        if band.points is None:
            continue
        tests = [known]
        for bound, sign in (
            (band.interval.low, ">=" if band.interval.low_included else ">"),
            (band.interval.high, "<=" if band.interval.high_included else "<"),
        ):
            if bound is not None:
                tests.append(f"{numerator}*{UNIT}{factor}{sign}{units(bound)}{over}")
        tests.append(f"{_scaled(award)}>{units(band.points)}")
        found.append((f"AND({','.join(tests)})", ceiling_words(band.points)))
    return found
