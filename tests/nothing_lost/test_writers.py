"""Fifty people save at once through two server processes: what was acknowledged is in the rows."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import NamedTuple

from sqlmodel import col, select

from app.audit.models import AuditPayload
from app.dossiers.models import Answer, Dossier, SideName
from app.storage.database import Database
from tests.nothing_lost.servers import Client, Servers
from tests.nothing_lost.town import founded, school_of
from tests.nothing_lost.whole import all_whole, whole

WRITERS, SAVES, ROUNDS = 50, 6, 25
POINTS = ("0.5", "1", "1.5", "2")


class Acknowledged(NamedTuple):
    """A save that the service said it has."""

    dossier_id: str
    item: str
    version: int


def at_once(acts: list[Callable[[], list[Acknowledged]]]) -> list[Acknowledged]:
    """All of them, each in a thread of its own, begun together."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], list[Acknowledged]]) -> list[Acknowledged]:
        together.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one for saved in pool.map(run, acts) for one in saved]


def keep_saving(client: Client, dossier_id: str, item: str, number: int) -> list[Acknowledged]:
    """Save the item over whatever stands there, reading again whenever a colleague was first."""
    saved: list[Acknowledged] = []
    path = f"dossiers/{dossier_id}/self/answers/{item}"
    version = 0
    while len(saved) < SAVES:
        body = {"award": POINTS[(number + len(saved)) % len(POINTS)], "comment": f"{number}"}
        answer = client.ask("PUT", path, body, {"If-Match": f'"{version}"'})
        if answer.status == 200:
            version = answer.json["version"]
            saved.append(Acknowledged(dossier_id, item, version))
        else:
            assert answer.status == 412, answer.json
            version = answer.json["current"]["answers"][0]["version"]
    return saved


def items_with_points(database: Database, dossier_id: str) -> list[str]:
    """Whose maximum is no less than what is saved here."""
    with database.reading() as session:
        rows = session.exec(
            select(Answer.item).where(
                Answer.dossier_id == dossier_id,
                Answer.side == SideName.SELF,
                col(Answer.award).is_not(None),
            )
        ).all()
    return sorted(rows)


def everything_acknowledged_is_there(
    database: Database, dossiers: list[str], saved: list[Acknowledged]
) -> None:
    """Each version once, none skipped, none lost; and the chains tell the same."""
    assert len(set(saved)) == len(saved)
    counts = Counter((one.dossier_id, one.item) for one in saved)
    with database.reading() as session:
        all_whole(session)
        for dossier_id in dossiers:
            story = whole(session, session.get_one(Dossier, dossier_id))
            for item, (version, _) in story.answers.items():
                # The first version was there when the writers came.
                assert version == 1 + counts[dossier_id, item]
                mine = {one.version for one in saved if one[:2] == (dossier_id, item)}
                assert mine == set(range(2, version + 1))
            texts = 1
            assert story.saves == 1 + texts + sum(one.dossier_id == dossier_id for one in saved)


def test_fifty_writers_on_one_dossier(database: Database, servers: Servers) -> None:
    (dossier_id,) = founded(database, 1).drafting
    items = items_with_points(database, dossier_id)[:10]
    servers.start()
    servers.start()
    token = f"editor-{school_of(dossier_id)}"

    def writer(number: int, item: str) -> Callable[[], list[Acknowledged]]:
        return lambda: keep_saving(servers.client(token), dossier_id, item, number)

    saved = at_once([writer(*one) for one in enumerate(islice(cycle(items), WRITERS))])
    assert len(saved) == WRITERS * SAVES
    everything_acknowledged_is_there(database, [dossier_id], saved)


def test_fifty_writers_on_many_dossiers(database: Database, servers: Servers) -> None:
    dossiers = founded(database, 10).drafting
    items = items_with_points(database, dossiers[0])
    servers.start()
    servers.start()

    def writer(number: int, dossier_id: str) -> Callable[[], list[Acknowledged]]:
        token, item = f"editor-{school_of(dossier_id)}", items[number % len(items)]
        return lambda: keep_saving(servers.client(token), dossier_id, item, number)

    saved = at_once([writer(*one) for one in enumerate(islice(cycle(dossiers), WRITERS))])
    assert len(saved) == WRITERS * SAVES
    everything_acknowledged_is_there(database, dossiers, saved)


def test_of_two_editors_with_one_version_exactly_one_wins(
    database: Database, servers: Servers
) -> None:
    (dossier_id,) = founded(database, 1).drafting
    servers.start()
    servers.start()
    path = f"dossiers/{dossier_id}/self/answers/1.3.2"
    people = [servers.client(f"{role}-{school_of(dossier_id)}") for role in ("editor", "head")]
    for version in range(1, 1 + ROUNDS):
        together = threading.Barrier(2)

        def save(
            number: int, version: int = version, together: threading.Barrier = together
        ) -> int:
            together.wait()
            body = {"award": POINTS[number], "comment": f"{version}.{number}"}
            return people[number].ask("PUT", path, body, {"If-Match": f'"{version}"'}).status

        with ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(save, range(2)))
        assert sorted(statuses) == [200, 412]
        read = people[0].ask("GET", path).json
        winner = statuses.index(200)
        assert (read["version"], read["comment"]) == (version + 1, f"{version}.{winner}")
    with database.reading() as session:
        all_whole(session)
        told = session.exec(select(AuditPayload.content).order_by(col(AuditPayload.number))).all()
    assert sum('"comment":"' in (one or "") for one in told) >= ROUNDS


def test_a_save_races_the_closing_of_the_sheet(database: Database, servers: Servers) -> None:
    """Acknowledged before it and in the snapshot, or refused: never behind a locked door."""
    (dossier_id,) = founded(database, 1).drafting
    school = school_of(dossier_id)
    items = items_with_points(database, dossier_id)[:8]
    servers.start()
    servers.start()
    over = threading.Event()

    def save(item: str) -> list[int]:
        client, version, statuses = servers.client(f"editor-{school}"), 1, []
        while not over.is_set():
            path = f"dossiers/{dossier_id}/self/answers/{item}"
            award = POINTS[version % len(POINTS)]
            answer = client.ask("PUT", path, {"award": award}, {"If-Match": f'"{version}"'})
            statuses.append(answer.status)
            if answer.status == 200:
                version += 1
            else:
                assert (answer.status, answer.json["code"]) == (409, "dossier-locked")
        return statuses

    def close_and_reopen() -> None:
        head = servers.client(f"head-{school}")
        try:
            for _ in range(ROUNDS):
                closed = head.ask("POST", f"dossiers/{dossier_id}/close")
                assert closed.status == 200, closed.json
                reopened = head.ask("POST", f"dossiers/{dossier_id}/reopen", {"reason": "Sửa."})
                assert reopened.status == 200, reopened.json
        finally:
            over.set()

    with ThreadPoolExecutor(len(items) + 1) as pool:
        saving = [pool.submit(save, item) for item in items]
        pool.submit(close_and_reopen).result()
        saved = sum(one.result().count(200) for one in saving)
    with database.reading() as session:
        story = whole(session, session.get_one(Dossier, dossier_id))
        all_whole(session)
    assert [act for act, _, _ in story.steps].count("self.closed") == ROUNDS
    assert story.saves == 2 + saved
    assert saved > 0
