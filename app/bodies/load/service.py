"""Loading a list: first what it would do, then the same for good."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.bodies.errors import LoadPreviewStale, LoadRefused
from app.bodies.load.plan import Plan
from app.bodies.load.planning import plan_of
from app.bodies.load.reading import Listing, read_listing
from app.bodies.load.state import read_state
from app.bodies.load.writing import carry_out
from app.bodies.schemas import LoadedLine, LoadOut
from app.bodies.tree import hold_tree
from app.clock import day_of
from app.policy import Act, require_at_body


class ListFile(NamedTuple):
    """A list to load under a body, as of a day."""

    root_id: str
    content: bytes
    day: date


def preview(session: Session, actor: Actor, given: ListFile, at: datetime) -> LoadOut:
    """What loading would do. Raises LoadRefused with every fault."""
    require_at_body(session, actor, Act.MANAGE_BODIES, given.root_id, day_of(at))
    return preview_as(session, given)


def preview_as(session: Session, given: ListFile) -> LoadOut:
    """The same for whoever runs the machine."""
    listing = read_listing(given.content)
    plan = plan_of(listing, read_state(session, given.root_id, given.day))
    return _told(listing, plan, applied=False)


def load(
    session: Session, actor: Actor, given: ListFile, at: datetime, fingerprint: str | None = None
) -> LoadOut:
    """Load all of it, or nothing. With the fingerprint of a preview: exactly what it showed.

    Raises LoadRefused, LoadPreviewStale.
    """
    require_at_body(session, actor, Act.MANAGE_BODIES, given.root_id, day_of(at))
    return load_as(session, given, Who(actor.account_id, at), fingerprint)


def load_as(session: Session, given: ListFile, who: Who, fingerprint: str | None = None) -> LoadOut:
    """The same for whoever runs the machine: nobody is asked for permission."""
    listing = read_listing(given.content)
    hold_tree(session)
    state = read_state(session, given.root_id, given.day)
    plan = plan_of(listing, state)
    told = _told(listing, plan, applied=True)
    if fingerprint is not None and fingerprint != plan.fingerprint:
        raise LoadPreviewStale
    if told.founded or told.changed:
        carry_out(session, plan, state)
        record_on_body(session, given.root_id, who, "bodies.loaded", _payload(given, plan))
    return told


def _told(listing: Listing, plan: Plan, *, applied: bool) -> LoadOut:
    if plan.problems:
        count = len(plan.problems)
        raise LoadRefused(
            f"Có {count} chỗ cần sửa, chưa nạp đơn vị nào. Hãy sửa rồi nạp lại cả tệp.",
            tuple(plan.problems),
        )
    if not plan.lines:
        raise LoadRefused("Danh sách không có dòng nào dưới dòng tiêu đề. Hãy kiểm tra lại tệp.")
    lines = [
        LoadedLine(
            where=line.row.where,
            act=line.act,
            code=line.code,
            name=line.name,
            changes=[change.sentence for change in line.changes],
        )
        for line in plan.lines
        if line.act != "same"
    ]
    return LoadOut(
        applied=applied,
        founded=plan.count("found"),
        changed=plan.count("change"),
        same=plan.count("same"),
        lines=lines,
        ignored=listing.ignored,
        fingerprint=plan.fingerprint,
    )


def _payload(given: ListFile, plan: Plan) -> Mapping[str, object]:
    return {
        "file_sha256": hashlib.sha256(given.content).hexdigest(),
        "on": given.day,
        "bodies": [
            {
                "id": line.body_id,
                "act": line.act,
                "code": line.code,
                "kind": line.kind,
                "changes": [change.sentence for change in line.changes],
            }
            for line in plan.lines
            if line.act != "same"
        ],
    }
