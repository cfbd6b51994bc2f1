"""Readers who leave, and more readers than there are places: behind a real port."""

import http.client
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.packages.models import Package, PackageState
from app.packages.packer import AT_ONCE, OF_ONE_PERSON
from tests.app.external.process import Process
from tests.app.house import opened
from tests.app.packages.yard import S, Yard, gathered
from tests.app.running import Running, running

SECONDS = 30.0
MANY = 600


@pytest.fixture
def yard(sqlite_url: URL, tmp_path: Path) -> Iterator[Yard]:
    with opened(sqlite_url, tmp_path) as house:
        yield gathered(house, S.SUBMITTED)


@pytest.fixture
def port(yard: Yard) -> Iterator[Running]:
    with running(yard.house.app.state.context.settings) as found:
        yield found


def begun(
    yard: Yard, port: Running, package_id: str, person: str = "director"
) -> http.client.HTTPConnection:
    """A reader who has taken the first bytes and takes no more."""
    connection = http.client.HTTPConnection("127.0.0.1", port.port, timeout=SECONDS)
    headers = {"Authorization": str(yard.by(person).headers["Authorization"])}
    connection.request("GET", f"/api/v1/packages/{package_id}/content", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.read(4) == b"PK\x03\x04"
    return connection


def state_of(yard: Yard, package_id: str) -> PackageState:
    with yard.house.database.reading() as session:
        return PackageState(session.get_one(Package, package_id).state)


def test_a_reader_who_leaves_ends_the_work_and_frees_the_place(yard: Yard, port: Running) -> None:
    crowded(yard)
    package_id = yard.put_down("docx")
    for _ in range(AT_ONCE + 1):
        begun(yard, port, package_id).close()
        until = time.monotonic() + SECONDS
        while state_of(yard, package_id) is not PackageState.STOPPED:
            assert time.monotonic() < until, "the work went on"
            time.sleep(0.05)
    told = yard.told(package_id)
    assert told["done"] < told["total"] == MANY + 1


def test_more_readers_than_places_are_told_to_wait(yard: Yard, port: Running) -> None:
    crowded(yard)
    people = ["director", "second"] * OF_ONE_PERSON
    readers = [
        begun(yard, port, yard.put_down("docx", person=one), one) for one in people[:AT_ONCE]
    ]
    assert refused(yard, port, "leader") == (503, "30")
    for one in readers:
        one.close()


def test_one_person_does_not_hold_every_place(yard: Yard, port: Running) -> None:
    crowded(yard)
    readers = [begun(yard, port, yard.put_down("docx")) for _ in range(OF_ONE_PERSON)]
    assert refused(yard, port, "director") == (503, "30")
    readers.append(begun(yard, port, yard.put_down("docx", person="second"), "second"))
    for one in readers:
        one.close()


def refused(yard: Yard, port: Running, person: str) -> tuple[int, str | None]:
    """The answer to one reader more."""
    one_more = http.client.HTTPConnection("127.0.0.1", port.port, timeout=SECONDS)
    headers = {"Authorization": str(yard.by(person).headers["Authorization"])}
    with closing(one_more):
        url = f"/api/v1/packages/{yard.put_down('docx', person=person)}/content"
        one_more.request("GET", url, headers=headers)
        answer = one_more.getresponse()
        return answer.status, answer.getheader("Retry-After")


def crowded(yard: Yard) -> None:
    """So many schools more: their documents are more than lies between a service and a reader."""
    with yard.house.database.writing() as session:
        process = Process.resumed(session)
        for number in range(MANY):
            name = f"m{number}"
            process.province.body(name, "xa", "th")
            process.dossier_of(name, f"8{number:07}", process.campaign)
