"""From rows to the plain values that the workbooks are made of, a chunk of schools at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from sqlmodel import Session

from app.dossiers.models import Origin, SideName
from app.dossiers.sheets import fact_value
from app.province import queries
from app.province.queries import AnswerRow, Chosen, Details, FactRow, ReportedRow
from criteria.edition import Edition
from exports.province.shapes import NOTHING, SchoolRow, SideCells
from scoring.answers import Answers, Award, Profile, Verdict
from scoring.engine import score
from scoring.errors import AnswersRefused

R = TypeVar("R", AnswerRow, FactRow, ReportedRow)
Key = tuple[str, str]
"""A dossier and a side."""


def school_rows(session: Session, edition: Edition, shown: Sequence[Chosen]) -> Iterator[SchoolRow]:
    """The rows of the dossiers, in their order: four statements per chunk."""
    outside = {one.id for one in shown if one.external}
    for ids in queries.chunks([one.id for one in shown]):
        found = queries.details(session, ids)
        answers = _by_side(queries.answers(session, ids))
        facts = _by_side(queries.facts(session, ids))
        reported = _by_side(queries.reported(session, ids))
        for one in ids:
            own, external = (
                _cells(edition, found[one], answers[one, side], facts[one, side],
                       reported[one, side])
                for side in SideName
            )  # fmt: skip
            yield _row(edition, found[one], own, external if one in outside else NOTHING)


def blank_rows(session: Session, edition: Edition, shown: Sequence[Chosen]) -> Iterator[SchoolRow]:
    """The same schools with nothing but who they are: one statement per chunk."""
    for ids in queries.chunks([one.id for one in shown]):
        found = queries.details(session, ids)
        for one in ids:
            row = found[one]
            levels = levels_in_words(edition, row.school_levels, row.kind)
            yield SchoolRow(row.code, row.name, levels, NOTHING, NOTHING, "", None, None, "")


def levels_in_words(edition: Edition, codes: Iterable[str], kind: str) -> str:
    """Its cấp học; of a kind that teaches none that the edition names, the kind."""
    known = [edition.school_levels[code] for code in codes if code in edition.school_levels]
    if known:
        return ", ".join(known)
    return edition.body_kinds[kind].title if kind in edition.body_kinds else kind


def origin_note(details: Details) -> str:
    """Where the numbers came from, if not from the school's own hands."""
    said = []
    if details.origin == Origin.IMPORT:
        said.append("nhập từ bảng")
    if "items" in details.waived:
        said.append("chưa có điểm thành phần")
    if "external" in (details.line_waived or ()):
        said.append("công nhận không qua đánh giá ngoài")
    return "; ".join(said)


def _row(edition: Edition, found: Details, own: SideCells, external: SideCells) -> SchoolRow:
    return SchoolRow(
        found.code,
        found.name,
        levels_in_words(edition, found.school_levels, found.kind),
        own,
        external,
        found.number or "",
        found.signed_on,
        found.recognised_level,
        origin_note(found),
    )


def _by_side(rows: Sequence[R]) -> Mapping[Key, list[R]]:
    found: dict[Key, list[R]] = defaultdict(list)
    for row in rows:
        found[row.dossier_id, row.side].append(row)
    return found


def _cells(
    edition: Edition,
    found: Details,
    answers: Sequence[AnswerRow],
    facts: Sequence[FactRow],
    reported: Sequence[ReportedRow],
) -> SideCells:
    """One side: what is stated, and what our engine makes of it, or what was printed."""
    awards: dict[str, Award] = {}
    claims: dict[str, str] = {}
    for row in answers:
        if row.item not in edition.items:
            continue
        if row.verdict is not None:
            awards[row.item] = Verdict(row.verdict)
        elif row.award is not None:
            awards[row.item] = row.award
        if row.inapplicable is not None and (row.side == SideName.SELF or row.claim_accepted):
            claims[row.item] = row.inapplicable
    values = {
        row.fact: fact_value(edition, row.fact, row.value)
        for row in facts
        if row.fact in edition.facts
    }
    if not awards and reported:
        printed = {code: Decimal(text) for code, text in reported[0].groups.items()}
        return SideCells(values, {}, printed, reported[0].level)
    if not awards:
        return SideCells(values, {}, {}, None)
    profile = Profile(found.kind, tuple(found.school_levels))
    try:
        sheet = score(edition, Answers(profile, awards, values, claims))
    except AnswersRefused:  # stored under a rule that has changed: shown as it stands
        return SideCells(values, awards, {}, None)
    totals = {one.code: one.total for one in sheet.groups if one.max is not None and one.complete}
    return SideCells(values, awards, totals, sheet.level)
