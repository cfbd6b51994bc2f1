"""Snapshots read back: as a plain dossier to print, and as a file that needs nothing else.

The file embeds edition and overlay, so that it can be checked and printed without this service:

    {"file": 1, "sha256": …, "snapshot": {…}, "edition": "…YAML…", "overlay": null}

`sha256` is that of the canonical bytes of `snapshot` (sorted keys, NFC, no white space).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from app.audit.chain import canonical
from app.dossiers.snapshots import FORMAT
from criteria.edition import Edition
from criteria.loader import load
from criteria.overlay import apply, load_overlay
from exports.dossier import (
    DecreeHeader,
    EvidenceEntry,
    EvidenceStatus,
    Narrative,
    Reported,
    School,
    Side,
)
from exports.dossier import Dossier as PlainDossier
from scoring.answers_json import answers_from_json
from scoring.from_json import sheet_from_json

FILE = 1


class SnapshotUnreadable(Exception):
    """Not a snapshot that this program can print from; the message says why."""


class Unpacked(NamedTuple):
    """A snapshot file whose hashes were all found right."""

    sha256: str
    content: bytes
    edition: Edition

    @property
    def plain(self) -> PlainDossier:
        """The dossier to print."""
        return plain_from(self.content, self.edition)


def plain_from(content: bytes, edition: Edition) -> PlainDossier:
    """The dossier that a snapshot holds. `edition` must be the one it names, overlay included.

    Raises SnapshotUnreadable for a later format, or for another edition or overlay.
    """
    data = json.loads(content)
    if data["format"] > FORMAT:
        raise SnapshotUnreadable(f"its format {data['format']} is newer than this program")
    overlay = edition.overlay.sha256 if edition.overlay else None
    named = data["edition"]
    if (named["sha256"], named["overlay_sha256"]) != (edition.ref.sha256, overlay):
        raise SnapshotUnreadable("it was taken under another edition or overlay")
    return PlainDossier(
        edition=edition,
        school=School(**_with(data["school"], school_levels=tuple)),
        header=DecreeHeader(**_with(data["header"], addressees=tuple, recipients=tuple, day=_day)),
        narrative=Narrative(**data["narrative"]),
        evidence=tuple(
            EvidenceEntry(**_with(one, links=tuple, status=EvidenceStatus, day=_day))
            for one in data["evidence"]
        ),
        self_side=_side(data["self"], edition),
        external=_side(data["external"], edition) if data["external"] else None,
        reported=reported_from(data.get("reported", {})),
    )


def reported_from(data: Mapping[str, Any]) -> dict[str, Reported]:
    """By side, what was imported as printed."""
    return {
        side: Reported(
            {group: Decimal(text) for group, text in one["groups"].items()}, one["level"]
        )
        for side, one in data.items()
    }


def sheet_in(content: bytes, side: str) -> dict[str, Any] | None:
    """The explained sheet of one side as it stands in the snapshot; None where there is none."""
    found = json.loads(content)[side]
    return dict(found["sheet"]) if found else None


def as_file(content: bytes, edition: bytes, overlay: bytes | None) -> bytes:
    """A snapshot with its edition and overlay, in one file."""
    whole = {
        "file": FILE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "snapshot": json.loads(content),
        "edition": edition.decode(),
        "overlay": overlay.decode() if overlay else None,
    }
    # Not canonical as a whole: edition and overlay must keep their very bytes, NFC or not.
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1).encode()


def from_file(file: bytes) -> Unpacked:
    """A snapshot file, with every hash checked. Raises SnapshotUnreadable."""
    try:
        data = json.loads(file)
        content, stated = canonical(data["snapshot"]), data["sha256"]
        edition = load(data["edition"].encode(), "edition.yaml")
        if data["overlay"]:
            overlay = load_overlay(data["overlay"].encode(), "overlay.yaml", edition)
            edition = apply(edition, overlay)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SnapshotUnreadable(f"it is no snapshot file: {error}") from error
    if data["file"] > FILE:
        raise SnapshotUnreadable(f"its file format {data['file']} is newer than this program")
    if hashlib.sha256(content).hexdigest() != stated:
        raise SnapshotUnreadable("its content does not have the SHA-256 that it states")
    return Unpacked(stated, content, edition)


def _side(data: Mapping[str, Any], edition: Edition) -> Side:
    answers = answers_from_json(edition, data["answers"])
    return Side(answers, sheet_from_json(data["sheet"]), data["comments"])


def _with(data: Mapping[str, Any], **turned: Any) -> dict[str, Any]:  # noqa: ANN401 - functions
    return {key: turned[key](one) if key in turned else one for key, one in data.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
