"""The people: one of every role at every body that has such a role, all with one password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session

from app.accounts import passwords
from app.accounts.actor import Actor, by_account
from app.accounts.models import Account, Role
from app.accounts.service import add_account, grant
from app.audit.chain import Who
from app.clock import day_of
from app.demo import names
from app.demo.schools import Bodies

ROLES_OF_BODIES = {
    Role.BODY_LEADER: "lanhdao",
    Role.TEAM_LEAD: "truongdoan",
    Role.ASSESSOR: "danhgia",
}
SECOND_ASSESSOR = "danhgia2"


@dataclass(frozen=True, slots=True)
class Team:
    """The people of an assessing body: ids, and e-mails by which they are assigned."""

    leader: str
    lead: str
    assessors: tuple[str, ...]
    emails: tuple[str, ...]
    """The lead's first."""


@dataclass(frozen=True, slots=True)
class People:
    """Account ids; `editors` and `heads` by school, `teams` by body."""

    root: str
    administrator: str
    auditor: str
    editors: dict[str, str]
    heads: dict[str, str]
    teams: dict[str, Team]


def root(session: Session, password_hash: str, at: datetime) -> str:
    """The one who runs the installation."""
    return _Office(session, password_hash, at, None, Random(0)).add(  # noqa: S311 - a name
        "quantri", Role.SYSTEM_ADMINISTRATOR, None
    )


def hire(  # noqa: PLR0913 - whom for which bodies, by whom
    session: Session,
    bodies: Bodies,
    by: str,
    *,
    password_hash: str,
    at: datetime,
    chance: Random,
) -> People:
    """Everybody else."""
    hiring = _Office(session, password_hash, at, by, chance)
    administrator = hiring.add("quantri.so", Role.SO_ADMINISTRATOR, bodies.so)
    auditor = hiring.add("kiemtra.so", Role.AUDITOR, bodies.so)
    teams = {bodies.so: hiring.team("so", bodies.so)}
    for number, commune in enumerate(bodies.communes):
        teams[commune] = hiring.team(f"xa{number + 1:02}", commune)
    editors, heads = {}, {}
    for school in bodies.schools:
        editors[school.id] = hiring.add(f"nhap.{school.code}", Role.SCHOOL_EDITOR, school.id)
        heads[school.id] = hiring.add(f"thutruong.{school.code}", Role.SCHOOL_HEAD, school.id)
    return People(by, administrator, auditor, editors, heads, teams)


def actor(session: Session, account_id: str, at: datetime) -> Actor:
    """The person as the services want them."""
    found = by_account(session, account_id, day_of(at))
    assert found is not None
    return found


def email_of(local: str) -> str:
    """The address of somebody invented."""
    return f"{local}@{names.DOMAIN}"


def hash_of(password: str) -> str:
    """Once for all: the samples share one password, and hashing takes as long as a guess should."""
    return passwords.hash_of(passwords.check(password, ""))


@dataclass(frozen=True, slots=True)
class _Office:
    session: Session
    password_hash: str
    at: datetime
    by: str | None
    chance: Random

    def add(self, local: str, role: Role, body_id: str | None) -> str:
        """An account with one role."""
        who = Who(self.by, self.at)
        account = add_account(self.session, email_of(local), names.person(self.chance), who)
        self._choose_password(account)
        grant(self.session, account, role, body_id, who)
        return account.id

    def team(self, prefix: str, body_id: str) -> Team:
        """A leader, a team lead and two assessors."""
        made = {
            word: self.add(f"{word}.{prefix}", role, body_id)
            for role, word in ROLES_OF_BODIES.items()
        }
        second = self.add(f"{SECOND_ASSESSOR}.{prefix}", Role.ASSESSOR, body_id)
        words: Sequence[str] = ("truongdoan", "danhgia", SECOND_ASSESSOR)
        return Team(
            made["lanhdao"],
            made["truongdoan"],
            (made["danhgia"], second),
            tuple(email_of(f"{word}.{prefix}") for word in words),
        )

    def _choose_password(self, account: Account) -> None:
        account.password_hash = self.password_hash
        self.session.add(account)
