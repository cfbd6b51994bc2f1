"""One body changed at a time: history kept, rules held, colleagues not overwritten."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, col, select

from app.accounts.actor import Grant
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.models import AuditRow
from app.bodies import queries, service
from app.bodies.errors import (
    BodyNotFound,
    BodyNotThere,
    BodyStale,
    ChildrenRemain,
    CodeTaken,
    KindInUse,
    LaterChangeExists,
    ParentRefused,
    TreeCycle,
)
from app.bodies.models import Body, BodyName, Duty
from app.bodies.schemas import (
    AssessedByIn,
    CorrectIn,
    DissolveIn,
    FoundIn,
    MoveIn,
    OfficerIn,
    Person,
    RecodeIn,
    RenameIn,
)
from app.bodies.service import Target
from app.storage.database import Database
from tests.app.bodies.province import AT, FOUNDED, Province, body, person


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


@pytest.fixture
def session(database: Database, province: Province) -> Iterator[Session]:  # noqa: ARG001 - it must stand first
    with database.writing() as opened:
        yield opened


def at(session: Session, body_id: str) -> Target:
    return Target(body_id, queries.held(session, body_id).version)


def test_a_new_name_holds_from_its_day_and_the_old_one_until_then(
    session: Session, province: Province
) -> None:
    wanted = RenameIn(name="Trường Tiểu học Hoa Sen 2", on=date(2024, 1, 1))
    service.rename(session, province.admin, at(session, province.x), wanted, AT)
    assert queries.line(session, province.x, date(2023, 12, 31)).name == "Trường Tiểu học Hoa Sen"
    assert queries.line(session, province.x, date(2024, 1, 1)).name == "Trường Tiểu học Hoa Sen 2"


def test_a_name_given_again_on_its_first_day_is_a_correction(
    session: Session, province: Province
) -> None:
    for name in ("Trường Tiểu học Hoa Xen", "Trường Tiểu học Hoa Súng"):
        wanted = RenameIn(name=name, on=date(2024, 1, 1))
        service.rename(session, province.admin, at(session, province.x), wanted, AT)
    names = session.exec(
        select(BodyName.name)
        .where(BodyName.body_id == province.x)
        .order_by(col(BodyName.valid_from))
    ).all()
    assert names == ["Trường Tiểu học Hoa Sen", "Trường Tiểu học Hoa Súng"]


def test_refuses_a_change_before_one_that_is_recorded(session: Session, province: Province) -> None:
    wanted = RenameIn(name="Trường Tiểu học Sen Hồng", on=date(2025, 8, 1))
    service.rename(session, province.admin, at(session, province.x), wanted, AT)
    earlier = RenameIn(name="Trường Tiểu học Sen Trắng", on=date(2025, 5, 1))
    with pytest.raises(LaterChangeExists, match="01/8/2025"):
        service.rename(session, province.admin, at(session, province.x), earlier, AT)


def test_refuses_a_change_of_what_a_colleague_changed_first(
    session: Session, province: Province
) -> None:
    seen = at(session, province.x)
    first = RenameIn(name="Trường Tiểu học Sen Hồng", on=date(2025, 1, 1))
    service.rename(session, province.admin, seen, first, AT)
    with pytest.raises(BodyStale):
        service.recode(
            session, province.admin, seen, RecodeIn(code="00109", on=date(2025, 1, 1)), AT
        )
    assert queries.line(session, province.x, date(2025, 2, 1)).code == "00101"


def test_a_code_keeps_its_zeros_and_is_given_once(session: Session, province: Province) -> None:
    assert queries.by_code(session, "00101", [province.so], FOUNDED) == province.x
    with pytest.raises(CodeTaken, match="Hoa Sen"):
        body(session, province.admin, "th", "Trường Tiểu học Khác", province.phong, "00101")


def test_a_code_given_up_may_go_to_another_body_later(session: Session, province: Province) -> None:
    day = date(2024, 9, 1)
    wanted = RecodeIn(code="00102", on=day)
    service.recode(session, province.admin, at(session, province.x), wanted, AT)
    again = body(session, province.admin, "th", "Trường Mới", province.phong, "00101", on=day)
    assert queries.by_code(session, "00101", [province.so], day) == again.id
    assert queries.by_code(session, "00101", [province.so], date(2024, 8, 31)) == province.x


def test_a_school_cannot_manage(session: Session, province: Province) -> None:
    wanted = MoveIn(parent_id=province.y, on=date(2025, 1, 1))
    with pytest.raises(ParentRefused, match="không phải là cơ quan quản lý"):
        service.move(session, province.admin, at(session, province.x), wanted, AT)


def test_a_body_cannot_come_to_stand_under_itself(session: Session, province: Province) -> None:
    lower = body(session, province.admin, "ubnd_xa", "UBND xã Một", province.phong).id
    wanted = MoveIn(parent_id=lower, on=date(2025, 1, 1))
    with pytest.raises(TreeCycle):
        service.move(session, province.admin, at(session, province.phong), wanted, AT)


def test_a_planned_move_counts_for_the_cycle(session: Session, province: Province) -> None:
    one = body(session, province.admin, "ubnd_xa", "UBND xã Một", province.so).id
    two = body(session, province.admin, "ubnd_xa", "UBND xã Hai", province.so).id
    planned = MoveIn(parent_id=two, on=date(2026, 1, 1))
    service.move(session, province.admin, at(session, one), planned, AT)
    with pytest.raises(TreeCycle):
        service.move(
            session,
            province.admin,
            at(session, two),
            MoveIn(parent_id=one, on=date(2025, 6, 1)),
            AT,
        )


def test_a_move_ends_the_old_relation_on_its_day(session: Session, province: Province) -> None:
    wanted = MoveIn(parent_id=province.so, on=date(2025, 1, 1))
    service.move(session, province.admin, at(session, province.x), wanted, AT)
    assert queries.line(session, province.x, date(2024, 12, 31)).parent_id == province.phong
    assert queries.line(session, province.x, date(2025, 1, 1)).parent_id == province.so


def test_the_managing_body_assesses_until_another_is_named(
    session: Session, province: Province
) -> None:
    day = date(2025, 1, 1)
    assert queries.line(session, province.x, day).assessing_id == province.phong
    wanted = AssessedByIn(assessing_id=province.so, on=day)
    service.set_assessing(session, province.admin, at(session, province.x), wanted, AT)
    assert queries.line(session, province.x, day).assessing_id == province.so
    none = AssessedByIn(assessing_id=None, on=date(2025, 2, 1))
    service.set_assessing(session, province.admin, at(session, province.x), none, AT)
    assert queries.line(session, province.x, date(2025, 2, 1)).assessing_id == province.phong


def test_officers_have_periods(session: Session, province: Province) -> None:
    for name, day in (("Người Thứ Nhất", date(2023, 1, 1)), ("Người Thứ Hai", date(2024, 1, 1))):
        wanted = OfficerIn(duty=Duty.HEAD, person=Person(name=name), on=day)
        service.set_officer(session, province.admin, at(session, province.x), wanted, AT)
    before = queries.officers_on(session, province.x, date(2023, 12, 31))
    now = queries.officers_on(session, province.x, date(2025, 1, 1))
    assert before[Duty.HEAD].name == "Người Thứ Nhất"
    assert now[Duty.HEAD].name == "Người Thứ Hai"


def test_a_dissolved_body_keeps_all_that_was_said_of_it(
    session: Session, province: Province
) -> None:
    day = date(2025, 2, 1)
    wanted = DissolveIn(on=day, reason="Không còn học sinh")
    service.dissolve(session, province.admin, at(session, province.x), wanted, AT)
    line = queries.line(session, province.x, date(2026, 1, 1))
    assert (line.name, line.code) == ("Trường Tiểu học Hoa Sen", "00101")
    assert (line.parent_id, line.dissolved_on) == (province.phong, day)


def test_a_body_with_others_under_it_is_not_dissolved(session: Session, province: Province) -> None:
    wanted = DissolveIn(on=date(2025, 2, 1), reason="Giải thể")
    with pytest.raises(ChildrenRemain, match="Hoa Sen"):
        service.dissolve(session, province.admin, at(session, province.phong), wanted, AT)


def test_nothing_changes_of_a_body_that_has_ended(session: Session, province: Province) -> None:
    ended = DissolveIn(on=date(2025, 2, 1), reason="Giải thể")
    service.dissolve(session, province.admin, at(session, province.x), ended, AT)
    wanted = RenameIn(name="Tên mới", on=date(2025, 2, 1))
    with pytest.raises(BodyNotThere, match="01/02/2025"):
        service.rename(session, province.admin, at(session, province.x), wanted, AT)


def test_a_wrong_kind_is_put_right_within_its_rank(session: Session, province: Province) -> None:
    wanted = CorrectIn(kind="th_thcs", school_levels=("tieu_hoc",))
    service.correct(session, province.admin, at(session, province.x), wanted, AT)
    assert queries.line(session, province.x, FOUNDED).school_levels == ("tieu_hoc",)
    with pytest.raises(KindInUse):
        service.correct(
            session, province.admin, at(session, province.x), CorrectIn(kind="phong"), AT
        )


def test_a_cap_hoc_that_the_kind_does_not_teach_is_refused(
    session: Session, province: Province
) -> None:
    wanted = FoundIn(
        kind="th", name="Trường Lạ", parent_id=province.so, school_levels=("thpt",), on=FOUNDED
    )
    with pytest.raises(KindInUse, match="thpt"):
        service.found(session, province.admin, wanted, AT)


def test_only_the_installation_founds_a_so(session: Session, province: Province) -> None:
    wanted = FoundIn(kind="so", name="Sở GDĐT tỉnh B", on=FOUNDED)
    with pytest.raises(NotAllowed):
        service.found(session, province.admin, wanted, AT)


def test_every_body_but_a_so_has_a_manager(session: Session, province: Province) -> None:
    wanted = FoundIn(kind="th", name="Trường Mồ Côi", on=FOUNDED)
    with pytest.raises(ParentRefused):
        service.found(session, province.system, wanted, AT)


def test_a_neighbour_sees_no_body_of_ours(session: Session, province: Province) -> None:
    other = body(session, province.system, "so", "Sở GDĐT tỉnh B (dữ liệu minh họa)")
    neighbour = person(session, "quan tri b", Grant(Role.SO_ADMINISTRATOR, other.id))
    wanted = RenameIn(name="Của tôi", on=date(2025, 1, 1))
    with pytest.raises(BodyNotFound):
        service.rename(session, neighbour, at(session, province.x), wanted, AT)


def test_a_school_head_sees_but_does_not_rename(session: Session, province: Province) -> None:
    head = person(session, "hieu truong", Grant(Role.SCHOOL_HEAD, province.x))
    wanted = RenameIn(name="Của tôi", on=date(2025, 1, 1))
    with pytest.raises(NotAllowed):
        service.rename(session, head, at(session, province.x), wanted, AT)


def test_every_change_is_on_the_bodys_chain(session: Session, province: Province) -> None:
    wanted = RenameIn(name="Trường Tiểu học Sen Hồng", on=date(2025, 1, 1))
    service.rename(session, province.admin, at(session, province.x), wanted, AT)
    acts = session.exec(
        select(AuditRow.act)
        .where(AuditRow.chain == f"body:{province.x}")
        .order_by(col(AuditRow.number))
    ).all()
    assert acts == ["body.founded", "body.renamed"]


def test_a_change_that_fails_leaves_nothing(database: Database, province: Province) -> None:
    def fail() -> None:
        with database.writing() as session:
            target = at(session, province.x)
            wanted = RenameIn(name="Tên dở dang", on=date(2025, 1, 1))
            service.rename(session, province.admin, target, wanted, AT)
            service.move(
                session,
                province.admin,
                Target(province.x, target.version + 1),
                MoveIn(parent_id=province.y, on=date(2025, 1, 1)),
                AT,
            )

    with pytest.raises(ParentRefused):
        fail()
    with database.reading() as session:
        found = session.get(Body, province.x)
        assert found is not None
        assert found.version == 1
        assert queries.name_of(session, province.x, date(2025, 6, 1)) == "Trường Tiểu học Hoa Sen"
