"""Changing one body: who may, under which lock, with which trace. The rules are in `changes`."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.bodies import changes, queries
from app.bodies.errors import (
    BodyStale,
    ChildrenRemain,
    KindInUse,
    ParentRefused,
    ReorganisationRefused,
)
from app.bodies.kinds import kind_of
from app.bodies.models import Body, BodyKind, Handover, Relation
from app.bodies.reorganising import Reorganised, carry_out, succeeds
from app.bodies.schemas import (
    AssessedByIn,
    CorrectIn,
    DissolveIn,
    FoundIn,
    HandoverIn,
    MoveIn,
    NewBody,
    OfficerIn,
    RecodeIn,
    RenameIn,
    ReorganisationIn,
)
from app.bodies.tree import hold_tree
from app.clock import day_of
from app.policy import Act, require, require_at_body
from exports.documents.numbers import short_date


class Target(NamedTuple):
    """The body to change, and the version of it that the person had before them."""

    body_id: str
    version: int


def found(session: Session, actor: Actor, wanted: FoundIn, at: datetime) -> Body:
    """A new body. A Sở is founded by the system administrator, the rest by whoever manages."""
    _may_found(session, actor, wanted, at)
    hold_tree(session)
    body = changes.begin(session, wanted, wanted.on)
    if wanted.code is not None:
        changes.set_code(session, body, wanted.code, wanted.on)
    who = Who(actor.account_id, at)
    record_on_body(session, body.id, who, "body.founded", wanted.model_dump(mode="json"))
    return body


def rename(session: Session, actor: Actor, target: Target, wanted: RenameIn, at: datetime) -> Body:
    """Another name from a day on; on the day the last name began, a correction of it."""
    body = _held(session, actor, Act.MANAGE_BODIES, target, at)
    before = queries.last_name(session, body.id)
    payload = {"from": before.name if before else None, **wanted.model_dump(mode="json")}
    changes.set_name(session, body, wanted.name, wanted.on)
    return _changed(session, body, Who(actor.account_id, at), "body.renamed", payload)


def recode(session: Session, actor: Actor, target: Target, wanted: RecodeIn, at: datetime) -> Body:
    """Another sector code from a day on, issued by the Sở of that day."""
    body = _held(session, actor, Act.MANAGE_BODIES, target, at)
    before = queries.last_code(session, body.id)
    payload = {"from": before.code if before else None, **wanted.model_dump(mode="json")}
    changes.set_code(session, body, wanted.code, wanted.on)
    return _changed(session, body, Who(actor.account_id, at), "body.recoded", payload)


def move(session: Session, actor: Actor, target: Target, wanted: MoveIn, at: datetime) -> Body:
    """Another managing body from a day on; whoever moves it manages both."""
    require_at_body(session, actor, Act.MANAGE_BODIES, wanted.parent_id, day_of(at))
    body = _held(session, actor, Act.MANAGE_BODIES, target, at)
    kind = kind_of(session, body.kind)
    if kind.issues_codes:
        raise ParentRefused(f"{kind.title} là cấp cao nhất nên không có đơn vị quản lý.")
    before = queries.last_relation(session, body.id, Relation.PARENT)
    payload = {"from": before.other_id if before else None, **wanted.model_dump(mode="json")}
    changes.set_relation(session, body, Relation.PARENT, wanted.parent_id, wanted.on)
    return _changed(session, body, Who(actor.account_id, at), "body.moved", payload)


def set_assessing(
    session: Session, actor: Actor, target: Target, wanted: AssessedByIn, at: datetime
) -> Body:
    """Another assessing body from a day on; none: the managing body."""
    if wanted.assessing_id is not None:
        require_at_body(session, actor, Act.MANAGE_BODIES, wanted.assessing_id, day_of(at))
    body = _held(session, actor, Act.MANAGE_BODIES, target, at)
    before = queries.last_relation(session, body.id, Relation.ASSESSING)
    payload = {"from": before.other_id if before else None, **wanted.model_dump(mode="json")}
    changes.set_relation(session, body, Relation.ASSESSING, wanted.assessing_id, wanted.on)
    return _changed(session, body, Who(actor.account_id, at), "body.assessing_set", payload)


def set_officer(
    session: Session, actor: Actor, target: Target, wanted: OfficerIn, at: datetime
) -> Body:
    """The head or the officer in charge from a day on."""
    body = _held(session, actor, Act.EDIT_OFFICERS, target, at)
    changes.set_officer(session, body, wanted.duty, wanted.person, wanted.on)
    payload = wanted.model_dump(mode="json")
    return _changed(session, body, Who(actor.account_id, at), "body.officer_set", payload)


def correct(
    session: Session, actor: Actor, target: Target, wanted: CorrectIn, at: datetime
) -> Body:
    """A wrongly entered kind or cấp học put right. A school that became another kind is replaced.

    Raises KindInUse where the kind decides what stands under the body.
    """
    body = _held(session, actor, Act.MANAGE_BODIES, target, at)
    before = {"kind": body.kind, "school_levels": body.school_levels}
    kind = kind_of(session, wanted.kind or body.kind)
    if kind.code != body.kind:
        _refuse_other_rank(kind_of(session, body.kind), kind)
    body.kind = kind.code
    kept = wanted.school_levels
    if kept is None and kind.code == before["kind"]:
        kept = tuple(body.school_levels)
    body.school_levels = changes.levels_of(kind, kept)
    payload = {"from": before, "kind": body.kind, "school_levels": body.school_levels}
    return _changed(session, body, Who(actor.account_id, at), "body.corrected", payload)


def dissolve(
    session: Session, actor: Actor, target: Target, wanted: DissolveIn, at: datetime
) -> Body:
    """The end of a body without successor. Raises ChildrenRemain while any stands under it."""
    body = _held(session, actor, Act.MANAGE_BODIES, target, at)
    left = [
        row.body_id
        for relation in Relation
        for row in queries.related_to(session, [body.id], relation, wanted.on)
    ]
    if left:
        called = sorted(queries.names(session, left, wanted.on).values())
        shown = "; ".join(called[:5]) + ("; …" if len(called) > 5 else "")  # noqa: PLR2004 - enough
        raise ChildrenRemain(
            f"Từ {short_date(wanted.on)} còn {len(called)} đơn vị do đơn vị này quản lý hoặc đánh "
            f"giá: {shown}. Hãy chuyển các đơn vị đó, hoặc dùng sáp nhập, chia tách, thay thế."
        )
    changes.close(session, body, wanted.on)
    payload = wanted.model_dump(mode="json")
    return _changed(session, body, Who(actor.account_id, at), "body.dissolved", payload)


def reorganise(session: Session, actor: Actor, plan: ReorganisationIn, at: datetime) -> Reorganised:
    """Merge, split or replace; whoever does it manages every body that is named."""
    named = {*plan.predecessors, *(one for one in plan.successors if isinstance(one, str))}
    for body_id in sorted(named):
        require_at_body(session, actor, Act.MANAGE_BODIES, body_id, day_of(at))
    for one in plan.successors:
        if isinstance(one, NewBody):
            _may_found(session, actor, one, at)
    hold_tree(session)
    done = carry_out(session, plan)
    who = Who(actor.account_id, at)
    payload = {
        **plan.model_dump(mode="json"),
        "ended": done.ended,
        "successors": done.successors,
        "moved": done.moved,
    }
    for body_id in sorted({*done.predecessors, *done.successors}):
        record_on_body(session, body_id, who, f"body.{plan.kind}", payload)
    return done


def hand_over(session: Session, actor: Actor, wanted: HandoverIn, at: datetime) -> Handover:
    """Let a successor go on with what its predecessor was assessing."""
    require_at_body(session, actor, Act.MANAGE_BODIES, wanted.from_body_id, day_of(at))
    require_at_body(session, actor, Act.MANAGE_BODIES, wanted.to_body_id, day_of(at))
    if not succeeds(session, wanted.from_body_id, wanted.to_body_id):
        raise ReorganisationRefused(
            "Chỉ bàn giao được cho đơn vị kế thừa. Hãy ghi việc sáp nhập, chia tách hoặc thay thế "
            "trước, rồi bàn giao."
        )
    row = Handover(
        from_body_id=wanted.from_body_id,
        to_body_id=wanted.to_body_id,
        reason=wanted.reason,
        by_account=actor.account_id,
        at=at,
    )
    session.add(row)
    session.flush()
    who = Who(actor.account_id, at)
    for body_id in sorted({wanted.from_body_id, wanted.to_body_id}):
        payload = wanted.model_dump(mode="json")
        record_on_body(session, body_id, who, "body.handed_over", payload)
    return row


def _may_found(session: Session, actor: Actor, wanted: NewBody, at: datetime) -> None:
    today = day_of(at)
    if wanted.parent_id is None:
        require(session, actor, Act.MANAGE_INSTALLATION, None, today)
    else:
        require_at_body(session, actor, Act.MANAGE_BODIES, wanted.parent_id, today)
    if wanted.assessing_id is not None:
        require_at_body(session, actor, Act.MANAGE_BODIES, wanted.assessing_id, today)


def _held(session: Session, actor: Actor, act: Act, target: Target, at: datetime) -> Body:
    """The body, ready to be changed. Raises BodyNotFound, NotAllowed, BodyStale."""
    require_at_body(session, actor, act, target.body_id, day_of(at))
    hold_tree(session)
    body = queries.held(session, target.body_id)
    if body.version != target.version:
        raise BodyStale
    return body


def _changed(
    session: Session, body: Body, who: Who, act: str, payload: Mapping[str, object]
) -> Body:
    body.version += 1
    session.add(body)
    session.flush()
    record_on_body(session, body.id, who, act, payload)
    return body


def _refuse_other_rank(was: BodyKind, becomes: BodyKind) -> None:
    if (was.manages, was.issues_codes) != (becomes.manages, becomes.issues_codes):
        raise KindInUse(
            f"Không thể đính chính {was.title} thành {becomes.title}. "
            "Hãy lập đơn vị mới rồi ghi việc thay thế."
        )
