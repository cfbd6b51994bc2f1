"""Answers under QĐ 4725, spread so that a group has the wanted total."""

from collections.abc import Mapping
from decimal import Decimal

from criteria.edition import Edition
from criteria.loader import shipped
from scoring.answers import Answers, Award, FactValue, Profile, Verdict

QD_4725: Edition = shipped("thangdo.qd-4725")
DIGITAL_SCHOOL: Edition = shipped("thangdo.truong-hoc-so")
SCORED = tuple(code for code, item in QD_4725.items.items() if item.max is not None)
CONDITIONS = tuple(code for code, item in QD_4725.items.items() if item.mandatory)


def with_totals(
    first: str,
    second: str,
    *,
    awards: Mapping[str, Award | None] | None = None,
    facts: Mapping[str, FactValue] | None = None,
    kind: str = "thcs",
) -> Answers:
    """All conditions met, the totals spread in order; `awards` overrides, None removes."""
    stated: dict[str, Award] = dict.fromkeys(CONDITIONS, Verdict.MET)
    left = {"1": Decimal(first), "2": Decimal(second)}
    for code in SCORED:
        item = QD_4725.items[code]
        assert item.max is not None
        points = min(left[item.group], item.max.value)
        left[item.group] -= points
        stated[code] = points
    for code, award in (awards or {}).items():
        if award is None:
            del stated[code]
        else:
            stated[code] = award
    return Answers(Profile.of(QD_4725, kind), stated, facts or {})
