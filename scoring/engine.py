"""Scoring: answers and an edition in, a sheet out. Exact, without clock, database or server.

The level follows the lowest group (or the total, as the edition says); an unmet mandatory condition
caps it (Quyết định 4725/QĐ-BGDĐT; the effect is `inferred`, see the edition).
"""

from decimal import Decimal, localcontext

from criteria.edition import Combine, Compare, Edition, InapplicableRule
from scoring.answers import Answers, Award, Verdict
from scoring.applied import Applied, AppliedCriterion, AppliedGroup, AppliedItem, applied
from scoring.blockers import blockers
from scoring.checks import refused
from scoring.combination import Goal, group_goal, level_reached, total_goal
from scoring.errors import AnswersRefused
from scoring.exact import EXACT, ZERO, rounded_half_up
from scoring.measures import ceilings, measured
from scoring.raises import Room
from scoring.sheet import (
    Blocker,
    Ceiling,
    CriterionResult,
    Finding,
    GroupResult,
    ItemResult,
    Measured,
    Severity,
    Sheet,
    State,
)
from scoring.standing import above_ceilings, not_counted, odd_ratios, warn_off_step

ANSWERED, UNANSWERED, INAPPLICABLE = State


def score(edition: Edition, answers: Answers) -> Sheet:
    """Score one side.

    Points are in the units of the edition. Raises `AnswersRefused` naming every answer that cannot
    be kept (unknown code, wrong kind, above the maximum, off a confirmed step…); what only blocks
    handing in or warns is in the sheet's `findings`.
    """
    with localcontext(EXACT):
        problems = refused(edition, answers)
        if problems:
            raise AnswersRefused(problems)
        return _Scorer(applied(edition, answers.profile), answers).sheet()


class _Scorer:
    def __init__(self, of: Applied, answers: Answers) -> None:
        self.applied = of
        self.edition = of.edition
        self.answers = answers
        self.awards = answers.awards
        self.facts = answers.facts
        self.claims = answers.inapplicable
        self.full = of.rule is InapplicableRule.FULL
        self.items: list[ItemResult] = []
        self.criteria: list[CriterionResult] = []
        self.missing: list[str] = []
        self.unmet: list[str] = []
        self.findings: list[Finding] = []
        self.left_out = ZERO
        self.on_step = True
        self.goals: list[tuple[Goal, int]] = []
        # bounds of a total in points say nothing of one group
        self.levels_groups = (
            of.edition.combine.value is Combine.LOWEST_GROUP
            or of.edition.compare is Compare.PERCENT
        )

    def sheet(self) -> Sheet:
        groups = tuple([self._group(group) for group in self.applied.groups])
        level, by_points, between = self._level(groups)
        known = self.edition.facts
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
            blockers=between,
            findings=tuple(self.findings),
            facts=tuple([(code, self.facts[code]) for code in known if code in self.facts]),
        )

    def _level(
        self, groups: tuple[GroupResult, ...]
    ) -> tuple[int | None, int | None, tuple[Blocker, ...]]:
        """The level, the level before the cap, and what blocks the next one."""
        if self.missing:
            return None, None, tuple([Blocker("missing", code, ZERO) for code in self.missing])
        if self.edition.combine.value is Combine.TOTAL:
            goal = total_goal(self.edition, groups)
            self.goals = [(goal, level_reached(self.edition.levels, goal))]
        by_points = min([level for _, level in self.goals])
        cap = self.edition.unmet_cap.value
        level = min(by_points, cap) if self.unmet and cap is not None else by_points
        return (
            level,
            by_points,
            blockers(
                self.edition, [goal for goal, _ in self.goals], level, self.unmet, self._rooms()
            ),
        )

    def _rooms(self) -> list[Room]:
        """The items that may be raised, where counting in whole steps would not be exact."""
        if self.on_step and all(goal.even for goal, _ in self.goals):
            return []
        of = self.edition.items
        return [
            Room(one.code, of[one.code].group, one.points, one.max)
            for one in self.items
            if one.state is ANSWERED and one.max is not None
        ]

    def _group(self, group: AppliedGroup) -> GroupResult:
        maximum, left_out = group.max, self.left_out
        awarded, complete = ZERO, True
        for criterion in group.criteria:
            points, answered = self._criterion(criterion)
            awarded += points
            complete = complete and (answered or (maximum is not None and criterion.max is None))
        if maximum is None:
            return GroupResult(group.code, ZERO, ZERO, None, ZERO, complete, None)
        applicable, total = maximum - (self.left_out - left_out), awarded
        if not applicable:
            raise AnswersRefused((_empty(group.code),))
        if applicable != maximum:
            total = rounded_half_up(awarded * maximum, applicable)
        level = None
        if complete and self.levels_groups:
            goal = group_goal(self.edition, group.code, awarded, applicable, maximum)
            level = level_reached(self.edition.levels, goal)
            self.goals.append((goal, level))
        return GroupResult(group.code, awarded, applicable, maximum, total, complete, level)

    def _criterion(self, criterion: AppliedCriterion) -> tuple[Decimal, bool]:
        missing, left_out = len(self.missing), self.left_out
        points = ZERO
        for item in criterion.items:
            result = self._item(item)
            self.items.append(result)
            points += result.points
        complete, band = len(self.missing) == missing, None
        if criterion.bands and complete and self.left_out == left_out:
            band = next(level for level, one in criterion.bands if one.stays_below(points))
        self.criteria.append(CriterionResult(criterion.code, points, criterion.max, complete, band))
        return points, complete

    def _item(self, item: AppliedItem) -> ItemResult:
        code = item.code
        award = self.awards.get(code)
        quantity, lowest = None, None
        if item.excluded or code in self.claims:
            return self._left_out(item, award)
        if self.facts and (item.parts or item.requires):
            quantity, lowest = self._bounds(item, award)
        if quantity is None and lowest is None and award in item.results:
            return item.results[award]
        maximum = item.max
        if award is None:
            self.missing.append(code)
            return ItemResult(code, UNANSWERED, None, None, ZERO, maximum, lowest, quantity)
        if maximum is None or not isinstance(award, Decimal):
            self.unmet.append(code)
            return ItemResult(code, ANSWERED, None, Verdict.UNMET, ZERO, None, None, None)
        self._step(item, award)
        award = award or ZERO  # a typed -0 is 0
        return ItemResult(code, ANSWERED, award, None, award, maximum, lowest, quantity)

    def _step(self, item: AppliedItem, award: Decimal) -> None:
        off_step = bool(award % self.applied.step)
        if off_step or not item.on_step:
            self.on_step = False
        if off_step and award != item.max:
            self.findings.append(warn_off_step(self.edition, item.code, award))

    def _bounds(
        self, item: AppliedItem, award: Award | None
    ) -> tuple[Measured | None, Ceiling | None]:
        quantity = measured(item, self.facts) if item.parts else None
        if item.parts and (quantity is None or (item.percent and _odd(item, quantity))):
            self.findings += odd_ratios(self.edition, item, self.facts)
        if not item.requires and not item.pointed:
            return quantity, None
        found = ceilings(item, self.facts, quantity)
        if not found:
            return quantity, None
        if isinstance(award, Decimal) and award > found[0].points:
            self.findings += above_ceilings(self.edition, item.code, award, found)
        return quantity, found[0]

    def _left_out(self, item: AppliedItem, award: Award | None) -> ItemResult:
        code, maximum, reason = item.code, item.max, ""
        if maximum is None:
            verdict = award if isinstance(award, Verdict) else None
            return ItemResult(code, INAPPLICABLE, None, verdict, ZERO, None, None, None)
        if isinstance(award, Decimal):
            self.findings.append(not_counted(code))
        points = maximum if self.full else ZERO
        self.left_out += maximum - points
        if not item.excluded:
            reason = self.claims[code]
        kept = award if isinstance(award, Decimal) else None
        return ItemResult(code, INAPPLICABLE, kept, None, points, maximum, None, None, reason)


def _empty(group: str) -> Finding:
    message = (
        f"Nhóm {group}: không còn tiêu chí nào áp dụng nên không quy đổi được điểm. "
        "Hãy bỏ bớt đề nghị “không áp dụng”."
    )
    return Finding(Severity.REFUSED, "group-empty", group, message)


def _odd(item: AppliedItem, quantity: Measured) -> bool:
    return quantity.numerator > quantity.denominator or len(item.parts) > 1
