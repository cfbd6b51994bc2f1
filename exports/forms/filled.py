"""A filled form as it was read, and the dossier it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass

from criteria.edition import Edition
from exports.dossier import DecreeHeader, Dossier, EvidenceEntry, Narrative, School, Side
from scoring.answers import Answers
from scoring.engine import score


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a school stated; the engine has accepted `answers`. `comments` are keyed by item."""

    edition: Edition
    school: School
    header: DecreeHeader
    narrative: Narrative
    answers: Answers
    evidence: tuple[EvidenceEntry, ...]
    comments: Mapping[str, str]


def assemble(form: FilledForm, external: Side | None = None) -> Dossier:
    """The scored dossier of a filled form; `external` is another side's result, kept as it is."""
    side = Side(form.answers, score(form.edition, form.answers), form.comments)
    return Dossier(
        form.edition, form.school, form.header, form.narrative, form.evidence, side, external
    )
