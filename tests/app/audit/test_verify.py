"""What somebody who can write the database may try, and what verifying says of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit.chain import INSTALLATION, Who, record_on_body, record_on_dossier
from app.audit.heads import heads
from app.audit.models import AuditPayload, AuditRow, ChainHead
from app.audit.seal import (
    Seal,
    SealBroken,
    make_key,
    read_key,
    read_seal,
    seal_text,
    write_seal,
)
from app.audit.verify import Fault, Verified, verify
from app.dossiers.models import Dossier
from app.storage.database import Database
from tests.app.province import NOW, Province

BODY = "body:so"
DOSSIER = "dossier:Dth"
KEY = b"k" * 64


@pytest.fixture
def chains(database: Database) -> Database:
    """Five acts at a body, five with a dossier, one in the installation."""
    with database.writing() as session:
        province = Province(session)
        province.body("so", kind="so")
        province.body("th", "so")
        dossier = province.dossier("th", "so", "so", province.campaign("so"))
        for number in range(5):
            who = Who(None, NOW + timedelta(minutes=number))
            record_on_body(session, "so", who, f"act.{number}", {"số": number})
            record_on_dossier(session, dossier, who, f"act.{number}", {"số": number})
        record_on_body(session, INSTALLATION, Who(None, NOW), "act", {})
    return database


def looked_at(database: Database, sealed: Seal | None = None) -> Verified:
    with database.reading() as session:
        return verify(session, sealed.heads if sealed else None)


def faults(database: Database, sealed: Seal | None = None) -> set[tuple[str, int, Fault]]:
    return {(one.chain, one.number, one.fault) for one in looked_at(database, sealed).findings}


def sealed(database: Database) -> Seal:
    with database.reading() as session:
        return Seal(NOW, heads(session))


def row(session: Session, chain: str, number: int) -> AuditRow:
    return session.get_one(AuditRow, (chain, number))


def change(session: Session) -> None:
    row(session, BODY, 3).act = "act.another"


def remove(session: Session) -> None:
    session.delete(row(session, BODY, 3))
    session.delete(session.get_one(AuditPayload, (BODY, 3)))


def swap(session: Session) -> None:
    for wanted, number in ((99, 2), (2, 3), (3, 99)):
        for table in (AuditRow, AuditPayload):
            session.connection().execute(
                sa.update(table)
                .where(sa.column("chain") == BODY, sa.column("number") == number)
                .values(number=wanted)
            )


def insert(session: Session) -> None:
    copy = row(session, BODY, 5).model_dump() | {"number": 6}
    session.add(AuditRow(**copy))
    session.add(AuditPayload(chain=BODY, number=6, content=None))


def change_payload(session: Session) -> None:
    session.get_one(AuditPayload, (BODY, 3)).content = '{"số":4}'


def lose_payload(session: Session) -> None:
    session.delete(session.get_one(AuditPayload, (BODY, 3)))


def cut(session: Session) -> None:
    for number in (4, 5):
        session.delete(row(session, BODY, number))
        session.delete(session.get_one(AuditPayload, (BODY, number)))


def lose_head(session: Session) -> None:
    session.delete(session.get_one(ChainHead, BODY))


def test_an_honest_log_has_no_findings(chains: Database) -> None:
    found = looked_at(chains, sealed(chains))
    assert found == Verified(3, 11, ())


@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        (change, {(BODY, 3, Fault.CHANGED)}),
        (remove, {(BODY, 3, Fault.REMOVED)}),
        (
            swap,
            {
                (BODY, 2, Fault.BROKEN),
                (BODY, 2, Fault.CHANGED),
                (BODY, 3, Fault.BROKEN),
                (BODY, 3, Fault.CHANGED),
                (BODY, 4, Fault.BROKEN),
            },
        ),
        (
            insert,
            {
                (BODY, 6, Fault.BROKEN),
                (BODY, 6, Fault.CHANGED),
                (BODY, 5, Fault.HEAD_DIFFERS),
            },
        ),
        (change_payload, {(BODY, 3, Fault.PAYLOAD_CHANGED)}),
        (lose_payload, {(BODY, 3, Fault.PAYLOAD_CHANGED)}),
        (cut, {(BODY, 5, Fault.HEAD_DIFFERS)}),
        (lose_head, {(BODY, 0, Fault.HEAD_DIFFERS)}),
    ],
)
def test_is_found_where_it_happened(
    chains: Database,
    attack: Callable[[Session], None],
    expected: set[tuple[str, int, Fault]],
) -> None:
    with chains.writing() as session:
        attack(session)
    assert faults(chains) == expected


def test_a_chain_cut_with_its_head_set_back_is_found_only_by_the_seal(chains: Database) -> None:
    seal = sealed(chains)
    with chains.writing() as session:
        cut(session)
        head = session.get_one(ChainHead, BODY)
        head.length, head.head = 3, row(session, BODY, 3).hash
    assert faults(chains) == set()
    assert faults(chains, seal) == {(BODY, 5, Fault.TRUNCATED)}


def test_a_chain_that_was_cut_and_grew_again_is_found(chains: Database) -> None:
    seal = sealed(chains)
    with chains.writing() as session:
        cut(session)
        head = session.get_one(ChainHead, BODY)
        head.length, head.head = 3, row(session, BODY, 3).hash
        session.flush()
        for number in range(4):
            record_on_body(session, "so", Who(None, NOW), f"other.{number}", {})
    assert faults(chains) == set()
    assert faults(chains, seal) == {(BODY, 5, Fault.REWRITTEN)}


def test_a_chain_that_vanished_altogether_is_found(chains: Database) -> None:
    seal = sealed(chains)
    with chains.writing() as session:
        for table in (AuditRow, AuditPayload, ChainHead):
            session.connection().execute(sa.delete(table).where(sa.column("chain") == BODY))
    assert faults(chains) == set()
    assert faults(chains, seal) == {(BODY, 5, Fault.TRUNCATED)}


def test_a_cut_chain_of_a_dossier_is_found_in_its_row(chains: Database) -> None:
    with chains.writing() as session:
        session.delete(row(session, DOSSIER, 5))
    assert faults(chains) == {(DOSSIER, 5, Fault.HEAD_DIFFERS)}
    with chains.writing() as session:
        dossier = session.get_one(Dossier, "Dth")
        dossier.chain_length, dossier.chain_head = 4, row(session, DOSSIER, 4).hash
    assert faults(chains) == set()


def test_a_chain_moved_under_another_name_is_found(chains: Database) -> None:
    """Every row fits the next one; only the name that each hash covers does not."""
    with chains.writing() as session:
        for table in (AuditRow, AuditPayload, ChainHead):
            session.connection().execute(
                sa.update(table).where(sa.column("chain") == BODY).values(chain="body:th")
            )
    assert {fault for _, _, fault in faults(chains)} == {Fault.CHANGED}


def test_growing_after_the_seal_is_no_finding(chains: Database) -> None:
    seal = sealed(chains)
    with chains.writing() as session:
        record_on_body(session, "so", Who(None, NOW), "more", {})
        record_on_body(session, "th", Who(None, NOW), "the first", {})
    assert faults(chains, seal) == set()


def test_erasing_what_a_payload_told_is_no_finding(chains: Database) -> None:
    with chains.writing() as session:
        session.get_one(AuditPayload, (DOSSIER, 2)).content = None
    assert faults(chains) == set()


def test_a_seal_goes_through_its_file(chains: Database, tmp_path: Path) -> None:
    seal, path, key = sealed(chains), tmp_path / "seal.txt", tmp_path / "key"
    make_key(key)
    write_seal(path, seal_text(seal, read_key(key)))
    assert read_seal(path.read_text(encoding="utf-8"), read_key(key)) == seal
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        write_seal(path, "another")
    with pytest.raises(FileExistsError):
        make_key(key)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("body:so 5", "body:so 4", "không khớp"),
        ("thangdo-seal 1", "thangdo-seal 2", "không phải"),
        ("hmac-sha256 ", "hmac-sha256  ", "không khớp"),
        ("at 2026", "at 2025", "không khớp"),
    ],
)
def test_a_changed_seal_is_refused(chains: Database, old: str, new: str, said: str) -> None:
    text = seal_text(sealed(chains), KEY)
    assert old in text
    with pytest.raises(SealBroken, match=said):
        read_seal(text.replace(old, new), KEY)


def test_a_cut_seal_is_refused(chains: Database) -> None:
    text = seal_text(sealed(chains), KEY)
    lines = text.splitlines(keepends=True)
    for broken in ("", lines[0], "".join(lines[:-1]), "".join([*lines[:3], lines[-1]])):
        with pytest.raises(SealBroken):
            read_seal(broken, KEY)


def test_another_key_is_refused_by_its_name(chains: Database) -> None:
    with pytest.raises(SealBroken, match="khóa khác"):
        read_seal(seal_text(sealed(chains), KEY), b"x" * 64)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(SealBroken, match="quá ngắn"):
        read_key(tmp_path / "key")


def test_first_acts_at_once_make_one_chain(
    database: Database, another_database: Callable[[], Database]
) -> None:
    """Two workers write the first row of one body's chain at the same time."""
    workers = [another_database() for _ in range(4)]

    def act(worker: Database) -> None:
        for number in range(5):
            with worker.writing() as session:
                record_on_body(session, "installation", Who(None, NOW), f"act.{number}", {})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, workers))
    assert looked_at(database) == Verified(1, 20, ())
    with database.reading() as session:
        numbers = session.exec(select(AuditRow.number).order_by(col(AuditRow.number))).all()
    assert list(numbers) == list(range(1, 21))
