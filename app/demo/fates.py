"""What becomes of each dossier in a year: every state of a dossier's life has some."""

from collections.abc import Sequence
from enum import StrEnum
from random import Random


class Fate(StrEnum):
    """How far a dossier has come on the day the province is shown."""

    BLANK = "blank"
    DRAFTING = "drafting"
    EXTENDED = "extended"
    SENT_BACK = "sent_back"
    AWAITING = "awaiting_signature"
    SUBMITTED = "submitted"
    LATE = "late"
    RECEIVED = "received"
    ASSESSING = "assessing"
    RETURNED = "returned"
    SUPPLEMENTED = "supplemented"
    ASSESSED = "assessed"
    OBJECTED = "objected"
    SETTLED = "settled"
    RECOGNISED = "recognised"
    PUBLISHED = "published"
    REVISING = "revising"
    SUPERSEDED = "superseded"
    IMPORTED = "imported"
    """From the Sở's old table, and nobody has touched it since."""
    IMPORTED_SHEETS = "imported_sheets"
    """The same, with the external column: it is being assessed."""
    PRINTED = "printed"
    """Imported, and recognised by a decision that was printed elsewhere."""


F = Fate
_ONCE = (
    *(F.PUBLISHED, F.REVISING, F.RECOGNISED, F.ASSESSED, F.OBJECTED, F.RETURNED),
    *(F.ASSESSING, F.RECEIVED, F.LATE, F.AWAITING, F.EXTENDED, F.SENT_BACK),
    *(F.SUBMITTED, F.DRAFTING, F.BLANK, F.SUPPLEMENTED, F.SETTLED, F.SUPERSEDED),
    *(F.IMPORTED, F.IMPORTED_SHEETS),
)
"""So that a province of a dozen schools already has every state."""
_WEIGHTS = {
    F.BLANK: 12,
    F.DRAFTING: 22,
    F.AWAITING: 8,
    F.SUBMITTED: 12,
    F.LATE: 4,
    F.RECEIVED: 8,
    F.ASSESSING: 12,
    F.RETURNED: 4,
    F.SUPPLEMENTED: 2,
    F.ASSESSED: 8,
    F.OBJECTED: 2,
    F.SETTLED: 1,
    F.RECOGNISED: 3,
    F.PUBLISHED: 2,
}
TABLED = frozenset({F.IMPORTED, F.IMPORTED_SHEETS, F.PRINTED})
REVISED = frozenset({F.REVISING, F.SUPERSEDED})
DECIDED = frozenset({F.RECOGNISED, F.PUBLISHED}) | REVISED
TOLD = frozenset({F.PUBLISHED, F.PRINTED}) | REVISED
"""Published once it is recognised."""
CONCLUDED = frozenset({F.ASSESSED, F.OBJECTED, F.SETTLED}) | DECIDED
BEGUN = frozenset({F.ASSESSING, F.RETURNED, F.SUPPLEMENTED}) | CONCLUDED
TAKEN = frozenset({F.RECEIVED}) | BEGUN
HANDED_IN = frozenset({F.SUBMITTED, F.LATE, F.SENT_BACK}) | TAKEN
CLOSED = frozenset({F.AWAITING}) | HANDED_IN


def running(count: int, chance: Random) -> Sequence[Fate]:
    """A year in the middle: each fate once, then as often as it would be."""
    drawn = chance.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()), k=max(0, count - len(_ONCE)))
    return (*_ONCE[:count], *drawn)


def concluded(count: int) -> Sequence[Fate]:
    """A year that is over: all published, one of them corrected, one by a printed decision."""
    return [{1: F.SUPERSEDED, 2: F.PRINTED}.get(one, F.PUBLISHED) for one in range(count)]
