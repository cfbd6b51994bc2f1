"""The rules as one table: role × relation × assignment × state, every act of each."""

from itertools import product

import pytest

from app.accounts.actor import Scope
from app.accounts.models import Role
from app.dossiers.models import DossierState
from app.policy.acts import STATES, Act, scope_of
from app.policy.decisions import (
    Assigned,
    Place,
    Relation,
    Standing,
    Verdict,
    decide,
    grantable,
    open_now,
    permitted,
    permitted_at_body,
)

CONCLUDED = {"assessed", "objected", "recognised", "published"}
SELF = "write_self close object"
HEAD = f"{SELF} approve sign submit reopen"
ASSESSOR = "start_external write_external answer_objection"
LEADER = (
    "receive send_back recall assign start_external return take_back decide_objection revise import"
)

# role, relation, assigned: what may be done, "+external" where the other side is always seen,
# "+later" where it is seen once concluded. Whatever is not listed may not even be seen.
TABLE: dict[tuple[str, str, str], str] = {
    **{("school_editor", "school_line", assigned): "read +later" for assigned in Assigned},
    **{("school_head", "school_line", assigned): "read +later" for assigned in Assigned},
    **{("school_editor", "school", assigned): SELF for assigned in Assigned},
    **{("school_head", "school", assigned): HEAD for assigned in Assigned},
    ("assessor", "assessing", "member"): ASSESSOR,
    ("assessor", "assessing", "lead"): ASSESSOR,
    ("assessor", "assessing_line", "member"): "read +external",
    ("assessor", "assessing_line", "lead"): "read +external",
    ("team_lead", "assessing", "member"): ASSESSOR,
    ("team_lead", "assessing", "lead"): f"{ASSESSOR} conclude",
    ("team_lead", "assessing_line", "member"): "read +external",
    ("team_lead", "assessing_line", "lead"): "read +external",
    **{("body_leader", "assessing", assigned): LEADER for assigned in Assigned},
    **{
        ("body_leader", "recognising", assigned): "recognise publish revise"
        for assigned in Assigned
    },
    **{
        ("body_leader", relation, assigned): "read +external"
        for relation in ("school_above", "assessing_above", "recognising_above")
        for assigned in Assigned
    },
    **{("so_administrator", "school_above", a): "read +external import erase" for a in Assigned},
    **{("auditor", "school_above", assigned): "read +external" for assigned in Assigned},
}
EVERY = list(product(Role, Relation, Assigned, DossierState))


def expected(role: str, relation: str, assigned: str, state: str) -> set[str]:
    acts = set(TABLE.get((role, relation, assigned), "").split())
    seen = {"+external"} & acts or ({"+later"} & acts if state in CONCLUDED else set())
    return (acts - {"+external", "+later"}) | ({"read_external"} if seen else set())


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role) -> None:
    for _, relation, assigned, state in (one for one in EVERY if one[0] is role):
        standing = Standing(frozenset({(role, relation)}), assigned)
        found = {str(act) for act in permitted(standing, state)}
        assert found == expected(role, relation, assigned, state), (relation, assigned, state)


def test_several_relations_add_up() -> None:
    """What holds in the field: a body stands in several ways at once."""
    stands = Standing(
        frozenset(
            {
                (Role.BODY_LEADER, Relation.ASSESSING),
                (Role.BODY_LEADER, Relation.ASSESSING_ABOVE),
                (Role.BODY_LEADER, Relation.RECOGNISING),
            }
        )
    )
    found = {str(act) for act in permitted(stands, DossierState.SUBMITTED)}
    assert found == {*LEADER.split(), "recognise", "publish", "read", "read_external"}


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.TEAM_LEAD, Role.BODY_LEADER])
def test_nobody_assesses_their_own_school(role: Role) -> None:
    roles = frozenset((role, relation) for relation in Relation)
    stands = Standing(roles, Assigned.LEAD, conflict=True)
    for state in DossierState:
        assert permitted(stands, state) <= {Act.READ}


def test_a_conflict_takes_nothing_from_the_school_s_own_side() -> None:
    roles = frozenset(
        {(Role.SCHOOL_HEAD, Relation.SCHOOL), (Role.SCHOOL_HEAD, Relation.SCHOOL_LINE)}
    )
    for state in DossierState:
        free, tied = Standing(roles), Standing(roles, conflict=True)
        assert permitted(free, state) == permitted(tied, state)


def test_what_may_not_be_read_is_not_there_for_any_act() -> None:
    for act, state in product(STATES, DossierState):
        assert decide(Standing(), act, state) is Verdict.UNSEEN
        writes = Standing(frozenset({(Role.BODY_LEADER, Relation.ASSESSING)}))
        assert decide(writes, act, state) is Verdict.UNSEEN


@pytest.mark.parametrize("act", STATES)
def test_a_token_does_only_what_its_scopes_say(act: Act) -> None:
    everything = frozenset(product(Role, Relation))
    stands = Standing(everything, Assigned.LEAD)
    for scope in Scope:
        verdict = decide(stands, act, DossierState.PUBLISHED, frozenset({scope}))
        right = scope is scope_of(act)
        assert verdict is (Verdict.YES if right else Verdict.SCOPE_MISSING)


def test_forbidden_is_said_only_of_what_is_seen() -> None:
    reader = Standing(frozenset({(Role.AUDITOR, Relation.SCHOOL_ABOVE)}))
    for act in set(STATES) - {Act.READ, Act.READ_EXTERNAL}:
        assert decide(reader, act, DossierState.DRAFTING) is Verdict.FORBIDDEN


def test_buttons_are_what_is_permitted_and_starts_now() -> None:
    everything = Standing(frozenset(product(Role, Relation)), Assigned.LEAD)
    for state in DossierState:
        for act, states in STATES.items():
            assert (act in open_now(everything, state)) is (state in states), (act, state)


def test_every_state_but_the_last_can_be_left_by_somebody() -> None:
    everything = Standing(frozenset(product(Role, Relation)), Assigned.LEAD)
    for state in DossierState:
        assert open_now(everything, state) - {Act.READ, Act.READ_EXTERNAL}


def test_every_act_has_somebody_who_may_do_it() -> None:
    everything = Standing(frozenset(product(Role, Relation)), Assigned.LEAD)
    of_dossiers = permitted(everything, DossierState.PUBLISHED)
    of_bodies = permitted_at_body(product(Role, Place), system_administrator=True)
    assert of_dossiers == set(STATES)
    assert of_dossiers | of_bodies == set(Act)
    assert not set(STATES) & of_bodies


# role, place: acts at a body, or with a campaign it owns
PLACES: dict[tuple[str, str], str] = {
    **{(role, "above"): "read_body read_campaign" for role in Role},
    **{(role, "below"): "read_campaign" for role in Role},
    **{(role, "own"): "" for role in Role},
    ("school_head", "own"): "edit_officers manage_people",
    ("body_leader", "own"): "issue_decision",
    ("body_leader", "above"): "read_body read_campaign edit_officers manage_people import_results",
    ("auditor", "above"): "read_body read_campaign read_audit",
    ("so_administrator", "above"): "read_body read_campaign edit_officers manage_bodies "
    "manage_people manage_overlays create_campaign run_campaign read_audit import_results",
}
SYSTEM = (
    "read_body edit_officers manage_bodies manage_people read_audit "
    "manage_installation manage_editions manage_accounts"
)


@pytest.mark.parametrize(("role", "place"), list(product(Role, Place)))
def test_at_a_body_a_role_may_do_what_the_table_says(role: Role, place: Place) -> None:
    found = {str(act) for act in permitted_at_body([(role, place)])}
    assert found == set(PLACES[role, place].split())


def test_who_runs_the_installation_runs_no_campaign() -> None:
    found = {str(act) for act in permitted_at_body([], system_administrator=True)}
    assert found == set(SYSTEM.split())


GRANTS: dict[tuple[str, str], str] = {
    ("so_administrator", "above"): "school_editor school_head assessor team_lead body_leader "
    "so_administrator auditor",
    ("body_leader", "above"): "school_editor school_head assessor team_lead",
    ("school_head", "own"): "school_editor",
}


@pytest.mark.parametrize(("role", "place"), list(product(Role, Place)))
def test_nobody_grants_what_stands_above_them(role: Role, place: Place) -> None:
    found = {str(one) for one in grantable([(role, place)])}
    assert found == set(GRANTS.get((role, place), "").split())


def test_only_who_runs_the_installation_makes_another_such() -> None:
    everywhere = list(product(Role, Place))
    assert Role.SYSTEM_ADMINISTRATOR not in grantable(everywhere)
    assert grantable([], system_administrator=True) == set(Role)


def test_every_act_needs_one_scope() -> None:
    assert {scope_of(act) for act in Act} == set(Scope)
