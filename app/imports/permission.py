"""Who may bring tables in, and who sees what was brought in: those who manage the body.

A table tells of many schools at once, also what assessors found: it is seen only by those who
manage all of them. What a person may bring in, the kind of the table says (`Kind.require`).
"""

from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select

from app import clock
from app.accounts.actor import SCHOOL_ROLES, Actor, Scope, by_account
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.chain import Who
from app.imports.errors import ImportNotFound
from app.imports.models import ImportBatch, ImportKind
from app.imports.registry import KINDS
from app.policy import require_scope
from app.policy.walks import SUBTREE, below

SEEING = frozenset({Role.SO_ADMINISTRATOR, Role.BODY_LEADER, Role.AUDITOR})
"""Roles that see the imports of their body and of all below it …"""
OF_INSTALLATION = (ImportKind.BODIES, ImportKind.PEOPLE)
"""… while who runs the installation sees these of all …"""
OF_SCHOOLS = (ImportKind.EVIDENCE,)
"""… and the people of a school these, of their school."""


def visible_imports(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition on `ImportBatch`: those that the person may see. Raises ScopeMissing."""
    require_scope(actor, Scope.READ)
    kind, body = col(ImportBatch.kind), col(ImportBatch.body_id)
    conditions: list[ColumnElement[bool]] = []
    managed = actor.at(SEEING)
    if managed:
        conditions.append(body.in_(below(managed, SUBTREE, today)))
    schools = actor.at(SCHOOL_ROLES)
    if schools:
        conditions.append(and_(kind.in_(OF_SCHOOLS), body.in_(schools)))
    if actor.is_system_administrator:
        conditions.append(kind.in_(OF_INSTALLATION))
    return or_(*conditions) if conditions else false()


def seen(session: Session, actor: Actor, batch_id: str, today: date) -> ImportBatch:
    """The import, for who may see it. Raises ImportNotFound, ScopeMissing."""
    found = session.exec(
        select(ImportBatch).where(ImportBatch.id == batch_id, visible_imports(actor, today))
    ).one_or_none()
    if found is None:
        raise ImportNotFound
    return found


def require(session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
    """Let the person work on the import, or raise what its kind raises, ScopeMissing."""
    require_scope(actor, Scope.MANAGE)
    KINDS[ImportKind(batch.kind)].require(session, actor, batch, who)


def require_again(session: Session, batch: ImportBatch, who: Who) -> None:
    """The same when a job does what was asked for: by the rights that its person has now.

    Nobody's account is the server's own shell. Raises NotAllowed.
    """
    if who.account_id is None:
        return
    actor = by_account(session, who.account_id, clock.day_of(who.at))
    if actor is None:
        raise NotAllowed
    require(session, actor, batch, who)
