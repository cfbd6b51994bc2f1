"""Answers that lie exactly on the bounds of levels, and a hair beside them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from criteria.edition import Combine, Compare, Edition, Group, InapplicableRule, Item
from exports.forms.plan import form_plan
from scoring.answers import Answers, Award, Profile, Verdict

TENTH = Decimal("0.1")
"""Has no exact binary fraction: sums of it would drift if a form added them as they are."""
REASON = "không có (dữ liệu minh họa)"


def answers_around_bounds(edition: Edition, profile: Profile) -> Iterator[Answers]:
    """For each bound: on it, and a step and (if allowed) a tenth below and above it."""
    sure = edition.score_step.mark.confirmed
    offsets = {edition.score_step.value, edition.score_step.value if sure else TENTH}
    for level in edition.levels[1:]:
        assert level.interval.low is not None
        for offset in sorted({Decimal(0), *offsets, *(-one for one in offsets)}):
            for left_out in (False, True) if _rescales(edition) else (False,):
                case = _Case(edition, profile, left_out=left_out)
                yield from case.around(level.interval.low, offset)


def _rescales(edition: Edition) -> bool:
    return edition.inapplicable.value is InapplicableRule.RESCALE


class _Case:
    def __init__(self, edition: Edition, profile: Profile, *, left_out: bool) -> None:
        self.edition, self.profile = edition, profile
        self.items: dict[str, list[Item]] = {}
        self.claims: dict[str, str] = {}
        for line in form_plan(edition, profile).item_lines:
            if line.item is not None and line.item.max is not None and not line.excluded:
                self.items.setdefault(line.group.code, []).append(line.item)
        for items in self.items.values():
            if left_out and len(items) > 1:
                self.claims[items.pop(0).code] = REASON
        self.groups = [group for group in edition.groups if group.max is not None]

    def around(self, low: Decimal, offset: Decimal) -> Iterator[Answers]:
        percent = self.edition.compare is Compare.PERCENT
        if self.edition.combine.value is Combine.LOWEST_GROUP:
            for group in (self.groups[0], self.groups[-1]):
                share = low * self._maximum([group]) / 100 if percent else low
                yield from self._filled({group.code: share}, offset)
        else:
            total = low * self._maximum(self.groups) / 100 if percent else low
            yield from self._filled(self._spread(total), offset)

    def _spread(self, total: Decimal) -> dict[str, Decimal]:
        shares = {}
        for group in self.groups:
            shares[group.code] = min(total, self._maximum([group]))
            total -= shares[group.code]
        return shares

    def _filled(self, shares: dict[str, Decimal], offset: Decimal) -> Iterator[Answers]:
        """Answers of these shares, if awards of at most four decimals can make them."""
        awards: dict[str, Award] = {
            code: Verdict.MET for code, item in self.edition.items.items() if item.max is None
        }
        last = [code for code, share in shares.items() if share > 0][-1]
        for group in self.groups:
            items = self.items[group.code]
            most = sum((item.max.value for item in items if item.max), Decimal(0))
            share = shares.get(group.code, self._maximum([group]))
            # Left out: its share of the group is spread over the rest, or given whole.
            points = share - (self._maximum([group]) - most)
            if _rescales(self.edition):
                points = share * most / self._maximum([group])
            points += offset if group.code == last else 0
            if not 0 <= points <= most or points != points.quantize(Decimal("0.0001")):
                return
            awards |= self._awards(items, points)
        step = self.edition.score_step
        on_step = all(one % step.value == 0 for one in awards.values() if isinstance(one, Decimal))
        if on_step or not step.mark.confirmed:
            yield Answers(self.profile, awards, {}, self.claims)

    def _awards(self, items: Sequence[Item], points: Decimal) -> dict[str, Award]:
        short = Decimal(0) if self.edition.score_step.mark.confirmed else TENTH
        awards: dict[str, Award] = {}
        for item in items:
            assert item.max is not None
            awards[item.code] = min(points, item.max.value - short)
            points -= min(points, item.max.value - short)
        for item in items:
            assert item.max is not None
            more = min(points, short)
            given = awards[item.code]
            assert isinstance(given, Decimal)
            if more and given + more <= item.max.value:
                awards[item.code] = given + more
                points -= more
        return awards

    def _maximum(self, groups: Sequence[Group]) -> Decimal:
        return sum((group.max.value for group in groups if group.max), Decimal(0))
