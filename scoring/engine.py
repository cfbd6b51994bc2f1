"""Scoring: answers and an edition in, a sheet out. Exact, without clock, database or server.

The level follows the lowest group (or the total, as the edition says); an unmet mandatory condition
caps it (Quyết định 4725/QĐ-BGDĐT; the effect is `inferred`, see the edition). Bounds are compared
by cross-multiplication, so a rescaled group is never rounded before it is judged.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from criteria.edition import Combine, Compare, Edition, InapplicableRule, Level
from scoring.answers import Answers, Verdict
from scoring.blockers import blockers
from scoring.checks import award_findings, refused, standing_findings
from scoring.errors import AnswersRefused
from scoring.measures import HUNDRED, ceilings, measured
from scoring.plan import ZERO, Plan, PlannedCriterion, PlannedGroup, PlannedItem, plan
from scoring.sheet import (
    CriterionResult,
    Finding,
    GroupResult,
    ItemResult,
    Severity,
    Sheet,
    State,
)

CENT = Decimal("0.01")


def score(edition: Edition, answers: Answers) -> Sheet:
    """Score one side.

    Points are in the units of the edition. Raises `AnswersRefused` naming every answer that cannot
    be kept (unknown code, wrong kind, above the maximum, off a confirmed step…); what only blocks
    handing in or warns is in the sheet's `findings`.
    """
    problems = refused(edition, answers)
    if problems:
        raise AnswersRefused(problems)
    return _Scorer(plan(edition, answers.profile), answers).sheet()


def rounded(points: Decimal | Fraction) -> Decimal:
    """What is shown of points: half up to 0,01 where they do not end before (the house's rule)."""
    if isinstance(points, Fraction):
        scaled = points * 100
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole) * CENT
    return points.quantize(CENT, ROUND_HALF_UP)


class _Scorer:
    def __init__(self, the_plan: Plan, answers: Answers) -> None:
        self.plan = the_plan
        self.edition = the_plan.edition
        self.answers = answers
        self.items: list[ItemResult] = []
        self.criteria: list[CriterionResult] = []
        self.missing: list[str] = []
        self.unmet: list[str] = []
        self.findings: list[Finding] = []

    def sheet(self) -> Sheet:
        groups = tuple(self._group(group) for group in self.plan.groups)
        empty = [self._empty(group) for group in groups if group.applicable_max == 0 and group.max]
        if empty:
            raise AnswersRefused(tuple(empty))
        self.findings += standing_findings(self.plan, self.answers)
        by_points = None if self.missing else self._overall(groups)
        cap = self.edition.unmet_cap.value
        level = by_points
        if by_points is not None and self.unmet and cap is not None:
            level = min(by_points, cap)
        return Sheet(
            edition=self.edition.ref,
            profile=self.answers.profile,
            level=level,
            level_by_points=by_points,
            unmet=tuple(self.unmet),
            groups=groups,
            criteria=tuple(self.criteria),
            items=tuple(self.items),
            missing=tuple(self.missing),
            blockers=blockers(self.edition, groups, level, self.unmet, self.missing),
            findings=tuple(self.findings),
        )

    def _group(self, group: PlannedGroup) -> GroupResult:
        awarded, applicable, complete = ZERO, ZERO, True
        for criterion in group.criteria:
            points, criterion_applicable, criterion_complete = self._criterion(criterion)
            awarded += points
            applicable += criterion_applicable
            complete = complete and (criterion_complete or criterion.max is None)
        if group.max is None:
            return GroupResult(group.code, ZERO, ZERO, None, ZERO, complete, None)
        total, level = awarded, None
        if applicable != group.max and applicable:
            total = rounded(Fraction(awarded) * Fraction(group.max) / Fraction(applicable))
        if complete and applicable:
            scale = group.max if self.edition.compare is Compare.POINTS else HUNDRED
            level = _level(self.edition.levels, awarded * scale, applicable)
        return GroupResult(group.code, awarded, applicable, group.max, total, complete, level)

    def _criterion(self, criterion: PlannedCriterion) -> tuple[Decimal, Decimal, bool]:
        points, applicable, complete = ZERO, ZERO, True
        for item in criterion.items:
            result = self._item(item)
            self.items.append(result)
            points += result.points
            if result.state is State.UNANSWERED:
                complete = False
                self.missing.append(item.code)
            if item.max is not None and (
                result.state is not State.INAPPLICABLE or self.plan.rule is InapplicableRule.FULL
            ):
                applicable += item.max
        band = None
        if criterion.bands and complete:
            band = next((level for level, one in criterion.bands if one.holds(points)), None)
        self.criteria.append(CriterionResult(criterion.code, points, criterion.max, complete, band))
        return points, applicable, complete

    def _item(self, item: PlannedItem) -> ItemResult:
        award = self.answers.awards.get(item.code)
        if item.max is None:
            return self._condition(item, award if isinstance(award, Verdict) else None)
        value = award if isinstance(award, Decimal) else None
        if item.excluded or item.code in self.answers.inapplicable:
            points = item.max if self.plan.rule is InapplicableRule.FULL else ZERO
            state = State.INAPPLICABLE
            return ItemResult(item.code, state, value, None, points, item.max, None, None)
        quantity, lowest = None, None
        if item.bounded:
            quantity = measured(item, self.answers.facts)
            found = ceilings(item, self.answers.facts, quantity)
            lowest = found[0] if found else None
            if value is not None and found:
                self.findings += award_findings(self.edition, item, value, found)
        if value is None:
            state = State.UNANSWERED
            return ItemResult(item.code, state, None, None, ZERO, item.max, lowest, quantity)
        state = State.ANSWERED
        return ItemResult(item.code, state, value, None, value, item.max, lowest, quantity)

    def _condition(self, item: PlannedItem, verdict: Verdict | None) -> ItemResult:
        if verdict is Verdict.UNMET:
            self.unmet.append(item.code)
        state = State.UNANSWERED if verdict is None else State.ANSWERED
        if item.excluded:
            state = State.INAPPLICABLE
        return ItemResult(item.code, state, None, verdict, ZERO, None, None, None)

    def _overall(self, groups: tuple[GroupResult, ...]) -> int:
        pointed = [group for group in groups if group.max is not None]
        if self.edition.combine.value is Combine.LOWEST_GROUP:
            return min(group.level for group in pointed if group.level is not None)
        exact = sum((exact_total(group) for group in pointed), Fraction(0))
        if self.edition.compare is Compare.PERCENT:
            exact = exact * 100 / Fraction(sum((g.max for g in pointed if g.max), ZERO))
        return _level(self.edition.levels, Decimal(exact.numerator), Decimal(exact.denominator))

    def _empty(self, group: GroupResult) -> Finding:
        message = (
            f"Nhóm {group.code}: không còn tiêu chí nào áp dụng nên không quy đổi được điểm. "
            "Hãy bỏ bớt đề nghị “không áp dụng”."
        )
        return Finding(Severity.REFUSED, "group-empty", group.code, message)


def exact_total(group: GroupResult) -> Fraction:
    """The group's points exactly: `awarded × max ÷ applicable_max`."""
    if group.max is None:
        return Fraction(0)
    return Fraction(group.awarded) * Fraction(group.max) / Fraction(group.applicable_max)


def _level(levels: tuple[Level, ...], value: Decimal, over: Decimal) -> int:
    for level in reversed(levels):
        if level.interval.reaches(value, over):
            return level.number
    return levels[0].number
