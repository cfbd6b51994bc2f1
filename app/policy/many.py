"""The same rules for many dossiers and many people at once, in a fixed number of statements.

Only what concerns assessing and recognising: relations ASSESSING and RECOGNISING, the assignment,
and whether somebody works for the school. A test holds this and `standing` together.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.accounts.actor import SCHOOL_ROLES, Actor, Grant
from app.accounts.models import Account, Role, RoleGrant
from app.bodies.models import Body, Handover, Succession
from app.dossiers.models import Dossier, DossierState
from app.policy.acts import Act
from app.policy.decisions import (
    ASSESSORS,
    WRITING,
    Assigned,
    Relation,
    Standing,
    permitted,
)

IN_ONE_STATEMENT = 500
Edges = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Which body took over whose work, and which came from which: read once for many questions."""

    takers: Edges
    successors: Edges
    predecessors: Edges

    def standing(
        self, actor: Actor, dossier: Dossier, assigned: Assigned = Assigned.NO
    ) -> Standing:
        """How a person stands to a dossier, as far as assessing and recognising go."""
        reached = {
            Relation.ASSESSING: _walk(self.takers, dossier.assessing_body_id),
            Relation.RECOGNISING: _walk(self.takers, dossier.recognising_body_id),
        }
        roles = frozenset(
            (grant.role, relation)
            for grant in actor.grants
            for relation, bodies in reached.items()
            if grant.body_id in bodies
        )
        return Standing(roles, assigned, self.conflict(actor, dossier))

    def conflict(self, actor: Actor, dossier: Dossier) -> bool:
        """Whether they work for the school, or for one that it came from or has become."""
        if not actor.ties:
            return False
        line = _walk(self.successors, dossier.body_id) | _walk(self.predecessors, dossier.body_id)
        return not actor.ties.isdisjoint(line)

    def line_of(self, bodies: Iterable[str]) -> frozenset[str]:
        """The bodies, all they came from and all they have become: `conflict` of many at once."""
        return frozenset(
            found
            for one in bodies
            for edges in (self.successors, self.predecessors)
            for found in _walk(edges, one)
        )

    def may(self, actor: Actor, act: Act, dossier: Dossier) -> bool:
        """Whether a leader may do this with the dossier (scopes are the route's business)."""
        return act in permitted(self.standing(actor, dossier), DossierState(dossier.state))

    def may_assess(self, actor: Actor, dossier: Dossier) -> bool:
        """Whether somebody can be made an assessor of it."""
        stands = self.standing(actor, dossier)
        there = any(stands.has(role, Relation.ASSESSING) for role in ASSESSORS)
        return there and not stands.conflict

    def may_lead(self, actor: Actor, dossier: Dossier) -> bool:
        """Whether somebody can lead its team: only such a person may conclude."""
        stands = self.standing(actor, dossier)
        return stands.has(Role.TEAM_LEAD, Relation.ASSESSING) and not stands.conflict

    def assigned_by(self, actor: Actor) -> frozenset[str]:
        """The pinned assessing bodies whose dossiers the person assigns."""
        mine = {
            grant.body_id
            for grant in actor.grants
            if grant.body_id
            and Act.ASSIGN in WRITING.get((grant.role, Relation.ASSESSING), frozenset())
        }
        return frozenset(
            pinned for pinned in mine | set(self.takers) if mine & _walk(self.takers, pinned)
        )

    def taken_over(self, body_id: str) -> frozenset[str]:
        """The body and all that its work was handed over to."""
        return frozenset(_walk(self.takers, body_id))

    def recognises(self, body_id: str, dossier: Dossier) -> bool:
        """Whether the body recognises the dossier, or has taken that work over."""
        return body_id in _walk(self.takers, dossier.recognising_body_id)

    def recognised_by(self, body_id: str) -> frozenset[str]:
        """The pinned bodies whose recognising is this body's work now."""
        return frozenset(
            pinned for pinned in {body_id, *self.takers} if body_id in _walk(self.takers, pinned)
        )


def read_lines(session: Session) -> Lines:
    """Two statements."""
    took = session.exec(select(Handover.from_body_id, Handover.to_body_id)).all()
    followed = session.exec(select(Succession.predecessor_id, Succession.successor_id)).all()
    return Lines(_edges(took), _edges(followed), _edges((b, a) for a, b in followed))


def people_by_email(session: Session, emails: Collection[str], today: date) -> dict[str, Actor]:
    """The people with these addresses that are not disabled, with the roles that count today."""
    found: dict[str, Actor] = {}
    wanted = sorted(set(emails))
    for start in range(0, len(wanted), IN_ONE_STATEMENT):
        rows = session.connection().execute(
            pick(
                col(Account.email),
                col(Account.id),
                col(Account.name),
                col(RoleGrant.role),
                col(RoleGrant.body_id),
                col(Body.dissolved_on),
            )
            .outerjoin(
                RoleGrant,
                and_(col(RoleGrant.account_id) == Account.id, col(RoleGrant.revoked_at).is_(None)),
            )
            .outerjoin(Body, col(Body.id) == RoleGrant.body_id)
            .where(
                col(Account.email).in_(wanted[start : start + IN_ONE_STATEMENT]),
                col(Account.disabled_at).is_(None),
            )
        )
        for email, account_id, name, role, body_id, dissolved in rows:
            known = found.get(email, Actor(account_id, name))
            found[email] = _with(known, role, body_id, dissolved is None or dissolved > today)
    return found


def _with(actor: Actor, role: str | None, body_id: str | None, counts: bool) -> Actor:  # noqa: FBT001
    if role is None:
        return actor
    grants = (*actor.grants, Grant(Role(role), body_id)) if counts else actor.grants
    ties = actor.ties | {body_id} if Role(role) in SCHOOL_ROLES and body_id else actor.ties
    return Actor(actor.account_id, actor.name, grants, ties, actor.scopes)


def _edges(pairs: Iterable[tuple[str, str]]) -> Edges:
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in found.items()}


def _walk(edges: Edges, start: str) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for one in edges.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached
