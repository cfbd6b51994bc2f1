"""The rules themselves, without a database: role × relation × assignment × state → may or may not.

Each rule is a line of a table below. Whether an act starts from the dossier's state is the act's
own business (it answers with the reason); here the state only decides what may be *seen*.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.accounts.actor import Scope
from app.accounts.models import Role
from app.dossiers.models import DossierState
from app.policy.acts import CONCLUDED, STATES, Act, scope_of


class Relation(StrEnum):
    """How the body of a role stands to a dossier, or to a body."""

    SCHOOL = "school"  # it is the assessed body, or that one's work was handed over to it
    SCHOOL_LINE = "school_line"  # the same, or it succeeded the dissolved one
    SCHOOL_ABOVE = "school_above"  # the assessed body is in its present subtree
    ASSESSING = "assessing"  # it is the pinned assessing body, or has its work handed over
    ASSESSING_ABOVE = "assessing_above"  # it is that body or stands above it
    ASSESSING_LINE = "assessing_line"  # the same, or it succeeded one of them
    RECOGNISING = "recognising"
    RECOGNISING_ABOVE = "recognising_above"


class Assigned(StrEnum):
    """Whether the person is one of the dossier's assessors."""

    NO = "no"
    MEMBER = "member"
    LEAD = "lead"


class Verdict(StrEnum):
    """`UNSEEN`: the person is not told that there is anything."""

    YES = "yes"
    UNSEEN = "unseen"
    FORBIDDEN = "forbidden"
    SCOPE_MISSING = "scope_missing"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to one dossier.

    `conflict`: they work for the school, or for one that it came from or has become.
    """

    roles: frozenset[tuple[Role, Relation]] = frozenset()
    assigned: Assigned = Assigned.NO
    conflict: bool = False

    def has(self, role: Role, *relations: Relation) -> bool:
        """Whether the person has the role at a body that stands so."""
        return any((role, relation) in self.roles for relation in relations)


_EDITOR = frozenset({Act.WRITE_SELF, Act.CLOSE, Act.OBJECT})
_ASSESSOR = frozenset({Act.START_EXTERNAL, Act.WRITE_EXTERNAL, Act.ANSWER_OBJECTION})
_LEADER = frozenset(
    {
        Act.RECEIVE,
        Act.SEND_BACK,
        Act.RECALL,
        Act.ASSIGN,
        Act.START_EXTERNAL,
        Act.RETURN,
        Act.TAKE_BACK,
        Act.DECIDE_OBJECTION,
        Act.REVISE,
        Act.IMPORT,
    }
)
WRITING: Mapping[tuple[Role, Relation], frozenset[Act]] = {
    (Role.SCHOOL_EDITOR, Relation.SCHOOL): _EDITOR,
    (Role.SCHOOL_HEAD, Relation.SCHOOL): _EDITOR | {Act.APPROVE, Act.SIGN, Act.SUBMIT, Act.REOPEN},
    (Role.ASSESSOR, Relation.ASSESSING): _ASSESSOR,
    (Role.TEAM_LEAD, Relation.ASSESSING): _ASSESSOR,
    (Role.BODY_LEADER, Relation.ASSESSING): _LEADER,
    (Role.BODY_LEADER, Relation.RECOGNISING): frozenset({Act.RECOGNISE, Act.PUBLISH, Act.REVISE}),
    (Role.SO_ADMINISTRATOR, Relation.SCHOOL_ABOVE): frozenset({Act.IMPORT, Act.ERASE}),
}
"""What a role may do at a body that stands so; assessors need an assignment besides."""
_CONCLUDES = (Role.TEAM_LEAD, Relation.ASSESSING, Assigned.LEAD)

ASSESSORS = frozenset({Role.ASSESSOR, Role.TEAM_LEAD})
READING: Mapping[Role, frozenset[Relation]] = {
    Role.SCHOOL_EDITOR: frozenset({Relation.SCHOOL_LINE}),
    Role.SCHOOL_HEAD: frozenset({Relation.SCHOOL_LINE}),
    Role.ASSESSOR: frozenset({Relation.ASSESSING_LINE}),
    Role.TEAM_LEAD: frozenset({Relation.ASSESSING_LINE}),
    Role.BODY_LEADER: frozenset(
        {Relation.SCHOOL_ABOVE, Relation.ASSESSING_ABOVE, Relation.RECOGNISING_ABOVE}
    ),
    Role.SO_ADMINISTRATOR: frozenset({Relation.SCHOOL_ABOVE}),
    Role.AUDITOR: frozenset({Relation.SCHOOL_ABOVE}),
    Role.SYSTEM_ADMINISTRATOR: frozenset(),
}
"""Which dossiers a role reads; assessors only those assigned to them."""

BY_STATE = frozenset({Role.SCHOOL_EDITOR, Role.SCHOOL_HEAD})
"""Roles that see the external side only once it is concluded."""


def permitted(standing: Standing, state: DossierState) -> frozenset[Act]:
    """All that somebody who stands so may do with a dossier, now or in its time."""
    found: set[Act] = set()
    for role, relation in standing.roles:
        if role in ASSESSORS and standing.assigned is Assigned.NO:
            continue
        if relation in READING[role]:
            found.add(Act.READ)
            if role in BY_STATE:
                if state in CONCLUDED:
                    found.add(Act.READ_EXTERNAL)
            elif not standing.conflict:
                found.add(Act.READ_EXTERNAL)
        if role in BY_STATE or not standing.conflict:
            found |= WRITING.get((role, relation), frozenset())
            if (role, relation, standing.assigned) == _CONCLUDES:
                found.add(Act.CONCLUDE)
    return frozenset(found)


def open_now(standing: Standing, state: DossierState) -> frozenset[Act]:
    """What of it starts from this state: the buttons to show."""
    return frozenset(act for act in permitted(standing, state) if state in STATES[act])


def decide(
    standing: Standing, act: Act, state: DossierState, scopes: frozenset[Scope] | None = None
) -> Verdict:
    """Whether somebody who stands so may do this; `scopes` are those of their token."""
    may = permitted(standing, state)
    if Act.READ not in may:
        return Verdict.UNSEEN
    if scopes is not None and scope_of(act) not in scopes:
        return Verdict.SCOPE_MISSING
    return Verdict.YES if act in may else Verdict.FORBIDDEN


class Place(StrEnum):
    """How the body of a role stands to a body."""

    OWN = "own"
    ABOVE = "above"  # the body is in its present subtree; itself included
    BELOW = "below"  # the body stands above it; itself included


_EVERYTHING_THERE = frozenset(
    {
        Act.READ_BODY,
        Act.EDIT_OFFICERS,
        Act.MANAGE_BODIES,
        Act.MANAGE_PEOPLE,
        Act.MANAGE_OVERLAYS,
        Act.CREATE_CAMPAIGN,
        Act.READ_AUDIT,
        Act.READ_CAMPAIGN,
        Act.RUN_CAMPAIGN,
        Act.IMPORT_RESULTS,
    }
)
_AT_BODIES: Mapping[tuple[Role, Place], frozenset[Act]] = {
    **{(role, Place.ABOVE): frozenset({Act.READ_BODY, Act.READ_CAMPAIGN}) for role in Role},
    **{(role, Place.BELOW): frozenset({Act.READ_CAMPAIGN}) for role in Role},
    (Role.SCHOOL_HEAD, Place.OWN): frozenset({Act.EDIT_OFFICERS, Act.MANAGE_PEOPLE}),
    (Role.BODY_LEADER, Place.OWN): frozenset({Act.ISSUE_DECISION}),
    (Role.BODY_LEADER, Place.ABOVE): frozenset(
        {
            Act.READ_BODY,
            Act.READ_CAMPAIGN,
            Act.EDIT_OFFICERS,
            Act.MANAGE_PEOPLE,
            Act.IMPORT_RESULTS,
        }
    ),
    (Role.SO_ADMINISTRATOR, Place.ABOVE): _EVERYTHING_THERE,
    (Role.AUDITOR, Place.ABOVE): frozenset({Act.READ_BODY, Act.READ_CAMPAIGN, Act.READ_AUDIT}),
}
PREPARING = frozenset(role for (role, _), acts in _AT_BODIES.items() if Act.RUN_CAMPAIGN in acts)
"""Roles that see a campaign before it is opened."""

MANAGERS = frozenset(role for (role, _), acts in _AT_BODIES.items() if Act.MANAGE_PEOPLE in acts)
"""Roles that look after people."""

_SYSTEM = frozenset(
    {
        Act.READ_BODY,
        Act.EDIT_OFFICERS,
        Act.MANAGE_BODIES,
        Act.MANAGE_PEOPLE,
        Act.READ_AUDIT,
        Act.MANAGE_INSTALLATION,
        Act.MANAGE_EDITIONS,
        Act.MANAGE_ACCOUNTS,
    }
)


def permitted_at_body(
    places: Iterable[tuple[Role, Place]], *, system_administrator: bool = False
) -> frozenset[Act]:
    """All that somebody whose roles stand so may do with a body or with a campaign it owns."""
    found: set[Act] = set(_SYSTEM) if system_administrator else set()
    for place in places:
        found |= _AT_BODIES.get(place, frozenset())
    return frozenset(found)


SCHOOL_ROLES = frozenset({Role.SCHOOL_EDITOR, Role.SCHOOL_HEAD})
_GRANTABLE: Mapping[tuple[Role, Place], frozenset[Role]] = {
    (Role.SO_ADMINISTRATOR, Place.ABOVE): frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR},
    (Role.BODY_LEADER, Place.ABOVE): SCHOOL_ROLES | ASSESSORS,
    (Role.SCHOOL_HEAD, Place.OWN): frozenset({Role.SCHOOL_EDITOR}),
}


def grantable(
    places: Iterable[tuple[Role, Place]], *, system_administrator: bool = False
) -> frozenset[Role]:
    """The roles that somebody whose roles stand so may grant and revoke at a body."""
    if system_administrator:
        return frozenset(Role)
    found: set[Role] = set()
    for place in places:
        found |= _GRANTABLE.get(place, frozenset())
    return frozenset(found)
