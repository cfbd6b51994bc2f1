"""Merging, splitting and replacing bodies as one act on one day, and handing their work over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.bodies import queries
from app.bodies.changes import begin, close, refuse_absent, set_code
from app.bodies.errors import ReorganisationRefused
from app.bodies.models import Body, Reorganisation, Succession
from app.bodies.moving import Inheritance, move_dependants
from app.bodies.schemas import NewBody, ReorganisationIn


@dataclass(frozen=True, slots=True)
class Reorganised:
    """What a reorganisation did: ids."""

    predecessors: tuple[str, ...]
    ended: tuple[str, ...]
    successors: tuple[str, ...]
    founded: tuple[str, ...]
    moved: Mapping[str, str]
    """Body to its new parent or assessing body."""


def carry_out(session: Session, plan: ReorganisationIn) -> Reorganised:
    """Do all of the plan. The caller holds the tree; every body concerned is held here.

    Raises ReorganisationRefused for a plan that does not hold, and what the single steps raise.
    """
    existing = [one for one in plan.successors if isinstance(one, str)]
    bodies = queries.held_all(session, [*plan.predecessors, *existing])
    ending = [bodies[one] for one in plan.predecessors if one not in existing]
    _refuse_shape(plan, existing, ending)
    for body in bodies.values():
        refuse_absent(body, plan.on)
    successors, founded = _successors(session, plan, bodies)
    heirs = [body.id for body in successors]
    named = {child.body_id: heirs[child.successor] for child in plan.children}
    ended = [body.id for body in ending]
    moved = move_dependants(session, Inheritance(plan.predecessors, ended, heirs, named, plan.on))
    for body in ending:
        close(session, body, plan.on)
    for body, wanted in founded:  # now that the codes of those that end are free
        if wanted.code is not None:
            set_code(session, body, wanted.code, plan.on)
    _follow(session, plan, ended, heirs)
    for body in bodies.values():
        body.version += 1
    session.flush()
    return Reorganised(
        predecessors=plan.predecessors,
        ended=tuple(ended),
        successors=tuple(heirs),
        founded=tuple(body.id for body, _ in founded),
        moved=moved,
    )


def succeeds(session: Session, predecessor_id: str, successor_id: str) -> bool:
    """Whether the one follows the other, at once or through others in between."""
    start: Select[Any] = pick(col(Succession.successor_id).label("id")).where(
        col(Succession.predecessor_id) == predecessor_id
    )
    walk = start.cte("heirs", recursive=True)
    heirs = walk.union(
        pick(col(Succession.successor_id)).join(walk, col(Succession.predecessor_id) == walk.c.id)
    )
    found = session.execute(pick(heirs.c.id).where(heirs.c.id == successor_id).limit(1))
    return found.first() is not None


def _refuse_shape(plan: ReorganisationIn, existing: Sequence[str], ending: list[Body]) -> None:
    staying = set(plan.predecessors) & set(existing)
    if plan.kind is Reorganisation.MERGE:
        if len(plan.successors) != 1:
            raise ReorganisationRefused("Sáp nhập chỉ có một đơn vị sau sắp xếp.")
        if len({*plan.predecessors, *existing}) < 2:  # noqa: PLR2004 - one alone does not merge
            raise ReorganisationRefused("Sáp nhập cần ít nhất hai đơn vị.")
    elif plan.kind is Reorganisation.SPLIT:
        if len(plan.predecessors) != 1:
            raise ReorganisationRefused("Mỗi lần chỉ tách một đơn vị.")
        if len(plan.successors) < 2:  # noqa: PLR2004 - what is split makes two
            raise ReorganisationRefused("Tách cần ít nhất hai đơn vị sau sắp xếp.")
    elif staying:
        raise ReorganisationRefused("Đơn vị được thay thế không thể là đơn vị thay thế.")
    if not ending and plan.kind is not Reorganisation.SPLIT:
        raise ReorganisationRefused("Không có đơn vị nào ngừng hoạt động trong phương án này.")


def _successors(
    session: Session, plan: ReorganisationIn, bodies: Mapping[str, Body]
) -> tuple[list[Body], list[tuple[Body, NewBody]]]:
    successors: list[Body] = []
    founded: list[tuple[Body, NewBody]] = []
    for one in plan.successors:
        if isinstance(one, str):
            successors.append(bodies[one])
        else:
            body = begin(session, one, plan.on)
            successors.append(body)
            founded.append((body, one))
    return successors, founded


def _follow(
    session: Session, plan: ReorganisationIn, ended: Sequence[str], heirs: Sequence[str]
) -> None:
    pairs = [(one, heir) for one in ended for heir in heirs]
    if not ended:  # a part was split from a body that goes on
        whole = plan.predecessors[0]
        pairs = [(whole, heir) for heir in heirs if heir != whole]
    for predecessor, successor in pairs:
        session.add(
            Succession(
                kind=plan.kind,
                predecessor_id=predecessor,
                successor_id=successor,
                on=plan.on,
                note=plan.note,
            )
        )
    session.flush()
