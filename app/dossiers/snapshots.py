"""Snapshots: a dossier at one moment as canonical JSON with its SHA-256.

Taken at chốt, at the external conclusion and at recognition. A document is printed from the
snapshot alone: nothing is scored again. Edition and overlay stand in it by hash.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import Any

from sqlmodel import Session

from app.audit.chain import Who, canonical
from app.dossiers.models import Dossier, Snapshot, SnapshotKind
from criteria.edition import Edition
from exports.dossier import (
    DecreeHeader,
    EvidenceEntry,
    EvidenceStatus,
    Narrative,
    School,
    Side,
)
from exports.dossier import Dossier as PlainDossier
from scoring.answers_json import answers_from_json, answers_to_json
from scoring.as_json import sheet_to_json
from scoring.explain import explain
from scoring.from_json import sheet_from_json

FORMAT = 1


def content_of(plain: PlainDossier, dossier: Dossier, kind: SnapshotKind) -> bytes:
    """The canonical bytes of a snapshot."""
    return canonical(
        {
            "format": FORMAT,
            "kind": kind,
            "engine": version("thangdo"),
            "dossier": {
                "id": dossier.id,
                "revision": dossier.revision,
                "origin": dossier.origin,
                "waived": dossier.waived,
            },
            "edition": {
                "id": plain.edition.ref.id,
                "version": plain.edition.ref.version,
                "sha256": dossier.edition_sha256,
                "overlay_sha256": dossier.overlay_sha256,
            },
            "school": asdict(plain.school),
            "header": asdict(plain.header),
            "narrative": asdict(plain.narrative),
            "evidence": [asdict(one) for one in plain.evidence],
            "self": _side(plain.edition, plain.self_side),
            "external": _side(plain.edition, plain.external) if plain.external else None,
        }
    )


def take(
    session: Session, dossier: Dossier, plain: PlainDossier, kind: SnapshotKind, who: Who
) -> Snapshot:
    """Store a snapshot; the dossier's row must be held."""
    content = content_of(plain, dossier, kind)
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


def plain_from(content: bytes, edition: Edition) -> PlainDossier:
    """The dossier that a snapshot holds. `edition` must be the one it names by hash.

    Raises ValueError for a format this program does not know, or for another edition.
    """
    data = json.loads(content)
    if data["format"] != FORMAT:
        raise ValueError(f"snapshot format {data['format']} is newer than this program")
    if data["edition"]["sha256"] != edition.ref.sha256:
        raise ValueError("this snapshot was taken under another edition")
    header = data["header"]
    header["addressees"] = tuple(header["addressees"])
    header["recipients"] = tuple(header["recipients"])
    header["day"] = _day(header["day"])
    school = data["school"] | {"school_levels": tuple(data["school"]["school_levels"])}
    return PlainDossier(
        edition=edition,
        school=School(**school),
        header=DecreeHeader(**header),
        narrative=Narrative(**data["narrative"]),
        evidence=tuple(_evidence(one) for one in data["evidence"]),
        self_side=_side_from(data["self"], edition),
        external=_side_from(data["external"], edition) if data["external"] else None,
    )


def _side(edition: Edition, side: Side) -> dict[str, object]:
    return {
        "answers": answers_to_json(side.answers),
        "sheet": sheet_to_json(edition, side.sheet, explain(edition, side.sheet)),
        "comments": dict(side.comments),
    }


def _side_from(data: Mapping[str, Any], edition: Edition) -> Side:
    return Side(
        answers_from_json(edition, data["answers"]),
        sheet_from_json(data["sheet"]),
        data["comments"],
    )


def _evidence(data: Mapping[str, Any]) -> EvidenceEntry:
    return EvidenceEntry(
        **(
            dict(data)
            | {
                "links": tuple(data["links"]),
                "status": EvidenceStatus(data["status"]),
                "day": _day(data["day"]),
            }
        )
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
