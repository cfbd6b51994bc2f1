"""Facts put ceilings over awards, as far as the index gives them; they never make points."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from criteria.edition import Edition
from criteria.marks import Known
from scoring.answers import FactValue
from scoring.engine import score
from scoring.sheet import Measured, Severity
from tests.scoring.school import QD_4725, with_totals
from tests.scoring.small import MARK, Scored, answers, small

TWO_LEVELS = [
    {"code": f"{name}_{level}", "title": f"{name} {level}", "type": "count", "school_level": level}
    for level in ("low", "high")
    for name in ("pupils", "machines")
]


def per_level(better: str, low_bound: int, high_bound: int) -> Edition:
    """Pupils per machine in two cấp học, with a bound and points of its own in each."""
    parts = [
        {
            "numerator": f"pupils_{level}",
            "denominator": f"machines_{level}",
            "school_level": level,
            "bands": [{"to": bound, "points": 8}, {"above": bound, "points": 3}]
            if better == "lower"
            else [{"to": bound, "points": 3}, {"above": bound, "points": 8}],
        }
        for level, bound in (("low", low_bound), ("high", high_bound))
    ]
    measure = {"kind": "quotient", "unit": "học sinh/máy", "better": better, "parts": parts, **MARK}
    return small([[Scored("10", more={"measure": measure})]], facts=TWO_LEVELS)


def two(low: tuple[int, int], high: tuple[int, int]) -> dict[str, FactValue]:
    return {
        "pupils_low": Decimal(low[0]),
        "machines_low": Decimal(low[1]),
        "pupils_high": Decimal(high[0]),
        "machines_high": Decimal(high[1]),
    }


@pytest.mark.parametrize(
    ("count", "ceiling"),
    [("0", 3), ("19", 3), ("20", 7), ("40", 7), ("41", 10), ("1000000000", 10)],
)
def test_band_of_a_quantity_gives_the_ceiling(count: str, ceiling: int) -> None:
    sheet = score(QD_4725, with_totals("0", "0", facts={"digital_materials": Decimal(count)}))
    result = sheet.item("1.4").ceiling
    assert result is not None
    assert result.points == ceiling
    assert (result.reason, result.mark.known) == ("measure", Known.INFERRED)


def test_award_above_an_unconfirmed_ceiling_is_only_warned_of() -> None:
    given = with_totals(
        "80", "60", awards={"1.4": Decimal(10)}, facts={"digital_materials": Decimal(5)}
    )
    sheet = score(QD_4725, given)
    assert sheet.item("1.4").points == 10
    assert [(one.code, one.severity) for one in sheet.findings] == [
        ("award-above-ceiling", Severity.WARNS)
    ]
    assert sheet.may_be_handed_in


def test_award_above_a_confirmed_ceiling_is_saved_and_blocks_handing_in() -> None:
    edition = small([[Scored("10", ("net",))]], needs_known="confirmed")
    sheet = score(edition, answers(edition, {"1.1": "0.5"}, facts={"net": False}))
    assert sheet.item("1.1").points == Decimal("0.5")
    assert [(one.code, one.severity) for one in sheet.findings] == [
        ("dependency-unmet", Severity.BLOCKS)
    ]
    assert sheet.complete
    assert not sheet.may_be_handed_in


def test_award_at_the_ceiling_is_silent() -> None:
    given = with_totals(
        "80", "60", awards={"1.4": Decimal(7)}, facts={"digital_materials": Decimal(20)}
    )
    assert score(QD_4725, given).findings == ()


def test_missing_dependency_is_a_ceiling_of_zero_with_the_mark_of_its_rule() -> None:
    sheet = score(QD_4725, with_totals("80", "60", facts={"lms_in_use": False}))
    for code in ("1.3.2", "1.3.3", "1.3.4", "1.3.5"):
        ceiling = sheet.item(code).ceiling
        assert ceiling is not None
        assert ceiling.points == 0
        assert ceiling.reason == "lms"
        assert ceiling.mark == QD_4725.dependencies["lms"].mark
    assert sheet.item("1.3.1").ceiling is None
    assert {one.code for one in sheet.findings} == {"dependency-unmet"}


@pytest.mark.parametrize("facts", [{}, {"lms_in_use": True}])
def test_dependency_that_is_there_or_not_stated_is_no_ceiling(
    facts: Mapping[str, FactValue],
) -> None:
    sheet = score(QD_4725, with_totals("80", "60", facts=facts))
    assert sheet.item("1.3.2").ceiling is None
    assert sheet.findings == ()


def test_lowest_of_several_ceilings_is_shown_and_each_passed_one_is_said() -> None:
    measure = {
        "kind": "quantity",
        "unit": "bài",
        "better": "higher",
        "parts": [{"numerator": "lessons"}],
        "bands": [{"below": 5, "points": 4}, {"from": 5, "points": 10}],
        **MARK,
    }
    edition = small(
        [[Scored("10", ("net",), {"measure": measure})]],
        facts=[{"code": "lessons", "title": "Số bài", "type": "count"}],
    )
    facts: dict[str, FactValue] = {"net": False, "lessons": Decimal(1)}
    sheet = score(edition, answers(edition, {"1.1": "6"}, facts=facts))
    ceiling = sheet.item("1.1").ceiling
    assert ceiling is not None
    assert ceiling.reason == "net"
    assert [one.code for one in sheet.findings] == ["dependency-unmet", "award-above-ceiling"]
    sheet = score(edition, answers(edition, {"1.1": "3"}, facts=facts))
    assert [one.code for one in sheet.findings] == ["dependency-unmet"]


def test_bands_without_points_are_shown_but_bound_nothing() -> None:
    facts: dict[str, FactValue] = {
        "teachers_total": Decimal(40),
        "teachers_with_account": Decimal(1),
    }
    sheet = score(QD_4725, with_totals("100", "100", facts=facts))
    item = sheet.item("1.6.1")
    assert item.ceiling is None
    assert item.measured == Measured(Decimal(1), Decimal(40), 0, 0)
    assert sheet.findings == ()


@pytest.mark.parametrize(("part", "band"), [(29, 0), (30, 1), (60, 1), (61, 2), (100, 2), (0, 0)])
def test_percentage_is_compared_exactly(part: int, band: int) -> None:
    facts: dict[str, FactValue] = {
        "teachers_total": Decimal(100),
        "teachers_with_account": Decimal(part),
    }
    measured = score(QD_4725, with_totals("0", "0", facts=facts)).item("1.6.1").measured
    assert measured is not None
    assert measured.band == band


def test_a_hair_below_a_percentage_is_below_it() -> None:
    facts: dict[str, FactValue] = {
        "teachers_total": Decimal(1_000_000_000),
        "teachers_with_account": Decimal(299_999_999),
    }
    measured = score(QD_4725, with_totals("0", "0", facts=facts)).item("1.6.1").measured
    assert measured is not None
    assert measured.band == 0


@pytest.mark.parametrize(
    ("facts", "part", "ceiling"),
    [
        (two((20, 10), (20, 20)), 0, 8),  # both good: the worse ratio, 2 pupils per machine
        (two((10, 10), (30, 20)), 1, 3),  # 1,5 at the higher level passes its own bound of 1
        (two((30, 10), (20, 20)), 0, 3),
        (two((30, 10), (40, 10)), 1, 3),  # both bad: the worse ratio
        (two((50, 10), (40, 10)), 0, 3),
        (two((20, 20), (20, 20)), 0, 8),  # equal: the first
    ],
)
def test_school_of_several_levels_is_judged_by_its_worst_ratio(
    facts: Mapping[str, FactValue], part: int, ceiling: int
) -> None:
    edition = per_level("lower", 2, 1)
    item = score(edition, answers(edition, {"1.1": "0"}, kind="two", facts=facts)).item("1.1")
    assert item.measured is not None
    assert item.measured.part == part
    assert item.ceiling is not None
    assert item.ceiling.points == ceiling


@pytest.mark.parametrize(
    ("facts", "part", "ceiling"),
    [
        (two((30, 10), (30, 20)), 1, 8),  # both high enough: the lower ratio is the worse
        (two((20, 10), (30, 20)), 0, 3),
        (two((10, 10), (10, 20)), 1, 3),
    ],
)
def test_worst_is_the_lowest_where_higher_is_better(
    facts: Mapping[str, FactValue], part: int, ceiling: int
) -> None:
    edition = per_level("higher", 2, 1)
    item = score(edition, answers(edition, {"1.1": "0"}, kind="two", facts=facts)).item("1.1")
    assert item.measured is not None
    assert item.measured.part == part
    assert item.ceiling is not None
    assert item.ceiling.points == ceiling


def test_part_of_another_level_does_not_count() -> None:
    edition = per_level("lower", 2, 1)
    facts = two((10, 10), (900, 1))
    item = score(edition, answers(edition, {"1.1": "0"}, kind="one", facts=facts)).item("1.1")
    assert item.measured is not None
    assert (item.measured.part, item.measured.band) == (0, 0)


def test_no_quantity_while_a_level_has_not_stated_its_facts() -> None:
    edition = per_level("lower", 2, 1)
    facts = {code: value for code, value in two((30, 10), (1, 1)).items() if "high" not in code}
    item = score(edition, answers(edition, {"1.1": "9"}, kind="two", facts=facts)).item("1.1")
    assert item.measured is None
    assert item.ceiling is None


def test_ratio_over_zero_is_said_and_bounds_nothing() -> None:
    facts: dict[str, FactValue] = {"rooms_total": Decimal(0), "rooms_equipped": Decimal(0)}
    sheet = score(QD_4725, with_totals("80", "60", facts=facts))
    assert sheet.item("1.7.1").measured is None
    assert [(one.code, one.severity) for one in sheet.findings] == [
        ("ratio-over-zero", Severity.WARNS)
    ]


def test_part_above_its_whole_blocks_handing_in() -> None:
    facts: dict[str, FactValue] = {"rooms_total": Decimal(10), "rooms_equipped": Decimal(11)}
    sheet = score(QD_4725, with_totals("80", "60", facts=facts))
    assert [(one.code, one.where, one.severity) for one in sheet.findings] == [
        ("part-above-whole", "1.7.1", Severity.BLOCKS)
    ]
    assert not sheet.may_be_handed_in


def test_quotient_above_one_is_no_mistake() -> None:
    facts: dict[str, FactValue] = {"class_size_thcs": Decimal(45), "computers_thcs": Decimal(20)}
    sheet = score(QD_4725, with_totals("80", "60", facts=facts))
    assert sheet.findings == ()
    measured = sheet.item("1.7.2").measured
    assert measured is not None
    assert measured.band == 1


def test_sheet_keeps_every_stated_fact_in_the_order_of_the_index() -> None:
    facts: dict[str, FactValue] = {"rooms_total": Decimal(9), "teachers_total": Decimal(5)}
    sheet = score(QD_4725, with_totals("0", "0", facts=facts))
    assert sheet.facts == (("teachers_total", Decimal(5)), ("rooms_total", Decimal(9)))
