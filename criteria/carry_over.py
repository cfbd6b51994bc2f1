"""Planning the move from one edition to another: what becomes of every item and fact.

The same code is kept; a mapped code, or one whose meaning changed, is kept and flagged for review;
what has no place is archived with its reason. `criteria.carried` then moves the answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from criteria.edition import Edition
from criteria.facets import Effect, Thing
from criteria.mapping import CarryMap
from criteria.things import things


class Fate(StrEnum):
    """What becomes of an item or a fact."""

    KEPT = "kept"
    REVIEW = "review"
    ARCHIVED = "archived"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Move:
    """One item or fact: its code in the old edition and in the new ("": in none), and why."""

    fate: Fate
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class CarryOver:
    """The plan from `old` to `new`: first every old item in order, then the new ones."""

    old: Edition
    new: Edition
    items: tuple[Move, ...]
    facts: tuple[Move, ...]


def plan(old: Edition, new: Edition, carry_map: CarryMap | None = None) -> CarryOver:
    """What becomes of every item and fact. `carry_map` must have been read for the same two."""
    moves = carry_map or CarryMap({}, {}, {}, "")
    before = {thing.key: thing for thing in things(old)}
    after = {thing.key: thing for thing in things(new)}
    items = _item_moves(old, new, moves, before, after)
    facts = _fact_moves(old, new, moves, before, after)
    return CarryOver(
        old, new, (*items, *_added(items, new.items)), (*facts, *_added(facts, new.facts))
    )


Things = Mapping[tuple[str, str], Thing]


def _item_moves(
    old: Edition, new: Edition, moves: CarryMap, before: Things, after: Things
) -> list[Move]:
    items: list[Move] = []
    for code, item in old.items.items():
        target = moves.mapping.get(code, code)
        if code in moves.removed:
            items.append(Move(Fate.ARCHIVED, code, "", moves.removed[code]))
        elif target not in new.items:
            items.append(Move(Fate.ARCHIVED, code, "", f"{new.ref} không còn tiêu chí này"))
        elif item.mandatory != new.items[target].mandatory:
            reason = "đổi giữa điều kiện bắt buộc và tính điểm"
            items.append(Move(Fate.ARCHIVED, code, "", reason))
        else:
            change = _changed(before["item", code], after["item", target])
            items.append(_kept(code, target, change))
    return items


def _fact_moves(
    old: Edition, new: Edition, moves: CarryMap, before: Things, after: Things
) -> list[Move]:
    facts: list[Move] = []
    for code, fact in old.facts.items():
        target = moves.facts.get(code, code)
        if target not in new.facts:
            facts.append(Move(Fate.ARCHIVED, code, "", f"{new.ref} không còn hỏi dữ kiện này"))
        elif new.facts[target].type is not fact.type:
            facts.append(Move(Fate.ARCHIVED, code, "", "loại dữ kiện đã đổi"))
        else:
            change = _changed(before["fact", code], after["fact", target])
            facts.append(_kept(code, target, change))
    return facts


def _kept(code: str, target: str, change: str) -> Move:
    if code != target:
        moved = f"chuyển từ {code} sang {target}"
        return Move(Fate.REVIEW, code, target, f"{moved}; {change}" if change else moved)
    return Move(Fate.REVIEW if change else Fate.KEPT, code, target, change)


def _changed(old: Thing, new: Thing) -> str:
    """What of an item's meaning differs, in words; "" when it means the same."""
    before = {facet.name: facet.text for facet in old.facets}
    told = [
        f"{facet.label}: “{before.get(facet.name, '')}” → “{facet.text}”"
        for facet in new.facets
        if (facet.effect is Effect.SCORE or facet.name in {"title", "unit"})
        and before.get(facet.name) != facet.text
    ]
    return "; ".join(told)


def _added(moves: list[Move], codes: Mapping[str, object]) -> list[Move]:
    reached = {move.new for move in moves}
    return [Move(Fate.NEW, "", code, "mới") for code in codes if code not in reached]
