"""With whom to sign in: one person of every role, at schools that have something to show."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, select

from app.accounts.models import Account, Role
from app.accounts.titles import ROLE_TITLES
from app.demo import names
from app.demo.people import People
from app.demo.year import Year
from app.dossiers.models import Dossier, DossierState


class SignIn(NamedTuple):
    """A person to try the service as."""

    role: Role
    title: str
    email: str
    at: str


def sign_ins(session: Session, shown: Year, staff: People) -> Sequence[SignIn]:
    """One of every role; the assessors are those of a commune whose school is being assessed."""
    rows = session.exec(select(Dossier).where(Dossier.campaign_id == shown.campaign_id)).all()
    drafting = _first(rows, DossierState.DRAFTING)
    waiting = _first(rows, DossierState.AWAITING_SIGNATURE)
    assessed = _first(rows, DossierState.ASSESSING)
    team = shown.team(assessed)
    commune = f"đánh giá {assessed.body_name}"
    wanted = (
        (Role.SCHOOL_EDITOR, staff.editors[drafting.body_id], drafting.body_name),
        (Role.SCHOOL_HEAD, staff.heads[waiting.body_id], waiting.body_name),
        (Role.ASSESSOR, team.assessors[0], commune),
        (Role.TEAM_LEAD, team.lead, commune),
        (Role.BODY_LEADER, staff.teams[shown.bodies.so].leader, names.SO),
        (Role.SO_ADMINISTRATOR, staff.administrator, names.SO),
        (Role.AUDITOR, staff.auditor, names.SO),
        (Role.SYSTEM_ADMINISTRATOR, staff.root, "toàn hệ thống"),
    )
    emails = dict(session.exec(select(Account.id, Account.email)).all())
    return [SignIn(role, ROLE_TITLES[role], emails[one], at) for role, one, at in wanted]


def _first(rows: Sequence[Dossier], state: DossierState) -> Dossier:
    """The first school in that state, of the first year's order."""
    fitting = [row for row in rows if row.state == state]
    return min(fitting, key=lambda row: row.body_code)
