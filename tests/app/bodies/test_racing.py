"""Two people change the tree at once: what must always hold, holds, on both databases."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from app.bodies import service
from app.bodies.errors import BodyStale, CodeTaken, TreeCycle
from app.bodies.load.service import ListFile, load
from app.bodies.models import BodyCode, BodyRelation, Relation
from app.bodies.schemas import FoundIn, MoveIn, RenameIn
from app.bodies.service import Target
from app.errors import ServiceError
from app.storage.database import Database
from tests.app.bodies.lists import workbook
from tests.app.bodies.province import AT, FOUNDED, Province, body

DAY = date(2025, 1, 1)


@pytest.fixture
def province(database: Database) -> Province:
    return Province(database)


def at_once(database: Database, *acts: Callable[[Session], object]) -> list[type[ServiceError]]:
    """Each act in its own thread and transaction, begun together; what was refused."""
    refused: list[type[ServiceError]] = []
    together = threading.Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> None:
        together.wait()
        try:
            with database.writing() as session:
                act(session)
        except ServiceError as error:
            refused.append(type(error))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_two_moves_that_together_would_be_a_cycle(database: Database, province: Province) -> None:
    with database.writing() as session:
        one = body(session, province.admin, "ubnd_xa", "UBND xã Một", province.so).id
        two = body(session, province.admin, "ubnd_xa", "UBND xã Hai", province.so).id

    def under(lower: str, upper: str) -> Callable[[Session], object]:
        wanted = MoveIn(parent_id=upper, on=DAY)
        return lambda session: service.move(session, province.admin, Target(lower, 1), wanted, AT)

    assert at_once(database, under(one, two), under(two, one)) == [TreeCycle]
    with database.reading() as session:
        moved = session.exec(
            select(BodyRelation.body_id).where(
                BodyRelation.relation == Relation.PARENT, BodyRelation.valid_from == DAY
            )
        ).all()
    assert len(moved) == 1


def test_one_code_for_two_new_schools(database: Database, province: Province) -> None:
    def found(name: str) -> Callable[[Session], object]:
        wanted = FoundIn(kind="th", name=name, code="00999", parent_id=province.so, on=FOUNDED)
        return lambda session: service.found(session, province.admin, wanted, AT)

    assert at_once(database, found("Trường Một"), found("Trường Hai")) == [CodeTaken]
    with database.reading() as session:
        holders = session.exec(select(BodyCode.body_id).where(BodyCode.code == "00999")).all()
    assert len(holders) == 1


def test_two_editors_of_one_body(database: Database, province: Province) -> None:
    def rename(name: str) -> Callable[[Session], object]:
        wanted = RenameIn(name=name, on=DAY)
        return lambda session: service.rename(
            session, province.admin, Target(province.x, 1), wanted, AT
        )

    refused = at_once(database, *(rename(f"Trường {one}") for one in range(6)))
    assert refused == [BodyStale] * 5


def test_the_same_list_loaded_twice_at_once(database: Database, province: Province) -> None:
    content = workbook(*((f"L{one:03}", f"Trường {one}", "TH") for one in range(20)))

    def load_it(session: Session) -> object:
        return load(session, province.admin, ListFile(province.so, content, DAY), AT)

    assert at_once(database, load_it, load_it, load_it) == []
    with database.reading() as session:
        codes = session.exec(select(BodyCode.code).where(BodyCode.code.startswith("L"))).all()
    assert len(codes) == 20
