"""For whom a page is drawn: which places of the service its menu leads to.

Set as soon as the person of a request is known, read when the page is drawn; a request's own
context holds it, so that no other request sees it.
"""

from contextvars import ContextVar
from typing import NamedTuple

from app.accounts.actor import SCHOOL_ROLES, Actor
from app.accounts.models import Role

DECIDING = frozenset({Role.BODY_LEADER, Role.SO_ADMINISTRATOR, Role.AUDITOR})
BRINGING = frozenset({Role.BODY_LEADER, Role.SO_ADMINISTRATOR, Role.AUDITOR})
_ASSESSING = frozenset({Role.ASSESSOR, Role.TEAM_LEAD, Role.BODY_LEADER})


class Places(NamedTuple):
    """Whether the menu leads to the list of dossiers to assess, to the decisions, to the tables."""

    assesses: bool = False
    decides: bool = False
    brings: bool = False


NOWHERE = Places()
_PLACES: ContextVar[Places] = ContextVar("places", default=NOWHERE)


def stand(actor: Actor) -> None:
    """From now on this request's pages are drawn for the person."""
    roles = {grant.role for grant in actor.grants} - SCHOOL_ROLES
    brings = bool(roles & BRINGING) or actor.is_system_administrator
    _PLACES.set(Places(bool(roles & _ASSESSING), bool(roles & DECIDING), brings))


def places() -> Places:
    """The places of whom the page is drawn for."""
    return _PLACES.get()
