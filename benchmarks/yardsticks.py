"""What the imports are held against: django-import-export, in an environment of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.figures import Figure

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-yardsticks" / "bin" / "python"
LONGEST = 1_800
"""Seconds after which it is given up."""
CELLS = 58
"""Of one school: both sides of the published index."""
SCHOOLS, QUICK = 1_000, 250
"""Of which it is measured; 250 are 14,500 answers."""
USUAL = "row by row"
"""How it works unless told otherwise."""
Steps = Mapping[str, float]


def prepare() -> bool:
    """Fill the environment unless it is ready; False where it cannot be (no network)."""
    command = [sys.executable, str(ROOT / "scripts" / "apart.py"), "yardsticks"]
    filled = subprocess.run(command, check=False)
    return filled.returncode == 0


def django(url: str, schools: int) -> dict[str, Steps]:
    """Seconds of each step, by the way it works, over an empty database at that address."""
    command = [PYTHON, "-I", ROOT / "benchmarks" / "django_yardstick.py", url]
    done = subprocess.run(
        [*map(str, command), str(schools), str(CELLS)],
        check=True,
        timeout=LONGEST,
        capture_output=True,
        text=True,
    )
    found: dict[str, Steps] = json.loads(done.stdout)
    return found


def held_against(
    name: str, schools: int, ours: Steps, theirs: Mapping[str, Steps], measured: int
) -> Iterator[Figure]:
    """Ours beside each of their ways, taken in proportion where fewer schools were measured."""
    said = "" if measured == schools else f", in proportion from {measured} schools"
    for step in ("dry run", "confirm", "the same again, dry run"):
        for way, steps in theirs.items():
            seconds = steps[step] * schools / measured
            times = seconds / ours[step]
            usual = way == USUAL
            yield Figure(
                f"{name}, {schools} schools: {step}, beside django-import-export {way}",
                f"{times:.1f} × as fast ({ours[step]:.2f} s)",
                f"{seconds:.1f} s{said}",
                "ahead" if usual else "",
                times > 1 if usual else None,
            )
