"""Saving while a table of results is confirmed: `python -m benchmarks.importing_while_typing`.

1,000 schools, every item of both sides, by `thangdo import results --yes` in a process of its own,
beside a service of two workers where eight editors of other schools save answer after answer. How
long the saves take meanwhile stands beside the same editors without an import, in the same run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import openpyxl
from sqlmodel import col, func, select

from app.dossiers.models import Answer, Dossier, SideName
from app.storage.database import Database
from app.storage.migrations import upgrade
from benchmarks.editors import Editor, drive, hire, items
from benchmarks.figures import Figure, as_table, machine
from benchmarks.imports_province import CAMPAIGN, code_of, furnish
from benchmarks.saving import WORKERS, ours_at, postgresql, refuse_unless_durable, serving
from benchmarks.started import PROGRAM
from criteria.loader import shipped

WRITERS, SCHOOLS = 8, 1_000
TARGETS = {"SQLite": 2.0, "PostgreSQL": 0.3}
"""Seconds that no save may wait longer than."""
PATIENCE = 300.0


class Found(NamedTuple):
    """Seconds that each save took: without an import, in its dry run, while it is written."""

    before: list[float]
    trying: list[float]
    writing: list[float]
    failed: list[str]
    confirmed: float


def measure(schools: int = SCHOOLS, seconds: float = 5) -> Iterator[Figure]:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        found = on(f"sqlite:///{folder}/thangdo.db", Path(folder), schools, seconds)
        yield from _figures("SQLite", schools, found)
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        yield from _figures("PostgreSQL", schools, on(url, Path(folder), schools, seconds))


def on(url: str, folder: Path, schools: int, seconds: float) -> Found:
    """Over an empty database at that address."""
    numbers = range(schools, schools + WRITERS)
    with closing(Database(url)) as database:
        upgrade(database)
        refuse_unless_durable(database)
        with database.writing() as session:
            furnish(session, schools + WRITERS)
            hire(session, numbers, datetime.now(UTC))
            ids = dict(session.exec(select(Dossier.body_id, Dossier.id)).all())
        path = _workbook(folder, schools)
        with serving(ours_at, url, folder) as ports:
            editors = [
                Editor(
                    ports[one % WORKERS],
                    f"/api/v1/dossiers/{ids[f'truong{one}']}/self/answers/{{item}}",
                    f"token-{one}",
                    items(),
                )
                for one in numbers
            ]
            drive(editors, min(seconds, 1.0))
            before = drive(editors, seconds)[1]
            found = _beside(editors, url, folder, path)
        _all_there(database, schools, editors)
    return found._replace(before=before)


def _beside(editors: Sequence[Editor], url: str, folder: Path, path: Path) -> Found:
    failed: list[str] = []

    def save() -> None:
        try:
            drive(editors, PATIENCE)
        except (RuntimeError, OSError, EOFError) as error:
            failed.append(str(error))

    saving = threading.Thread(target=save)
    saving.start()
    try:
        begun, shown, ended = _imported(url, folder, path)
    finally:
        for editor in editors:
            editor.over = True
        saving.join()
    both = [
        (one, one + spent)
        for editor in editors
        for one, spent in zip(editor.begun, editor.taken, strict=True)
    ]
    return Found(
        [],
        [end - start for start, end in both if end > begun and start < shown],
        [end - start for start, end in both if end > shown and start < ended],
        failed,
        ended - shown,
    )


def _imported(url: str, folder: Path, path: Path) -> tuple[float, float, float]:
    """When it was started, showed its dry run, and ended."""
    command = (PROGRAM, "import", "results", path, "--campaign", CAMPAIGN, "--yes")
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    named = {"THANGDO_DATABASE_URL": url, "THANGDO_DATA_DIR": str(folder)}
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env={**kept, **named}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        shown = time.perf_counter()
        process.stdout.read()
        code = process.wait(PATIENCE)
    if code:
        raise SystemExit(f"the import ended with {code}")
    return begun, shown, time.perf_counter()


def _workbook(folder: Path, schools: int) -> Path:
    known = shipped("thangdo.qd-4725").items
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Kết quả")
    sheet.append(["", "", *["Tự đánh giá"] * len(known), *["Đánh giá ngoài"] * len(known)])
    sheet.append(["Mã trường", "Tên trường", *known, *known])
    cells: list[float | str] = ["Đạt" if one.max is None else 1.5 for one in known.values()]
    for number in range(schools):
        sheet.append([code_of(number), f"Trường minh họa {number}", *cells, *cells])
    path = folder / "ket-qua.xlsx"
    book.save(path)
    return path


def _all_there(database: Database, schools: int, editors: Sequence[Editor]) -> None:
    """What was imported, and every version that was acknowledged."""
    with database.reading() as session:
        external = select(func.count()).where(Answer.side == SideName.EXTERNAL)
        known = len(shipped("thangdo.qd-4725").items)
        assert session.exec(external).one() == schools * known
        saved = select(func.sum(Answer.version)).where(
            Answer.side == SideName.SELF, col(Answer.comment) != ""
        )
        assert session.exec(saved).one() == sum(sum(one.versions.values()) for one in editors)


def _figures(name: str, schools: int, found: Found) -> Iterator[Figure]:
    longest, target = max(found.trying + found.writing), TARGETS[name]
    yield Figure(
        f"{name}: longest save of {WRITERS} editors beside an import of {schools} schools",
        f"{longest * 1000:.0f} ms (confirming took {found.confirmed:.1f} s)",
        f"{max(found.before) * 1000:.0f} ms without an import",
        f"none over {target * 1000:.0f} ms",
        longest <= target,
    )
    before = _told(found.before)
    for part, taken in (("its dry run", found.trying), ("its confirming", found.writing)):
        yield Figure(f"{name}: saves beside {part}", _told(taken), f"{before} without", "", None)
    yield Figure(f"{name}: saves that failed", str(len(found.failed)), "", "none", not found.failed)


def _told(taken: Sequence[float]) -> str:
    if len(taken) < 2:
        return f"{len(taken)} saves"
    return (
        f"{len(taken)} saves: median {median(taken) * 1000:.0f}, 99th percentile "
        f"{quantiles(taken, n=100)[98] * 1000:.0f}, longest {max(taken) * 1000:.0f} ms"
    )


def main() -> int:
    """Measure, print; 1 if a target was not reached."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.importing_while_typing", description=__doc__
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the schools")
    words = parser.parse_args()
    found = list(measure(SCHOOLS // 10, 1) if words.quick else measure())
    print(machine())
    print(as_table(found))
    return int(any(figure.reached is False for figure in found))


if __name__ == "__main__":
    sys.exit(main())
