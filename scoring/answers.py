"""What a school or an assessor states: facts, awards, and items claimed not to apply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from criteria.edition import Edition


class Verdict(StrEnum):
    """The answer to a mandatory condition; undecided is no answer at all."""

    MET = "met"
    UNMET = "unmet"

    @property
    def label(self) -> str:
        """The decision's own words."""
        return "Đạt" if self is Verdict.MET else "Không đạt"


FactValue = Decimal | bool | str
Award = Decimal | Verdict
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Profile:
    """What a score depends on of a body: its kind, and the cấp học it teaches (codes)."""

    kind: str
    school_levels: tuple[str, ...]

    @classmethod
    def of(cls, edition: Edition, kind: str) -> "Profile":
        """The profile of a kind as the edition lists it. Raises KeyError for an unknown kind."""
        return cls(kind, edition.body_kinds[kind].school_levels)


@dataclass(frozen=True, slots=True)
class Answers:
    """One side's answers. Keys are codes; what is absent is unanswered.

    `awards` holds exact points of scored items and verdicts of mandatory ones. `facts` holds a
    Decimal (count, number), a bool (yes_no), or a str (text; the option's code of a choice).
    `inapplicable` maps an item to the reason for leaving it out: the claims that count for this
    side, so for the external side only those that the assessor accepted.
    """

    profile: Profile
    awards: Mapping[str, Award] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    inapplicable: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
