"""From rows to what the engine and the documents take. Only the server computes."""

import json
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from sqlmodel import Session, col, select

from app.attachments.models import Evidence, EvidenceLink
from app.campaigns.models import Campaign
from app.dossiers import fields, queries
from app.dossiers.models import ITEMS, Answer, Dossier, FactAnswer, SideName
from app.dossiers.snapshots import reported_of
from app.dossiers.unpacking import reported_from
from app.index.service import edition as stored_edition
from criteria.edition import Edition, FactType
from exports.dossier import Dossier as PlainDossier
from exports.dossier import EvidenceEntry, EvidenceStatus, Reported, School, Side
from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from scoring.engine import score


def edition_of(session: Session, dossier: Dossier) -> Edition:
    """The edition that the dossier pins, with its overlay."""
    return stored_edition(session, dossier.edition_sha256, dossier.overlay_sha256)


def edition_named(session: Session, content: bytes) -> Edition:
    """The edition that a snapshot was taken under, with its overlay."""
    named = json.loads(content)["edition"]
    return stored_edition(session, named["sha256"], named["overlay_sha256"])


def profile_of(dossier: Dossier) -> Profile:
    """The profile pinned with the dossier."""
    return Profile(dossier.kind, tuple(dossier.school_levels))


def fact_value(edition: Edition, code: str, stored: str) -> FactValue:
    """A fact as the engine takes it; stored text is canonical."""
    kind = edition.facts[code].type
    if kind is FactType.YES_NO:
        return stored == "true"
    if kind in {FactType.COUNT, FactType.NUMBER}:
        return Decimal(stored)
    return stored


def stored_fact(value: FactValue) -> str:
    """The canonical text of a fact."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else value


def answers_of(
    edition: Edition, dossier: Dossier, rows: Iterable[Answer], facts: Iterable[FactAnswer]
) -> Answers:
    """One side's answers. A claim counts on the self side; on the external only once accepted."""
    awards: dict[str, Award] = {}
    claims: dict[str, str] = {}
    for row in rows:
        if row.verdict is not None:
            awards[row.item] = Verdict(row.verdict)
        elif row.award is not None:
            awards[row.item] = row.award
        if row.inapplicable is not None and (row.side == SideName.SELF or row.claim_accepted):
            claims[row.item] = row.inapplicable
    values = {
        row.fact: fact_value(edition, row.fact, row.value) for row in facts if row.value is not None
    }
    return Answers(profile_of(dossier), awards, values, claims)


def side_of(session: Session, edition: Edition, dossier: Dossier, side: SideName) -> Side:
    """One side, scored: two statements."""
    rows = queries.answers(session, dossier.id, side)
    facts = queries.facts(session, dossier.id, side)
    given = answers_of(edition, dossier, rows, facts)
    comments = {row.item: row.comment for row in rows if row.comment}
    return Side(given, score(edition, given), comments)


def evidence_of(session: Session, dossier_id: str) -> tuple[EvidenceEntry, ...]:
    """The dossier's evidence in the order of its codes: two statements."""
    return evidence_of_all(session, [dossier_id]).get(dossier_id, ())


def evidence_of_all(
    session: Session, dossier_ids: Collection[str]
) -> dict[str, tuple[EvidenceEntry, ...]]:
    """The same of many dossiers, in as many statements; one without evidence is left out."""
    rows: Sequence[Evidence] = session.exec(
        select(Evidence)
        .where(col(Evidence.dossier_id).in_(dossier_ids), col(Evidence.removed_at).is_(None))
        .order_by(col(Evidence.code))
    ).all()
    links: dict[str, list[str]] = {}
    for link in session.exec(
        select(EvidenceLink)
        .join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
        .where(col(Evidence.dossier_id).in_(dossier_ids))
    ):
        links.setdefault(link.evidence_id, []).append(link.target)
    found: dict[str, list[EvidenceEntry]] = {}
    for row in rows:
        entry = _entry(row, tuple(sorted(links.get(row.id, ()))))
        found.setdefault(row.dossier_id, []).append(entry)
    return {one: tuple(entries) for one, entries in found.items()}


def _entry(row: Evidence, links: tuple[str, ...]) -> EvidenceEntry:
    return EvidenceEntry(
        code=row.code,
        title=row.title,
        links=links,
        status=EvidenceStatus(row.status),
        location=row.location,
        holder=row.holder,
        note=row.note,
        number=row.number,
        issuer=row.issuer,
        day=row.document_date,
    )


def unconfirmed_codes(session: Session, dossier_id: str) -> frozenset[str]:
    """Codes of the evidence that was taken from last year and that nobody has looked at yet."""
    return frozenset(
        session.exec(
            select(Evidence.code).where(
                Evidence.dossier_id == dossier_id,
                col(Evidence.removed_at).is_(None),
                col(Evidence.unconfirmed).is_(True),
            )
        )
    )


def covered(evidence: Iterable[EvidenceEntry], unconfirmed: Collection[str]) -> frozenset[str]:
    """Items and criteria that evidence “đã có” is linked to; what is unconfirmed covers nothing."""
    present = (
        one
        for one in evidence
        if one.status is EvidenceStatus.PRESENT and one.code not in unconfirmed
    )
    return frozenset(target for one in present for target in one.links)


def plain_dossier(
    session: Session, dossier: Dossier, campaign: Campaign, *, external: bool = True
) -> PlainDossier:
    """The whole dossier for a document, a form or a snapshot. `external` False leaves it out."""
    edition = edition_of(session, dossier)
    values = {row.field: row.value for row in queries.texts(session, dossier.id)}
    outside = None
    if external and dossier.external_version:
        outside = side_of(session, edition, dossier, SideName.EXTERNAL)
    return PlainDossier(
        edition=edition,
        school=School(
            name=dossier.body_name,
            code=dossier.body_code,
            kind=dossier.kind,
            school_levels=tuple(dossier.school_levels),
            school_year=campaign.school_year,
        ),
        header=fields.header(values),
        narrative=fields.narrative(values),
        evidence=evidence_of(session, dossier.id),
        self_side=side_of(session, edition, dossier, SideName.SELF),
        external=outside,
        reported=reported_in(session, [dossier], external=external).get(dossier.id, {}),
    )


def reported_in(
    session: Session, dossiers: Sequence[Dossier], *, external: bool
) -> dict[str, dict[str, Reported]]:
    """What was imported as printed, by dossier and side; one statement where there is any."""
    ids = [one.id for one in dossiers if ITEMS in one.waived]
    return {
        key: {
            side: told
            for side, told in reported_from(sides).items()
            if external or side == SideName.SELF
        }
        for key, sides in reported_of(session, ids).items()
    }
