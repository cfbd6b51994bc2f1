"""The reorganisations of 2025, and what a plan must not do."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from app.accounts.actor import Grant
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.bodies import queries, service
from app.bodies.errors import (
    BodyNotFound,
    CodeAmbiguous,
    CodeUnknown,
    ReorganisationRefused,
    TreeCycle,
)
from app.bodies.listing import Page, handovers
from app.bodies.models import Body, BodyCode, BodyRelation, Reorganisation, Succession
from app.bodies.schemas import (
    AssessedByIn,
    ChildMove,
    HandoverIn,
    NewBody,
    RecodeIn,
    ReorganisationIn,
)
from app.bodies.service import Target
from app.bodies.tree import below_on, tenant_of
from app.clock import day_of
from app.policy import Act, acts_at_body, visible_bodies
from app.storage.database import Database
from tests.app.bodies.province import AT, LATER, MERGED, Province, body, person
from tests.statements import counted

BEFORE = MERGED - timedelta(days=1)


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


@pytest.fixture
def session(database: Database, province: Province) -> Iterator[Session]:  # noqa: ARG001 - it must stand first
    with database.writing() as opened:
        yield opened


def replaced_by_communes(session: Session, province: Province) -> tuple[str, str, str]:
    """Phòng P ends on 1/7/2025, its schools go to two communes: these, and a second school."""
    second = body(session, province.admin, "thcs", "Trường THCS Lê Lợi", province.phong, "00102").id
    plan = ReorganisationIn(
        kind=Reorganisation.REPLACE,
        predecessors=(province.phong,),
        successors=(
            NewBody(kind="ubnd_xa", name="UBND xã Một", code="X01", parent_id=province.so),
            NewBody(kind="ubnd_xa", name="UBND xã Hai", code="X02", parent_id=province.so),
        ),
        children=(
            ChildMove(body_id=province.x, successor=0),
            ChildMove(body_id=second, successor=1),
        ),
        on=MERGED,
        note="Bỏ cấp huyện từ 01/7/2025",
    )
    done = service.reorganise(session, province.admin, plan, AT)
    return done.successors[0], done.successors[1], second


def ids(session: Session, root: str, day: date) -> set[str]:
    tree = below_on([root], day)
    return set(session.execute(select(tree.c.id)).scalars())


def test_communes_take_over_from_the_district_on_its_last_day(
    session: Session, province: Province
) -> None:
    one, two, second = replaced_by_communes(session, province)
    assert queries.line(session, province.x, BEFORE).parent_id == province.phong
    assert queries.line(session, province.x, MERGED).parent_id == one
    assert queries.line(session, second, MERGED).parent_id == two
    assert queries.line(session, province.phong, MERGED).dissolved_on == MERGED


def test_the_tree_of_a_past_day_is_the_tree_of_that_day(
    session: Session, province: Province
) -> None:
    one, two, second = replaced_by_communes(session, province)
    assert ids(session, province.so, BEFORE) == {
        province.so,
        province.phong,
        province.x,
        province.y,
        second,
    }
    assert ids(session, province.so, MERGED) == {
        province.so,
        one,
        two,
        province.x,
        province.y,
        second,
    }


def test_a_successor_reads_what_its_predecessor_was(session: Session, province: Province) -> None:
    one, _, second = replaced_by_communes(session, province)
    leader = person(session, "lanh dao xa", Grant(Role.BODY_LEADER, one))
    seen = set(session.exec(select(Body.id).where(visible_bodies(leader, day_of(LATER)))))
    assert seen == {one, province.phong, province.x}
    assert second not in seen


def test_every_dependant_needs_an_heir_when_there_are_several(
    session: Session, province: Province
) -> None:
    plan = ReorganisationIn(
        kind=Reorganisation.REPLACE,
        predecessors=(province.phong,),
        successors=(
            NewBody(kind="ubnd_xa", name="UBND xã Một", parent_id=province.so),
            NewBody(kind="ubnd_xa", name="UBND xã Hai", parent_id=province.so),
        ),
        on=MERGED,
    )
    with pytest.raises(ReorganisationRefused) as refused:
        service.reorganise(session, province.admin, plan, AT)
    assert [reason.where for reason in refused.value.reasons] == [province.x]
    assert "Hoa Sen" in refused.value.reasons[0].message


def test_a_body_that_is_no_dependant_is_refused(session: Session, province: Province) -> None:
    plan = ReorganisationIn(
        kind=Reorganisation.REPLACE,
        predecessors=(province.phong,),
        successors=(NewBody(kind="ubnd_xa", name="UBND xã Một", parent_id=province.so),),
        children=(ChildMove(body_id=province.y, successor=0),),
        on=MERGED,
    )
    with pytest.raises(ReorganisationRefused) as refused:
        service.reorganise(session, province.admin, plan, AT)
    assert [reason.code for reason in refused.value.reasons] == ["not-a-dependant"]


class Merged:
    """Sở A and Sở B, each with a school of code 00101, became Sở N on 1/7/2025."""

    def __init__(self, session: Session, province: Province) -> None:
        self.a = province.so
        self.b = body(session, province.system, "so", "Sở GDĐT tỉnh B", code="B").id
        self.x = province.x
        self.twin = body(
            session, province.system, "th", "Trường Tiểu học Bằng Lăng", self.b, "00101"
        ).id
        self.only = body(session, province.system, "th", "Trường Tiểu học Phượng", self.b, "00777")
        plan = ReorganisationIn(
            kind=Reorganisation.MERGE,
            predecessors=(self.a, self.b),
            successors=(NewBody(kind="so", name="Sở GDĐT tỉnh N", code="N"),),
            on=MERGED,
            note="Hợp nhất hai tỉnh",
        )
        done = service.reorganise(session, province.system, plan, AT)
        self.n = done.successors[0]
        self.moved = done.moved


@pytest.fixture
def merged(session: Session, province: Province) -> Merged:
    return Merged(session, province)


def test_a_code_that_two_so_gave_names_both_bodies(session: Session, merged: Merged) -> None:
    with pytest.raises(CodeAmbiguous) as refused:
        queries.by_code(session, "00101", [merged.n], MERGED)
    sentence = refused.value.detail
    assert "Trường Tiểu học Hoa Sen (mã do Sở GDĐT tỉnh A (dữ liệu minh họa) cấp)" in sentence
    assert "Trường Tiểu học Bằng Lăng (mã do Sở GDĐT tỉnh B cấp)" in sentence


def test_before_the_merger_and_for_other_codes_nothing_is_ambiguous(
    session: Session, merged: Merged
) -> None:
    assert queries.by_code(session, "00101", [merged.a], BEFORE) == merged.x
    assert queries.by_code(session, "00101", [merged.b], BEFORE) == merged.twin
    assert queries.by_code(session, "00777", [merged.n], MERGED) == merged.only.id
    with pytest.raises(CodeUnknown):
        queries.by_code(session, "09999", [merged.n], MERGED)


def test_a_new_code_by_the_new_so_ends_the_ambiguity(
    session: Session, province: Province, merged: Merged
) -> None:
    version = queries.held(session, merged.twin).version
    wanted = RecodeIn(code="20101", on=date(2025, 9, 1))
    service.recode(session, province.system, Target(merged.twin, version), wanted, LATER)
    assert queries.by_code(session, "00101", [merged.n], date(2025, 9, 1)) == merged.x
    issuer = session.exec(select(BodyCode.issuer_id).where(BodyCode.code == "20101")).one()
    assert issuer == merged.n


def test_the_new_so_is_the_tenant_of_what_is_written_from_then_on(
    session: Session, merged: Merged
) -> None:
    assert tenant_of(session, merged.x, BEFORE) == merged.a
    assert tenant_of(session, merged.x, MERGED) == merged.n
    kept = session.exec(select(Body.tenant_id).where(Body.id == merged.x)).one()
    assert kept == merged.a, "a row keeps the tenant it was written under"


def test_the_new_so_reads_both_predecessors_and_theirs_read_nothing_more(
    session: Session, province: Province, merged: Merged
) -> None:
    today = day_of(LATER)
    new = person(session, "quan tri n", Grant(Role.SO_ADMINISTRATOR, merged.n))
    seen = set(session.exec(select(Body.id).where(visible_bodies(new, today))))
    assert {merged.a, merged.b, merged.x, merged.twin, province.y} <= seen
    assert Act.MANAGE_BODIES in acts_at_body(session, new, merged.x, today)


def test_two_so_are_merged_by_nobody_who_runs_only_one(
    session: Session, province: Province
) -> None:
    other = body(session, province.system, "so", "Sở GDĐT tỉnh B")
    plan = ReorganisationIn(
        kind=Reorganisation.MERGE,
        predecessors=(other.id,),
        successors=(province.so,),
        on=MERGED,
    )
    with pytest.raises(Exception, match="không có quyền xem"):
        service.reorganise(session, province.admin, plan, AT)


def test_one_school_merged_into_another_that_goes_on(session: Session, province: Province) -> None:
    small = body(session, province.admin, "th", "Trường Tiểu học Lẻ", province.phong, "00103").id
    plan = ReorganisationIn(
        kind=Reorganisation.MERGE, predecessors=(small,), successors=(province.x,), on=MERGED
    )
    done = service.reorganise(session, province.admin, plan, AT)
    assert done.ended == (small,)
    assert queries.line(session, province.x, MERGED).dissolved_on is None
    assert session.exec(select(Succession.predecessor_id, Succession.successor_id)).all() == [
        (small, province.x)
    ]


def test_a_merged_school_may_keep_the_code_of_one_that_ends(
    session: Session, province: Province
) -> None:
    other = body(session, province.admin, "thcs", "Trường THCS Lê Lợi", province.phong, "00102").id
    plan = ReorganisationIn(
        kind=Reorganisation.MERGE,
        predecessors=(province.x, other),
        successors=(
            NewBody(
                kind="th_thcs",
                name="Trường TH và THCS Hoa Sen",
                code="00101",
                parent_id=province.phong,
            ),
        ),
        on=MERGED,
    )
    done = service.reorganise(session, province.admin, plan, AT)
    assert queries.by_code(session, "00101", [province.so], MERGED) == done.successors[0]
    assert queries.by_code(session, "00101", [province.so], BEFORE) == province.x


def test_a_part_split_off_leaves_the_whole_going_on(session: Session, province: Province) -> None:
    part = NewBody(kind="th", name="Trường Tiểu học Hoa Sen B", parent_id=province.phong)
    plan = ReorganisationIn(
        kind=Reorganisation.SPLIT,
        predecessors=(province.x,),
        successors=(province.x, part),
        on=MERGED,
    )
    done = service.reorganise(session, province.admin, plan, AT)
    assert done.ended == ()
    followed = session.exec(select(Succession.successor_id)).all()
    assert followed == [done.successors[1]]
    head = person(session, "hieu truong moi", Grant(Role.SCHOOL_HEAD, done.successors[1]))
    seen = set(session.exec(select(Body.id).where(visible_bodies(head, day_of(LATER)))))
    assert province.x not in seen, "the school it came from still stands on its own"


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (Reorganisation.MERGE, ("x",), ("x",)),
        (Reorganisation.SPLIT, ("x",), ("x",)),
        (Reorganisation.SPLIT, ("x", "y"), ("x", "phong")),
        (Reorganisation.REPLACE, ("x",), ("x", "y")),
        (Reorganisation.MERGE, ("x",), ("x", "y")),
    ],
)
def test_refuses_a_plan_that_is_none(
    session: Session,
    province: Province,
    kind: Reorganisation,
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> None:
    plan = ReorganisationIn(
        kind=kind,
        predecessors=tuple(getattr(province, one) for one in before),
        successors=tuple(getattr(province, one) for one in after),
        on=MERGED,
    )
    with pytest.raises(ReorganisationRefused):
        service.reorganise(session, province.admin, plan, AT)


def test_a_body_cannot_be_merged_into_what_stands_under_it(
    session: Session, province: Province
) -> None:
    lower = body(session, province.admin, "ubnd_xa", "UBND xã Một", province.phong).id
    plan = ReorganisationIn(
        kind=Reorganisation.REPLACE, predecessors=(province.phong,), successors=(lower,), on=MERGED
    )
    with pytest.raises(TreeCycle):
        service.reorganise(session, province.admin, plan, AT)


def test_who_was_assessed_by_the_one_that_ends_is_assessed_by_its_heir(
    session: Session, province: Province
) -> None:
    wanted = AssessedByIn(assessing_id=province.phong, on=date(2024, 1, 1))
    service.set_assessing(session, province.admin, Target(province.y, 1), wanted, AT)
    plan = ReorganisationIn(
        kind=Reorganisation.REPLACE,
        predecessors=(province.phong,),
        successors=(NewBody(kind="ubnd_xa", name="UBND xã Một", parent_id=province.so),),
        on=MERGED,
    )
    done = service.reorganise(session, province.admin, plan, AT)
    line = queries.line(session, province.y, MERGED)
    assert (line.parent_id, line.assessing_id) == (province.so, done.successors[0])


def test_work_is_handed_over_to_successors_only(session: Session, province: Province) -> None:
    one, _, _ = replaced_by_communes(session, province)
    wanted = HandoverIn(from_body_id=province.phong, to_body_id=one, reason="Bàn giao hồ sơ")
    row = service.hand_over(session, province.admin, wanted, LATER)
    assert (row.from_body_id, row.to_body_id) == (province.phong, one)
    for body_id in (province.phong, one):
        listed = handovers(session, province.admin, body_id, Page(), day_of(LATER))
        assert [(told.id, told.from_body.id, told.reason) for told in listed.handovers] == [
            (row.id, province.phong, "Bàn giao hồ sơ")
        ]
    assert handovers(session, province.admin, province.so, Page(), day_of(LATER)).handovers == []
    lone = person(session, "nguoi la")
    with pytest.raises(BodyNotFound):
        handovers(session, lone, one, Page(), day_of(LATER))
    stranger = HandoverIn(from_body_id=province.phong, to_body_id=province.so, reason="Bàn giao")
    with pytest.raises(ReorganisationRefused):
        service.hand_over(session, province.admin, stranger, LATER)


def test_a_leader_reorganises_nothing(session: Session, province: Province) -> None:
    leader = person(session, "lanh dao", Grant(Role.BODY_LEADER, province.so))
    plan = ReorganisationIn(
        kind=Reorganisation.MERGE, predecessors=(province.x,), successors=(province.y,), on=MERGED
    )
    with pytest.raises(NotAllowed):
        service.reorganise(session, leader, plan, AT)


def test_moving_many_schools_takes_no_more_statements_than_moving_few(
    session: Session, province: Province
) -> None:
    def statements(count: int) -> int:
        phong = body(session, province.admin, "phong", f"Phòng GDĐT {count}", province.so).id
        for number in range(count):
            body(session, province.admin, "th", f"Trường {number}", phong)
        plan = ReorganisationIn(
            kind=Reorganisation.REPLACE,
            predecessors=(phong,),
            successors=(NewBody(kind="ubnd_xa", name=f"Xã {count}", parent_id=province.so),),
            on=MERGED,
        )
        with counted(session.get_bind()) as ran:
            service.reorganise(session, province.admin, plan, AT)
            session.flush()
        return len(ran)

    session.flush()
    assert statements(3) == statements(30)


def test_no_relation_overlaps_another_after_all_of_it(session: Session, province: Province) -> None:
    replaced_by_communes(session, province)
    Merged(session, province)
    one, two = BodyRelation.__table__.alias(), BodyRelation.__table__.alias()  # type: ignore[attr-defined]
    far = date.max
    overlapping = session.execute(
        select(func.count())
        .select_from(one)
        .join(
            two,
            (one.c.body_id == two.c.body_id)
            & (one.c.relation == two.c.relation)
            & (one.c.id < two.c.id),
        )
        .where(
            one.c.valid_from < func.coalesce(two.c.valid_to, far),
            two.c.valid_from < func.coalesce(one.c.valid_to, far),
        )
    ).scalar_one()
    assert overlapping == 0
    lasting = select(func.count()).where(col(BodyRelation.valid_to).is_(None))
    assert session.execute(lasting).scalar_one() > 0
