"""Which row of a form holds what: one edition read for one profile, before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.edition import Criterion, Edition, Fact, Group, InapplicableRule, Item
from exports.forms.layout import TABLE_HEADER_ROW, assessment_columns, fact_code
from scoring.answers import Profile

HELPERS = ("points", "applicable", "missing_scored", "missing_condition", "unmet", "whole", "rest")
"""Hidden columns of the assessment: on rows of items what is summed, on rows of groups the sums."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the assessment; `row` counts from 0. `item` is None for a group or criterion."""

    row: int
    group: Group
    criterion: Criterion | None = None
    item: Item | None = None
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class FactLine:
    """One row of the facts: a heading (`fact` is None) or a fact."""

    row: int
    heading: str
    code: str = ""
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Rows and columns of one form. `columns` maps keys, hidden ones too, to column numbers."""

    edition: Edition
    profile: Profile
    columns: Mapping[str, int]
    lines: tuple[Line, ...]
    fact_lines: tuple[FactLine, ...]
    external: bool = False
    """Whether it is the assessors' form."""

    @property
    def claims(self) -> bool:
        """Whether an item may be left out."""
        return self.edition.inapplicable.value is not InapplicableRule.NONE

    @property
    def item_lines(self) -> tuple[Line, ...]:
        """The rows that hold an answer."""
        return tuple(line for line in self.lines if line.item is not None)

    @property
    def first_row(self) -> int:
        """The first row of the assessment below its header."""
        return TABLE_HEADER_ROW + 1

    @property
    def last_row(self) -> int:
        """The last row of the assessment above its results."""
        return self.lines[-1].row

    def fact_row(self, code: str) -> int | None:
        """The row of a fact, or None where the profile is not asked for it."""
        for line in self.fact_lines:
            if line.fact is not None and line.fact.code == code:
                return line.row
        return None

    def items_under(self, line: Line) -> tuple[Line, ...]:
        """The rows of the items of a group's or criterion's row."""
        return tuple(
            one
            for one in self.item_lines
            if one.group is line.group
            and (line.criterion is None or one.criterion is line.criterion)
        )


def form_plan(edition: Edition, profile: Profile, *, external: bool = False) -> FormPlan:
    """The rows of the form of `edition` for `profile`, in the order of the index."""
    rule = edition.inapplicable.value
    columns = assessment_columns(claims=rule is not InapplicableRule.NONE, external=external)
    keys = [column.key for column in columns] + list(HELPERS)
    return FormPlan(
        edition,
        profile,
        {key: number for number, key in enumerate(keys)},
        tuple(_lines(edition, profile)),
        tuple(_fact_lines(edition, profile)),
        external,
    )


def _lines(edition: Edition, profile: Profile) -> Iterator[Line]:
    row = TABLE_HEADER_ROW + 1
    for group in edition.groups:
        yield Line(row, group)
        row += 1
        for criterion in group.criteria:
            if not criterion.own_item:
                yield Line(row, group, criterion)
                row += 1
            for item in criterion.items:
                excluded = any(
                    not rule.includes(profile.kind, profile.school_levels)
                    for rule in item.applies_to
                )
                yield Line(row, group, criterion, item, excluded)
                row += 1


def asked_facts(edition: Edition, profile: Profile) -> tuple[tuple[str, Fact], ...]:
    """Each fact that concerns the profile, with its code on the form."""
    return tuple(
        (fact_code(position), fact)
        for position, fact in enumerate(edition.facts.values())
        if not fact.school_level or fact.school_level in profile.school_levels
    )


def _fact_lines(edition: Edition, profile: Profile) -> Iterator[FactLine]:
    row, heading = TABLE_HEADER_ROW + 1, None
    for code, fact in asked_facts(edition, profile):
        above = _heading(edition, fact)
        if above != heading:
            yield FactLine(row, above)
            row, heading = row + 1, above
        yield FactLine(row, above, code, fact)
        row += 1


def _heading(edition: Edition, fact: Fact) -> str:
    if not fact.scope:
        return "Chung cho cả phiếu"
    item = edition.items.get(fact.scope)
    criterion = edition.criteria[item.criterion if item else fact.scope]
    return f"{criterion.code}. {criterion.title.value}"


def fact_uses(edition: Edition, fact: Fact) -> tuple[str, ...]:
    """Codes of the items or criteria that a fact is asked for, in the order of the index."""
    used = [fact.scope] if fact.scope else []
    for item in edition.items.values():
        codes = {dependency.fact for dependency in item.requires}
        for part in item.measure.parts if item.measure else ():
            codes |= {part.numerator, part.denominator}
        if fact.code in codes and item.code not in used:
            used.append(item.code)
    return tuple(used)


def shown_number(number: Decimal) -> int | float:
    """An exact number as a cell holds it; everything a form carries survives the way back."""
    return int(number) if number == number.to_integral_value() else float(number)
