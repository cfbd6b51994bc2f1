"""Jobs are taken by one worker at a time, taken up again, and given up in the end."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.audit.chain import Who
from app.jobs import queue
from app.jobs.errors import LeaseLost
from app.jobs.models import Job, JobState
from app.jobs.queue import ATTEMPTS, LEASE, Taken
from app.jobs.working import Shop, work_all, work_once
from app.settings import Settings
from app.storage.database import Database
from app.vault.choosing import vault_of

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
WHO = Who(None, AT)


def wanted(database: Database, *subjects: str) -> None:
    """Jobs that are due."""
    with database.writing() as session:
        for subject in subjects:
            queue.enqueue(session, "count", subject, {"by": 1}, WHO)


def took(database: Database, at: datetime = AT) -> Taken | None:
    """Take a job."""
    with database.writing() as session:
        found = queue.take(session, at)
        return queue.taken(found) if found and found.state == JobState.RUNNING else None


def only(database: Database) -> Job:
    """The only job there is."""
    with database.reading() as session:
        return session.exec(select(Job)).one()


@dataclass
class Counting:
    """Counts what it is asked to do; raises while there is anything to raise."""

    done: list[str] = field(default_factory=list)
    raising: list[Exception] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def do(self, shop: Shop, job: Taken) -> None:
        """Do it."""
        if self.raising:
            raise self.raising.pop()
        with shop.database.writing() as session:
            queue.finish(session, job, AT)
        self.done.append(job.subject)

    def failed(self, _session: Session, job: Job) -> None:
        """It was given up."""
        self.told.append(f"{job.subject}: {job.fault}")


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    """What jobs are done with."""
    settings = Settings(data_dir=tmp_path)
    return Shop(settings, database, vault_of(settings))


def test_the_oldest_job_is_taken_first_and_only_once(database: Database) -> None:
    wanted(database, "a", "b")
    first, second = took(database), took(database)
    assert first is not None
    assert second is not None
    assert (first.subject, second.subject) == ("a", "b")
    assert took(database) is None


def test_a_job_that_is_rolled_back_was_never_wanted(database: Database) -> None:
    with suppress(RuntimeError), database.writing() as session:
        queue.enqueue(session, "count", "a", {}, WHO)
        raise RuntimeError
    assert took(database) is None


def test_a_lease_that_is_over_is_anybodys_and_its_former_holder_learns_it(
    database: Database,
) -> None:
    wanted(database, "a")
    killed = took(database)
    assert killed is not None
    assert took(database, AT + LEASE - timedelta(seconds=1)) is None
    again = took(database, AT + LEASE)
    assert again is not None
    with pytest.raises(LeaseLost), database.writing() as session:
        queue.finish(session, killed, AT)
    with database.writing() as session:
        queue.finish(session, again, AT)
    assert only(database).state == JobState.DONE


def test_a_lease_that_is_renewed_is_nobody_elses(database: Database) -> None:
    wanted(database, "a")
    held = took(database)
    assert held is not None
    with database.writing() as session:
        queue.keep(session, held, AT + LEASE / 2)
    assert took(database, AT + LEASE) is None


def test_a_job_that_ends_every_process_is_given_up(database: Database, shop: Shop) -> None:
    wanted(database, "a")
    for time in range(ATTEMPTS):
        assert took(database, AT + time * LEASE) is not None
    handler = Counting()
    assert work_all(shop, {"count": handler}) == 1
    assert only(database).state == JobState.FAILED
    assert handler.told == [f"a: {queue.GIVEN_UP}"]


def test_what_fails_is_tried_again_later_and_then_given_up(
    database: Database, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    wanted(database, "a")
    handler = Counting(raising=[RuntimeError("minh họa")] * ATTEMPTS)
    for _ in range(ATTEMPTS):
        assert work_once(shop, {"count": handler})
        with database.writing() as session:
            job = session.exec(select(Job)).one()
            job.due_at = AT
            session.add(job)
    assert only(database).state == JobState.FAILED
    assert len(handler.told) == 1
    assert "minh họa" in caplog.text
    assert not work_once(shop, {"count": handler})


def test_workers_side_by_side_do_every_job_once(
    database: Database, another_database: Callable[[], Database], shop: Shop
) -> None:
    subjects = [f"s{number}" for number in range(20)]
    wanted(database, *subjects)
    handler = Counting()
    shops = [Shop(shop.settings, another_database(), shop.vault) for _ in range(3)]
    threads = [threading.Thread(target=work_all, args=(one, {"count": handler})) for one in shops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(handler.done) == sorted(subjects)


def test_the_lease_is_renewed_while_the_handler_works(database: Database, shop: Shop) -> None:
    wanted(database, "a")
    short = timedelta(seconds=0.3)

    class Slow(Counting):
        def do(self, shop: Shop, job: Taken) -> None:
            first = only(database).lease_until
            until = threading.Event()
            for _ in range(100):
                if only(database).lease_until != first:
                    break
                until.wait(0.05)
            else:
                raise AssertionError("never renewed")
            super().do(shop, job)

    handler = Slow()
    assert work_once(shop, {"count": handler}, short)
    assert handler.done == ["a"]


def test_jobs_that_ended_long_ago_are_forgotten(database: Database) -> None:
    wanted(database, "a", "b")
    held = took(database)
    assert held is not None
    with database.writing() as session:
        queue.finish(session, held, AT)
        queue.forget(session, AT + queue.KEPT - timedelta(days=1))
        assert len(session.exec(select(Job)).all()) == 2
        queue.forget(session, AT + queue.KEPT)
        assert [one.subject for one in session.exec(select(Job))] == ["b"]
