"""A province's table of results: `python -m benchmarks.imports`.

An invented province, every item of both sides, on SQLite and on PostgreSQL: the dry run with its
staging, confirming, the same table again, undoing. Each in a process of its own, whose peak memory
is told. Lines are fed as the reader gives them: what reading costs its child is not in it. Beside
them, in the same run: a plain loop that writes the same answers of fewer schools one by one through
the session, openpyxl's bare read of such a workbook, and django-import-export over as many cells
(`benchmarks/django_yardstick.py`).
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit.chain import Who
from app.dossiers.models import Answer, Dossier
from app.imports import staging
from app.imports.models import ImportBatch, ImportKind, RowOutcome
from app.imports.results.kind import KIND
from app.imports.shapes import Column, Layout, Line
from app.storage.database import Database
from app.storage.migrations import upgrade
from benchmarks import yardsticks
from benchmarks.figures import Figure, as_table, machine
from benchmarks.imports_province import ACCOUNT, CAMPAIGN, OFFICE, code_of, furnish
from benchmarks.saving import postgresql
from criteria.loader import shipped
from tests.statements import counted

SIZES = (1_000, 26_000)
TARGETS = {
    ("SQLite", 1_000): (1.5, 1.5),
    ("PostgreSQL", 1_000): (1.5, 1.5),
    ("SQLite", 26_000): (30.0, 30.0),
    ("PostgreSQL", 26_000): (15.0, 15.0),
}
PLAIN = 200
"""Schools of the plain loop."""
MEMORY_MIB = 300
_SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Told:
    """What one run measured: seconds and statements by step, the peak of its memory."""

    seconds: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    peak_mib: float = 0.0
    before_mib: float = 0.0
    answers: int = 0


def measure(sizes: Sequence[int] = SIZES, beside: int = yardsticks.SCHOOLS) -> Iterator[Figure]:
    """Both databases, each size; the library of others over that many schools."""
    bare = {schools: _apart(bare_read, schools) for schools in sizes}
    ready = yardsticks.prepare()
    for name in ("SQLite", "PostgreSQL"):
        with _database(name) as url:
            each = _apart(plain, url, PLAIN)
        with _database(name) as url:
            theirs = yardsticks.django(url, beside) if ready else {}
        for schools in sizes:
            with _database(name) as url:
                told = _apart(run, url, schools)
            held = {
                "dry run": f"{bare[schools]:.2f} s: openpyxl's bare read of such a workbook",
                "confirm": f"{schools / each:.0f} s: the plain loop, from {PLAIN} schools",
            }
            yield from _figures(name, schools, told, held)
            yield from yardsticks.held_against(name, schools, told.seconds, theirs, beside)


def _figures(name: str, schools: int, told: Told, beside: Mapping[str, str]) -> Iterator[Figure]:
    plan, confirm = TARGETS.get((name, schools), (None, None))
    for step, target in (
        ("dry run", plan),
        ("confirm", confirm),
        ("the same again, dry run", None),
        ("undo", None),
    ):
        seconds = told.seconds[step]
        yield Figure(
            f"{name}, {schools} schools: {step}",
            f"{seconds:.2f} s, {told.statements[step]} statements",
            beside.get(step, ""),
            f"under {target:.1f} s" if target else "",
            seconds < target if target else None,
        )
    yield Figure(
        f"{name}, {schools} schools: peak memory of the process",
        f"{told.peak_mib:.0f} MiB",
        f"{told.before_mib:.0f} MiB before the import",
        f"under {MEMORY_MIB} MiB",
        told.peak_mib < MEMORY_MIB,
    )


def bare_read(schools: int) -> float:
    """Seconds that openpyxl takes to read the cells of such a workbook, and nothing else."""
    _, roles = _layout()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ket-qua.xlsx"
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Kết quả")
        sheet.append(roles)
        for number in range(schools):
            code, name, *cells = _values(roles, number)
            sheet.append([code, name, *(_cell(one) for one in cells)])
        book.save(path)
        begun = time.perf_counter()
        read = openpyxl.load_workbook(path, read_only=True)
        rows = sum(1 for _ in read.worksheets[0].iter_rows(values_only=True))
        spent = time.perf_counter() - begun
        read.close()
    assert rows == schools + 1, rows
    return spent


def _cell(text: str) -> float | str:
    return "Đạt" if text == "met" else float(text)


def run(url: str, schools: int) -> Told:
    """The whole way over an empty database at that address."""
    told = Told()
    with closing(Database(url)) as database:
        upgrade(database)
        with database.writing() as session:
            furnish(session, schools)
        _analyze(database)
        layout, roles = _layout()
        told.before_mib = _peak()
        batch = _dry_run(database, layout, roles, schools, told, "dry run")
        with _timed(database, told, "confirm"), database.writing() as session:
            KIND.apply(session, session.get_one(ImportBatch, batch), _who())
        with database.reading() as session:
            told.answers = session.execute(select(func.count()).select_from(Answer)).scalar_one()
        assert told.answers == schools * (len(roles) - 2), told.answers
        _dry_run(database, layout, roles, schools, told, "the same again, dry run")
        with _timed(database, told, "undo"), database.writing() as session:
            KIND.undo(session, session.get_one(ImportBatch, batch), _who(), rest=False)
        told.peak_mib = _peak()
        with database.reading() as session:
            left = session.execute(select(func.count()).select_from(Answer)).scalar_one()
        assert left == 0, left
    return told


def plain(url: str, schools: int) -> float:
    """Schools a second of a loop that reads a dossier and saves its answers one by one."""
    with closing(Database(url)) as database:
        upgrade(database)
        with database.writing() as session:
            furnish(session, schools)
        _, roles = _layout()
        begun = time.perf_counter()
        with database.writing() as session:
            for number in range(schools):
                _plain_row(session, roles, number)
        return schools / (time.perf_counter() - begun)


def _plain_row(session: Session, roles: Sequence[str], number: int) -> None:
    wanted = select(Dossier).where(col(Dossier.body_code) == code_of(number))
    dossier = session.execute(wanted).scalar_one()
    for role, value in zip(roles[2:], _values(roles, number)[2:], strict=True):
        side, _, item = role.partition(":")
        known = select(Answer).where(
            col(Answer.dossier_id) == dossier.id, col(Answer.side) == side, col(Answer.item) == item
        )
        row = session.execute(known).scalar_one_or_none()
        row = row or Answer(dossier_id=dossier.id, side=side, item=item, at=datetime.now(UTC))
        row.verdict = value if value in {"met", "unmet"} else None
        row.award = None if row.verdict else Decimal(value)
        session.add(row)
        session.flush()


def _dry_run(  # noqa: PLR0913, PLR0917 - what is run, and where it is told
    database: Database,
    layout: Layout,
    roles: Sequence[str],
    schools: int,
    told: Told,
    step: str,
) -> str:
    with database.writing() as session:
        batch = _batch()
        session.add(batch)
        session.flush()
        session.expunge(batch)
    lines = (Line(layout.sheet, number + 4, _values(roles, number)) for number in range(schools))
    with _timed(database, told, step):
        planning = KIND.planning(database, batch, [layout])
        for chunk in staging.chunks(planning.rows(lines)):
            with database.writing() as session:
                staging.stage(session, batch.id, batch.run, chunk)
        planned = planning.ended()
    outcomes: Any = planned.counts["outcomes"]
    wanted = RowOutcome.NEW if step == "dry run" else RowOutcome.UNCHANGED
    assert outcomes[wanted] == schools, outcomes
    return batch.id


def _layout() -> tuple[Layout, list[str]]:
    items = list(shipped("thangdo.qd-4725").items)
    roles = ["code", "name", *(f"{side}:{one}" for side in ("self", "external") for one in items)]
    columns = [Column(place, role, role) for place, role in enumerate(roles)]
    return Layout("Kết quả", (1, 2), columns, "f" * 64), roles


def _values(roles: Sequence[str], number: int) -> list[str]:
    items = shipped("thangdo.qd-4725").items
    values = [code_of(number), f"Trường minh họa {number}"]
    for place, role in enumerate(roles[2:]):
        item = items[role.partition(":")[2]]
        if item.max is None:
            values.append("met")
        else:
            halves = int(item.max.value * 2)
            values.append(str((number * 7 + place * 3) % (halves + 1) / 2))
    return values


def _batch() -> ImportBatch:
    at = datetime.now(UTC)
    return ImportBatch(
        tenant_id=OFFICE,
        body_id=OFFICE,
        campaign_id=CAMPAIGN,
        kind=ImportKind.RESULTS,
        file_name="ket-qua.xlsx",
        object_sha256="0" * 64,
        size=1,
        options={},
        run=1,
        account_id=ACCOUNT,
        created_at=at,
        expires_at=at + timedelta(days=7),
    )


def _who() -> Who:
    return Who(ACCOUNT, datetime.now(UTC))


def _analyze(database: Database) -> None:
    """What autovacuum does within a minute."""
    with database.engine.connect() as connection:
        automatic = connection.execution_options(isolation_level="AUTOCOMMIT")
        automatic.exec_driver_sql("ANALYZE")


@contextmanager
def _timed(database: Database, told: Told, step: str) -> Iterator[None]:
    with counted(database.engine) as statements:
        begun = time.perf_counter()
        yield
        told.seconds[step] = time.perf_counter() - begun
    told.statements[step] = len(statements)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _database(name: str) -> Iterator[str]:
    if name == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder)}/thangdo.db"
    else:
        with postgresql() as url:
            yield url


def _apart(work: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401 - what the work gives
    """The work in a process of its own, so that its peak of memory is its own."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_sent, args=(theirs, work, given))
    process.start()
    theirs.close()
    with closing(ours), nullcontext():
        try:
            found = ours.recv()
        finally:
            process.join()
    return found


def _sent(pipe: Connection, work: Callable[..., Any], given: Sequence[object]) -> None:
    pipe.send(work(*given))


def main() -> int:
    """Measure, print; 1 if a target was not reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 schools only")
    words = parser.parse_args()
    found = []
    sizes, beside = (SIZES[:1], yardsticks.QUICK) if words.quick else (SIZES, yardsticks.SCHOOLS)
    for figure in measure(sizes, beside):
        sys.stderr.write(f"{figure.name}: {figure.measured} {figure.verdict}\n")
        found.append(figure)
    print(machine())
    print(as_table(found))
    return int(any(figure.reached is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
