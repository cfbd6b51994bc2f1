"""Lists of bodies as imports: what each row does, applied whole, put back as it was."""

from datetime import date

import pytest
from sqlmodel import Session, select

from app.accounts.actor import Actor, Grant
from app.accounts.errors import NotAllowed
from app.accounts.models import Role, RoleGrant
from app.audit.models import AuditPayload, AuditRow
from app.bodies import queries, service
from app.bodies.models import (
    Body,
    BodyCode,
    BodyName,
    BodyOfficer,
    BodyRelation,
    Reorganisation,
)
from app.bodies.schemas import MoveIn, NewBody, RenameIn, ReorganisationIn
from app.bodies.service import Target
from app.imports.bodies.kind import KIND
from app.imports.errors import ImportStale
from app.imports.models import ImportBatch, ImportKind
from app.imports.shapes import Fault
from app.storage.database import Database
from tests.app.bodies.province import Province, body, person
from tests.app.imports.driving import AT, SHEET, Drive, brief, dump, told
from tests.statements import counted

ROLES = ("code", "name", "kind", "levels", "parent", "assessing", "head", "focal", "phone", "email")
TABLES = (Body, BodyName, BodyCode, BodyRelation, BodyOfficer)
TODAY = date(2026, 3, 2)
NEW = ("00301", "Trường TH Mới", "TH", None, "A100", None, "Cô A", "Thầy B", "#912345678", "b@x.vn")


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


@pytest.fixture
def drive(database: Database, province: Province) -> Drive:
    return Drive(database, KIND, ImportKind.BODIES, province.so, province.admin.account_id)


def row(code: str, name: str | None = None, **others: str) -> list[str | None]:
    """A row of the list by the columns it fills."""
    return [{"code": code, "name": name, **others}.get(role) for role in ROLES]


def everything(drive: Drive) -> list[list[str]]:
    with drive.database.reading() as session:
        return dump(session, *TABLES)


def rename(session: Session, province: Province, body_id: str, name: str) -> None:
    version = session.get_one(Body, body_id).version
    service.rename(
        session, province.admin, Target(body_id, version), RenameIn(name=name, on=TODAY), AT
    )


def test_a_dry_run_tells_what_each_row_does_and_writes_nothing(
    drive: Drive, province: Province
) -> None:
    before = everything(drive)
    staged = drive.plan(
        ROLES, NEW, row("00101", "Trường Tiểu học Sen Hồng"), row("00201", "Trường THPT Đông Hà")
    )
    assert brief(staged) == [
        ("00301", "new", []),
        ("00101", "changed", []),
        ("00201", "unchanged", []),
    ]
    assert told(staged[1:]) == [
        ("B6", "Tên đơn vị", "Trường Tiểu học Hoa Sen", "Trường Tiểu học Sen Hồng")
    ]
    assert ("E5", "Mã đơn vị cha", "", "Phòng GDĐT huyện P") in told(staged[:1])
    assert ("H5", "Đầu mối", "", "Thầy B, 0912345678, b@x.vn") in told(staged[:1])
    assert staged[1].thing_id == province.x
    assert everything(drive) == before


def test_confirmed_it_is_done_and_the_same_list_again_changes_nothing(drive: Drive) -> None:
    rows = (NEW, row("00101", "Trường Tiểu học Sen Hồng", parent="A"))
    drive.plan(ROLES, *rows)
    done = drive.apply()
    assert (done.changed, done.told) == (2, {"founded": 1, "changed": 1})
    with drive.database.reading() as session:
        found = queries.by_code(session, "00301", [drive.body_id], TODAY)
        assert queries.line(session, found, TODAY).name == "Trường TH Mới"
        acts = session.exec(select(AuditRow.act).where(AuditRow.chain == f"body:{drive.body_id}"))
        assert "bodies.loaded" in acts.all()
        payload = session.exec(select(AuditPayload.content)).all()
        assert any(drive.batch_id in str(one) for one in payload)
    again = drive.plan(ROLES, *rows)
    assert [str(one.outcome) for one in again] == ["unchanged", "unchanged"]


def test_what_is_founded_keeps_the_id_that_the_dry_run_gave_it(drive: Drive) -> None:
    xa = row("X1", "UBND xã Một", kind="UBND xã")
    staged = drive.plan(ROLES, row("00401", "Trường Mới", kind="TH", parent="X1"), xa)
    drive.apply()
    with drive.database.reading() as session:
        line = queries.line(session, str(staged[0].thing_id), TODAY)
        assert line.parent_id == staged[1].thing_id


def test_undone_everything_is_as_it_was(drive: Drive, province: Province) -> None:
    before = everything(drive)
    drive.plan(
        ROLES,
        NEW,
        row("X1", "UBND xã Một", kind="UBND xã"),
        row("00101", "Trường Tiểu học Sen Hồng", parent="X1", head="Cô C", assessing="A"),
        row("00201", "Trường Nhiều cấp Đông Hà", head="Cô D", focal="Thầy E"),
    )
    drive.apply()
    assert everything(drive) != before
    undone = drive.undo()
    assert (undone.restored, list(undone.kept)) == (4, [])
    assert everything(drive) == before
    assert drive.undone() == [True] * 4
    with drive.database.reading() as session:
        acts = session.exec(select(AuditRow.act).where(AuditRow.chain == f"body:{province.so}"))
        assert acts.all()[-1] == "bodies.load_undone"


def test_values_that_began_on_the_same_day_come_back_too(drive: Drive, province: Province) -> None:
    drive.plan(ROLES, row("00101", "Tên thứ nhất", head="Cô C", parent="A"))
    drive.apply()
    before = everything(drive)
    drive.plan(ROLES, row("00101", "Tên thứ hai", head="Cô D", parent="A100"))
    drive.apply()
    drive.undo()
    assert everything(drive) == before
    with drive.database.reading() as session:
        assert queries.name_of(session, province.x, TODAY) == "Tên thứ nhất"


def test_other_levels_are_taken_back(drive: Drive, province: Province) -> None:
    with drive.database.writing() as session:
        school = body(session, province.admin, "th_thcs", "Trường Liên", province.so, "00777").id
    drive.plan(ROLES, row("00777", "Trường Liên", levels="THCS"))
    drive.apply()
    with drive.database.reading() as session:
        assert session.get_one(Body, school).school_levels == ["thcs"]
    drive.undo()
    with drive.database.reading() as session:
        assert session.get_one(Body, school).school_levels == ["tieu_hoc", "thcs"]


def test_bodies_changed_since_are_named_and_the_rest_is_undone_if_wanted(
    drive: Drive, province: Province
) -> None:
    drive.plan(ROLES, row("00101", "Tên mới X"), row("00201", "Tên mới Y"), NEW)
    drive.apply()
    with drive.database.writing() as session:
        rename(session, province, province.x, "Tên của người khác")
    assert drive.refused_undo() == ["00101"]
    with drive.database.reading() as session:
        assert queries.name_of(session, province.y, TODAY) == "Tên mới Y"
    undone = drive.undo(rest=True)
    assert (undone.restored, [code for code, _, _ in undone.kept]) == (2, ["00101"])
    assert drive.undone() == [False, True, True]
    with drive.database.reading() as session:
        assert queries.name_of(session, province.x, TODAY) == "Tên của người khác"
        assert queries.name_of(session, province.y, TODAY) == "Trường THPT Đông Hà"


def test_a_founded_body_that_somebody_works_for_stays(drive: Drive, province: Province) -> None:
    xa = row("X1", "UBND xã Một", kind="UBND xã")
    staged = drive.plan(ROLES, xa, row("00401", "Trường Mới", kind="TH", parent="X1"))
    drive.apply()
    school = str(staged[1].thing_id)
    with drive.database.writing() as session:
        session.add(
            RoleGrant(
                account_id=province.admin.account_id,
                role=Role.SCHOOL_EDITOR,
                body_id=school,
                granted_at=AT,
            )
        )
    # The school stays, hence what it stands under.
    assert sorted(drive.refused_undo()) == ["00401", "X1"]
    assert drive.undo(rest=True).restored == 0


def test_a_founded_body_that_another_was_moved_under_stays(
    drive: Drive, province: Province
) -> None:
    staged = drive.plan(ROLES, row("X1", "UBND xã Một", kind="UBND xã"), NEW)
    drive.apply()
    with drive.database.writing() as session:
        version = session.get_one(Body, province.y).version
        move = MoveIn(parent_id=str(staged[0].thing_id), on=TODAY)
        service.move(session, province.admin, Target(province.y, version), move, AT)
    assert drive.refused_undo() == ["X1"]


def test_a_superior_is_not_put_back_where_it_would_stand_under_itself(
    drive: Drive, province: Province
) -> None:
    with drive.database.writing() as session:
        a, b, c = (
            body(session, province.admin, "phong", f"Phòng {code}", province.so, code).id
            for code in ("P1", "P2", "P3")
        )
        move = MoveIn(parent_id=b, on=date(2021, 1, 1))
        service.move(session, province.admin, Target(a, 1), move, AT)
    drive.plan(ROLES, row("P1", "Phòng P1", parent="P3"))
    drive.apply()
    with drive.database.writing() as session:
        move = MoveIn(parent_id=a, on=TODAY)
        service.move(session, province.admin, Target(b, 1), move, AT)
    assert drive.refused_undo() == ["P1"]
    assert c


def test_a_body_that_a_reorganisation_moved_since_is_kept(drive: Drive, province: Province) -> None:
    with drive.database.writing() as session:
        other = body(session, province.admin, "phong", "Phòng P3", province.so, "P3").id
    drive.plan(ROLES, row("00101", "Trường Tiểu học Hoa Sen", parent="P3"), row("00201", "Tên Y"))
    drive.apply()
    with drive.database.writing() as session:
        heir = NewBody(kind="ubnd_xa", name="UBND xã Kế tục", code="X9", parent_id=province.so)
        plan = ReorganisationIn(
            kind=Reorganisation.REPLACE,
            predecessors=(other,),
            successors=(heir,),
            on=date(2026, 7, 1),
        )
        service.reorganise(session, province.admin, plan, AT)
    assert drive.refused_undo() == ["00101"]


def test_rows_with_faults_are_told_by_cell_and_take_along_what_hangs_on_them(
    drive: Drive,
) -> None:
    formula = Fault(SHEET, "B8", "formula", "Ô này là công thức.")
    staged = drive.plan(
        ROLES,
        row("X1", "UBND xã Một", kind="không rõ"),
        row("00401", "Trường Mới", kind="TH", parent="X1"),
        row("#402", "Trường Số", kind="TH"),
        row("00403", "Trường Công thức", kind="TH"),
        row("00404", "Trường Hai lần", kind="TH"),
        row("00404", "Trường Hai lần nữa", kind="TH"),
        row("#101", "Trường Tiểu học Hoa Sen"),
        faults={3: [formula]},
    )
    assert brief(staged) == [
        ("X1", "invalid", ["unknown-kind"]),
        ("00401", "invalid", ["unknown-code"]),
        ("402", "invalid", ["code-is-number"]),
        ("00403", "invalid", ["formula"]),
        ("00404", "invalid", ["twice"]),
        ("00404", "invalid", ["twice"]),
        ("00101", "unchanged", []),
    ]
    assert [one.faults[0][0] for one in staged[:4]] == ["C5", "E6", "A7", "B8"]


def test_a_body_changed_after_the_dry_run_makes_it_stale(drive: Drive, province: Province) -> None:
    drive.plan(ROLES, row("00101", "Tên mới X"), row("00201", "Tên mới Y"))
    with drive.database.writing() as session:
        rename(session, province, province.x, "Tên của người khác")
    with pytest.raises(ImportStale) as stale:
        drive.apply()
    assert [one.code for one in stale.value.reasons] == ["changed-since"]
    assert "Trường" in stale.value.reasons[0].message or "Tên" in stale.value.reasons[0].message
    with drive.database.reading() as session:
        assert queries.name_of(session, province.y, TODAY) == "Trường THPT Đông Hà"


def test_a_code_given_away_after_the_dry_run_makes_it_stale(
    drive: Drive, province: Province
) -> None:
    drive.plan(ROLES, NEW)
    with drive.database.writing() as session:
        body(session, province.admin, "th", "Trường nhanh tay", province.so, "00301")
    with pytest.raises(ImportStale):
        drive.apply()


def test_the_day_may_be_named(drive: Drive, province: Province) -> None:
    drive.options = {"day": "2026-09-01"}
    drive.plan(ROLES, row("00101", "Tên năm học mới"))
    drive.apply()
    with drive.database.reading() as session:
        assert queries.name_of(session, province.x, TODAY) == "Trường Tiểu học Hoa Sen"
        assert queries.name_of(session, province.x, date(2026, 9, 1)) == "Tên năm học mới"


def test_only_who_manages_the_bodies_brings_a_list_in(drive: Drive, province: Province) -> None:
    drive.plan(ROLES, NEW)
    with drive.database.writing() as session:
        leader = person(session, "lanh dao", Grant(Role.BODY_LEADER, province.so))
        batch = session.get_one(ImportBatch, drive.batch_id)
        KIND.require(session, province.admin, batch, drive.who())
        assert isinstance(leader, Actor)
        with pytest.raises(NotAllowed):
            KIND.require(session, leader, batch, drive.who())


def test_statements_do_not_grow_with_the_list(drive: Drive) -> None:
    def run(start: int, count: int) -> int:
        rows = [row(f"{start + n:05}", f"Trường {start + n}", kind="TH") for n in range(count)]
        with counted(drive.database.engine) as ran:
            drive.plan(ROLES, *rows)
            drive.apply()
            drive.undo()
        return len(ran)

    few, many = run(1000, 5), run(2000, 300)
    assert many <= few + 3
