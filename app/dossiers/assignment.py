"""Who assesses which dossier: a team (đoàn) with one lead, named singly or in bulk.

Nobody assesses a school they work for, and only people with an assessor's role at the assessing
body are assigned. A team is stated whole; every fault is named at once and then nothing changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_dossier
from app.dossiers.errors import NotReady
from app.dossiers.models import Assignment, Dossier, DossierState
from app.dossiers.transitions import STATE_TITLES
from app.errors import Reason
from app.policy.acts import STATES, Act
from app.policy.many import Lines, people_by_email, read_lines

MAX_TEAM = 20
"""A đoàn of one school has three to nine people."""
MAX_TEAM_NAME = 100


class Member(NamedTuple):
    """One assessor by e-mail; `where` is what a refusal points to (a cell, a field)."""

    email: str
    lead: bool = False
    where: str = ""


class Team(NamedTuple):
    """All assessors of one dossier."""

    dossier: Dossier
    members: Sequence[Member]
    name: str = ""


def assign(session: Session, teams: Sequence[Team], who: Who, today: date) -> int:
    """Make these the assessors of their dossiers, whose rows are held; how many teams changed.

    Raises NotReady with every fault.
    """
    emails = {one.email for team in teams for one in team.members}
    people = people_by_email(session, emails, today)
    lines = read_lines(session)
    reasons = [one for team in teams for one in faults(team, people, lines)]
    if reasons:
        raise NotReady(reasons=tuple(reasons))
    changed = differing(session, teams, people)
    ids = [team.dossier.id for team in changed]
    for start in range(0, len(ids), 500):
        session.connection().execute(
            delete(Assignment).where(col(Assignment.dossier_id).in_(ids[start : start + 500]))
        )
    for team in changed:
        _write(session, team, people, who)
    session.flush()
    return len(changed)


def differing(session: Session, teams: Sequence[Team], people: Mapping[str, Actor]) -> list[Team]:
    """Those of the teams that are not yet assigned so."""
    present: dict[str, list[tuple[str, bool, str]]] = {}
    ids = [team.dossier.id for team in teams]
    for start in range(0, len(ids), 500):
        rows = session.exec(
            select(Assignment).where(col(Assignment.dossier_id).in_(ids[start : start + 500]))
        )
        for row in rows:
            present.setdefault(row.dossier_id, []).append((row.account_id, row.lead, row.team))
    return [
        team for team in teams if _told(team, people) != sorted(present.get(team.dossier.id, []))
    ]


def faults(team: Team, people: Mapping[str, Actor], lines: Lines) -> Iterator[Reason]:
    """What stands against a team."""
    dossier, name = team.dossier, team.dossier.body_name
    place = team.members[0].where if team.members else ""
    if DossierState(dossier.state) not in STATES[Act.ASSIGN]:
        title = STATE_TITLES[DossierState(dossier.state)]
        message = f"{name}: hồ sơ đang ở trạng thái “{title}”, không phân công được."
        yield Reason(place, "not-assignable", message)
    if len(team.members) > MAX_TEAM:
        yield Reason(place, "too-many", f"{name}: một đoàn không quá {MAX_TEAM} người.")
    if len(team.name) > MAX_TEAM_NAME:
        message = f"{name}: tên đoàn không quá {MAX_TEAM_NAME} ký tự."
        yield Reason(place, "team-name", message)
    leads = sum(one.lead for one in team.members)
    if team.members and leads != 1:
        message = f"{name}: đoàn phải có đúng một trưởng đoàn, đang có {leads}."
        yield Reason(place, "one-lead", message)
    seen: set[str] = set()
    for one in team.members:
        where = one.where or one.email
        if one.email in seen:
            yield Reason(where, "twice", f"{name}: {one.email} có mặt hai lần.")
        seen.add(one.email)
        yield from _of_person(dossier, one, people.get(one.email), lines)


def _of_person(
    dossier: Dossier, member: Member, actor: Actor | None, lines: Lines
) -> Iterator[Reason]:
    where, name = member.where or member.email, dossier.body_name
    if actor is None:
        message = f"Không có tài khoản {member.email}, hoặc tài khoản đã khóa."
        yield Reason(where, "unknown-person", message)
        return
    if lines.conflict(actor, dossier):
        message = f"{member.email} làm việc ở {name} nên không được đánh giá trường này."
        yield Reason(where, "own-school", message)
    elif not lines.may_assess(actor, dossier):
        message = f"{member.email} không có vai trò đánh giá viên ở đơn vị đánh giá {name}."
        yield Reason(where, "no-assessor", message)
    elif member.lead and not lines.may_lead(actor, dossier):
        message = f"{member.email} không có vai trò trưởng đoàn nên không kết luận được."
        yield Reason(where, "no-lead", message)


def _told(team: Team, people: Mapping[str, Actor]) -> list[tuple[str, bool, str]]:
    return sorted((people[one.email].account_id, one.lead, team.name) for one in team.members)


def _write(session: Session, team: Team, people: Mapping[str, Actor], who: Who) -> None:
    for account, lead, name in _told(team, people):
        session.add(
            Assignment(
                dossier_id=team.dossier.id,
                account_id=account,
                lead=lead,
                team=name,
                by_account=who.account_id,
                at=who.at,
            )
        )
    told = {
        "team": team.name,
        "assessors": [
            {"account": account, "lead": lead} for account, lead, _ in _told(team, people)
        ],
    }
    record_on_dossier(session, team.dossier, who, "external.assigned", told)
    session.add(team.dossier)
