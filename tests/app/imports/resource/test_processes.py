"""The working process: started by the service, killed in the middle, gone with the service."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine import URL
from sqlmodel import col, select
from starlette.testclient import TestClient

from app import clock
from app.audit.models import AuditRow
from app.jobs.models import Job, JobState
from tests.app.bodies.province import Province
from tests.app.house import opened
from tests.app.imports.resource.conftest import Office, table
from tests.app.imports.resource.test_steps import NEW, codes

PATIENCE = 60.0
T = TypeVar("T")


def until(look: Callable[[], T], enough: Callable[[T], bool] = bool) -> T:
    """What `look` finds once it is enough; a bounded wait."""
    end = time.monotonic() + PATIENCE
    while not enough(found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def test_the_service_has_its_jobs_done_by_a_process_of_their_own(
    database_url: URL, tmp_path: Path
) -> None:
    with opened(database_url, tmp_path, run_jobs=True) as house:
        office = Office(house, Province(house.database))
        client = office.client(office.province.admin)
        sent = office.send(client, table(NEW)).json()
        found = until(
            lambda: office.now(client, sent["id"]), lambda one: one["state"] not in BEFORE
        )
        assert found["state"] == "ready", found
        process = house.app.state.context.foreman.process_id
        assert process not in {None, os.getpid()}
        office.confirm(client, found)
        until(lambda: office.now(client, sent["id"])["state"], lambda one: one == "applied")
        assert house.app.state.context.foreman.process_id == process  # it stays warm
        assert "00301" in codes(office)
    until(lambda: not _lives(process))


def test_a_process_killed_in_the_middle_is_followed_by_another_and_all_is_done_once(
    database_url: URL, tmp_path: Path
) -> None:
    with opened(database_url, tmp_path, run_jobs=True) as house:
        office = Office(house, Province(house.database))
        client = office.client(office.province.admin)
        many = [(f"{30000 + one}", f"Trường minh họa {one}", "th", "A100") for one in range(1500)]
        found = _ready(office, client, table(*many))
        office.confirm(client, found)
        foreman = house.app.state.context.foreman
        until(lambda: _state(office) == JobState.RUNNING)
        os.kill(foreman.process_id, signal.SIGKILL)
        _let_the_lease_end(office)
        until(lambda: office.now(client, found["id"])["state"], lambda one: one == "applied")
        assert {one[0] for one in many} <= codes(office)
        with house.database.reading() as session:
            applied = select(AuditRow).where(AuditRow.act == "import.applied")
            assert len(session.exec(applied).all()) == 1


BEFORE = {"uploaded", "reading"}


def _ready(office: Office, client: TestClient, content: bytes) -> dict[str, Any]:
    sent = office.send(client, content).json()
    found = until(lambda: office.now(client, sent["id"]), lambda one: one["state"] not in BEFORE)
    assert found["state"] == "ready", found["faults"]
    return found


def _state(office: Office) -> str | None:
    with office.house.database.reading() as session:
        return session.exec(select(Job.state).order_by(col(Job.id).desc())).first()


def _let_the_lease_end(office: Office) -> None:
    """As half a minute later, unless the job had ended before the process was killed."""
    with office.house.database.writing() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)):
            job.lease_until = clock.now() - timedelta(seconds=1)
            session.add(job)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
