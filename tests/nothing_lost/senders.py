"""People who send evidence while servers come and go: in one go, or in parts by tus."""

import hashlib
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.nothing_lost.films import film
from tests.nothing_lost.sending import PIECE, Line, go_on
from tests.nothing_lost.servers import ConnectionLost
from tests.nothing_lost.working import Work

LEAVES = 0.4
"""How many of those whose line broke do not come back."""


class Acknowledged(NamedTuple):
    """A file that the service said it has."""

    evidence: str
    file_name: str
    sha256: str


class Left(NamedTuple):
    """An upload that its sender left in the middle, and what it would have been."""

    line: Line
    path: str
    content: bytes

    @property
    def upload_id(self) -> str:
        """What its row is named."""
        return self.path.rpartition("/")[2]


class Broken(Exception):
    """The line broke, and this person does not come back."""


@dataclass
class Sender:
    """One person's uploads, one after the other."""

    work: Work
    dossier: str
    person: str
    seed: int
    acknowledged: list[Acknowledged] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._line = Line(self.work.servers.client(self.person), self.dossier)
        self._drawn = Random(self.seed)  # noqa: S311 - sizes and moods

    def send(self, uploads: int) -> None:
        """So many uploads, every other one in parts, ten to a piece of evidence."""
        try:
            for first in range(0, uploads, 10):
                evidence = self._line.evidence()
                for number in range(first, min(first + 10, uploads)):
                    self._one(number, evidence)
        except Exception as error:
            self.work.fail(repr(error))
            raise

    def _one(self, number: int, evidence: str) -> None:
        name = f"{number}.mp4"
        content = film(self._drawn.randint(1_000, 4 * PIECE), self.seed * 1_000 + number)
        self.work.asking()
        try:
            (self._plain, self._in_parts)[number % 2](evidence, name, content)
        except Broken:
            pass
        else:
            told = hashlib.sha256(content).hexdigest()
            self.acknowledged.append(Acknowledged(evidence, name, told))
        self.work.acknowledged()

    def _plain(self, evidence: str, name: str, content: bytes) -> None:
        while True:
            try:
                answer = self._line.plain(evidence, content, name)
            except ConnectionLost:
                self._perhaps_leave()
                continue
            if answer.status != 503:  # nothing acknowledged: once more
                break
        assert answer.status in {200, 201}, answer
        assert answer.json["sha256"] == hashlib.sha256(content).hexdigest()

    def _in_parts(self, evidence: str, name: str, content: bytes) -> None:
        path = self._line.promised(evidence, content, name)
        try:
            go_on(self._line, path, content, self._perhaps_leave)
        except Broken:
            self.left.append(Left(self._line, path, content))
            raise

    def _perhaps_leave(self) -> None:
        if self._drawn.random() < LEAVES:
            raise Broken
