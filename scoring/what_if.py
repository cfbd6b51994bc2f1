"""The way up: fewest items, then fewest points, that bring a sheet to a wanted level.

Decided here:

- A raise lands on a multiple of the step or on the item's maximum. A mandatory condition to be met
  and a missing dependency count as one item of zero points each; a dependency that several items
  need counts once.
- What is unanswered counts as not there: 0 points, not met, no such dependency. Unanswered items
  that the plan does not raise are listed apart (`to_answer`): without them there is no level, but
  0 points or Không đạt will do.
- Ceilings by facts do not bind: working on an item includes raising what its facts count. The step
  says so. Items that do not apply, and codes named unreachable, stay as they are; a dependency
  named unreachable keeps all items that need it where they are.
- Of equally short plans: the fewest dependencies, then items earlier in the index, each raised as
  far as the rest allows.
"""

from decimal import localcontext

from criteria.edition import Edition
from scoring.answers import Answers, Award, FactValue, Verdict
from scoring.checks import short
from scoring.engine import score
from scoring.errors import AnswersRefused, TargetUnreachable
from scoring.exact import EXACT, ZERO
from scoring.plan import Plan, StepKind
from scoring.planner import Planner
from scoring.sheet import Finding, Severity


def cheapest(
    edition: Edition,
    answers: Answers,
    target_level: int,
    unreachable: frozenset[str] = frozenset(),
) -> Plan:
    """The plan with the fewest items, then the fewest points.

    `unreachable` holds codes of items and dependencies. Raises `AnswersRefused` for answers that
    cannot be scored and for unknown codes, `TargetUnreachable` naming what stands in the way.
    """
    sheet = score(edition, answers)
    _refuse_strange(edition, unreachable)
    wanted = next((one for one in edition.levels if one.number == target_level), None)
    if wanted is None:
        last = edition.levels[-1].number
        raise TargetUnreachable((f"Bộ chỉ số chỉ có các mức từ 1 đến {last}.",))
    with localcontext(EXACT):
        return Planner(edition, answers, sheet, wanted, unreachable).plan()


def carried_out(edition: Edition, answers: Answers, plan: Plan) -> Answers:
    """The answers once the plan is done; what must be answered besides gets 0 or Không đạt."""
    awards: dict[str, Award] = dict(answers.awards)
    facts: dict[str, FactValue] = dict(answers.facts)
    for code in plan.to_answer:
        awards[code] = Verdict.UNMET if edition.items[code].mandatory else ZERO
    for step in plan.steps:
        if step.kind is StepKind.DEPENDENCY:
            facts[edition.dependencies[step.code].fact] = True
        else:
            awards[step.code] = Verdict.MET if step.after is None else step.after
    return Answers(answers.profile, awards, facts, answers.inapplicable)


def _refuse_strange(edition: Edition, unreachable: frozenset[str]) -> None:
    strange = sorted(
        code
        for code in unreachable
        if code not in edition.items and code not in edition.dependencies
    )
    if strange:
        message = f"Bộ chỉ số {edition.ref} không có tiêu chí {short(strange[0])}."
        finding = Finding(Severity.REFUSED, "unknown-item", short(strange[0]), message)
        raise AnswersRefused((finding,))
