"""The bodies: a Sở, its Phòng that became xã and phường on 1/7/2025, and the schools below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.audit.chain import Who
from app.bodies import service
from app.bodies.load.service import ListFile, load_as
from app.bodies.models import Body, BodyCode, BodyName, BodyRelation, Relation, Reorganisation
from app.bodies.schemas import ChildMove, FoundIn, NewBody, ReorganisationIn
from app.clock import start_of
from app.demo import names

FOUNDED = date(2020, 8, 1)
REORGANISED = date(2025, 7, 1)
_HEADER = "Mã đơn vị;Tên đơn vị;Loại đơn vị;Mã đơn vị cha;Thủ trưởng;Đầu mối;Email"
_UNDER_COMMUNES = ("th", "thcs", "th", "th_thcs", "thcs", "th", "thcs", "th")
_UNDER_SO = ("thpt", "gdtx", "nhieu_cap_hoc", "thpt", "gdnn_gdtx", "thpt")
ASSESSED = frozenset({*_UNDER_COMMUNES, *_UNDER_SO})
ONE_OF_THE_SO = 5
"""Every fifth school stands directly under the Sở."""
KINDERGARTENS = 25
"""One for so many schools; no index shipped is theirs, so they have no dossier."""


@dataclass(frozen=True, slots=True)
class School:
    """A school as people of the province know it."""

    id: str
    kind: str
    name: str
    code: str
    parent_id: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """What stands today, by id; offices are dissolved."""

    so: str
    communes: tuple[str, ...]
    offices: tuple[str, ...]
    schools: tuple[School, ...]


def found_all(session: Session, root: Actor, count: int, chance: Random) -> Bodies:
    """Found the province and let 1/7/2025 happen; `count` schools have an index to be judged by."""
    communes = min(len(names.PLACES), max(2, count // 10))
    offices = max(1, communes // 8)
    begun = start_of(FOUNDED)
    so = service.found(
        session, root, FoundIn(kind="so", name=names.SO, code="990", on=FOUNDED), begun
    )
    who = Who(root.account_id, begun)
    load_as(session, ListFile(so.id, _listed(_offices(offices), chance), FOUNDED), who)
    rows = [*_schools(count, communes, offices), *_kindergartens(count, communes, offices)]
    load_as(session, ListFile(so.id, _listed(rows, chance), FOUNDED), who)
    old = [_by_code(session, _office_code(number)) for number in range(offices)]
    for number, office in enumerate(old):
        _reorganise(session, root, office, range(number, communes, offices))
    return _found(session, so.id, communes, old)


def _offices(count: int) -> list[tuple[str, str, str, str]]:
    return [(_office_code(one), names.office(one + 1), "phong", "990") for one in range(count)]


def _schools(count: int, communes: int, offices: int) -> Iterator[tuple[str, str, str, str]]:
    for one in range(count):
        place, number = one % communes, one // communes + 1
        part = one // ONE_OF_THE_SO
        if one % ONE_OF_THE_SO == ONE_OF_THE_SO - 1:
            kind, parent = _UNDER_SO[part % len(_UNDER_SO)], "990"
        else:
            kind = _UNDER_COMMUNES[(one - part) % len(_UNDER_COMMUNES)]
            parent = _office_code(place % offices)
        yield _school_code(one), names.school(kind, names.PLACES[place], number), kind, parent


def _kindergartens(count: int, communes: int, offices: int) -> Iterator[tuple[str, str, str, str]]:
    for one in range(max(1, count // KINDERGARTENS)):
        place = one % communes
        name = names.school("mam_non", names.PLACES[place], one // communes + 1)
        yield _school_code(count + one), name, "mam_non", _office_code(place % offices)


def _listed(rows: Sequence[tuple[str, str, str, str]], chance: Random) -> bytes:
    """The list as a clerk would send it."""
    lines = [_HEADER]
    for row in rows:
        head, focal = names.person(chance), names.person(chance)
        lines.append(";".join((*row, head, focal, f"lienhe.{row[0]}@{names.DOMAIN}")))
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _reorganise(session: Session, root: Actor, office: str, places: Sequence[int]) -> None:
    """The office ends and each of its schools goes to the commune that its name tells."""
    successors = [
        NewBody(
            kind="ubnd_xa",
            name=names.commune(names.PLACES[place]),
            code=_commune_code(place),
            parent_id=_by_code(session, "990"),
        )
        for place in places
    ]
    children = session.execute(
        select(BodyRelation.body_id, BodyName.name)
        .join(BodyName, col(BodyName.body_id) == BodyRelation.body_id)
        .where(BodyRelation.other_id == office, BodyRelation.relation == Relation.PARENT)
    ).all()
    moves = [
        ChildMove(body_id=child, successor=position)
        for child, name in children
        for position, place in enumerate(places)
        if f" {names.PLACES[place]} " in name
    ]
    several = len(successors) > 1
    plan = ReorganisationIn(
        kind=Reorganisation.SPLIT if several else Reorganisation.REPLACE,
        predecessors=(office,),
        successors=tuple(successors),
        children=tuple(moves),
        on=REORGANISED,
        note=f"Sắp xếp chính quyền hai cấp ({names.LABEL})",
    )
    service.reorganise(session, root, plan, start_of(REORGANISED))


def _found(session: Session, so: str, communes: int, offices: Sequence[str]) -> Bodies:
    rows = session.execute(
        select(Body.id, Body.kind, BodyName.name, BodyCode.code, BodyRelation.other_id)  # type: ignore[call-overload]  # five columns
        .join(BodyName, col(BodyName.body_id) == Body.id)
        .join(BodyCode, col(BodyCode.body_id) == Body.id)
        .join(BodyRelation, col(BodyRelation.body_id) == Body.id)
        .where(col(Body.kind).in_(sorted(ASSESSED)), col(BodyRelation.valid_to).is_(None))
        .order_by(col(BodyCode.code))
    ).all()
    return Bodies(
        so,
        tuple(_by_code(session, _commune_code(one)) for one in range(communes)),
        tuple(offices),
        tuple(School(*row) for row in rows),
    )


def _by_code(session: Session, code: str) -> str:
    return session.exec(select(BodyCode.body_id).where(BodyCode.code == code)).one()


def _office_code(number: int) -> str:
    return f"99{number + 1:02}"


def _commune_code(number: int) -> str:
    return f"991{number + 1:02}"


def _school_code(number: int) -> str:
    return f"99{number + 1:06}"
