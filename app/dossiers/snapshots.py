"""Snapshots: a dossier at one moment as canonical JSON with its SHA-256.

Taken at chốt, at the external conclusion and at recognition. A document is printed from the
snapshot alone: nothing is scored again. Edition and overlay stand in it by hash; names are those
of that day. What is read back is in `app.dossiers.unpacking`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.attachments.models import Assessment, Evidence, EvidenceFile
from app.audit.chain import Who, canonical
from app.bodies import queries as bodies
from app.clock import day_of
from app.dossiers.models import ITEMS, Dossier, SideName, Snapshot, SnapshotKind
from app.imports.models import ReportedResult
from criteria.edition import Edition
from exports.dossier import Dossier as PlainDossier
from exports.dossier import Side
from scoring.answers_json import answers_to_json
from scoring.as_json import sheet_to_json
from scoring.explain import explain

FORMAT = 1
"""Raised when a later program writes what an earlier one could not print from."""


class Surroundings(NamedTuple):
    """What belongs to a snapshot besides the plain dossier."""

    kind: SnapshotKind
    who: Who
    names: Mapping[str, str]
    """Body to its name of that day."""
    files: Sequence[tuple[str, int, str, str]]
    """Evidence code, revision, SHA-256, file name."""
    verdicts: Sequence[tuple[str, str, str]] = ()
    """Evidence code, what the assessors say of it, and why; none on the self side."""
    reported: Mapping[str, object] | None = None
    """By side what was imported as printed, without points of items; None: nothing was."""


def take(
    session: Session, dossier: Dossier, plain: PlainDossier, kind: SnapshotKind, who: Who
) -> Snapshot:
    """Store a snapshot; the dossier's row must be held."""
    around = Surroundings(
        kind,
        who,
        _names(session, dossier, who),
        _files(session, dossier.id),
        _verdicts(session, dossier.id) if plain.external else (),
        _reported(session, dossier, kind),
    )
    content = content_of(plain, dossier, around)
    snapshot = Snapshot(
        dossier_id=dossier.id,
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        by_account=who.account_id,
        at=who.at,
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def content_of(plain: PlainDossier, dossier: Dossier, around: Surroundings) -> bytes:
    """The canonical bytes of a snapshot."""
    edition = plain.edition
    reported = {} if around.reported is None else {"reported": around.reported}
    return canonical(
        {
            **reported,
            "format": FORMAT,
            "kind": around.kind,
            "engine": _program(),
            "taken_at": around.who.at,
            "taken_by": around.who.account_id,
            "dossier": {
                "id": dossier.id,
                "campaign_id": dossier.campaign_id,
                "revision": dossier.revision,
                "origin": dossier.origin,
                "waived": dossier.waived,
            },
            "edition": {
                "id": edition.ref.id,
                "version": edition.ref.version,
                "sha256": dossier.edition_sha256,
                "overlay_sha256": dossier.overlay_sha256,
            },
            "bodies": {
                role: {"id": body_id, "name": around.names.get(body_id, "")}
                for role, body_id in _roles(dossier).items()
            },
            "school": asdict(plain.school),
            "header": asdict(plain.header),
            "narrative": asdict(plain.narrative),
            "evidence": [asdict(one) for one in plain.evidence],
            "files": [
                {"code": code, "revision": revision, "sha256": sha256, "name": name}
                for code, revision, sha256, name in around.files
            ],
            "verdicts": [
                {"code": code, "verdict": verdict, "reason": reason}
                for code, verdict, reason in around.verdicts
            ],
            "self": _side(edition, plain.self_side),
            "external": _side(edition, plain.external) if plain.external else None,
        }
    )


@cache
def _program() -> str:
    """The version of the program; looking it up takes as long as a third of a snapshot."""
    return version("thangdo")


def _side(edition: Edition, side: Side) -> dict[str, object]:
    return {
        "answers": answers_to_json(side.answers),
        "sheet": sheet_to_json(edition, side.sheet, explain(edition, side.sheet)),
        "comments": dict(side.comments),
    }


def _roles(dossier: Dossier) -> dict[str, str]:
    return {
        "assessed": dossier.body_id,
        "assessing": dossier.assessing_body_id,
        "recognising": dossier.recognising_body_id,
    }


def _names(session: Session, dossier: Dossier, who: Who) -> dict[str, str]:
    return bodies.names(session, _roles(dossier).values(), day_of(who.at))


def _files(session: Session, dossier_id: str) -> list[tuple[str, int, str, str]]:
    """Every revision of every file: the snapshot says which bytes were there."""
    rows = session.execute(
        pick(
            col(Evidence.code),
            col(EvidenceFile.revision),
            col(EvidenceFile.object_sha256),
            col(EvidenceFile.file_name),
        )
        .join(EvidenceFile, col(EvidenceFile.evidence_id) == Evidence.id)
        .where(col(Evidence.dossier_id) == dossier_id, col(Evidence.removed_at).is_(None))
        .order_by(col(Evidence.code), col(EvidenceFile.revision))
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _reported(session: Session, dossier: Dossier, kind: SnapshotKind) -> dict[str, object] | None:
    if ITEMS not in dossier.waived:
        return None
    found = reported_of(session, [dossier.id]).get(dossier.id, {})
    return own_side(found) if kind is SnapshotKind.SELF else found


def own_side(reported: Mapping[str, object]) -> dict[str, object]:
    """A snapshot of the self side holds nothing of what assessors found."""
    return {side: told for side, told in reported.items() if side == SideName.SELF}


def reported_of(session: Session, ids: Sequence[str]) -> dict[str, dict[str, object]]:
    """What was imported as printed, by dossier and side; one statement, none for nobody."""
    if not ids:
        return {}
    found: dict[str, dict[str, object]] = {}
    rows = session.execute(
        pick(
            col(ReportedResult.dossier_id),
            col(ReportedResult.side),
            col(ReportedResult.groups),
            col(ReportedResult.criteria),
            col(ReportedResult.level),
        ).where(col(ReportedResult.dossier_id).in_(ids))
    )
    for dossier_id, side, groups, criteria, level in rows:
        told = {"groups": groups, "criteria": criteria, "level": level}
        found.setdefault(dossier_id, {})[side] = told
    return found


def _verdicts(session: Session, dossier_id: str) -> list[tuple[str, str, str]]:
    rows = session.execute(
        pick(col(Evidence.code), col(Assessment.verdict), col(Assessment.reason))
        .join(Assessment, col(Assessment.evidence_id) == col(Evidence.id))
        .where(col(Evidence.dossier_id) == dossier_id, col(Evidence.removed_at).is_(None))
        .order_by(col(Evidence.code))
    )
    return [(row[0], row[1], row[2]) for row in rows]
