"""Every form of a folder: a line for each that failed, a table of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.batch.folder import forms_in
from app.batch.printing import Order
from app.batch.reporting import Fault, Job, Plan, Reported
from app.batch.run import report_all, reporters
from app.batch.summary import COLUMNS, FILE_NAME, row, table
from app.batch.writing import publish, staging
from app.cli import streams
from app.cli.problems import FileTrouble, Problem, SomeFailed, UsageWrong
from app.cli.progress import progress
from app.cli.reading import file_trouble


@dataclass(frozen=True, slots=True)
class Batch:
    """What to do: all forms below `folder`, outputs below `out`, `jobs` at a time."""

    folder: Path
    out: Path
    order: Order
    jobs: int
    seconds: int


def report_folder(batch: Batch, *, as_json: bool) -> None:
    """Report every form; ends as `SomeFailed` when some could not be."""
    with file_trouble(batch.folder):
        if batch.out.resolve() == batch.folder.resolve():
            raise UsageWrong("--out phải là thư mục khác với thư mục các phiếu.", "thangdo report")
        jobs = [Job(one.path, one.name, one.stem) for one in forms_in(batch.folder, batch.out)]
    if not jobs:
        raise FileTrouble(batch.folder, "trong thư mục không có phiếu nào (.xlsx).")
    with file_trouble(batch.out), staging(batch.out) as place:
        reported = _all(batch, place, jobs)
        content = table(COLUMNS, map(row, reported))
        publish(place, {batch.out / FILE_NAME: content})
    failed = [one for one in reported if one.faults]
    problems = [_problem(one, fault) for one in failed for fault in one.faults]
    if as_json:
        streams.give_json({"forms": [one.as_json() for one in reported]})
    else:
        streams.give(str(batch.out / FILE_NAME))
    streams.say(f"Xong {len(reported) - len(failed)}/{len(reported)} phiếu.")
    if failed:
        raise SomeFailed(problems, told=as_json)


def _all(batch: Batch, place: Path, jobs: Sequence[Job]) -> list[Reported]:
    plan = Plan(batch.order, place, batch.out)
    done = {}
    with (
        progress(len(jobs), "Lập báo cáo") as one_more,
        reporters(plan, batch.jobs, batch.seconds) as workers,
    ):
        for reported in report_all(workers, jobs):
            done[reported.name] = reported
            one_more()
    return [done[job.name] for job in jobs]


def _problem(reported: Reported, fault: Fault) -> Problem:
    return Problem(fault.code, fault.message, reported.name, fault.sheet, fault.cell)
