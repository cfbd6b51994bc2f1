"""Opening makes every dossier once; deadlines, extensions and closing decide who is late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlmodel import Session, func, select

from app.accounts.actor import Grant
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.models import AuditRow
from app.bodies import service as body_service
from app.bodies.load.service import ListFile, load
from app.bodies.schemas import AssessedByIn, DissolveIn, RenameIn
from app.bodies.service import Target as BodyTarget
from app.campaigns import running, service
from app.campaigns.changing import Target
from app.campaigns.deadlines import deadline_of, instant, is_late, said
from app.campaigns.errors import (
    BodyNotAssessed,
    CampaignNotDraft,
    CampaignNotFound,
    CampaignNotOpen,
    CampaignNotReady,
    CampaignStale,
    DeadlineRefused,
    EditionUnfit,
)
from app.campaigns.models import Assessing, CampaignKind
from app.campaigns.schemas import (
    AddIn,
    CampaignChange,
    CampaignIn,
    DeadlineIn,
    DeadlinesIn,
    ExtensionIn,
    Meaning,
)
from app.dossiers.models import Dossier, DossierState, Return
from app.index.models import EditionState, StoredEdition
from app.storage.database import Database
from tests.app.bodies.lists import workbook
from tests.app.bodies.province import AT, FOUNDED, body, person
from tests.app.campaigns.rounds import DUE, IN_TIME, LATE_FROM, TOO_LATE, Round
from tests.statements import counted


@pytest.fixture
def around(database: Database) -> Round:
    return Round(database)


@pytest.fixture
def session(database: Database, around: Round) -> Iterator[Session]:  # noqa: ARG001 - it comes first
    with database.writing() as opened:
        yield opened


def extension(around: Round, day: date) -> ExtensionIn:
    wanted = DeadlineIn(day=day, meaning=Meaning.BY)
    return ExtensionIn(body_id=around.x, deadline=wanted, reason="Mất điện sau bão")


def test_before_a_day_and_by_a_day_are_a_day_apart() -> None:
    day = date(2025, 5, 31)
    assert instant(DeadlineIn(day=day, meaning=Meaning.BEFORE)) == LATE_FROM
    assert instant(DeadlineIn(day=day, meaning=Meaning.BY)) == LATE_FROM + timedelta(days=1)


def test_a_deadline_is_said_as_the_last_day_in_time() -> None:
    assert said(LATE_FROM) == "hết ngày 30/5/2025"
    assert said(datetime(2025, 5, 30, 10, 30, tzinfo=UTC)) == "17:30 ngày 30/5/2025"


def test_a_dossier_pins_what_its_body_was_when_the_campaign_opened(
    session: Session, around: Round
) -> None:
    assert around.open(session) == 2
    wanted = RenameIn(name="Trường Tiểu học Sen Hồng", on=date(2025, 4, 1))
    body_service.rename(session, around.admin, BodyTarget(around.x, 1), wanted, AT)
    found = around.dossier(session, around.x)
    assert (found.body_name, found.body_code) == ("Trường Tiểu học Hoa Sen", "00101")
    assert (found.kind, found.school_levels) == ("th", ["tieu_hoc"])
    assert (found.assessing_body_id, found.tenant_id) == (around.phong, around.so)
    assert (found.state, found.revision, found.edition_sha256) == ("drafting", 1, around.edition)


def test_who_assesses_and_who_recognises_is_the_campaigns_choice(
    session: Session, around: Round
) -> None:
    by_so = AssessedByIn(assessing_id=around.so, on=date(2025, 1, 1))
    body_service.set_assessing(session, around.admin, BodyTarget(around.x, 1), by_so, AT)
    rule = around.rule("th").model_copy(
        update={"assessing": Assessing.PARENT, "recognising": Assessing.OWNER}
    )
    service.set_kind(session, around.admin, around.target(session), rule, AT)
    around.open(session)
    found = around.dossier(session, around.x)
    assert (found.assessing_body_id, found.recognising_body_id) == (around.phong, around.so)


def test_only_standing_bodies_of_the_kinds_in_the_subtree_are_assessed(
    session: Session, around: Round
) -> None:
    gone = body(session, around.admin, "th", "Trường Đã Giải Thể", around.phong).id
    ended = DissolveIn(on=date(2025, 1, 1), reason="Giải thể")
    body_service.dissolve(session, around.admin, BodyTarget(gone, 1), ended, AT)
    other = body(session, around.system, "so", "Sở GDĐT tỉnh B").id
    body(session, around.system, "th", "Trường của tỉnh B", other)
    body(session, around.admin, "th", "Trường Mở Sau", around.phong, on=date(2025, 9, 1))
    body(session, around.admin, "thcs", "Trường THCS Lê Lợi", around.phong)
    around.open(session)
    found = session.exec(select(Dossier.body_id)).all()
    assert set(found) == {around.x, around.y}


def test_a_body_founded_later_is_added_once(session: Session, around: Round) -> None:
    around.open(session)
    day = date(2025, 4, 1)
    new = body(session, around.admin, "th", "Trường Tiểu học Mới", around.phong, on=day).id
    at = datetime(2025, 4, 2, tzinfo=UTC)
    wanted = AddIn(body_id=new)
    assert running.add_bodies(session, around.admin, around.campaign, wanted, at) == 1
    assert running.add_bodies(session, around.admin, around.campaign, wanted, at) == 0
    assert running.add_bodies(session, around.admin, around.campaign, AddIn(), at) == 0
    stranger = AddIn(body_id=around.phong)
    with pytest.raises(BodyNotAssessed):
        running.add_bodies(session, around.admin, around.campaign, stranger, at)


def test_opening_twice_is_refused(session: Session, around: Round) -> None:
    around.open(session)
    with pytest.raises(CampaignNotDraft):
        around.open(session)


def test_last_years_dossier_is_pointed_to(session: Session, around: Round) -> None:
    around.open(session)
    wanted = around.wanted("th").model_copy(
        update={"previous_id": around.campaign, "school_year": "2025-2026"}
    )
    before = around.dossier(session, around.x).id
    new = service.create(session, around.admin, wanted, AT)
    running.open_campaign(session, around.admin, Target(new.id, 1), AT)
    found = session.exec(select(Dossier).where(Dossier.campaign_id == new.id)).one()
    assert found.previous_id == before


def test_what_is_missing_is_all_said_before_opening(session: Session, around: Round) -> None:
    none = DeadlinesIn(kind="th", self_deadline=None, external_deadline=None)
    service.set_deadlines(session, around.admin, around.target(session), none, AT)
    past = DeadlineIn(day=date(2025, 2, 1), meaning=Meaning.BY)
    early = DeadlinesIn(kind="thpt", self_deadline=past, external_deadline=None)
    service.set_deadlines(session, around.admin, around.target(session), early, AT)
    with pytest.raises(CampaignNotReady) as refused:
        around.open(session)
    assert [(one.where, one.code) for one in refused.value.reasons] == [
        ("th", "no-deadline"),
        ("thpt", "deadline-past"),
    ]


def test_a_campaign_without_kinds_or_bodies_does_not_open(session: Session, around: Round) -> None:
    for kinds in ((), ("gdtx",)):
        empty = service.create(session, around.admin, around.wanted(*kinds), AT)
        with pytest.raises(CampaignNotReady):
            running.open_campaign(session, around.admin, Target(empty.id, 1), AT)


def test_an_edition_serves_only_its_kinds_and_only_while_active(
    session: Session, around: Round
) -> None:
    with pytest.raises(EditionUnfit, match="không dùng cho Trường mầm non"):
        service.set_kind(session, around.admin, around.target(session), around.rule("mam_non"), AT)
    stored = session.get(StoredEdition, around.edition)
    assert stored is not None
    stored.state = EditionState.WITHDRAWN
    with pytest.raises(EditionUnfit, match="chưa được kích hoạt"):
        service.set_kind(session, around.admin, around.target(session), around.rule("th"), AT)


def test_the_external_deadline_comes_after_the_schools_own(session: Session, around: Round) -> None:
    rule = around.rule("th").model_copy(update={"external_deadline": DUE})
    with pytest.raises(DeadlineRefused):
        service.set_kind(session, around.admin, around.target(session), rule, AT)


def test_once_open_only_title_and_deadlines_change(session: Session, around: Round) -> None:
    around.open(session)
    renamed = CampaignChange(title="Đợt 1")
    service.change(session, around.admin, around.target(session), renamed, AT)
    later = DeadlineIn(day=date(2025, 6, 15), meaning=Meaning.BY)
    moved = DeadlinesIn(kind="th", self_deadline=later, external_deadline=None)
    service.set_deadlines(session, around.admin, around.target(session), moved, AT)
    found = deadline_of(session, around.dossier(session, around.x))
    assert found == datetime(2025, 6, 15, 17, 0, tzinfo=UTC)
    alone = CampaignChange(two_people=False)
    with pytest.raises(CampaignNotDraft):
        service.change(session, around.admin, around.target(session), alone, AT)
    with pytest.raises(CampaignNotDraft):
        service.set_kind(session, around.admin, around.target(session), around.rule("th"), AT)


def test_refuses_a_change_of_what_a_colleague_changed_first(
    session: Session, around: Round
) -> None:
    seen = around.target(session)
    service.change(session, around.admin, seen, CampaignChange(title="Đợt 1"), AT)
    with pytest.raises(CampaignStale):
        service.change(session, around.admin, seen, CampaignChange(title="Đợt 2"), AT)


def test_the_instant_of_the_deadline_is_late_and_the_second_before_is_not(
    session: Session, around: Round
) -> None:
    around.open(session)
    found = around.dossier(session, around.x)
    assert not is_late(session, found, IN_TIME)
    assert is_late(session, found, LATE_FROM)


def test_an_extension_is_for_one_school_and_the_latest_counts(
    session: Session, around: Round
) -> None:
    around.open(session)
    for day in (date(2025, 6, 5), date(2025, 6, 10)):
        wanted = extension(around, day)
        running.extend(
            session, around.admin, around.campaign, wanted, AT + timedelta(hours=day.day)
        )
    assert not is_late(session, around.dossier(session, around.x), TOO_LATE)
    assert is_late(session, around.dossier(session, around.y), TOO_LATE)
    found = deadline_of(session, around.dossier(session, around.x))
    assert found == datetime(2025, 6, 10, 17, 0, tzinfo=UTC)


def test_an_extension_must_give_more_time(session: Session, around: Round) -> None:
    around.open(session)
    with pytest.raises(DeadlineRefused, match="30/5/2025"):
        running.extend(
            session, around.admin, around.campaign, extension(around, date(2025, 5, 30)), AT
        )
    with pytest.raises(DeadlineRefused):
        running.extend(
            session,
            around.admin,
            around.campaign,
            extension(around, date(2025, 6, 1)),
            datetime(2025, 6, 5, tzinfo=UTC),
        )


def test_a_return_has_its_own_deadline_until_an_extension_reaches_further(
    session: Session, around: Round
) -> None:
    around.open(session)
    found = around.dossier(session, around.x)
    found.state = DossierState.RETURNED
    due = datetime(2025, 7, 1, tzinfo=UTC)
    session.add(
        Return(dossier_id=found.id, deadline=due, by_account=around.leader.account_id, at=AT)
    )
    session.flush()
    assert deadline_of(session, found) == due
    wanted = extension(around, date(2025, 7, 10))
    running.extend(session, around.admin, around.campaign, wanted, AT)
    assert deadline_of(session, found) == datetime(2025, 7, 10, 17, 0, tzinfo=UTC)


def test_a_closed_campaign_takes_nothing(session: Session, around: Round) -> None:
    around.open(session)
    running.close_campaign(session, around.admin, around.target(session), TOO_LATE)
    wanted = extension(around, date(2025, 7, 1))
    with pytest.raises(CampaignNotOpen):
        running.extend(session, around.admin, around.campaign, wanted, TOO_LATE)
    with pytest.raises(CampaignNotOpen):
        running.add_bodies(session, around.admin, around.campaign, AddIn(), TOO_LATE)


def test_a_school_neither_sees_a_draft_nor_runs_what_it_sees(
    session: Session, around: Round
) -> None:
    with pytest.raises(CampaignNotFound):
        running.open_campaign(session, around.head, around.target(session), AT)
    around.open(session)
    with pytest.raises(NotAllowed):
        running.close_campaign(session, around.head, around.target(session), AT)


def test_a_leader_makes_no_campaign(session: Session, around: Round) -> None:
    wanted = around.wanted("th").model_copy(update={"owner_id": around.phong})
    with pytest.raises(NotAllowed):
        service.create(session, around.leader, wanted, AT)


def test_another_provinces_administrator_sees_nothing(session: Session, around: Round) -> None:
    around.open(session)
    other = body(session, around.system, "so", "Sở GDĐT tỉnh B").id
    stranger = person(session, "quan tri b", Grant(Role.SO_ADMINISTRATOR, other))
    with pytest.raises(CampaignNotFound):
        running.close_campaign(session, stranger, around.target(session), AT)


@pytest.mark.parametrize("year", ["2024", "2024-2026", "2025-2024", "24-25"])
def test_a_school_year_is_two_years_in_a_row(around: Round, year: str) -> None:
    with pytest.raises(ValidationError):
        CampaignIn(owner_id=around.so, title="Đợt", school_year=year)


def test_every_change_is_on_the_owners_chain_and_every_dossier_has_its_own(
    session: Session, around: Round
) -> None:
    around.open(session)
    acts = session.exec(
        select(AuditRow.act).where(AuditRow.chain == f"body:{around.so}").order_by("number")
    ).all()
    assert acts[-2:] == ["campaign.created", "campaign.opened"]
    found = around.dossier(session, around.x)
    assert found.chain_length == 1
    opened = select(func.count()).where(AuditRow.act == "dossier.opened")
    assert session.execute(opened).scalar_one() == 2


def schools(session: Session, around: Round, prefix: str, count: int) -> None:
    rows = [(f"{prefix}{one:05}", f"Trường {prefix} {one}", "TH", "A100") for one in range(count)]
    header = ("Mã", "Tên", "Loại", "Mã đơn vị cha")
    content = workbook(*rows, header=header)
    load(session, around.admin, ListFile(around.so, content, FOUNDED), AT)


def test_opening_for_many_takes_no_more_statements_than_for_few(
    session: Session, around: Round
) -> None:
    def statements(count: int) -> int:
        schools(session, around, str(count), count)
        campaign = service.create(session, around.admin, around.wanted("th"), AT)
        session.flush()
        with counted(session.get_bind()) as ran:
            running.open_campaign(session, around.admin, Target(campaign.id, 1), AT)
            session.flush()
        return len(ran)

    assert statements(2) == statements(40)
    kinds = session.exec(select(func.count()).select_from(CampaignKind)).one()
    assert kinds == 4


def test_a_thousand_schools_open_at_once(session: Session, around: Round) -> None:
    schools(session, around, "S", 1_000)
    campaign = service.create(session, around.admin, around.wanted("th", "thpt"), AT)
    session.flush()
    assert running.open_campaign(session, around.admin, Target(campaign.id, 1), AT) == 1_002
