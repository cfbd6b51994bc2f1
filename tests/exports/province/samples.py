"""Invented schools for tables of many schools."""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from criteria.edition import Edition, Fact, FactType
from exports.province.shapes import Heading, ProvinceRow, SchoolRow, SideCells
from scoring.answers import Award, FactValue, Verdict

HEADING = Heading(
    "Đợt đánh giá minh họa", "2025-2026", "Sở minh họa (dữ liệu minh họa)", "10:15 ngày 02/03/2026"
)


def side(edition: Edition, chance: random.Random) -> SideCells:
    """A whole side of any values."""
    awards: dict[str, Award] = {}
    for code, item in edition.items.items():
        if item.max is None:
            awards[code] = chance.choice(list(Verdict))
        else:
            step = edition.score_step.value
            awards[code] = step * chance.randint(0, int(item.max.value / step))
    facts = {code: _fact(fact, chance) for code, fact in edition.facts.items()}
    groups = {one.code: Decimal(chance.randint(0, 400)) / 4 for one in edition.groups if one.max}
    return SideCells(facts, awards, groups, chance.choice(edition.levels).number)


def schools(edition: Edition, count: int, seed: int = 1) -> Iterator[SchoolRow]:
    """So many schools, codes with zeros in front."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    for number in range(count):
        yield SchoolRow(
            f"0{number:07}",
            f"Trường Tiểu học Mây {number} (dữ liệu minh họa)",
            "Tiểu học",
            side(edition, chance),
            side(edition, chance),
            f"{number}/QĐ-MH",
            date(2026, 5, 1 + number % 28),
            chance.choice(edition.levels).number,
            "nhập từ bảng" if number % 2 else "",
        )


def province_rows(bodies: int, each: int, levels: int, seed: int = 1) -> Iterator[ProvinceRow]:
    """Schools of several bodies, some without one result or the other."""
    chance = random.Random(seed)  # noqa: S311 - a sample
    choices = (None, *range(1, levels + 1))
    for body in range(bodies):
        for number in range(each):
            recognised = chance.choice(choices)
            yield ProvinceRow(
                f"b{body}",
                f"{body:03}{number:05}",
                f"Trường minh họa {body}.{number}",
                chance.choice(("Tiểu học", "Trung học cơ sở", "Tiểu học, Trung học cơ sở")),
                "đã nộp",
                chance.choice(choices),
                chance.choice(choices),
                recognised,
                "1/QĐ-MH" if recognised else "",
                date(2026, 5, 4) if recognised else None,
                "",
            )


def _fact(fact: Fact, chance: random.Random) -> FactValue:
    if fact.type is FactType.YES_NO:
        return chance.random() < 0.5
    if fact.type is FactType.CHOICE:
        return chance.choice(fact.options)[0]
    return "=Phần mềm minh họa" if fact.type is FactType.TEXT else Decimal(chance.randint(0, 90))
