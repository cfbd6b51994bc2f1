"""Editions as stored, found by hash; compiled once per process, since bytes never change."""

import hashlib

from sqlmodel import Session, select

from app.clock import now
from app.index.models import EditionState, StoredEdition, StoredOverlay
from criteria.carry_over import CarryOver, plan
from criteria.edition import Edition
from criteria.errors import EditionAltered, OverlayInvalid
from criteria.loader import SHELF, load, shipped_editions
from criteria.mapping import load_map
from criteria.overlay import apply, load_overlay


def keep_shipped(session: Session) -> None:
    """Put every shipped edition into the database, active.

    Raises EditionAltered where that version is recorded with other bytes: dossiers may pin them.
    """
    known = {f"{row.edition_id}@{row.version}": row for row in session.exec(select(StoredEdition))}
    for name in shipped_editions():
        edition_id, version = name.split("@")
        content = (SHELF / edition_id / f"{version}.yaml").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        moment = now()
        row = known.get(name) or StoredEdition(
            sha256=digest,
            edition_id=edition_id,
            version=version,
            title=_compiled(digest, content).title,
            content=content,
            state=EditionState.PROPOSED,
            proposed_at=moment,
        )
        if row.sha256 != digest:
            raise EditionAltered(name, row.sha256, digest)
        if row.state != EditionState.ACTIVE:
            row.state, row.shipped = EditionState.ACTIVE, True
            row.approved_at = row.activated_at = moment
            session.add(row)
    session.flush()


def edition(session: Session, sha256: str, overlay_sha256: str | None = None) -> Edition:
    """The edition of that hash, with a Sở's own words over it. Raises KeyError if not stored.

    Reads the database only for a hash that this process has not met yet.
    """
    found = _COMPILED.get(sha256)
    if found is None:
        stored = session.get(StoredEdition, sha256)
        if stored is None:
            raise KeyError(sha256)
        found = _COMPILED[sha256] = _compiled(sha256, stored.content)
    if overlay_sha256 is None:
        return found
    return _with_overlay(session, found, overlay_sha256)


def _with_overlay(session: Session, base: Edition, overlay_sha256: str) -> Edition:
    key = f"{base.ref.sha256}+{overlay_sha256}"
    found = _COMPILED.get(key)
    if found is None:
        stored = session.get(StoredOverlay, overlay_sha256)
        if stored is None:
            raise KeyError(overlay_sha256)
        overlay = load_overlay(stored.content, f"{overlay_sha256[:12]}.yaml", base)
        found = _COMPILED[key] = apply(base, overlay)
    return found


def _compiled(sha256: str, content: bytes) -> Edition:
    compiled = load(content, f"{sha256[:12]}.yaml")
    assert compiled.ref.sha256 == sha256, "stored bytes do not have the hash they are filed under"
    return compiled


_COMPILED: dict[str, Edition] = {}
"""By hash, or `edition+overlay`; content-addressed, so never stale."""


def carry_over(session: Session, old_sha256: str, new_sha256: str) -> CarryOver:
    """What becomes of every item and fact, by the map that was approved with the new edition.

    Without one between just these two, by code alone. Raises KeyError if either is not stored.
    """
    old, new = edition(session, old_sha256), edition(session, new_sha256)
    stored = session.get_one(StoredEdition, new_sha256)
    moves = None
    if stored.carry_map is not None and stored.carry_from == old_sha256:
        moves = load_map(stored.carry_map, f"{new_sha256[:12]}.map.yaml", old, new)
    return plan(old, new, moves)


def overlay_serves(session: Session, overlay_sha256: str, new: Edition) -> bool:
    """Whether a Sở's own words are written for this edition too."""
    stored = session.get_one(StoredOverlay, overlay_sha256)
    try:
        load_overlay(stored.content, f"{overlay_sha256[:12]}.yaml", new)
    except OverlayInvalid:
        return False
    return True
