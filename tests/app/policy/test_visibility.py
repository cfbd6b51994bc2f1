"""Who sees what in a province that was reorganised, in SQL and by the rules alike."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlmodel import Session, select

from app.accounts.models import Role
from app.bodies.models import Body
from app.campaigns.models import Campaign, CampaignState
from app.dossiers.models import Dossier, DossierState
from app.policy import (
    acts_at_body,
    may_assess,
    visible_bodies,
    visible_campaigns,
    visible_dossiers,
)
from app.policy.acts import Act
from app.policy.decisions import Relation, Verdict, decide, permitted
from app.policy.standing import of_own_school, to_dossier
from app.storage.database import Database
from tests.app.province import LONG_AGO, TODAY, Province

REFORM = date(2025, 7, 1)
MERGER = date(2026, 1, 1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def province(session: Session) -> Province:
    """Two Sở became one; a Phòng gave way to two communes; a school merged into another.

    Dossiers: D<school> of each school, those of the Phòng's time pinned to the Phòng.
    """
    made = Province(session)
    made.body("so", kind="so")
    made.body("so_cu", kind="so", dissolved_on=MERGER)
    made.follows("so", "so_cu", MERGER)
    made.body("phong", "so", "phong", REFORM)
    for commune in ("xa_a", "xa_b"):
        made.body(commune, "so", "ubnd_xa")
        made.follows(commune, "phong", REFORM)
    for school, commune in (("th_a", "xa_a"), ("th_b", "xa_b")):
        made.body(school)
        made.under(school, "phong", LONG_AGO, REFORM)
        made.under(school, commune, REFORM)
    made.body("th_cu", dissolved_on=REFORM)
    made.under("th_cu", "phong", LONG_AGO, REFORM)
    made.follows("th_a", "th_cu", REFORM)
    made.body("thpt", "so", "thpt")
    made.body("thpt_cu", kind="thpt")
    made.under("thpt_cu", "so_cu", LONG_AGO, MERGER)
    made.under("thpt_cu", "so", MERGER)
    campaign = made.campaign("so")
    made.campaign("so_cu", "dot_cu", CampaignState.CLOSED)
    made.campaign("so", "dot_nhap", CampaignState.DRAFT)
    for school, assessing in (
        ("th_a", "phong"),
        ("th_b", "xa_b"),
        ("th_cu", "phong"),
        ("thpt", "so"),
        ("thpt_cu", "so_cu"),
    ):
        recognising = "so_cu" if assessing == "so_cu" else "so"
        made.dossier(school, assessing, recognising, campaign, DossierState.ASSESSING)
    return made


EVERY_BODY = (
    "so",
    "so_cu",
    "phong",
    "xa_a",
    "xa_b",
    "th_a",
    "th_b",
    "th_cu",
    "thpt",
    "thpt_cu",
)


def seen(province: Province, account: str) -> set[str]:
    condition = visible_dossiers(province.actor(account), TODAY)
    return set(province.session.exec(select(Dossier.id).where(condition)).all())


def seen_by(province: Province, role: Role, body: str) -> set[str]:
    return seen(province, province.person("ai_do", (role, body)))


@pytest.mark.parametrize(
    ("role", "body", "dossiers"),
    [
        (Role.SO_ADMINISTRATOR, "so", {"Dth_a", "Dth_b", "Dth_cu", "Dthpt", "Dthpt_cu"}),
        (Role.AUDITOR, "so", {"Dth_a", "Dth_b", "Dth_cu", "Dthpt", "Dthpt_cu"}),
        (Role.BODY_LEADER, "so", {"Dth_a", "Dth_b", "Dth_cu", "Dthpt", "Dthpt_cu"}),
        (Role.SO_ADMINISTRATOR, "so_cu", set()),  # dissolved
        (Role.BODY_LEADER, "phong", set()),  # dissolved
        (Role.SCHOOL_HEAD, "th_cu", set()),  # dissolved
        (Role.BODY_LEADER, "xa_a", {"Dth_a", "Dth_cu"}),  # with the school's predecessor
        (Role.BODY_LEADER, "xa_b", {"Dth_b"}),
        (Role.AUDITOR, "xa_b", {"Dth_b"}),
        (Role.SCHOOL_EDITOR, "th_a", {"Dth_a", "Dth_cu"}),
        (Role.SCHOOL_HEAD, "th_b", {"Dth_b"}),
        (Role.SCHOOL_HEAD, "so", set()),  # a school's role at a body reads its own, not below
        (Role.ASSESSOR, "so", set()),  # nothing assigned
        (Role.TEAM_LEAD, "xa_a", set()),
    ],
)
def test_a_role_sees_these_dossiers(
    province: Province, role: Role, body: str, dossiers: set[str]
) -> None:
    assert seen_by(province, role, body) == dossiers


def test_the_installation_s_administrator_sees_no_dossier(province: Province) -> None:
    account = province.person("he_thong", (Role.SYSTEM_ADMINISTRATOR, None))
    assert seen(province, account) == set()


def test_nobody_without_a_role_sees_anything(province: Province) -> None:
    account = province.person("khach")
    actor, session = province.actor(account), province.session
    assert seen(province, account) == set()
    assert session.exec(select(Body.id).where(visible_bodies(actor, TODAY))).all() == []
    assert session.exec(select(Campaign.id).where(visible_campaigns(actor, TODAY))).all() == []


def test_an_assessor_sees_what_is_assigned_to_them(province: Province) -> None:
    account = province.person("danh_gia", (Role.ASSESSOR, "so"))
    dossier = province.session.get_one(Dossier, "Dthpt")
    province.assign(dossier, account)
    assert seen(province, account) == {"Dthpt"}


def test_an_assignment_without_the_role_opens_nothing(province: Province) -> None:
    account = province.person("danh_gia", (Role.ASSESSOR, "xa_a"))
    province.assign(province.session.get_one(Dossier, "Dthpt"), account)
    assert seen(province, account) == set()


def test_lists_and_decisions_agree_on_every_role_everywhere(province: Province) -> None:
    """The condition for lists is a second wording of the rules: it must not drift from them."""
    session = province.session
    dossiers = session.exec(select(Dossier)).all()
    for body in EVERY_BODY:
        for role in Role:
            account = province.person(f"{role}-{body}", (role, body))
            for dossier in dossiers[::2]:
                province.assign(dossier, account)
            actor = province.actor(account)
            by_rules = {
                dossier.id
                for dossier in dossiers
                if decide(
                    to_dossier(session, actor, dossier, TODAY),
                    Act.READ,
                    DossierState(dossier.state),
                )
                is Verdict.YES
            }
            assert seen(province, account) == by_rules, (role, body)


def test_the_short_way_for_a_school_s_own_people_says_the_same(province: Province) -> None:
    session = province.session
    dossier = session.get_one(Dossier, "Dth_a")
    for role in (Role.SCHOOL_EDITOR, Role.SCHOOL_HEAD):
        alone = province.actor(province.person(f"{role}", (role, "th_a")))
        with_more = province.actor(
            province.person(f"{role}2", (role, "th_a"), (Role.AUDITOR, "thpt"))
        )
        short = of_own_school(alone, dossier)
        assert short is not None
        assert of_own_school(with_more, dossier) is None
        long = to_dossier(session, with_more, dossier, TODAY)
        assert short.roles == long.roles - {(role, Relation.SCHOOL_ABOVE)}
        assert permitted(short, DossierState.DRAFTING) == permitted(long, DossierState.DRAFTING)


Acting = Callable[[str], Verdict]


def verdict(province: Province, account: str, act: Act, dossier: str) -> Verdict:
    row = province.session.get_one(Dossier, dossier)
    stands = to_dossier(province.session, province.actor(account), row, TODAY)
    return decide(stands, act, DossierState(row.state))


def test_writing_stays_with_the_pinned_body_until_it_is_handed_over(province: Province) -> None:
    leader = province.person("lanh_dao", (Role.BODY_LEADER, "xa_a"))
    assert verdict(province, leader, Act.RETURN, "Dth_a") is Verdict.FORBIDDEN
    province.hand_over("phong", "xa_a")
    assert verdict(province, leader, Act.RETURN, "Dth_a") is Verdict.YES
    assert verdict(province, leader, Act.RETURN, "Dth_b") is Verdict.UNSEEN


def test_a_handover_goes_on_to_the_next_heir(province: Province) -> None:
    leader = province.person("lanh_dao", (Role.BODY_LEADER, "xa_a"))
    province.hand_over("phong", "xa_b")
    province.hand_over("xa_b", "xa_a")
    assert verdict(province, leader, Act.RETURN, "Dth_a") is Verdict.YES


def test_the_body_above_reads_but_does_not_assess(province: Province) -> None:
    leader = province.person("lanh_dao", (Role.BODY_LEADER, "so"))
    assert verdict(province, leader, Act.READ_EXTERNAL, "Dth_b") is Verdict.YES
    assert verdict(province, leader, Act.RETURN, "Dth_b") is Verdict.FORBIDDEN
    assert verdict(province, leader, Act.RECOGNISE, "Dth_b") is Verdict.YES


def test_an_assessing_body_still_reads_what_it_assessed_after_the_school_left(
    province: Province,
) -> None:
    province.session.exec(select(Dossier)).all()
    province.body("th_roi")
    province.under("th_roi", "xa_b", LONG_AGO, MERGER)
    province.under("th_roi", "xa_a", MERGER)
    campaign = province.session.get_one(Campaign, "dot")
    province.dossier("th_roi", "xa_b", "so", campaign, DossierState.PUBLISHED)
    assert "Dth_roi" in seen_by(province, Role.BODY_LEADER, "xa_b")
    assert "Dth_roi" not in seen(
        province, province.person("kiem_tra", (Role.AUDITOR, "xa_b"))
    )  # an auditor follows the present tree


@pytest.mark.parametrize("school", ["th_a", "th_cu"])
def test_who_works_for_the_school_or_its_predecessor_does_not_assess_it(
    province: Province, school: str
) -> None:
    account = province.person("giao_vien", (Role.ASSESSOR, "so"), (Role.SCHOOL_EDITOR, school))
    campaign = province.session.get_one(Campaign, "dot")
    row = province.session.get_one(Dossier, "Dth_a")
    row.assessing_body_id = "so"
    province.assign(row, account, lead=True)
    assert campaign.id == row.campaign_id
    assert verdict(province, account, Act.WRITE_EXTERNAL, "Dth_a") is Verdict.FORBIDDEN
    assert verdict(province, account, Act.READ_EXTERNAL, "Dth_a") is Verdict.FORBIDDEN
    assert not may_assess(province.session, province.actor(account), row, TODAY)


def test_who_works_for_the_successor_does_not_assess_the_school_that_went(
    province: Province,
) -> None:
    account = province.person("giao_vien", (Role.ASSESSOR, "so"), (Role.SCHOOL_HEAD, "th_a"))
    row = province.session.get_one(Dossier, "Dth_cu")
    row.assessing_body_id = "so"
    province.assign(row, account)
    assert verdict(province, account, Act.WRITE_EXTERNAL, "Dth_cu") is Verdict.FORBIDDEN


def test_somebody_else_s_assessor_can_be_assigned(province: Province) -> None:
    account = province.person("danh_gia", (Role.ASSESSOR, "so"), (Role.SCHOOL_EDITOR, "th_b"))
    row = province.session.get_one(Dossier, "Dthpt")
    assert may_assess(province.session, province.actor(account), row, TODAY)


def test_bodies_are_seen_downwards_with_their_predecessors(province: Province) -> None:
    session = province.session

    def bodies(role: Role, body: str) -> set[str]:
        actor = province.actor(province.person(f"{role}-{body}", (role, body)))
        return set(session.exec(select(Body.id).where(visible_bodies(actor, TODAY))).all())

    assert bodies(Role.ASSESSOR, "so") == set(EVERY_BODY)
    assert bodies(Role.BODY_LEADER, "xa_a") == {"xa_a", "th_a", "th_cu", "phong"}
    assert bodies(Role.SCHOOL_EDITOR, "th_b") == {"th_b"}


def test_campaigns_are_seen_by_those_below_and_above_but_drafts_only_by_who_prepares(
    province: Province,
) -> None:
    session = province.session

    def campaigns(role: Role, body: str) -> set[str]:
        actor = province.actor(province.person(f"{role}-{body}", (role, body)))
        return set(session.exec(select(Campaign.id).where(visible_campaigns(actor, TODAY))).all())

    assert campaigns(Role.SO_ADMINISTRATOR, "so") == {"dot", "dot_cu", "dot_nhap"}
    assert campaigns(Role.BODY_LEADER, "so") == {"dot", "dot_cu"}
    assert campaigns(Role.SCHOOL_EDITOR, "th_b") == {"dot"}
    assert campaigns(Role.SCHOOL_HEAD, "so_cu") == set()


def test_a_present_tree_of_the_day_before_the_reform_was_another(province: Province) -> None:
    before = date(2025, 6, 30)
    leader = province.actor(province.person("lanh_dao", (Role.BODY_LEADER, "phong")), before)
    found = province.session.exec(select(Dossier.id).where(visible_dossiers(leader, before))).all()
    assert set(found) == {"Dth_a", "Dth_b", "Dth_cu"}


def test_acts_at_a_body(province: Province) -> None:
    session = province.session

    def acts(role: Role, at: str, body: str) -> frozenset[Act]:
        actor = province.actor(province.person(f"{role}-{at}-{body}", (role, at)))
        return acts_at_body(session, actor, body, TODAY)

    assert Act.MANAGE_BODIES in acts(Role.SO_ADMINISTRATOR, "so", "th_b")
    assert Act.MANAGE_BODIES in acts(Role.SO_ADMINISTRATOR, "so", "so_cu")
    assert acts(Role.SO_ADMINISTRATOR, "so_cu", "thpt") == frozenset()
    assert acts(Role.BODY_LEADER, "xa_a", "th_b") == frozenset()
    assert acts(Role.SCHOOL_HEAD, "th_b", "so") == {Act.READ_CAMPAIGN}
