"""A list loaded: all or nothing, every fault at its cell, the same file twice changes nothing."""

import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, func, select

from app.accounts.actor import Grant
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.models import AuditRow
from app.bodies import queries, service
from app.bodies.errors import LoadPreviewStale, LoadRefused
from app.bodies.load.service import ListFile, load, preview
from app.bodies.models import Body, BodyName, Duty, Reorganisation
from app.bodies.schemas import LoadOut, NewBody, RenameIn, ReorganisationIn
from app.bodies.service import Target
from app.storage.database import Database
from tests.app.bodies.lists import HEADER, csv_file, workbook
from tests.app.bodies.province import AT, MERGED, Province, body, person
from tests.statements import counted

DAY = date(2025, 3, 1)
NEW = ("00301", "Trường TH Mới", "TH", None, "A100", None, "Cô A", "Thầy B", "0912345678", "b@x.vn")


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


@pytest.fixture
def session(database: Database, province: Province) -> Iterator[Session]:  # noqa: ARG001 - it must stand first
    with database.writing() as opened:
        yield opened


def loaded(session: Session, province: Province, content: bytes, day: date = DAY) -> LoadOut:
    return load(session, province.admin, ListFile(province.so, content, day), AT)


def faults(session: Session, province: Province, content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(LoadRefused) as refused:
        loaded(session, province, content)
    return [(reason.where, reason.code) for reason in refused.value.reasons]


def test_a_new_school_has_all_that_its_row_says(session: Session, province: Province) -> None:
    told = loaded(session, province, workbook(NEW))
    assert (told.applied, told.founded, told.changed, told.same) == (True, 1, 0, 0)
    found = queries.by_code(session, "00301", [province.so], DAY)
    line = queries.line(session, found, DAY)
    assert (line.name, line.kind, line.parent_id) == ("Trường TH Mới", "th", province.phong)
    assert line.school_levels == ("tieu_hoc",)
    people = queries.officers_on(session, found, DAY)
    assert people[Duty.HEAD].name == "Cô A"
    focal = people[Duty.FOCAL]
    assert (focal.name, focal.phone, focal.email) == ("Thầy B", "0912345678", "b@x.vn")


def test_the_same_file_again_changes_nothing(session: Session, province: Province) -> None:
    content = workbook(NEW, ("00101", "Trường Tiểu học Hoa Hồng", "TH"))
    loaded(session, province, content)
    names = session.exec(select(func.count()).select_from(BodyName)).one()
    audits = session.exec(select(func.count()).select_from(AuditRow)).one()
    told = loaded(session, province, content, date(2025, 4, 1))
    assert (told.founded, told.changed, told.same) == (0, 0, 2)
    assert session.exec(select(func.count()).select_from(BodyName)).one() == names
    assert session.exec(select(func.count()).select_from(AuditRow)).one() == audits


def test_a_changed_name_is_history_not_an_overwrite(session: Session, province: Province) -> None:
    loaded(session, province, workbook(("00101", "Trường Tiểu học Hoa Hồng", "TH")))
    assert queries.name_of(session, province.x, date(2025, 2, 28)) == "Trường Tiểu học Hoa Sen"
    assert queries.name_of(session, province.x, DAY) == "Trường Tiểu học Hoa Hồng"


def test_an_empty_cell_takes_nothing_away(session: Session, province: Province) -> None:
    loaded(session, province, workbook(NEW))
    told = loaded(session, province, workbook(("00301", "Trường TH Mới")), date(2025, 4, 1))
    assert told.same == 1


def test_a_preview_changes_nothing_and_shows_all(session: Session, province: Province) -> None:
    before = session.exec(select(func.count()).select_from(Body)).one()
    content = workbook(NEW, ("00201", "Trường THPT Đông Hà", None, None, "A100"))
    told = preview(session, province.admin, ListFile(province.so, content, DAY), AT)
    assert not told.applied
    assert [(line.act, line.code) for line in told.lines] == [
        ("found", "00301"),
        ("change", "00201"),
    ]
    assert told.lines[1].changes == [
        "Trực thuộc: Sở GDĐT tỉnh A (dữ liệu minh họa) → Phòng GDĐT huyện P"
    ]
    assert session.exec(select(func.count()).select_from(Body)).one() == before


def test_what_is_confirmed_is_what_was_shown(session: Session, province: Province) -> None:
    given = ListFile(province.so, workbook(("00101", "Trường Tiểu học Hoa Hồng")), DAY)
    told = preview(session, province.admin, given, AT)
    wanted = RenameIn(name="Trường Tiểu học Sen Hồng", on=DAY)
    service.rename(session, province.admin, Target(province.x, 1), wanted, AT)
    with pytest.raises(LoadPreviewStale):
        load(session, province.admin, given, AT, told.fingerprint)


def test_parents_may_stand_below_their_children_in_the_file(
    session: Session, province: Province
) -> None:
    content = workbook(
        ("00301", "Trường TH Mới", "TH", None, "X01"), ("X01", "UBND xã Một", "UBND xã", None, "A")
    )
    loaded(session, province, content)
    school = queries.line(session, queries.by_code(session, "00301", [province.so], DAY), DAY)
    assert queries.name_of(session, school.parent_id or "", DAY) == "UBND xã Một"


def test_every_fault_is_named_at_once_at_its_cell(session: Session, province: Province) -> None:
    content = workbook(
        ("00301", "Trường Một", "TH"),
        ("00301", "Trường Hai", "TH"),
        (None, "Trường Ba", "TH"),
        ("00304", "Trường Bốn", "Trường nghề"),
        ("00305", "Trường Năm", "TH", "THPT"),
        ("00306", "Trường Sáu", "TH", None, "99999"),
        ("00307", "Trường Bảy", "TH", None, "00201"),
        ("00308", "Trường Tám", "TH", None, None, None, None, None, "0912345678"),
        ("00309", "Trường Chín", "TH", None, None, None, None, "Thầy B", None, "không có"),
        ("00310", None, "TH"),
        ("00311", "Trường Mười Một", None),
        ("00101", None, "THCS"),
        ("00312", "=1+1", "TH"),
    )
    assert sorted(faults(session, province, content)) == sorted(
        [
            ("DS!A3", "twice"),
            ("DS!A4", "missing"),
            ("DS!C5", "unknown-kind"),
            ("DS!D6", "unknown-level"),
            ("DS!E7", "unknown-code"),
            ("DS!E8", "not-managing"),
            ("DS!I9", "no-focal"),
            ("DS!J10", "email"),
            ("DS!A11", "missing"),
            ("DS!A12", "missing"),
            ("DS!C13", "other-kind"),
            ("DS!B14", "formula"),
            ("DS!B14", "missing"),
        ]
    )


def test_a_fault_anywhere_loads_nothing(database: Database, province: Province) -> None:
    content = workbook(NEW, ("00302", "Trường Lạ", "Trường nghề"))
    with database.writing() as session:
        assert faults(session, province, content) == [("DS!C3", "unknown-kind")]
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Body)).one() == 4


def test_csv_names_line_and_column(session: Session, province: Province) -> None:
    content = csv_file(("00301", "Trường Một", "Trường nghề", "", "", "", "", "", "", ""))
    assert faults(session, province, content) == [("dòng 2, cột “Loại đơn vị”", "unknown-kind")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_delimiter_keeps_zeros(
    session: Session, province: Province, delimiter: str
) -> None:
    content = csv_file(("00301", "Trường Một", "TH"), header=HEADER[:3], delimiter=delimiter)
    loaded(session, province, content)
    assert queries.by_code(session, "00301", [province.so], DAY)


def test_a_code_stored_as_a_number_is_put_right_only_where_it_is_known(
    session: Session, province: Province
) -> None:
    told = loaded(session, province, workbook((101, "Trường Tiểu học Hoa Sen")))
    assert told.same == 1
    assert faults(session, province, workbook((301, "Trường Mới", "TH"))) == [
        ("DS!A2", "code-is-number")
    ]


def test_a_phone_stored_as_a_number_gets_its_zero_back(
    session: Session, province: Province
) -> None:
    row = ("00101", None, None, None, None, None, None, "Thầy B", 912345678)
    loaded(session, province, workbook(row))
    assert queries.officers_on(session, province.x, DAY)[Duty.FOCAL].phone == "0912345678"


def test_real_lists_have_titles_totals_other_words_and_decomposed_letters(
    session: Session, province: Province
) -> None:
    header = ("TT", "MÃ TRƯỜNG", "Tên trường", "Loại hình", "SĐT", "Hiệu trưởng")
    content = workbook(
        (1, "00301", unicodedata.normalize("NFD", "  Trường  TH Mới "), "tiểu học", None, "Cô A"),
        (None, None, "Tổng cộng: 1 trường"),
        header=[unicodedata.normalize("NFD", title) for title in header],
        above=4,
    )
    told = loaded(session, province, content)
    assert told.founded == 1
    assert told.ignored == ["Cột không dùng: TT."]
    assert told.lines[0].name == "Trường TH Mới"


def test_rows_that_stand_under_each_other_are_refused(session: Session, province: Province) -> None:
    content = workbook(
        ("X01", "UBND xã Một", "xã", None, "X02"), ("X02", "UBND xã Hai", "xã", None, "X01")
    )
    assert faults(session, province, content) == [("DS!E2", "cycle"), ("DS!E3", "cycle")]


def test_an_ambiguous_code_is_refused_with_both_names(session: Session, province: Province) -> None:
    other = body(session, province.system, "so", "Sở GDĐT tỉnh B").id
    body(session, province.system, "th", "Trường Tiểu học Bằng Lăng", other, "00101")
    plan = ReorganisationIn(
        kind=Reorganisation.MERGE,
        predecessors=(province.so, other),
        successors=(NewBody(kind="so", name="Sở GDĐT tỉnh N", code="N"),),
        on=MERGED,
    )
    new = service.reorganise(session, province.system, plan, AT).successors[0]
    given = ListFile(new, workbook(("00101", "Trường Tiểu học Hoa Sen")), MERGED)
    with pytest.raises(LoadRefused) as refused:
        load(session, province.system, given, AT)
    (reason,) = refused.value.reasons
    assert reason.code == "ambiguous"
    assert "Bằng Lăng" in reason.message
    assert "Hoa Sen" in reason.message


def test_a_later_change_stands_in_the_way(session: Session, province: Province) -> None:
    wanted = RenameIn(name="Trường Tiểu học Sen Hồng", on=date(2025, 9, 1))
    service.rename(session, province.admin, Target(province.x, 1), wanted, AT)
    content = workbook(("00101", "Trường Tiểu học Hoa Hồng"))
    assert faults(session, province, content) == [("DS!B2", "later-change")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-header"),
        (b"a,b\n1,2", "no-header"),
        (b"%PDF-1.7", "not-a-workbook"),
        (b"PK\x03\x04broken", "damaged"),
        ("Mã,Tên\n1,Trường".encode("utf-16"), "not-a-workbook"),
        ("Mã,Tên\n1,Tr\u01b0\u1eddng".encode("cp1258", "replace"), "encoding"),
        (workbook(header=("Tên", "Loại")), "no-header"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(
    session: Session, province: Province, content: bytes, code: str
) -> None:
    assert [found for _, found in faults(session, province, content)] == [code]


def test_a_school_loads_nothing(session: Session, province: Province) -> None:
    head = person(session, "hieu truong", Grant(Role.SCHOOL_HEAD, province.x))
    with pytest.raises(NotAllowed):
        load(session, head, ListFile(province.x, workbook(NEW), DAY), AT)


def test_a_long_list_takes_no_more_statements_than_a_short_one(
    session: Session, province: Province
) -> None:
    def statements(prefix: str, count: int) -> int:
        rows = [
            (f"{prefix}{one:04}", f"Trường {one}", "TH", None, "A100", "A", "Cô A", "Thầy B")
            for one in range(count)
        ]
        with counted(session.get_bind()) as ran:
            loaded(session, province, workbook(*rows))
            session.flush()
        return len(ran)

    statements("0", 1)  # the first one also begins the transaction
    assert statements("1", 3) == statements("2", 300)
