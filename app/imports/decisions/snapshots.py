"""Snapshots of many imported dossiers at once, before their first act: what was imported, for good.

The same as `app.dossiers.importing.ensure_snapshot` takes of one, in a dozen statements per 500; a
test holds the two together.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.attachments.models import Evidence, EvidenceFile
from app.audit.chain import Who
from app.bodies.queries import names
from app.campaigns.models import Campaign
from app.clock import day_of
from app.dossiers import fields
from app.dossiers.models import (
    ITEMS,
    Answer,
    Dossier,
    DossierText,
    FactAnswer,
    Origin,
    SideName,
    Snapshot,
    SnapshotKind,
)
from app.dossiers.sheets import answers_of, edition_of, evidence_of_all
from app.dossiers.snapshots import Surroundings, content_of, own_side, reported_of
from app.imports.kept import portions
from app.recognition.queries import snapshots_in_force
from criteria.edition import Edition
from exports.dossier import Dossier as Plain
from exports.dossier import EvidenceEntry, School, Side
from scoring.engine import score

Row = TypeVar("Row", Answer, FactAnswer, DossierText)


class _Rows(NamedTuple):
    """What is stored of some dossiers, by dossier."""

    answers: dict[str, list[Answer]]
    facts: dict[str, list[FactAnswer]]
    texts: dict[str, list[DossierText]]
    evidence: dict[str, tuple[EvidenceEntry, ...]]
    files: dict[str, list[tuple[str, int, str, str]]]
    reported: dict[str, dict[str, object]]


def ensure_snapshots(
    session: Session, dossiers: Iterable[Dossier], campaign: Campaign, who: Who
) -> None:
    """Take those that are missing; the dossiers' rows are held."""
    imported = {one.id: one for one in dossiers if one.origin == Origin.IMPORT}
    there = snapshots_in_force(session, imported, SnapshotKind.SELF)
    editions: dict[tuple[str, str | None], Edition] = {}
    for some in portions(imported.keys() - there.keys()):
        wanted = [imported[key] for key in some]
        called = names(session, {body for one in wanted for body in _bodies(one)}, day_of(who.at))
        rows = _read(session, some)
        for one in wanted:
            key = (one.edition_sha256, one.overlay_sha256)
            if key not in editions:
                editions[key] = edition_of(session, one)
            plain = _plain(one, campaign, editions[key], rows)
            around = Surroundings(
                SnapshotKind.SELF,
                who,
                called,
                rows.files.get(one.id, []),
                reported=own_side(rows.reported.get(one.id, {})) if ITEMS in one.waived else None,
            )
            one.self_level = plain.self_side.sheet.level
            session.add(_snapshot(one, plain, around))
        session.flush()


def _bodies(one: Dossier) -> Sequence[str]:
    return one.body_id, one.assessing_body_id, one.recognising_body_id


def _read(session: Session, ids: Sequence[str]) -> _Rows:
    files: dict[str, list[tuple[str, int, str, str]]] = {}
    found = session.execute(
        pick(
            col(Evidence.dossier_id),
            col(Evidence.code),
            col(EvidenceFile.revision),
            col(EvidenceFile.object_sha256),
            col(EvidenceFile.file_name),
        )
        .join(EvidenceFile, col(EvidenceFile.evidence_id) == Evidence.id)
        .where(col(Evidence.dossier_id).in_(ids), col(Evidence.removed_at).is_(None))
        .order_by(col(Evidence.code), col(EvidenceFile.revision))
    )
    for key, *told in found:
        files.setdefault(key, []).append((told[0], told[1], told[2], told[3]))
    return _Rows(
        _by_dossier(session, Answer, ids, Answer.side == SideName.SELF),
        _by_dossier(session, FactAnswer, ids, FactAnswer.side == SideName.SELF),
        _by_dossier(session, DossierText, ids),
        evidence_of_all(session, ids),
        files,
        reported_of(session, ids),
    )


def _by_dossier(
    session: Session,
    table: type[Row],
    ids: Sequence[str],
    *only: Any,  # noqa: ANN401 - conditions
) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in session.exec(select(table).where(col(table.dossier_id).in_(ids), *only)):
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _plain(dossier: Dossier, campaign: Campaign, edition: Edition, rows: _Rows) -> Plain:
    """As `sheets.plain_dossier`, without the external side."""
    answers = rows.answers.get(dossier.id, [])
    given = answers_of(edition, dossier, answers, rows.facts.get(dossier.id, []))
    comments = {row.item: row.comment for row in answers if row.comment}
    values = {row.field: row.value for row in rows.texts.get(dossier.id, [])}
    return Plain(
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
        evidence=rows.evidence.get(dossier.id, ()),
        self_side=Side(given, score(edition, given), comments),
        external=None,
    )


def _snapshot(dossier: Dossier, plain: Plain, around: Surroundings) -> Snapshot:
    content = content_of(plain, dossier, around)
    return Snapshot(
        dossier_id=dossier.id,
        kind=SnapshotKind.SELF,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        by_account=around.who.account_id,
        at=around.who.at,
    )
