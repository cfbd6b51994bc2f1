"""One form reported: read, scored, printed, written; or every reason why not."""

import gc
import os
import resource
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path, PurePath

from app.batch.dossiers import READ_LIMIT, dossier_of
from app.batch.printing import Order, printed
from app.batch.reading import FileTooLarge, read_regular, said
from app.batch.writing import publish
from criteria.loader import shipped
from exports.documents.errors import DocumentError
from exports.dossier import DecreeHeader, Dossier, Narrative, School
from exports.forms.errors import FormRefused
from exports.forms.filled import FilledForm
from exports.forms.reader import read_form
from scoring.answers import Answers, Profile

MEMORY_LIMIT = 1024**3
"""Address space of one worker, in bytes: four times the 250 MB that it takes over many forms."""


@dataclass(frozen=True, slots=True)
class Job:
    """One form to report: where it is, what it is called, where its outputs begin below `out`."""

    path: Path
    name: str
    stem: PurePath


@dataclass(frozen=True, slots=True)
class Plan:
    """What all jobs of a batch share: `place` is the staging folder, `out` where outputs go."""

    order: Order
    place: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a form was not reported; `kind` is `refused`, `file` or `ours`."""

    kind: str
    code: str
    message: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """`trang!ô: câu`, as a person looks for it."""
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of one form: the files written below `out`, or the faults."""

    name: str
    school: str = ""
    school_code: str = ""
    school_year: str = ""
    edition: str = ""
    level: int | None = None
    level_name: str = ""
    missing: int = 0
    files: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return asdict(self)


def report_one(plan: Plan, job: Job) -> Reported:
    """Do one job; whatever is wrong with the form ends as faults."""
    try:
        dossier = dossier_of(read_form(read_regular(job.path, READ_LIMIT)))
        files = printed(dossier, job.stem, plan.order)
        publish(plan.place, {plan.out / name: content for name, content in files.items()})
    except Exception as error:  # noqa: BLE001 - one school's file must not stop the province's batch
        return Reported(job.name, faults=faults_of(error))
    return summed_up(job.name, dossier, tuple(name.as_posix() for name in files))


def faults_of(error: Exception) -> tuple[Fault, ...]:
    """An exception over one form, as faults."""
    if isinstance(error, FormRefused):
        return tuple(
            Fault("refused", one.code, one.message, one.sheet, one.cell) for one in error.problems
        )
    if isinstance(error, FileTooLarge):
        return (Fault("refused", "file-too-large", str(error)),)
    if isinstance(error, DocumentError):
        return (Fault("refused", "document", str(error)),)
    if isinstance(error, OSError):
        return (Fault("file", "file", said(error)),)
    if isinstance(error, MemoryError):
        return (Fault("refused", "too-big", "tệp cần quá nhiều bộ nhớ để đọc."),)
    message = f"lỗi của chương trình khi xử lý tệp này ({type(error).__name__}: {error})."
    return (Fault("ours", "unexpected", message),)


def summed_up(name: str, dossier: Dossier, files: tuple[str, ...]) -> Reported:
    """The line of the summary for a dossier; the external level counts where there is one."""
    side = dossier.external or dossier.self_side
    number = side.sheet.level
    return Reported(
        name,
        dossier.school.name,
        dossier.school.code,
        dossier.school.school_year,
        str(dossier.edition.ref),
        number,
        "" if number is None else dossier.edition.level(number).name,
        len(side.sheet.missing),
        files,
    )


def warm_up() -> None:
    """Make a worker ready: bounded, single-threaded, with everything loaded that forms share."""
    # Each worker has a core of its own: threads of the PDF compiler would only take others' cores.
    os.environ["RAYON_NUM_THREADS"] = "1"
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    edition = shipped("thangdo.qd-4725")
    blank = _blank(edition.ref.id)
    printed(blank, PurePath("warm"), Order(frozenset({"docx", "pdf", "xlsx"}), date(2026, 1, 1)))
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no collection needs to look at it again


def _blank(edition_id: str) -> Dossier:
    edition = shipped(edition_id)
    kind = next(iter(edition.body_kinds))
    profile = Profile.of(edition, kind)
    school = School("", "", kind, profile.school_levels, "")
    answers = Answers(profile)
    return dossier_of(FilledForm(edition, school, DecreeHeader(), Narrative(), answers, (), {}))
