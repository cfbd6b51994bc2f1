"""Lists of people: accounts without passwords, roles where they may be given, ended again."""

from collections.abc import Sequence

import pytest
from sqlmodel import Session, select

from app import clock
from app.accounts import joining, service
from app.accounts.actor import Actor, Grant, by_account
from app.accounts.errors import NotAllowed
from app.accounts.models import Account, ApiToken, OneTimeLink, Role, RoleGrant
from app.audit.models import AuditRow
from app.imports.errors import ImportStale
from app.imports.models import ImportBatch, ImportKind
from app.imports.people.kind import KIND
from app.imports.people.known import reach_of
from app.policy import grantable_at
from app.storage.database import Database
from tests.app.bodies.province import Province, person
from tests.app.imports.driving import AT, Drive, brief, dump, told
from tests.statements import counted

ROLES = ("name", "email", "code", "unit", "role")
X = "00101"


class Staff(Drive):
    """Somebody with a list of people."""

    def held(self) -> set[tuple[str, str, str | None]]:
        """(e-mail, role, body) of every role that has not ended."""
        with self.database.reading() as session:
            accounts = {one.id: one.email for one in session.exec(select(Account))}
            rows = session.exec(select(RoleGrant)).all()
        return {
            (accounts[one.account_id], one.role, one.body_id)
            for one in rows
            if one.revoked_at is None
        }

    def account(self, email: str) -> Account | None:
        """The account of an e-mail."""
        with self.database.reading() as session:
            return session.exec(select(Account).where(Account.email == email)).one_or_none()


def row(
    email: str | None = "an@minh-hoa.example",
    role: str | None = "Người soạn hồ sơ",
    code: str | None = X,
    name: str | None = "Nguyễn An (minh họa)",
    unit: str | None = None,
) -> Sequence[str | None]:
    """A row of the list."""
    return (name, email, code, unit, role)


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


@pytest.fixture
def staff(database: Database, province: Province) -> Staff:
    return Staff(database, KIND, ImportKind.PEOPLE, province.so, province.admin.account_id)


def test_accounts_are_made_without_passwords_and_roles_given(
    staff: Staff, province: Province
) -> None:
    staged = staff.plan(
        ROLES,
        row(" AN@minh-hoa.example"),
        row("binh@minh-hoa.example", "Hiệu trưởng; soạn hồ sơ", name="Trần Bình"),
        row(role="Người đánh giá", code="A100"),
    )
    assert brief(staged) == [
        ("an@minh-hoa.example", "new", []),
        ("binh@minh-hoa.example", "new", []),
        ("an@minh-hoa.example", "changed", []),
    ]
    assert told(staged[1:2])[-1] == (
        "E6",
        "Vai trò",
        "",
        "Thủ trưởng đơn vị; Người soạn hồ sơ của trường",
    )
    done = staff.apply()
    assert done.told == {"accounts": 2}
    assert {
        ("an@minh-hoa.example", "school_editor", province.x),
        ("an@minh-hoa.example", "assessor", province.phong),
        ("binh@minh-hoa.example", "school_head", province.x),
        ("binh@minh-hoa.example", "school_editor", province.x),
    } < staff.held()
    account = staff.account("an@minh-hoa.example")
    assert account is not None
    assert (account.name, account.search, account.password_hash) == (
        "Nguyễn An (minh họa)",
        "nguyen an (minh hoa)",
        None,
    )
    with staff.database.reading() as session:
        assert session.exec(select(OneTimeLink)).all() == []  # no secrets are made
        acts = session.exec(select(AuditRow.act).where(AuditRow.at == staff.at)).all()
    assert sorted(acts) == ["accounts.imported", "roles.imported"]


def test_the_person_gets_in_by_the_link_that_is_made_for_them(staff: Staff) -> None:
    staff.plan(ROLES, row())
    staff.apply()
    account = staff.account("an@minh-hoa.example")
    assert account is not None
    with staff.database.writing() as session:
        path = joining.reset_link(session, session.get_one(Account, account.id), staff.who())
        joining.use_reset_link(session, path.rpartition("/")[2], "hash", staff.who())
        actor = by_account(session, account.id, clock.day_of(staff.at))
    assert actor is not None
    assert [grant.role for grant in actor.grants] == [Role.SCHOOL_EDITOR]


def test_the_same_list_again_changes_nothing(staff: Staff) -> None:
    rows = (row(), row(role="Đánh giá viên", code="A100"))
    staff.plan(ROLES, *rows)
    staff.apply()
    assert [str(one.outcome) for one in staff.plan(ROLES, *rows)] == ["unchanged"] * 2


def test_without_a_column_of_codes_all_are_of_the_imports_body(
    staff: Staff, province: Province
) -> None:
    staff.body_id = province.x
    staff.plan(("name", "email", "role"), ("Nguyễn An", "an@minh-hoa.example", "giáo viên"))
    staff.apply()
    assert ("an@minh-hoa.example", "school_editor", province.x) in staff.held()


@pytest.mark.parametrize(
    ("given", "code", "cell"),
    [
        (row(name=None), "name", "A5"),
        (row(email=None), "email", "B5"),
        (row(email="không phải"), "email", "B5"),
        (row(code=None), "missing", "C5"),
        (row(code="99999"), "unknown-code", "C5"),
        (row(role=None), "role-missing", "E5"),
        (row(role="Bảo vệ"), "unknown-role", "E5"),
        (row(role="Quản trị hệ thống"), "role-not-grantable", "E5"),
        (row(role="Người đánh giá"), "role-unfit", "E5"),  # a school has no assessors
        (row(role="Quản trị của Sở", code="A100"), "role-unfit", "E5"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(
    staff: Staff, given: Sequence[str | None], code: str, cell: str
) -> None:
    (staged,) = staff.plan(ROLES, given)
    assert (staged.outcome, (cell, code)) == ("invalid", staged.faults[0][:2])


def test_names_that_differ_are_pointed_out(staff: Staff) -> None:
    staff.plan(ROLES, row())
    staff.apply()
    staged = staff.plan(
        ROLES,
        row(name="Người khác", unit="Trường khác"),
        row("moi@minh-hoa.example", name="Một"),
        row("moi@minh-hoa.example", name="Hai"),
    )
    assert [one[1] for one in staged[0].warnings] == ["other-name", "other-name"]
    assert [str(one.outcome) for one in staged] == ["unchanged", "new", "invalid"]


def test_an_account_that_one_does_not_look_after_is_invited_instead(
    staff: Staff, province: Province
) -> None:
    with staff.database.writing() as session:
        person(session, "xa la")
        disabled = person(session, "da khoa", Grant(Role.SCHOOL_EDITOR, province.x))
        session.get_one(Account, disabled.account_id).disabled_at = AT
    staged = staff.plan(
        ROLES, row("xa.la@minh-hoa.example"), row("da.khoa@minh-hoa.example", "Hiệu trưởng")
    )
    assert [one.faults[0][1] for one in staged] == ["not-yours", "disabled"]


def test_nobody_gives_more_than_they_may(staff: Staff, province: Province) -> None:
    with staff.database.writing() as session:
        leader = person(session, "lanh dao", Grant(Role.BODY_LEADER, province.phong))
    staff.account_id, staff.body_id = leader.account_id, province.phong
    staged = staff.plan(
        ROLES,
        row(),
        row("b@minh-hoa.example", "Lãnh đạo phòng", "A100"),
        row("c@minh-hoa.example", code="00201"),  # a school of the Sở's own
    )
    assert [[fault[1] for fault in one.faults] for one in staged] == [
        [],
        ["role-not-grantable"],
        ["unknown-code"],
    ]


def test_what_may_be_given_is_what_the_policy_says(staff: Staff, province: Province) -> None:
    today = clock.day_of(AT)
    with staff.database.writing() as session:
        people: list[Actor] = [
            province.system,
            province.admin,
            person(session, "p1", Grant(Role.BODY_LEADER, province.phong)),
            person(session, "p2", Grant(Role.SCHOOL_HEAD, province.x)),
            person(
                session,
                "p3",
                Grant(Role.SCHOOL_HEAD, province.y),
                Grant(Role.BODY_LEADER, province.so),
            ),
            person(session, "p4", Grant(Role.AUDITOR, province.so)),
        ]
        for actor in people:
            reach = reach_of(session, actor, today)
            for body in (province.so, province.phong, province.x, province.y):
                assert reach.grantable(body) == grantable_at(session, actor, body, today)


def test_a_role_given_or_taken_after_the_dry_run_makes_it_stale(
    staff: Staff, province: Province
) -> None:
    staff.plan(ROLES, row())
    staff.apply()
    staff.plan(ROLES, row(role="Hiệu trưởng"))
    account = staff.account("an@minh-hoa.example")
    assert account is not None
    with staff.database.writing() as session:
        held = session.get_one(Account, account.id)
        service.grant(session, held, Role.SCHOOL_HEAD, province.x, staff.who())
    with pytest.raises(ImportStale) as stale:
        staff.apply()
    assert [one.where for one in stale.value.reasons] == ["an@minh-hoa.example"]


def test_an_account_made_after_the_dry_run_makes_it_stale(staff: Staff) -> None:
    staff.plan(ROLES, row(), row("b@minh-hoa.example"))
    with staff.database.writing() as session:
        service.add_account(session, "an@minh-hoa.example", "Người khác", staff.who())
    with pytest.raises(ImportStale):
        staff.apply()
    assert staff.account("b@minh-hoa.example") is None


def test_rights_lost_after_the_dry_run_are_noticed(staff: Staff, province: Province) -> None:
    staff.plan(ROLES, row())
    with staff.database.writing() as session:
        for grant in session.exec(select(RoleGrant)):
            if grant.account_id == province.admin.account_id:
                grant.revoked_at = AT
    with pytest.raises(ImportStale):
        staff.apply()


def test_undone_everything_is_as_it_was_and_may_come_again(staff: Staff) -> None:
    staff.plan(ROLES, row("c@minh-hoa.example", name="Lê Chi"))
    staff.apply()
    with staff.database.reading() as session:
        before = dump(session, Account)
    roles = staff.held()
    rows = (row(), row("c@minh-hoa.example", "Hiệu trưởng", name="Lê Chi"))
    staff.plan(ROLES, *rows)
    staff.apply()
    undone = staff.undo()
    assert (undone.restored, list(undone.kept)) == (2, [])
    assert staff.held() == roles
    with staff.database.reading() as session:
        assert dump(session, Account) == before
    assert [str(one.outcome) for one in staff.plan(ROLES, *rows)] == ["new", "changed"]
    staff.apply()


def test_who_has_begun_to_use_the_account_is_named_and_stays(staff: Staff) -> None:
    staff.plan(ROLES, row(), row("b@minh-hoa.example"))
    staff.apply()
    with staff.database.writing() as session:
        found = select(Account).where(Account.email == "an@minh-hoa.example")
        session.exec(found).one().password_hash = "hash"  # noqa: S105 - nobody's
    assert staff.refused_undo() == ["an@minh-hoa.example"]
    undone = staff.undo(rest=True)
    assert (undone.restored, [code for code, _, _ in undone.kept]) == (1, ["an@minh-hoa.example"])
    assert staff.account("b@minh-hoa.example") is None
    assert "an@minh-hoa.example" in {email for email, _, _ in staff.held()}


def test_an_unused_account_that_something_names_is_disabled(staff: Staff) -> None:
    staff.plan(ROLES, row())
    staff.apply()
    account = staff.account("an@minh-hoa.example")
    assert account is not None
    with staff.database.writing() as session:
        session.add(
            ApiToken(
                account_id=account.id,
                name="minh họa",
                token_hash="c" * 64,
                hint="abcd",
                scopes=[],
                created_at=AT,
                expires_at=AT,
            )
        )
    staff.undo()
    after = staff.account("an@minh-hoa.example")
    assert after is not None
    assert after.disabled_at is not None


def test_nobody_ends_roles_that_they_may_not_give(staff: Staff, province: Province) -> None:
    staff.body_id = province.phong
    staff.plan(ROLES, row(role="Lãnh đạo phòng", code="A100"))
    staff.apply()
    with staff.database.writing() as session:
        leader = person(session, "lanh dao", Grant(Role.BODY_LEADER, province.phong))
    staff.account_id = leader.account_id
    with pytest.raises(NotAllowed):
        staff.undo()


def _asked(session: Session, staff: Staff, actor: Actor) -> None:
    KIND.require(session, actor, session.get_one(ImportBatch, staff.batch_id), staff.who())


def test_only_who_looks_after_people_brings_a_list_in(staff: Staff, province: Province) -> None:
    staff.plan(ROLES, row())
    with staff.database.writing() as session:
        _asked(session, staff, province.admin)
        with pytest.raises(NotAllowed):
            _asked(session, staff, person(session, "p4", Grant(Role.AUDITOR, province.so)))


def test_statements_do_not_grow_with_the_list(staff: Staff) -> None:
    def run(start: int, count: int) -> int:
        rows = [
            row(f"n{start + n}@minh-hoa.example", code=(X, "00201")[n % 2]) for n in range(count)
        ]
        with counted(staff.database.engine) as ran:
            staff.plan(ROLES, *rows)
            staff.apply()
            staff.undo()
        return len(ran)

    few, many = run(0, 4), run(1000, 300)
    assert many <= few + 3
