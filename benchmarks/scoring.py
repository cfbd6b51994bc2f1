"""Scoring one dossier: `python -m benchmarks.scoring`.

The baseline adds the same awards per group in plain Decimal and compares the totals with the same
bounds, without a check, a fact, a ceiling or a reason: what no scoring can do without.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import median
from time import thread_time

from benchmarks.figures import Figure, as_table, machine
from criteria.edition import Edition, FactType
from criteria.loader import shipped
from scoring import Answers, FactValue, Profile, Verdict, cheapest, explain, score

NUMBERS_MS, SENTENCES_MS, PLAN_MS = 0.1, 0.35, 20.0


def measure(rounds: int = 30) -> Iterator[Figure]:
    """All 29 items answered, every fact stated: the largest sheet there is of QĐ 4725."""
    edition = shipped("thangdo.qd-4725")
    full = answers(edition)
    nothing = Answers(full.profile)
    times = medians(
        {
            "numbers": lambda: score(edition, full),
            "sentences": lambda: explain(edition, score(edition, full)),
            "plan": lambda: cheapest(edition, nothing, 3),
            "sums": lambda: plain_sums(edition, full),
        },
        rounds,
    )
    sums = f"{times['sums']:.3f} ms for the plain sums"
    for name, key, target in (
        ("numbers of one sheet, 29 items", "numbers", NUMBERS_MS),
        ("numbers and sentences of one sheet", "sentences", SENTENCES_MS),
        ("shortest plan to level 3 from nothing", "plan", PLAN_MS),
    ):
        yield Figure(
            name,
            f"{times[key]:.3f} ms",
            f"{sums}: {times[key] / times['sums']:.1f} ×",
            f"under {target} ms",
            times[key] < target,
        )


def answers(edition: Edition) -> Answers:
    """Invented answers, all different, below the highest level, so that lacks are counted too."""
    awards: dict[str, Decimal | Verdict] = {}
    for position, (code, item) in enumerate(edition.items.items()):
        if item.max is None:
            awards[code] = Verdict.MET
        else:
            step = edition.score_step.value
            awards[code] = step * (position * 7 % (int(item.max.value / step) + 1))
    facts: dict[str, FactValue] = {}
    for code, fact in edition.facts.items():
        if fact.type is FactType.YES_NO:
            facts[code] = True
        elif fact.type is FactType.TEXT:
            facts[code] = "Phần mềm minh họa"
        elif fact.type is FactType.CHOICE:
            facts[code] = fact.options[0][0]
        else:
            facts[code] = Decimal(40)
    return Answers(Profile.of(edition, "thcs"), awards, facts)


def plain_sums(edition: Edition, given: Answers) -> int:
    """The level by the sums alone."""
    totals: dict[str, Decimal] = {}
    for code, award in given.awards.items():
        if isinstance(award, Decimal):
            group = edition.items[code].group
            totals[group] = totals.get(group, Decimal(0)) + award
    reached = 1
    for level in edition.levels[1:]:
        low, included = level.interval.low, level.interval.low_included
        assert low is not None
        if all(total >= low if included else total > low for total in totals.values()):
            reached = level.number
    return reached


def medians(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median over rounds of the mean processor time of a call, in ms; the works take turns.

    Processor time, for nothing here waits: what neighbours take is not counted, though they still
    slow the processor down.
    """
    calls = {name: _calls(work) for name, work in works.items()}
    taken: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    for _ in range(rounds):
        for name, work in works.items():
            start = thread_time()
            for _ in range(calls[name]):
                work()
            taken[name].append((thread_time() - start) / calls[name] * 1000)
    return {name: median(times) for name, times in taken.items()}


def _calls(work: Callable[[], object]) -> int:
    """How many calls take about 10 ms, found after a warm-up."""
    for _ in range(20):
        work()
    start = thread_time()
    for _ in range(20):
        work()
    return max(1, int(0.2 / max(thread_time() - start, 1e-9)))


def main() -> int:
    """Measure, print; 1 if a target was not reached."""
    found = list(measure())
    print(machine())
    print(as_table(found))
    return int(any(figure.reached is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
