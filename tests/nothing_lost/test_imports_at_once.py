"""Imports of the same schools at the same time: one of them counts, and nothing is mixed."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from sqlalchemy.engine import URL
from sqlmodel import Session, col, func, select

from app import clock
from app.accounts.actor import by_account
from app.accounts.models import Account, Role
from app.audit.chain import Who
from app.audit.models import AuditRow
from app.campaigns.changing import Target
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.running import close_campaign
from app.dossiers.models import Answer, StateChange
from app.imports.doing import apply_in
from app.imports.models import ImportBatch
from app.storage.database import Database
from tests.nothing_lost.servers import Answer as Answered
from tests.nothing_lost.servers import Client, Servers
from tests.nothing_lost.tables import ITEMS, confirm, sent, settled, standing, table, undo, values
from tests.nothing_lost.town import untouched
from tests.nothing_lost.waiting import somebody_waits
from tests.nothing_lost.whole import all_whole
from tests.nothing_lost.workers import NEVER, command, killed_working

SCHOOLS, ROUNDS = 8, 3
CHIEF = (Role.SO_ADMINISTRATOR, "so")
T = TypeVar("T")
POINTED = [code for code, item in ITEMS.items() if item.max is not None]


class Work(Protocol):
    """Two processes do what waits; then where these imports are."""

    def __call__(self, client: Client, *found: str) -> list[str]:
        """Ends when both have nothing left to do."""
        ...


@pytest.fixture
def work(database_url: URL, tmp_path: Path) -> Work:
    """Two at work at once."""

    def both(client: Client, *found: str) -> list[str]:
        assert at_once([partial(killed_working, database_url, tmp_path, NEVER)] * 2) == [False] * 2
        return [settled(client, one)["state"] for one in found]

    return both


@pytest.mark.timeout(200)
def test_of_two_confirmed_at_once_one_is_written_and_the_other_stale(
    database: Database, servers: Servers, work: Work
) -> None:
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    chief = two_serve(servers)[0]
    with database.reading() as session:
        before = values(session)
    for _ in range(ROUNDS):
        found = [sent(chief, table(dossiers, one)) for one in ("0.5", "1")]
        assert work(chief, *found) == ["ready", "ready"]
        for one in found:
            assert confirm(chief, one).status == 202
        states = work(chief, *found)
        assert sorted(states) == ["applied", "stale"]
        won = states.index("applied")
        assert points_of(database) == {("0.5", "1")[won]: SCHOOLS * len(POINTED)}
        assert undo(chief, found[won]).status == 202
        assert work(chief, found[won]) == ["undone"]
        with database.reading() as session:
            all_whole(session)
            assert values(session) == before


@pytest.mark.timeout(200)
def test_of_two_who_confirm_the_same_import_one_is_refused(
    database: Database, servers: Servers, work: Work
) -> None:
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    people = two_serve(servers)
    for number in range(ROUNDS):
        found = sent(people[0], table(dossiers, ("0.5", "1")[number % 2]))
        assert work(people[0], found) == ["ready"]
        answers = at_once([partial(confirm, one, found) for one in people])
        assert sorted(one.status for one in answers) == [202, 409], answers
        assert work(people[0], found) == ["applied"]
    with database.reading() as session:
        all_whole(session)
        applied = select(func.count()).where(AuditRow.act == "import.applied")
        assert session.exec(applied).one() == ROUNDS


@pytest.mark.timeout(200)
def test_confirming_meets_the_undoing_of_what_it_is_built_on(
    database: Database, servers: Servers, work: Work
) -> None:
    """Undone first, the later import is stale; written first, the undoing is refused."""
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    people = two_serve(servers)
    for _ in range(ROUNDS):
        under = sent(people[0], table(dossiers, "0.5"))
        assert work(people[0], under) == ["ready"]
        assert confirm(people[0], under).status == 202
        assert work(people[0], under) == ["applied"]
        above = sent(people[0], table(dossiers, "1"))
        assert work(people[0], above) == ["ready"]
        asked = [partial(undo, people[0], under), partial(confirm, people[1], above)]
        assert [one.status for one in at_once(asked)] == [202, 202]
        states = work(people[0], under, above)
        assert states in (["undone", "stale"], ["applied", "applied"])
        with database.reading() as session:
            all_whole(session)
        if states == ["undone", "stale"]:
            assert points_of(database) == {}
            continue
        assert points_of(database) == {"1": SCHOOLS * len(POINTED)}
        for one, left in ((above, {"0.5": SCHOOLS * len(POINTED)}), (under, {})):
            assert undo(people[0], one).status == 202
            assert work(people[0], one) == ["undone"]
            assert points_of(database) == left


@pytest.mark.timeout(200)
def test_two_commands_at_once_write_one_after_the_other_or_not_at_all(
    database: Database, database_url: URL, tmp_path: Path
) -> None:
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    running = []
    for points in ("0.5", "1"):
        path = tmp_path / f"{points}.csv"
        path.write_bytes(table(dossiers, points))
        running.append(command(database_url, tmp_path, path))
    codes = [one.wait(60) for one in running]
    with database.reading() as session:
        all_whole(session)
        batches = session.exec(select(ImportBatch).order_by(col(ImportBatch.applied_at))).all()
        written = [one for one in batches if one.state == "applied"]
        assert len(written) == codes.count(0) >= 1
        assert {one.state for one in batches} <= {"applied", "ready"}  # to be dry run again
    last = max(written, key=lambda one: str(one.applied_at)).file_name.removesuffix(".csv")
    assert points_of(database) == {last: SCHOOLS * len(POINTED)}


@pytest.mark.timeout(200)
def test_a_campaign_that_is_closed_first_leaves_the_import_stale(
    database: Database, servers: Servers, database_url: URL, tmp_path: Path
) -> None:
    found = confirmed(database, servers, database_url, tmp_path)
    with database.reading() as session:
        before = standing(session)
    with database.writing() as session:
        close(session)
        session.flush()
        thread = begun(lambda: killed_working(database_url, tmp_path, NEVER))
        somebody_waits(database, thread)
    thread.join(60)
    told = settled(servers.clients[0], found)
    assert (told["state"], told["faults"][0]["code"]) == ("stale", "dossier-locked"), told
    with database.reading() as session:
        all_whole(session)
        assert standing(session) == before
        assert session.exec(select(Campaign.state)).one() == CampaignState.CLOSED


@pytest.mark.timeout(200)
def test_a_closing_waits_for_the_import_that_is_being_written(
    database: Database, servers: Servers, database_url: URL, tmp_path: Path
) -> None:
    found = confirmed(database, servers, database_url, tmp_path)
    answers: list[Answered] = []
    headers = {"If-Match": '"1"'}
    chief = servers.client("chief")
    with database.writing() as session:
        apply_in(session, found, Who(chief_of(session), clock.now()))
        session.flush()
        path = "campaigns/dot/closing"
        thread = begun(lambda: answers.append(chief.ask("POST", path, {}, headers)))
        somebody_waits(database, thread)
    thread.join(60)
    assert [one.status for one in answers] == [200], answers
    assert not killed_working(database_url, tmp_path, NEVER)  # the job finds nothing left to do
    assert settled(chief, found)["state"] == "applied"
    assert points_of(database) == {"1": SCHOOLS * len(POINTED)}
    with database.reading() as session:
        all_whole(session)
        campaign = session.exec(select(Campaign)).one()
        assert campaign.state == CampaignState.CLOSED
        last = session.exec(select(func.max(StateChange.at))).one()
        assert campaign.closed_at is not None
        assert last is not None
        assert last <= campaign.closed_at


def confirmed(database: Database, servers: Servers, url: URL, folder: Path) -> str:
    """An import that waits to be written."""
    dossiers = untouched(database, SCHOOLS, chief=CHIEF)
    servers.start(run_jobs=False)
    chief = servers.client("chief")
    found = sent(chief, table(dossiers))
    assert not killed_working(url, folder, NEVER)
    assert confirm(chief, found).status == 202
    return found


def chief_of(session: Session) -> str:
    """The administrator's account."""
    return session.exec(select(Account.id).where(Account.name == "chief")).one()


def close(session: Session) -> None:
    """The administrator closes the campaign."""
    actor = by_account(session, chief_of(session), clock.today())
    assert actor is not None
    close_campaign(session, actor, Target("dot", 1), clock.now())


def begun(act: Callable[[], object]) -> threading.Thread:
    """The act, in a thread that goes on."""
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def two_serve(servers: Servers) -> list[Client]:
    """Two services, and two who ask them."""
    servers.start(run_jobs=False)
    servers.start(run_jobs=False)
    return [servers.client("chief"), servers.client("chief")]


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """All of them, begun together."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        together.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def points_of(database: Database) -> dict[str, int]:
    """How many items have which points."""
    with database.reading() as session:
        rows = session.exec(select(Answer)).all()
    return Counter(str(one.award) for one in rows if one.award is not None)
