"""The corpus of bad editions: a small complete text per error; its head says what to tell."""

import re
from pathlib import Path
from typing import NamedTuple

from criteria.errors import EditionInvalid, Problem
from criteria.loader import load
from tests.criteria.paths import BAD

_EXPECTED = re.compile(r"# (?P<line>\d+): (?P<words>.+)")


class Expected(NamedTuple):
    """A line on which a problem must be reported, and words that its sentence must hold."""

    line: int
    words: str

    def told_by(self, problem: Problem) -> bool:
        """Whether the problem is the expected one."""
        return problem.line == self.line and self.words in problem.message


def files() -> list[Path]:
    return sorted(BAD.glob("*.yaml"))


def expected(file: Path) -> list[Expected]:
    """Read from the comment at the head of the file, up to the first empty line."""
    head = file.read_bytes().split(b"\n\n", 1)[0].decode("utf-8")
    found = [_EXPECTED.fullmatch(line) for line in head.splitlines()]
    return [Expected(int(one["line"]), one["words"]) for one in found if one]


def problems(file: Path) -> tuple[Problem, ...]:
    """What the loader says of the file; empty when it loads."""
    try:
        load(file.read_bytes(), file.name)
    except EditionInvalid as error:
        return error.problems
    return ()
