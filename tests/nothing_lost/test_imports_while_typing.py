"""A table is confirmed while schools type: what was acknowledged stays, and nobody is written over.

Schools that are not in the table notice nothing. Of a school in it either a save came first, and
then nothing of the table is written, or the table did, and then the save is refused.
"""

import random
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.accounts.models import Role
from app.dossiers.models import Dossier
from app.storage.database import Database
from tests.nothing_lost.servers import Client, Servers
from tests.nothing_lost.tables import ITEMS, confirm, sent, settled, standing, table, undo
from tests.nothing_lost.town import school_of, untouched
from tests.nothing_lost.whole import all_whole, whole
from tests.nothing_lost.workers import NEVER, killed_working

ROUNDS, IN_TABLE, BESIDE, SEED = 6, 4, 4, 4725
LONGEST_PAUSE = 0.3
ITEM = "1.3.1"
POINTED = [code for code, item in ITEMS.items() if item.max is not None]
POINTS = ("0.5", "1", "1.5")


class Typist:
    """An editor who saves items one after the other, each over the version they have seen."""

    def __init__(self, client: Client, dossier_id: str) -> None:
        self.client = client
        self.dossier_id = dossier_id
        self.saved: dict[str, tuple[int, str]] = {}
        self.acknowledged = 0

    def save(self, item: str) -> int:
        """The status of the answer."""
        version, _ = self.saved.get(item, (0, ""))
        points = POINTS[version % len(POINTS)]
        answer = self.client.ask(
            "PUT",
            f"dossiers/{self.dossier_id}/self/answers/{item}",
            {"award": points},
            {"If-Match": f'"{version}"'},
        )
        if answer.status == 200:
            assert answer.json["version"] == version + 1
            self.saved[item] = version + 1, points
            self.acknowledged += 1
        else:
            assert (answer.status, answer.json["code"]) == (409, "dossier-locked"), answer
        return answer.status

    def save_after(self, pause: float) -> int:
        """One save, a moment later."""
        threading.Event().wait(pause)
        return self.save(ITEM)

    def type_on(self, over: threading.Event) -> None:
        """Item after item, round and round; no save may be refused."""
        while not over.is_set():
            for item in POINTED:
                assert self.save(item) == 200


@dataclass
class Confirming:
    """Tables confirmed one after the other, with what that takes."""

    servers: Servers
    url: URL
    folder: Path

    def ready(self, dossiers: Sequence[str]) -> str:
        """A table of these schools after its dry run."""
        chief = self.servers.client("chief")
        found = sent(chief, table(dossiers, sides=("self", "external")))
        self.work()
        assert settled(chief, found)["state"] == "ready"
        return found

    def confirm(self, found: str) -> None:
        """Let it be written."""
        assert confirm(self.servers.client("chief"), found).status == 202

    def end(self, found: str) -> str:
        """Where it is once nothing goes on."""
        state: str = settled(self.servers.client("chief"), found)["state"]
        return state

    def work(self) -> None:
        """Do the jobs that wait, in a process of their own."""
        assert not killed_working(self.url, self.folder, NEVER)


@pytest.fixture
def confirming(servers: Servers, database_url: URL, tmp_path: Path) -> Confirming:
    """Two services and whoever works for them."""
    servers.start(run_jobs=False)
    servers.start(run_jobs=False)
    return Confirming(servers, database_url, tmp_path)


@pytest.mark.timeout(200)
def test_nobody_is_written_over_and_nobody_else_is_stopped(
    database: Database, servers: Servers, confirming: Confirming
) -> None:
    dossiers = untouched(database, BESIDE + ROUNDS * IN_TABLE, chief=(Role.SO_ADMINISTRATOR, "so"))
    typists = [Typist(servers.client(f"editor-{school_of(one)}"), one) for one in dossiers]
    beside, within, over = typists[:BESIDE], typists[BESIDE:], threading.Event()
    drawn = random.Random(SEED)  # noqa: S311 - a moment, not a secret
    with ThreadPoolExecutor(BESIDE + IN_TABLE + 1) as pool:
        typing = [pool.submit(one.type_on, over) for one in beside]
        try:
            for start in range(0, len(within), IN_TABLE):
                group = within[start : start + IN_TABLE]
                found = confirming.ready([one.dossier_id for one in group])
                confirming.confirm(found)
                working = pool.submit(confirming.work)
                pauses = [drawn.uniform(0, LONGEST_PAUSE) for _ in group]
                statuses = list(pool.map(Typist.save_after, group, pauses))
                working.result()
                if confirming.end(found) == "applied":
                    assert statuses == [409] * IN_TABLE
                else:
                    assert 200 in statuses
        finally:
            over.set()
        for one in typing:
            one.result()
    assert all(one.acknowledged > 0 for one in beside)
    nothing_is_lost(database, typists)


def test_a_save_that_came_first_leaves_all_of_the_table_unwritten(
    database: Database, servers: Servers, confirming: Confirming
) -> None:
    dossiers = untouched(database, IN_TABLE, chief=(Role.SO_ADMINISTRATOR, "so"))
    first = Typist(servers.client(f"editor-{school_of(dossiers[0])}"), dossiers[0])
    found = confirming.ready(dossiers)
    assert first.save(ITEM) == 200
    with database.reading() as session:
        before = standing(session)
    confirming.confirm(found)
    confirming.work()
    assert confirming.end(found) == "stale"
    with database.reading() as session:
        assert standing(session) == before
    nothing_is_lost(database, [first])


def test_a_save_that_comes_later_is_refused_until_the_table_is_undone(
    database: Database, servers: Servers, confirming: Confirming
) -> None:
    dossiers = untouched(database, IN_TABLE, chief=(Role.SO_ADMINISTRATOR, "so"))
    last = Typist(servers.client(f"editor-{school_of(dossiers[0])}"), dossiers[0])
    found = confirming.ready(dossiers)
    confirming.confirm(found)
    confirming.work()
    assert confirming.end(found) == "applied"
    assert last.save(ITEM) == 409
    assert undo(servers.client("chief"), found).status == 202
    confirming.work()
    assert confirming.end(found) == "undone"
    assert last.save(ITEM) == 200
    with database.reading() as session:
        all_whole(session)
        story = whole(session, session.get_one(Dossier, dossiers[0]))
    assert {item: (n, str(told)) for item, (n, told) in story.answers.items()} == last.saved


def nothing_is_lost(database: Database, typists: Sequence[Typist]) -> None:
    """Every chain tells what was acknowledged, and nothing else that these people did."""
    with database.reading() as session:
        all_whole(session)
        for typist in typists:
            story = whole(session, session.get_one(Dossier, typist.dossier_id))
            if story.steps:  # the table came first
                assert typist.acknowledged == 0
                continue
            told = {item: (number, str(value)) for item, (number, value) in story.answers.items()}
            assert told == typist.saved
            assert story.saves == typist.acknowledged
