"""Who read what: in batches, in time, and not for ever."""

import time
from datetime import timedelta

import pytest
from sqlmodel import func, select

from app import clock
from app.accounts.forgetting import forget as forget_keys
from app.accounts.joining import setup_link
from app.accounts.models import BrowserSession, IdempotencyKey, LoginAttempt, OneTimeLink
from app.accounts.once import Key, begin
from app.accounts.signing_in import begin_session
from app.audit import access
from app.audit.access import AccessLog, Sight, forget
from app.audit.chain import Who
from app.audit.models import AccessRow
from app.storage.database import Database
from tests.app.province import Province
from tests.statements import counted

KEPT = timedelta(days=180)


def sight(number: int = 0, days_ago: int = 0) -> Sight:
    at = clock.now() - timedelta(days=days_ago)
    return Sight(at, None, "203.0.113.7", f"dossier:{number}", "read")


def written(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(AccessRow)).one()


def test_noting_touches_no_database(database: Database) -> None:
    log = AccessLog(database, KEPT)
    with counted(database.engine) as ran:
        log.note(sight())
    assert ran == []
    assert written(database) == 0


def test_many_lines_are_written_in_few_statements(database: Database) -> None:
    log = AccessLog(database, KEPT)
    for number in range(2_500):
        log.note(sight(number))
    with counted(database.engine) as ran:
        assert log.write() == 2_500
    assert len([one for one in ran if one.startswith("INSERT")]) == 3
    assert written(database) == 2_500


def test_lines_are_there_within_the_time_that_is_said(database: Database) -> None:
    log = AccessLog(database, KEPT, every_seconds=0.05)
    log.start()
    log.note(sight())
    deadline = time.monotonic() + 10
    while written(database) == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    log.stop()
    assert written(database) == 1


def test_stopping_writes_what_waits(database: Database) -> None:
    log = AccessLog(database, KEPT, every_seconds=3600)
    log.start()
    log.note(sight())
    log.stop()
    assert written(database) == 1


def test_old_lines_are_forgotten_with_the_first_write_of_a_day(database: Database) -> None:
    log = AccessLog(database, KEPT, every_seconds=3600)
    for days_ago in (0, 179, 181, 400):
        log.note(sight(days_ago, days_ago))
    log.start()
    log.stop()
    with database.reading() as session:
        left = session.exec(select(AccessRow.thing).order_by(AccessRow.thing)).all()
    assert list(left) == ["dossier:0", "dossier:179"]


def test_forgetting_goes_in_portions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PORTION", 10)
    log = AccessLog(database, KEPT)
    for number in range(25):
        log.note(sight(number, 200))
    log.write()
    assert forget(database, clock.now() - KEPT) == 25
    assert written(database) == 0


def test_a_database_that_is_away_stops_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE access_row RENAME TO elsewhere")
    log = AccessLog(database, KEPT, every_seconds=0.01)
    log.start()
    log.note(sight(1))
    deadline = time.monotonic() + 10
    while "could not be written" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.02)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO access_row")
    log.note(sight(2))
    log.stop()
    assert "could not be written" in caplog.text
    assert written(database) == 2, "what could not be written is kept for the next time"


def test_memory_is_bounded_while_the_database_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MOST_WAITING", 100)
    log = AccessLog(database, KEPT)
    for number in range(250):
        log.note(sight(number))
    assert log.write() == 100


def test_keys_that_serve_nobody_go_with_the_first_write_of_a_day(database: Database) -> None:
    old = clock.now() - timedelta(days=60)
    with database.writing() as session:
        account = Province(session).person("Ai_Do")
        begin_session(session, account, old)
        begin_session(session, account, clock.now())
        setup_link(session, Who(None, old))
        setup_link(session, Who(None, clock.now()))
        session.add(LoginAttempt(key="account:x", at=old))
        session.add(LoginAttempt(key="account:x", at=clock.now()))
        for number, at in enumerate((old, clock.now())):
            begin(session, account, Key(f"{number}", "0" * 64), at)
    log = AccessLog(database, KEPT, every_seconds=3600, once_a_day=forget_keys)
    log.note(sight())
    log.start()
    log.stop()
    with database.reading() as session:
        for table in (BrowserSession, OneTimeLink, LoginAttempt, IdempotencyKey):
            assert session.exec(select(func.count()).select_from(table)).one() == 1, table
