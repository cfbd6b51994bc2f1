"""Moving one side's answers as planned. Nothing is lost, and nothing is cut to fit.

An award above the new maximum is archived and flagged, like everything else that the new edition
would refuse.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from criteria.carry_over import CarryOver, Fate, Move
from criteria.edition import FactType, InapplicableRule
from criteria.interval import shown

Value = Decimal | bool | str
A = TypeVar("A", bound=Decimal | str)
F = TypeVar("F", bound=Value)


@dataclass(frozen=True, slots=True)
class Archived:
    """An answer that has no place in the new edition. `kind`: award, fact or claim."""

    kind: str
    code: str
    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class ToReview:
    """Something a person must look at: the new code (the old one if it has none), and why."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Carried(Generic[A, F]):
    """Answers under the new codes, what was archived, and what to review."""

    awards: Mapping[str, A]
    facts: Mapping[str, F]
    inapplicable: Mapping[str, str]
    archived: tuple[Archived, ...]
    review: tuple[ToReview, ...]


def carry(
    over: CarryOver,
    awards: Mapping[str, A],
    facts: Mapping[str, F],
    inapplicable: Mapping[str, str],
) -> Carried[A, F]:
    """Move one side's answers as planned.

    `awards` holds Decimal points, or `met`/`unmet` of conditions; keys are codes of the old
    edition. Every answer is afterwards in the new mappings or in `archived`, exactly once.
    """
    return _Mover[A, F](over).carried(awards, facts, inapplicable)


class _Mover(Generic[A, F]):
    def __init__(self, over: CarryOver) -> None:
        self.over = over
        self.items = {move.old: move for move in over.items if move.old}
        self.archived: list[Archived] = []
        self.review: list[ToReview] = []

    def carried(
        self, awards: Mapping[str, A], facts: Mapping[str, F], inapplicable: Mapping[str, str]
    ) -> Carried[A, F]:
        kept_awards: dict[str, A] = {}
        for code, award in awards.items():
            move = self._place("award", code, award, self.items)
            if move and self._fits("award", move, award, self._award_problem(move, award)):
                kept_awards[move.new] = award
        kept_claims: dict[str, str] = {}
        for code, reason in inapplicable.items():
            move = self._place("claim", code, reason, self.items)
            if move and self._fits("claim", move, reason, self._claim_problem(move)):
                kept_claims[move.new] = reason
        kept_facts: dict[str, F] = {}
        places = {move.old: move for move in self.over.facts if move.old}
        for code, value in facts.items():
            move = self._place("fact", code, value, places)
            if move and self._fits("fact", move, value, self._fact_problem(move, value)):
                kept_facts[move.new] = value
        review = tuple(dict.fromkeys(self.review))
        return Carried(kept_awards, kept_facts, kept_claims, tuple(self.archived), review)

    def _place(self, kind: str, code: str, value: Value, places: Mapping[str, Move]) -> Move | None:
        """The move of an answer that has a place; without one it is archived."""
        move = places.get(code)
        if move is None:
            reason = f"{self.over.old.ref} không có mã này"
            self.archived.append(Archived(kind, code, value, reason))
        elif not move.new:
            self.archived.append(Archived(kind, code, value, move.reason))
        else:
            return move
        return None

    def _fits(self, kind: str, move: Move, value: Value, problem: str) -> bool:
        if problem:
            self.archived.append(Archived(kind, move.old, value, problem))
            self.review.append(ToReview(move.new, problem))
        elif move.fate is Fate.REVIEW:
            self.review.append(ToReview(move.new, move.reason))
        return not problem

    def _award_problem(self, move: Move, award: Decimal | str) -> str:
        item = self.over.new.items[move.new]
        if isinstance(award, Decimal) is item.mandatory:
            return "câu trả lời không đúng loại của tiêu chí"
        if not isinstance(award, Decimal) or item.max is None:
            return ""
        if not award.is_finite():
            return "điểm cũ không phải là một số"
        most, step = item.max.value, self.over.new.score_step
        if award > most:
            return f"điểm cũ {shown(award)} vượt điểm tối đa mới {shown(most)}; hãy chấm lại"
        if step.mark.confirmed and award % step.value and award != most:
            return f"điểm cũ {shown(award)} không theo bước điểm mới {shown(step.value)}"
        return ""

    def _claim_problem(self, move: Move) -> str:
        if self.over.new.inapplicable.value is InapplicableRule.NONE:
            return f"{self.over.new.ref} không cho bỏ tiêu chí nào"
        if self.over.new.items[move.new].mandatory:
            return "điều kiện bắt buộc không thể bỏ"
        return ""

    def _fact_problem(self, move: Move, value: Value) -> str:
        fact = self.over.new.facts[move.new]
        if fact.type is FactType.CHOICE and value not in {code for code, _ in fact.options}:
            return f"lựa chọn “{value}” không còn"
        return ""
