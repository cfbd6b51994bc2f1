"""A form as cells: what each says in the one text that comparing takes, and where it stands.

Pure, and small enough to come back from another process.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from app.dossiers import fields
from criteria.edition import Edition
from exports.dossier import EvidenceEntry
from exports.forms.errors import CellProblem, FormRefused
from exports.forms.places import AWARD, CLAIM, COMMENT, FACT, TEXT
from exports.forms.reader import FindEdition, examine
from scoring.answers import Answers, Award, FactValue, Verdict
from scoring.exact import plain

Values = Mapping[str, str]
"""Text by key; "" where the cell is empty."""


@dataclass(frozen=True, slots=True)
class FormCells:
    """What was read of a form. `values` lacks the cells that could not be read."""

    edition_sha256: str
    kind: str
    school_levels: tuple[str, ...]
    school_code: str
    school_year: str
    download: str
    side: str
    values: Values
    places: Values
    evidence: str
    problems: tuple[CellProblem, ...]


def read_cells(content: bytes, find_edition: FindEdition) -> FormCells:
    """All cells of a form that can be read. Raises FormRefused where the whole file is none."""
    examined = examine(content, find_edition)
    form, places = examined.form, examined.places.readable(examined.problems)
    texts = fields.as_fields(form.narrative, form.header)
    found = values_of(form.answers, form.comments, texts)
    return FormCells(
        edition_sha256=form.edition.ref.sha256,
        kind=form.answers.profile.kind,
        school_levels=form.answers.profile.school_levels,
        school_code=form.school.code,
        school_year=form.school.school_year,
        download=examined.origin.download,
        side=examined.origin.side,
        values={key: found.get(key, "") for key in places},
        places=places,
        evidence=digest_of(form.evidence),
        problems=examined.problems,
    )


def values_of(answers: Answers, comments: Mapping[str, str], texts: Values) -> dict[str, str]:
    """What is stated, by key; what is not stated has none."""
    found = {f"{AWARD}:{item}": award_text(award) for item, award in answers.awards.items()}
    found |= {f"{CLAIM}:{item}": reason for item, reason in answers.inapplicable.items()}
    found |= {f"{COMMENT}:{item}": comment for item, comment in comments.items()}
    found |= {f"{FACT}:{fact}": fact_text(value) for fact, value in answers.facts.items()}
    return found | {f"{TEXT}:{field}": value for field, value in texts.items() if value}


def award_text(award: Award) -> str:
    """An award as text."""
    return award.value if isinstance(award, Verdict) else plain(award)


def fact_text(value: FactValue) -> str:
    """A fact as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else plain(value)


def digest_of(evidence: Iterable[EvidenceEntry]) -> str:
    """A hash that changes with the list of evidence, whatever its order; "" for an empty list."""
    rows = sorted(
        (asdict(one) | {"links": sorted(one.links)} for one in evidence),
        key=lambda row: str(row["code"]),
    )
    if not rows:
        return ""
    text = json.dumps(rows, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def only(edition: Edition) -> FindEdition:
    """Finds the edition of one dossier and refuses forms of every other."""

    def find(edition_id: str, version: str, sha256: str) -> Edition:
        if sha256 == edition.ref.sha256:
            return edition
        raise FormRefused.whole(
            "edition-other",
            f"Phiếu lập theo bộ chỉ số {edition_id[:80]}, phiên bản {version[:20]}; hồ sơ dùng "
            f"{edition.ref.id}, phiên bản {edition.ref.version}, mã kiểm tra khác với phiếu. "
            "Hãy tải phiếu mới của hồ sơ và chép nội dung sang đó.",
        )

    return find
