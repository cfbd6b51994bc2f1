"""What becomes of one dossier's rows under a plan. No database: rows in, rows out.

Every answer is afterwards either where it was, under its new code and marked for review, or in the
archive; exactly once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.dossiers.models import Answer, FactAnswer, SideName
from app.dossiers.sheets import fact_value
from criteria.carried import carry
from criteria.carry_over import CarryOver, Fate, Move
from criteria.edition import Edition
from scoring.answers import Answers, Award, FactValue, Profile, Verdict

MAX_REASON = 500
NO_PLACE = "bộ chỉ số mới không có mục này"


@dataclass(frozen=True, slots=True)
class Moved:
    """A row under its code in the new edition, and why somebody should look at it."""

    row: Answer | FactAnswer
    code: str
    review: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A row that has no place in the new edition, and why."""

    row: Answer | FactAnswer
    reason: str


@dataclass(slots=True)
class SideMoved:
    """One side: what stays untouched, what changes, what is archived; the answers as they score."""

    side: SideName
    kept: list[Answer | FactAnswer] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    answers: Answers | None = None


def side_moved(
    over: CarryOver,
    side: SideName,
    profile: Profile,
    answers: Sequence[Answer],
    facts: Sequence[FactAnswer],
) -> SideMoved:
    """One side of a dossier under the plan."""
    awards, claims = _awards(answers), _claims(answers)
    values = _facts(over.old, facts)
    carried = carry(over, awards, values, claims)
    why = {one.code: one.reason for one in reversed(carried.review)}
    gone = {(one.kind, one.code): one.reason for one in carried.archived}
    result = SideMoved(side)
    items = {move.old: move for move in over.items if move.old}
    places = {move.old: move for move in over.facts if move.old}
    for answer in answers:
        kind = "claim" if answer.inapplicable is not None else "award"
        reason = gone.get((kind, answer.item))
        _place(result, answer, items.get(answer.item), reason, why)
    for fact in facts:
        _place(result, fact, places.get(fact.fact), gone.get(("fact", fact.fact)), why)
    accepted = _accepted(answers, side, items)
    result.answers = Answers(
        profile,
        dict(carried.awards),
        dict(carried.facts),
        {code: said for code, said in carried.inapplicable.items() if code in accepted},
    )
    return result


def scored_before(
    edition: Edition,
    side: SideName,
    profile: Profile,
    answers: Sequence[Answer],
    facts: Sequence[FactAnswer],
) -> Answers:
    """The side's answers as they score today."""
    claims = {
        row.item: row.inapplicable
        for row in answers
        if row.inapplicable is not None and (side is SideName.SELF or row.claim_accepted)
    }
    return Answers(profile, _awards(answers), _facts(edition, facts), claims)


def link_targets(over: CarryOver, targets: Iterable[str]) -> Mapping[str, str]:
    """Each target of evidence under its new code; "" for one that has no place."""
    moves = {move.old: move.new for move in over.items if move.old}
    known = {*over.new.items, *over.new.criteria}
    return {one: moves.get(one, one if one in known else "") for one in targets}


def _place(
    result: SideMoved,
    row: Answer | FactAnswer,
    move: Move | None,
    reason: str | None,
    why: Mapping[str, str],
) -> None:
    if reason is None and (move is None or not move.new):
        reason = (move.reason if move else "") or NO_PLACE  # a comment or a cleared answer
    if reason is not None or move is None:
        result.gone.append(Gone(row, (reason or NO_PLACE)[:MAX_REASON]))
    elif move.fate is Fate.REVIEW or move.new != move.old:
        said = why.get(move.new) or move.reason
        result.moved.append(Moved(row, move.new, said[:MAX_REASON]))
    else:
        result.kept.append(row)


def _awards(rows: Iterable[Answer]) -> dict[str, Award]:
    found: dict[str, Award] = {}
    for row in rows:
        if row.verdict is not None:
            found[row.item] = Verdict(row.verdict)
        elif row.award is not None:
            found[row.item] = row.award
    return found


def _claims(rows: Iterable[Answer]) -> dict[str, str]:
    return {row.item: row.inapplicable for row in rows if row.inapplicable is not None}


def _facts(edition: Edition, rows: Iterable[FactAnswer]) -> dict[str, FactValue]:
    return {
        row.fact: fact_value(edition, row.fact, row.value) for row in rows if row.value is not None
    }


def _accepted(rows: Iterable[Answer], side: SideName, items: Mapping[str, Move]) -> set[str]:
    return {
        items[row.item].new
        for row in rows
        if row.inapplicable is not None
        and row.item in items
        and (side is SideName.SELF or row.claim_accepted)
    }
