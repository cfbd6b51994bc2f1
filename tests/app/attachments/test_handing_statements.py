"""A package asks the database as often for many files as for few."""

from tests.app.attachments.school import Desk
from tests.evidence.samples import pdf
from tests.statements import counted


def _packed(desk: Desk) -> int:
    database = desk.client.app.state.context.database  # type: ignore[attr-defined]
    with counted(database.engine) as ran:
        assert desk.send("GET", "/evidence.zip").status_code == 200
    assert ran
    return len(ran)


def _sent(desk: Desk, first: int, last: int) -> None:
    for number in range(first, last):
        content = pdf() + f"%{number}\n%%EOF".encode()
        assert desk.upload(desk.made()["id"], content).status_code == 201


def test_statements_do_not_grow_with_the_files(desk: Desk) -> None:
    _sent(desk, 0, 2)
    few = _packed(desk)
    _sent(desk, 2, 8)
    assert _packed(desk) == few
