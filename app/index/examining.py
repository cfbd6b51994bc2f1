"""Foreign YAML examined in a process of its own, with limits of time and memory.

The reader refuses aliases, depth and size by itself; the process is for what it does not foresee.
Starting one costs about a second, which is nothing for something done twice a year.
"""

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.batch.workers import Workers
from app.errors import Reason
from app.index.errors import IndexFileRefused
from criteria.edition import Edition
from criteria.errors import DocumentInvalid, Problem
from criteria.lint import lint
from criteria.loader import load
from criteria.mapping import MappingPart, load_map
from criteria.overlay import load_overlay
from criteria.shape import read
from scoring.golden import run

SECONDS = 20.0
"""The largest text that is read takes about 1 s, and its golden cases as much again."""
MEMORY = 1024 * 1024 * 1024
MAX_GOLDEN_BYTES = MAX_MAP_BYTES = 1_000_000
EDITION, GOLDEN, MAP, OVERLAY = "edition.yaml", "golden.yaml", "map.yaml", "overlay.yaml"
_PRELOAD = ("app.index.examining",)


class GivenEdition(NamedTuple):
    """An edition's text, and what lies beside it. `known` holds bytes by `id@version`."""

    content: bytes
    golden: bytes | None = None
    carry_map: bytes | None = None
    known: tuple[tuple[str, bytes], ...] = ()


class GivenOverlay(NamedTuple):
    """An overlay's text, and the bytes of the edition that it is for."""

    content: bytes
    edition: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """What a text without faults holds; with faults `problems` holds them all, and nothing else."""

    problems: tuple[Problem, ...] = ()
    id: str = ""
    version: str = ""
    title: str = ""
    sha256: str = ""
    carry_from: str = ""


def examined(given: GivenEdition | GivenOverlay) -> Examined:
    """The text, read apart from this process. Raises IndexFileRefused with every fault."""
    with Workers(examine, count=1, seconds=SECONDS, start=_confine, preload=_PRELOAD) as workers:
        ((_, outcome),) = workers.run([given])
    if not isinstance(outcome, Examined):
        raise IndexFileRefused(
            "Tệp làm việc đọc dừng giữa chừng hoặc quá lâu, nên không được nhận. "
            "Hãy bỏ những gì không thuộc bộ chỉ số khỏi tệp rồi gửi lại."
        )
    if outcome.problems:
        raise IndexFileRefused(reasons=tuple(map(_reason, outcome.problems)))
    return outcome


def examine(given: GivenEdition | GivenOverlay) -> Examined:
    """The text, read here."""
    try:
        return _overlay(given) if isinstance(given, GivenOverlay) else _edition(given)
    except DocumentInvalid as error:
        return Examined(error.problems)


def _edition(given: GivenEdition) -> Examined:
    faults = tuple(one for one in lint(given.content, EDITION) if not one.warning)
    if faults:
        return Examined(faults)
    edition = load(given.content, EDITION)
    if given.golden is not None:
        broken = run(edition, given.golden, GOLDEN)
        if broken:
            return Examined(broken)
    origin = ""
    if given.carry_map is not None:
        origin = _origin(given, given.carry_map, edition)
    ref = edition.ref
    return Examined((), ref.id, ref.version, edition.title, ref.sha256, origin)


def _origin(given: GivenEdition, text: bytes, edition: Edition) -> str:
    """Which edition the map comes from, once the map is known to fit. Raises DocumentInvalid."""
    _, part = read(text, MAP, MappingPart, DocumentInvalid)
    known = dict(given.known)
    if part.from_ not in known:
        message = f"bản đồ đi từ {part.from_}, hệ thống không có bộ chỉ số này"
        raise DocumentInvalid((Problem(MAP, 1, message),))
    old = load(known[part.from_], EDITION)
    load_map(text, MAP, old, edition)
    return old.ref.sha256


def _overlay(given: GivenOverlay) -> Examined:
    overlay = load_overlay(given.content, OVERLAY, load(given.edition, EDITION))
    ref = overlay.ref
    return Examined((), ref.id, ref.version, overlay.title, ref.sha256)


def warnings(content: bytes) -> Iterator[str]:
    """What of an edition should be looked at though nothing refuses it, each with its line."""
    for one in lint(content, EDITION):
        yield f"{one.file}:{one.line}: {one.message}"


def _reason(problem: Problem) -> Reason:
    return Reason(f"{problem.file}:{problem.line}", "criteria", problem.message)


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = int(SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
