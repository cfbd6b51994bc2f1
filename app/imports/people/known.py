"""What the database holds of the people and bodies that a list names: read by sets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.accounts import queries
from app.accounts.actor import Actor
from app.accounts.models import Account, Role, RoleGrant
from app.bodies.models import Body, BodyCode, BodyKind
from app.bodies.periods import holds_on
from app.bodies.queries import names
from app.bodies.tree import below_on
from app.imports.kept import portions
from app.policy.decisions import Place, grantable
from app.policy.walks import SUBTREE, below

EVERY_ROLE = frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR}
"""Whoever runs the machine may give these at any body."""


@dataclass(frozen=True, slots=True)
class Known:
    """Bodies by code; accounts by e-mail, with what they hold; whom the person may see."""

    by_code: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]
    accounts: Mapping[str, Account]
    grants: Mapping[str, list[RoleGrant]]
    seen: frozenset[str]
    reach: "Reach"
    kept: Sequence[Body | BodyKind]
    """What `service.fit` asks for, one by one: held here, the session has it at hand."""

    def holds(self, account_id: str, role: Role, body_id: str) -> bool:
        """Whether the account has the role there."""
        held = self.grants.get(account_id, [])
        return any(one.role == role and one.body_id == body_id for one in held)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which roles a person may give where: `policy.grantable_at` for many bodies.

    A test holds the two together.
    """

    actor: Actor | None
    under: Mapping[str, frozenset[str]]
    """Body of one of the person's roles to it and all below it."""

    def grantable(self, body_id: str) -> frozenset[Role]:
        """The roles that the person may give at the body."""
        if self.actor is None:
            return EVERY_ROLE
        places = {
            (grant.role, place)
            for grant in self.actor.grants
            if grant.body_id and body_id in self.under[grant.body_id]
            for place in ([Place.OWN, Place.ABOVE] if grant.body_id == body_id else [Place.ABOVE])
        }
        found = grantable(places, system_administrator=self.actor.is_system_administrator)
        return found & EVERY_ROLE


def reach_of(session: Session, actor: Actor | None, today: date) -> Reach:
    """A statement per body at which the person has a role."""
    bodies = sorted(actor.bodies) if actor else []
    under = {
        one: frozenset(session.execute(below([one], SUBTREE, today)).scalars()) for one in bodies
    }
    return Reach(actor, under)


def read_known(  # noqa: PLR0913, PLR0917 - what is asked for, by whom, on which day
    session: Session,
    root_id: str,
    codes: Iterable[str],
    emails: Iterable[str],
    actor: Actor | None,
    today: date,
) -> Known:
    """A few statements per 500."""
    found = _bodies(session, root_id, codes, today)
    ids = {root_id, *(body for bodies in found.values() for body in bodies)}
    kept: list[Body | BodyKind] = [*session.exec(select(BodyKind))]
    for some in portions(ids):
        kept += session.exec(select(Body).where(col(Body.id).in_(some))).all()
    called = names(session, ids, today)
    by_code = {code: {one: called[one] for one in bodies} for code, bodies in found.items()}
    accounts: dict[str, Account] = {}
    grants: dict[str, list[RoleGrant]] = {}
    seen: set[str] = set()
    for some in portions(emails):
        rows = session.exec(select(Account).where(col(Account.email).in_(some))).all()
        accounts |= {one.email: one for one in rows}
        mine = [one.id for one in rows]
        grants |= queries.grants_of(session, mine)
        managed = queries.managed(actor, today) if actor else True
        if mine:
            seen |= set(session.exec(select(Account.id).where(col(Account.id).in_(mine), managed)))
    return Known(
        by_code, called, accounts, grants, frozenset(seen), reach_of(session, actor, today), kept
    )


def _bodies(
    session: Session, root_id: str, codes: Iterable[str], today: date
) -> dict[str, set[str]]:
    tree = below_on([root_id], today)
    found: dict[str, set[str]] = {}
    for some in portions(codes):
        rows = session.exec(
            select(BodyCode.code, BodyCode.body_id)
            .join(tree, tree.c.id == BodyCode.body_id)
            .where(col(BodyCode.code).in_(some), holds_on(BodyCode, today))
        )
        for code, body in rows:
            found.setdefault(code, set()).add(body)
    return found
