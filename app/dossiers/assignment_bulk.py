"""Assigning hundreds of dossiers of a campaign from one list, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.accounts.actor import Actor
from app.accounts.errors import NotAllowed
from app.audit.chain import Who
from app.campaigns.models import Campaign
from app.clock import day_of
from app.dossiers.assignment import Member, Team, assign, differing, faults
from app.dossiers.assignment_list import AssignmentListRefused, Line, read_list
from app.dossiers.models import Dossier
from app.errors import Reason
from app.policy import require, require_scope, visible_dossiers
from app.policy.acts import Act, scope_of
from app.policy.many import Lines, people_by_email, read_lines


class Bulk(NamedTuple):
    """What a list did, or would do."""

    dossiers: int
    changed: int
    assessors: int


def require_assigner(session: Session, actor: Actor, campaign: Campaign, today: date) -> None:
    """Let pass whoever assigns some dossier of the campaign.

    Raises CampaignNotFound, ScopeMissing, NotAllowed.
    """
    require(session, actor, Act.READ_CAMPAIGN, campaign, today)
    require_scope(actor, scope_of(Act.ASSIGN))
    bodies = read_lines(session).assigned_by(actor)
    mine = select(Dossier.id).where(
        Dossier.campaign_id == campaign.id, col(Dossier.assessing_body_id).in_(sorted(bodies))
    )
    if not bodies or session.exec(mine.limit(1)).first() is None:
        raise NotAllowed


def assign_list(  # noqa: PLR0913 - a list, of which campaign, by whom, for good or not
    session: Session,
    actor: Actor,
    campaign_id: str,
    content: bytes,
    at: datetime,
    *,
    apply: bool,
) -> Bulk:
    """Assign all rows of the list, or none; the schools it names get exactly the team it names.

    Raises AssignmentListRefused with every fault of every row.
    """
    today = day_of(at)
    rows, wrong = read_list(content)
    lines = read_lines(session)
    dossiers = _dossiers(session, actor, campaign_id, {row.code for row in rows}, at, held=apply)
    teams, more = _teams(actor, rows, dossiers, lines)
    people = people_by_email(session, {row.email for row in rows}, today)
    wrong += more
    wrong += [one for team in teams for one in faults(team, people, lines)]
    if wrong:
        raise AssignmentListRefused(reasons=tuple(wrong))
    assessors = len({row.email for row in rows})
    if not apply:
        return Bulk(len(teams), len(differing(session, teams, people)), assessors)
    changed = assign(session, teams, Who(actor.account_id, at), today)
    return Bulk(len(teams), changed, assessors)


def _dossiers(  # noqa: PLR0913 - whose, of which campaign, by whom, held or not
    session: Session,
    actor: Actor,
    campaign_id: str,
    codes: set[str],
    at: datetime,
    *,
    held: bool,
) -> dict[str, list[Dossier]]:
    """By code the newest revisions that the person may see."""
    found: dict[str, list[Dossier]] = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), 500):
        statement = (
            select(Dossier)
            .where(
                Dossier.campaign_id == campaign_id,
                col(Dossier.body_code).in_(ordered[start : start + 500]),
                visible_dossiers(actor, day_of(at)),
            )
            .order_by(col(Dossier.id))
        )
        for row in session.exec(statement.with_for_update() if held else statement):
            found.setdefault(row.body_code, []).append(row)
    return {code: _newest(rows) for code, rows in found.items()}


def _newest(rows: Sequence[Dossier]) -> list[Dossier]:
    newest: dict[str, Dossier] = {}
    for row in rows:
        if row.body_id not in newest or newest[row.body_id].revision < row.revision:
            newest[row.body_id] = row
    return list(newest.values())


def _teams(
    actor: Actor, rows: Sequence[Line], dossiers: Mapping[str, list[Dossier]], lines: Lines
) -> tuple[list[Team], list[Reason]]:
    by_code: dict[str, list[Line]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    teams: list[Team] = []
    wrong: list[Reason] = []
    for code, members in by_code.items():
        where, found = members[0].where, dossiers.get(code, [])
        if not found:
            message = f"Không có hồ sơ của trường mã {code} trong đợt này."
            wrong.append(Reason(where, "unknown-school", message))
        elif len(found) > 1:
            names = " và ".join(sorted(one.body_name for one in found))
            message = f"Mã {code} là của nhiều trường: {names}. Hãy phân công từng hồ sơ."
            wrong.append(Reason(where, "code-ambiguous", message))
        elif not lines.may(actor, Act.ASSIGN, found[0]):
            message = f"Bạn không phân công đánh giá cho {found[0].body_name}."
            wrong.append(Reason(where, "not-allowed", message))
        else:
            names_of_team = {one.team for one in members if one.team}
            if len(names_of_team) > 1:
                message = f"Trường mã {code} có {len(names_of_team)} tên đoàn khác nhau."
                wrong.append(Reason(where, "two-teams", message))
            team = [Member(one.email, one.lead, one.where) for one in members]
            teams.append(Team(found[0], team, min(names_of_team, default="")))
    return teams, wrong
