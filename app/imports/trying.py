"""The dry run: a confined child reads the file, its kind plans, and staging is filled meanwhile.

Rows are written in short transactions of a run's own number, so that what a killed process left is
nobody's: the next run begins anew and takes it away.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel import Session

from app import clock
from app.attachments import files
from app.audit.chain import Who
from app.errors import ServiceError
from app.imports import permission, queries, staging
from app.imports.errors import ImportNotFound
from app.imports.kinds import Planned
from app.imports.models import ImportBatch, ImportKind, ImportState, RowOutcome
from app.imports.registry import KINDS
from app.imports.shapes import Fault, Layout, Line, Staged, Vocabulary
from app.jobs import queue
from app.jobs.errors import LeaseLost
from app.jobs.queue import Taken
from app.jobs.working import Shop

if TYPE_CHECKING:
    from app.imports.reading.apart import Read

MOST_FAULTS = 200
"""Faults of a whole file that are told by name."""
Tell = Callable[[int], None]
"""Called with how many rows are staged."""
_NO_ROWS = (
    "Không có dòng nào dưới tiêu đề của bảng nên không có gì để nhập. Hãy kiểm tra xem đã gửi đúng "
    "tệp chưa."
)
_EVERY_LINES = 500
_EVERY_SECONDS = 1.0
_BEFORE = (ImportState.UPLOADED, ImportState.READING)


class _Begun(NamedTuple):
    batch: ImportBatch
    vocabulary: Vocabulary
    confirmed: Mapping[str, Mapping[str, str]]
    side: str


def silent(_done: int) -> None:
    """For a dry run whose progress nobody follows but in the database."""


def dry_run(
    shop: Shop, batch_id: str, who: Who, job: Taken | None = None, tell: Tell = silent
) -> None:
    """Read the file and stage what it would do; the state of the import tells what came of it.

    Raises LeaseLost where another has begun again meanwhile, and what may pass (a full disk).
    """
    begun: _Begun | None = None
    try:
        begun = _begin(shop, batch_id, who)
        _run(shop, begun, job, tell)
    except ImportNotFound:  # forgotten meanwhile
        if job is not None:
            with shop.database.writing() as session:
                queue.finish(session, job, clock.now())
    except ServiceError as error:
        if error.status >= 500:  # noqa: PLR2004 - ours, not the file's: it may pass
            raise
        _end(shop, begun, batch_id, job, ImportState.REFUSED, faults=told(error))


def told(error: ServiceError) -> list[dict[str, str]]:
    """What a refusal says, as an import keeps it."""
    reasons = [
        {"where": one.where, "code": one.code, "message": one.message} for one in error.reasons
    ]
    first = {"where": "", "code": error.code, "message": error.detail}
    return [first, *reasons[:MOST_FAULTS]]


def faults_of(found: Iterator[Fault] | list[Fault] | tuple[Fault, ...]) -> list[dict[str, str]]:
    """Faults of a file, as an import keeps them."""
    rows = [
        {
            "where": f"{one.sheet}!{one.cell}" if one.cell else one.sheet,
            "code": one.code,
            "message": one.message,
        }
        for one in found
    ]
    return rows[:MOST_FAULTS]


def _begin(shop: Shop, batch_id: str, who: Who) -> _Begun:
    with shop.database.writing() as session:
        batch = queries.held(session, batch_id)
        if batch.state not in _BEFORE:
            raise LeaseLost
        permission.require_again(session, batch, who)
        vocabulary = KINDS[ImportKind(batch.kind)].vocabulary(session, batch)
        confirmed = queries.kept_mappings(session, batch.body_id, batch.kind)
        batch.state, batch.run = ImportState.READING, batch.run + 1
        batch.done = batch.total = 0
        batch.faults, batch.warnings, batch.counts, batch.fingerprint = [], [], {}, ""
        batch.version += 1
        session.add(batch)
        session.flush()
        session.expunge(batch)
    while True:
        with shop.database.writing() as session:
            if not staging.drop_runs(session, batch_id, batch.run):
                break
    side = str(batch.options.get("side") or "self")
    return _Begun(batch, vocabulary, confirmed | dict(batch.mapping or {}), side)


def _run(shop: Shop, begun: _Begun, job: Taken | None, tell: Tell) -> None:
    # Loaded where files are read alone: the service itself never does.
    from app.imports.reading.apart import Asked, read_apart  # noqa: PLC0415

    batch = begun.batch
    asked = Asked(begun.vocabulary, begun.confirmed, begun.side)
    with (
        files.opened(shop.vault, batch.tenant_id, batch.object_sha256) as content,
        read_apart(content, asked) as read,
    ):
        recognised = _recognised(read, begun.vocabulary)
        faults = faults_of(list(read.faults))
        if read.unsure or not read.layouts:  # without any table there is nothing to confirm
            state = ImportState.MAPPING if read.unsure else ImportState.REFUSED
            _end(shop, begun, batch.id, job, state, faults=faults, recognised=recognised)
            return
        planning = KINDS[ImportKind(batch.kind)].planning(shop.database, batch, read.layouts)
        met = _Met(shop, batch)
        outcomes = _staged(shop, met, planning.rows(met.counted(read.lines)), tell)
        planned = planning.ended()
    if not outcomes.total():
        faults.append({"where": "", "code": "no-rows", "message": _NO_ROWS})
    counts = {
        **planned.counts,
        **{one.value: outcomes[one.value] for one in RowOutcome},
        "rows": outcomes.total(),
    }
    _end(
        shop,
        begun,
        batch.id,
        job,
        ImportState.READY,
        faults=faults,
        recognised=recognised,
        counts=counts,
        planned=planned,
    )


class _Met:
    """How many lines of the file were read; it is told now and then, also before any is planned."""

    def __init__(self, shop: Shop, batch: ImportBatch) -> None:
        self.batch = batch
        self.lines = 0
        self._shop = shop
        self._next = time.monotonic() + _EVERY_SECONDS

    def counted(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The same lines. Raises LeaseLost."""
        for line in lines:
            self.lines += 1
            if not self.lines % _EVERY_LINES and time.monotonic() >= self._next:
                self._tell()
            yield line

    def _tell(self) -> None:
        with self._shop.database.writing() as session:
            held = _still(session, self.batch)
            held.total = self.lines
            session.add(held)
        self._next = time.monotonic() + _EVERY_SECONDS


def _staged(shop: Shop, met: _Met, rows: Iterator[Sequence[Staged]], tell: Tell) -> Counter[str]:
    batch = met.batch
    outcomes: Counter[str] = Counter()
    for chunk in staging.chunks(rows):
        with shop.database.writing() as session:
            held = _still(session, batch)
            staging.stage(session, batch.id, batch.run, chunk)
            outcomes.update(str(one.outcome) for one in chunk)
            held.done, held.total = outcomes.total(), met.lines
            session.add(held)
        tell(outcomes.total())
    return outcomes


def _still(session: Session, begun: ImportBatch) -> ImportBatch:
    """The import, if its present run is ours. Raises LeaseLost, ImportNotFound."""
    found = queries.held(session, begun.id)
    if found.run != begun.run or found.state != ImportState.READING:
        raise LeaseLost
    return found


def _end(  # noqa: PLR0913 - what came of it, all in one transaction
    shop: Shop,
    begun: _Begun | None,
    batch_id: str,
    job: Taken | None,
    state: ImportState,
    *,
    faults: list[dict[str, str]],
    recognised: Mapping[str, Any] | None = None,
    counts: Mapping[str, Any] | None = None,
    planned: Planned | None = None,
) -> None:
    with shop.database.writing() as session:
        if begun is None:
            batch = queries.held(session, batch_id)
            if batch.state not in _BEFORE:
                raise LeaseLost
        else:
            batch = _still(session, begun.batch)
        batch.state, batch.faults = state, faults
        batch.recognised = dict(recognised or {})
        batch.counts = dict(counts or {})
        batch.total = batch.done
        if planned is not None:
            batch.warnings = faults_of(tuple(planned.warnings))
            batch.fingerprint = planned.fingerprint
        batch.version += 1
        session.add(batch)
        if job is not None:
            queue.finish(session, job, clock.now())


def _recognised(read: "Read", vocabulary: Vocabulary) -> dict[str, Any]:
    """What the reader found, and what a person may say of the columns."""
    return {
        "format": read.format,
        "encoding": read.encoding,
        "layouts": [_layout(one) for one in read.layouts],
        "roles": [{"role": one.role, "title": one.title} for one in vocabulary.meanings],
    }


def _layout(one: Layout) -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "header": [one.header[0] + 1, one.header[1] + 1],
        "layout": one.layout,
        "edition": one.edition,
        "columns": [column._asdict() for column in one.columns],
    }
