"""The whole way from forms to files, against the plain way that makes the same files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.batch.folder import forms_in
from app.batch.printing import FORMATS, Order
from app.batch.reporting import Job, Plan
from app.batch.run import report_all, reporters
from app.batch.writing import staging
from benchmarks import plain_pipeline
from benchmarks.batch import PRINTED, SECONDS
from benchmarks.figures import Figure
from benchmarks.rounds import best
from benchmarks.samples import write_forms


def measure(count: int, rounds: int) -> Iterator[Figure]:
    """Both ways with one process each, cold: starting up counts for both."""
    soffice = plain_pipeline.office()
    if soffice is None:
        yield Figure("against the plain pipeline", "not run", "no LibreOffice here", "ahead", None)
        return
    with TemporaryDirectory() as scratch:
        folder, ours, plain = (Path(scratch, name) for name in ("forms", "ours", "plain"))
        write_forms(folder, count)
        forms = sorted(folder.iterdir())
        times = best(
            {
                "ours": lambda: _ours(folder, ours),
                "plain": lambda: plain_pipeline.run(forms, plain, soffice),
            },
            rounds,
        )
        if _names(ours) != _names(plain):
            raise RuntimeError("the two ways did not make the same files")
        made = len(_names(ours))
    yield Figure(
        f"{count} forms to {made} files, one process, with its start",
        f"{times['ours']:.1f} s",
        f"{times['plain']:.1f} s by openpyxl, python-docx and LibreOffice",
        f"ahead: {times['plain'] / times['ours']:.1f} × as fast",
        times["ours"] < times["plain"],
    )


def _ours(folder: Path, out: Path) -> None:
    jobs = [Job(one.path, one.name, one.stem) for one in forms_in(folder)]
    with staging(out) as place:
        plan = Plan(Order(frozenset(FORMATS), PRINTED), place, out)
        with reporters(plan, 1, SECONDS) as workers:
            for reported in report_all(workers, jobs):
                if reported.faults:
                    raise RuntimeError(f"{reported.name}: {reported.faults}")


def _names(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in folder.iterdir())
