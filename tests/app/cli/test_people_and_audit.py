"""People and the audit log from the server's own shell."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.accounts.models import Account, OneTimeLink
from app.audit.models import AuditRow
from app.settings import Settings
from app.storage.database import Database
from tests.app.cli.program import Ended, thangdo
from tests.app.province import Province

PERSON = "nguoi.moi@truong.example"


def run(data: Path, *words: str | Path) -> Ended:
    return thangdo(*words, THANGDO_DATA_DIR=str(data))


def session_of(data: Path) -> Session:
    return Session(Database(Settings(data_dir=data).database).engine)


def add_person(data: Path) -> None:
    with session_of(data) as session:
        Province(session).person("nguoi.moi")
        session.commit()


def test_an_invitation_is_a_link_on_the_standard_output(data: Path) -> None:
    words = ("invite", PERSON, "--role", "so_administrator", "--body", "so1", "--name", "Người Mới")
    ended = run(data, "people", *words)
    assert ended.code == 0, ended.err
    assert ended.out.startswith("http://127.0.0.1:8000/loi-moi/")
    with session_of(data) as session:
        assert session.exec(select(OneTimeLink.email).where(OneTimeLink.kind == "invitation")).one()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("invite", PERSON, "--role", "chu_tich"), 2, "people roles"),
        (("invite", "khong-phai-thu", "--role", "auditor", "--body", "so1"), 2, "chưa đúng dạng"),
        (("invite", PERSON, "--role", "so_administrator"), 1, "không hợp"),
        (("invite", PERSON, "--role", "auditor", "--body", "khong-co"), 1, "mã"),
        (("reset", "khong.co@truong.example"), 1, "Không có tài khoản"),
        (("revoke", PERSON, "--role", "auditor", "--body", "so1"), 1, "Không có vai trò"),
    ],
)
def test_what_cannot_be_is_told(data: Path, words: tuple[str, ...], code: int, said: str) -> None:
    add_person(data)
    ended = run(data, "people", *words)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_role_is_given_listed_and_taken(data: Path) -> None:
    add_person(data)
    role = ("--role", "auditor", "--body", "so1")
    assert run(data, "people", "grant", PERSON, *role).code == 0
    listed = json.loads(run(data, "people", "list", "--json").out)
    assert [grant["role"] for grant in listed[0]["grants"]] == ["auditor"]
    assert PERSON in run(data, "people", "list").out
    assert run(data, "people", "revoke", PERSON, *role).code == 0
    assert json.loads(run(data, "people", "list", "--json").out)[0]["grants"] == []


def test_an_account_is_locked_and_opened(data: Path) -> None:
    add_person(data)
    assert run(data, "people", "disable", PERSON).code == 0
    assert "đã khóa" in run(data, "people", "list").out
    assert run(data, "people", "reset", PERSON).code == 1
    assert run(data, "people", "enable", PERSON).code == 0
    assert "/dat-lai-mat-khau/" in run(data, "people", "reset", PERSON).out


def test_the_first_administrator_s_link_is_printed_again(data: Path) -> None:
    assert "/thiet-lap/" in run(data, "people", "setup").out


def test_a_command_before_the_first_start_says_what_to_do(tmp_path: Path) -> None:
    ended = run(tmp_path, "people", "list")
    assert ended.code == 3
    assert "thangdo serve" in ended.err


def test_every_change_from_the_shell_is_in_the_log(data: Path) -> None:
    add_person(data)
    run(data, "people", "disable", PERSON)
    with session_of(data) as session:
        acts = session.exec(select(AuditRow.act)).all()
        assert session.exec(select(Account.disabled_at)).one() is not None
    assert "account.disabled" in acts


def test_the_log_is_sealed_and_verified_against_the_seal(data: Path, tmp_path: Path) -> None:
    add_person(data)
    run(data, "people", "disable", PERSON)
    run(data, "people", "enable", PERSON)
    key, seal = tmp_path / "khoa", tmp_path / "niem-phong.txt"
    assert run(data, "audit", "key", key).code == 0
    assert run(data, "audit", "seal", seal, "--key", key).code == 0
    good = run(data, "audit", "verify", "--seal", seal, "--key", key, "--json")
    assert json.loads(good.out) == {"chains": 1, "rows": 2, "findings": []}
    with session_of(data) as session:
        row = session.get_one(AuditRow, ("body:installation", 2))
        row.act = "another"
        session.commit()
    bad = run(data, "audit", "verify", "--seal", seal, "--key", key)
    assert (bad.code, bad.out) == (1, "")
    assert "dòng 2 đã bị sửa" in bad.err


def test_nothing_is_overwritten_and_no_key_is_guessed(data: Path, tmp_path: Path) -> None:
    key, other, seal = tmp_path / "khoa", tmp_path / "khoa-khac", tmp_path / "niem-phong.txt"
    for one in (key, other):
        run(data, "audit", "key", one)
    assert run(data, "audit", "key", key).code == 3
    assert run(data, "audit", "seal", seal).code == 2
    assert run(data, "audit", "seal", seal, "--key", tmp_path / "khong-co").code == 3
    assert run(data, "audit", "seal", seal, "--key", key).code == 0
    assert run(data, "audit", "seal", seal, "--key", key).code == 3
    wrong = run(data, "audit", "verify", "--seal", seal, "--key", other)
    assert wrong.code == 1
    assert "khóa khác" in wrong.err
