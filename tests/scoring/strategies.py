"""Random small editions, and random answers to them that may be kept."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from criteria.edition import Edition, FactType, InapplicableRule
from criteria.loader import shipped
from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from tests.scoring.small import MARK, Scored, small

STEPS = ("0.5", "1", "0.25", "0.3", "2")
LEVELS: tuple[tuple[dict[str, object], ...], ...] = (
    ({"below": 50}, {"from": 50, "to": 75}, {"above": 75}),
    ({"to": 40}, {"above": 40, "below": Decimal("83.5")}, {"from": Decimal("83.5")}),
    ({"below": 60}, {"from": 60}),
    ({"below": Decimal("33.3")}, {"from": Decimal("33.3"), "below": 100}, {"from": 100}),
)
LESSONS = {"code": "lessons", "title": "Số bài", "type": "count"}
MEASURE = {
    "measure": {
        "kind": "quantity",
        "unit": "bài",
        "better": "higher",
        "parts": [{"numerator": "lessons"}],
        "bands": [{"below": 5, "points": Decimal("0.5")}, {"from": 5}],
        **MARK,
    }
}
ONLY_TWO = {"applies_to": {"body_kinds": ["two"], **MARK}}


@st.composite
def editions(
    draw: st.DrawFn,
    *,
    groups: int = 2,
    items: int = 5,
    maxima: Sequence[str] = ("1", "1.5", "2", "2.3", "3"),
) -> Edition:
    """Groups of scored items and conditions, every rule of combining and leaving out."""
    needs = draw(st.sampled_from([(), ("net",), ("net", "room")]))
    rule = draw(st.sampled_from(["none", "full", "rescale"]))
    drawn = []
    for _ in range(draw(st.integers(1, groups))):
        # the first item applies to everybody, as the rules of editions want of each group
        scored: list[Scored | None] = [
            draw(_scored(needs, maxima, may_be_left_out=rule != "none" and number > 0))
            for number in range(draw(st.integers(1, items)))
        ]
        scored += [None] * draw(st.integers(0, 2))
        drawn.append(scored)
    levels = draw(st.sampled_from(LEVELS))
    return small(
        drawn,
        levels=levels,
        combine=draw(st.sampled_from(["lowest_group", "total"])),
        cap=draw(st.sampled_from([None, *range(1, len(levels))])),
        inapplicable=rule,
        step=draw(st.sampled_from(STEPS)),
        facts=[LESSONS],
    )


@st.composite
def _scored(
    draw: st.DrawFn, needs: tuple[str, ...], maxima: Sequence[str], *, may_be_left_out: bool
) -> Scored:
    required = draw(st.sets(st.sampled_from(needs), max_size=2)) if needs else set()
    more = draw(st.sampled_from([{}, {}, MEASURE]))
    if may_be_left_out:
        more = more | draw(st.sampled_from([{}, {}, {}, ONLY_TWO]))
    return Scored(draw(st.sampled_from(maxima)), tuple(sorted(required)), more)


@st.composite
def answered(
    draw: st.DrawFn, edition: Edition, *, complete: bool = False, low: bool = False
) -> Answers:
    """Awards on and off the step, facts, claims; gaps unless `complete`; `low`: many zeros."""
    awards: dict[str, Award] = {}
    for code, item in edition.items.items():
        if not complete and draw(st.integers(0, 9)) == 0:
            continue
        if item.max is None:
            awards[code] = draw(st.sampled_from(Verdict))
        else:
            award = draw(_award(item.max.value, edition))
            awards[code] = Decimal(0) if low and draw(st.booleans()) else award
    kind = draw(st.sampled_from(sorted(edition.body_kinds)))
    return Answers(
        Profile.of(edition, kind), awards, draw(_facts(edition)), draw(_claims(edition, kind))
    )


def _award(maximum: Decimal, edition: Edition) -> st.SearchStrategy[Decimal]:
    step = edition.score_step.value
    on_step = st.integers(0, int(maximum // step)).map(lambda count: count * step)
    return st.one_of(on_step, on_step, st.just(maximum), st.decimals(0, maximum, places=1))


@st.composite
def _facts(draw: st.DrawFn, edition: Edition) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {}
    for code, fact in edition.facts.items():
        if not draw(st.booleans()):
            continue
        if fact.type is FactType.YES_NO:
            facts[code] = draw(st.booleans())
        elif fact.type is FactType.CHOICE:
            facts[code] = draw(st.sampled_from([option for option, _ in fact.options]))
        elif fact.type is FactType.TEXT:
            facts[code] = draw(st.text("aăâ đ", max_size=5))
        else:
            facts[code] = Decimal(draw(st.integers(0, 60)))
    return facts


@st.composite
def _claims(draw: st.DrawFn, edition: Edition, kind: str) -> dict[str, str]:
    """Claims that leave at least one scored item of each group."""
    if edition.inapplicable.value is InapplicableRule.NONE:
        return {}
    claims: dict[str, str] = {}
    for group in edition.groups:
        scored = [item for item in group.items if item.max is not None]
        applying = [
            item for item in scored if all(rule.includes(kind, ()) for rule in item.applies_to)
        ]
        for item in applying[1:]:
            if draw(st.integers(0, 4)) == 0:
                claims[item.code] = "lý do minh họa"
    return claims


@st.composite
def sheets_in(draw: st.DrawFn, *, complete: bool = False) -> tuple[Edition, Answers]:
    """An edition, shipped or random, and answers to it."""
    edition = draw(
        st.one_of(
            editions(),
            st.sampled_from([shipped("thangdo.qd-4725"), shipped("thangdo.truong-hoc-so")]),
        )
    )
    return edition, draw(answered(edition, complete=complete))
