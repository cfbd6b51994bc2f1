"""`python -m benchmarks`: every figure beside its baseline of the same run."""

import argparse
import json
import sys
from collections.abc import Iterator

from benchmarks import (
    against_plain,
    batch,
    documents,
    forms,
    importing_while_typing,
    imports,
    memory,
    packages,
    saving,
    scoring,
    starting,
    uploads,
    yardsticks,
)
from benchmarks.figures import Figure, as_json, as_table, machine


def main() -> int:
    """Measure, print; 1 if a target was not reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the forms, one round")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    words = parser.parse_args()
    found = []
    for figure in figures(quick=words.quick):
        sys.stderr.write(f"{figure.name}: {figure.measured} {figure.verdict}\n")
        found.append(figure)
    if words.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print(machine())
        print(as_table(found))
    return int(any(figure.reached is False for figure in found))


def figures(*, quick: bool) -> Iterator[Figure]:
    """All figures, one after the other."""
    rounds = 1 if quick else 3
    yield from scoring.measure(5 if quick else 30)
    yield from documents.measure(30 if quick else 300)
    yield from forms.measure(10 if quick else 40)
    yield from against_plain.measure(8 if quick else 40, rounds)
    yield from batch.measure(100 if quick else 1000, rounds)
    yield from saving.measure(2 if quick else 5, rounds)
    yield from starting.measure(1 if quick else 5)
    yield from memory.measure(100 if quick else 1000)
    sizes = imports.SIZES[:1] if quick else imports.SIZES
    yield from imports.measure(sizes, yardsticks.QUICK if quick else yardsticks.SCHOOLS)
    few = importing_while_typing.SCHOOLS // 10 if quick else importing_while_typing.SCHOOLS
    yield from importing_while_typing.measure(few, 2 if quick else 5)
    yield from packages.measure(packages.QUICK if quick else packages.SCHOOLS)
    yield from uploads.measure(uploads.QUICK if quick else uploads.WHOLE, rounds)


if __name__ == "__main__":
    sys.exit(main())
