"""How well a value is known, and where it comes from: every number of an index carries both."""

from dataclasses import dataclass
from enum import StrEnum


class Known(StrEnum):
    """The three degrees of certainty, from the strongest to the weakest."""

    CONFIRMED = "confirmed"
    SINGLE = "single"
    INFERRED = "inferred"

    @property
    def label(self) -> str:
        """What a person reads beside the value."""
        return _TITLES[self]


_TITLES = {
    Known.CONFIRMED: "đã xác nhận",
    Known.SINGLE: "một nguồn",
    Known.INFERRED: "suy luận",
}
_ORDER = (Known.CONFIRMED, Known.SINGLE, Known.INFERRED)


@dataclass(frozen=True, slots=True)
class Mark:
    """Certainty, the key of the source as listed in the edition's `sources`, and a remark."""

    known: Known
    source: str
    note: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether a person may take the value as the decision's own."""
        return self.known is Known.CONFIRMED


def weakest(*marks: Mark) -> Mark:
    """The mark of a value that rests on several: as sure as the least sure of them."""
    return max(marks, key=lambda mark: _ORDER.index(mark.known))
