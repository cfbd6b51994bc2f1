"""A plan: what to do to reach a level, as codes and points. Words for it are in `plan_words`."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from scoring.sheet import Ceiling


class StepKind(StrEnum):
    """What a step does: raises an item, meets a condition, or provides a dependency."""

    ITEM = "item"
    CONDITION = "condition"
    DEPENDENCY = "dependency"


class Step(NamedTuple):
    """One thing to do. `code` is an item's or a dependency's.

    `before` and `after` are points of a raised item (`before` None: unanswered), else None.
    `ceiling` is what the facts allow today, where `after` is above it.
    """

    kind: StepKind
    code: str
    before: Decimal | None
    after: Decimal | None
    points: Decimal
    ceiling: Ceiling | None


class Plan(NamedTuple):
    """The shortest way to `target_level`: no steps where it is reached already.

    `points` is the sum of all raises; `to_answer` the items that must still be answered.
    """

    target_level: int
    present_level: int | None
    steps: tuple[Step, ...]
    points: Decimal
    to_answer: tuple[str, ...]
