"""The sums of a dry run: outcomes, levels and totals before and after, the fingerprint."""

import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal

from app.imports.models import RowOutcome
from app.imports.results.columns import SIDES
from app.imports.results.deciding import Decided, Summed
from app.imports.results.judging import plain
from app.imports.shapes import Staged
from scoring.exact import EXACT

UNRATED = "none"
"""Stands for schools without a level."""
_TIMES = ("before", "after")
_COUNTED = frozenset({RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED})
_WRITTEN = frozenset({RowOutcome.NEW, RowOutcome.CHANGED})


class Tally:
    """Adds rows up; their order makes no difference."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.warned = 0
        self._levels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._totals: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
        self._effects: list[bytes] = []

    def add(self, one: Decided) -> None:
        """Count a row."""
        staged = one.staged
        self.outcomes[str(staged.outcome)] += 1
        self.warned += bool(staged.warnings)
        if staged.outcome in _WRITTEN:
            self._effects.append(_effect(staged))
        if staged.outcome in _COUNTED:
            for side, (before, after) in one.sides.items():
                self._side(side, "before", before)
                self._side(side, "after", after)

    def counts(self) -> dict[str, object]:
        """For the batch."""
        return {
            "rows": sum(self.outcomes.values()),
            "outcomes": {one.value: self.outcomes[one.value] for one in RowOutcome},
            "warned": self.warned,
            "levels": {
                side: {when: self._level_row(side, when) for when in _TIMES} for side in SIDES
            },
            "totals": {
                side: {when: self._total_row(side, when) for when in _TIMES} for side in SIDES
            },
        }

    def fingerprint(self) -> str:
        """Over what confirming would do, wherever in the file it stands."""
        return hashlib.sha256(b"".join(sorted(self._effects))).hexdigest()

    def _side(self, side: str, when: str, summed: Summed | None) -> None:
        level = None if summed is None else summed["level"]
        self._levels[side, when][UNRATED if level is None else str(level)] += 1
        totals = self._totals[side, when]
        for code, total in (summed["groups"] if summed else {}).items():
            totals[code] = EXACT.add(totals.get(code, Decimal(0)), Decimal(total))

    def _level_row(self, side: str, when: str) -> dict[str, int]:
        return dict(sorted(self._levels[side, when].items()))

    def _total_row(self, side: str, when: str) -> dict[str, str]:
        return {code: plain(total) for code, total in sorted(self._totals[side, when].items())}


def _effect(staged: Staged) -> bytes:
    text = json.dumps([staged.thing_id, staged.after], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()
