"""What comes in becomes answers, a dossier, a sheet; what the packages refuse becomes our error."""

from app.assessments.as_json import Json, sheet_as_json
from app.assessments.schemas import AnswersIn
from app.batch.dossiers import dossier_of as side_by_side
from app.editions.service import Editions
from app.errors import (
    AnswersNotAccepted,
    EditionNotFound,
    EditionNotOffered,
    FormNotAccepted,
    Reason,
    TargetNotReachable,
)
from criteria.edition import Edition
from exports.dossier import Dossier
from exports.forms.errors import CellProblem, FormRefused
from exports.forms.filled import FilledForm, assemble
from exports.forms.reader import read_form
from scoring.answers import Answers
from scoring.answers_json import answers_from_json
from scoring.engine import score
from scoring.errors import AnswersRefused, TargetUnreachable
from scoring.plan import Plan
from scoring.what_if import cheapest

SELF_FORM = "Phiếu tự đánh giá"
EXTERNAL_FORM = "Phiếu đánh giá ngoài"


def edition_of(body: AnswersIn, editions: Editions) -> Edition:
    """The edition a body names. Raises EditionNotOffered."""
    try:
        return editions.named(body.edition)
    except EditionNotFound as error:
        raise EditionNotOffered(error.detail) from error


def answers_of(body: AnswersIn, edition: Edition) -> Answers:
    """One side's answers. Raises AnswersNotAccepted."""
    data = body.model_dump(include={"awards", "facts", "inapplicable"})
    data["profile"] = body.profile.model_dump(exclude_none=True)
    try:
        return answers_from_json(edition, data)
    except AnswersRefused as error:
        raise refused(error) from error


def scored(edition: Edition, answers: Answers) -> Json:
    """The explained sheet of one side. Raises AnswersNotAccepted."""
    try:
        sheet = score(edition, answers)
    except AnswersRefused as error:
        raise refused(error) from error
    return sheet_as_json(edition, sheet)


def planned(edition: Edition, answers: Answers, target: int, unreachable: frozenset[str]) -> Plan:
    """The shortest way to a level. Raises AnswersNotAccepted, TargetNotReachable."""
    try:
        return cheapest(edition, answers, target, unreachable)
    except AnswersRefused as error:
        raise refused(error) from error
    except TargetUnreachable as error:
        reasons = tuple(Reason("", error.code, message) for message in error.reasons)
        raise TargetNotReachable(reasons=reasons) from error


def dossier_of(form: bytes, editions: Editions, external: bytes | None = None) -> Dossier:
    """The scored dossier of a filled form, and of the assessors' form where there is one.

    Raises FormNotAccepted with every fault found.
    """
    if external is None:
        return assemble(_read(form, editions, ""))
    own = _read(form, editions, SELF_FORM)
    theirs = _read(external, editions, EXTERNAL_FORM)
    try:
        return side_by_side(own, theirs)
    except FormRefused as error:
        raise form_refused(error, EXTERNAL_FORM) from error


def refused(error: AnswersRefused) -> AnswersNotAccepted:
    """The engine's refusal as ours."""
    reasons = tuple(Reason(one.where, one.code, one.message) for one in error.findings)
    return AnswersNotAccepted(reasons=reasons)


def _read(content: bytes, editions: Editions, name: str) -> FilledForm:
    try:
        return read_form(content, editions.find)
    except FormRefused as error:
        raise form_refused(error, name) from error


def form_refused(error: FormRefused, name: str = "") -> FormNotAccepted:
    """The reader's refusal as ours; `name` says which of two forms it is of."""
    reasons = tuple(_reason(problem, name) for problem in error.problems)
    return FormNotAccepted(_told(error.problems), reasons)


def _reason(problem: CellProblem, name: str) -> Reason:
    place = f"{problem.sheet}!{problem.cell}" if problem.cell else problem.sheet
    message = problem.message[:1].upper() + problem.message[1:]
    where = ", ".join(part for part in (name, place) if part)
    return Reason(where, problem.code, message)


def _told(problems: tuple[CellProblem, ...]) -> str:
    """The sentence over the list: nothing about cells where the file itself is the trouble."""
    if any(problem.sheet for problem in problems):
        return FormNotAccepted.said
    return "Chưa dùng được tệp này. Hãy xem lý do dưới đây rồi gửi lại."
