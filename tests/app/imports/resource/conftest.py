"""A Sở with schools and its people, the service over it, and lists of bodies to bring in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.accounts.actor import Actor
from app.jobs.kinds import HANDLERS
from app.jobs.working import Shop, work_all
from tests.app.bodies.province import Province
from tests.app.bodies.signed_in import sign_in
from tests.app.house import House, opened

IMPORTS = "/api/v1/imports"
TITLES = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã đơn vị quản lý")


def table(*rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> bytes:
    """A list of bodies as .csv."""
    return "\n".join(";".join(one) for one in (titles, *rows)).encode("utf-8-sig")


@dataclass
class Office:
    """The service, and who brings tables in."""

    house: House
    province: Province

    @property
    def shop(self) -> Shop:
        """With what the jobs are done."""
        parts = self.house.app.state.context
        return Shop(parts.settings, self.house.database, parts.vault)

    def client(self, actor: Actor) -> TestClient:
        """A browser of that person."""
        client = TestClient(self.house.app, base_url="http://localhost")
        sign_in(client, self.house.database, actor)
        return client

    def send(self, client: TestClient, content: bytes, **texts: str) -> Any:  # noqa: ANN401
        """One table; the answer."""
        data = {"kind": "bodies", "body_id": self.province.so, **texts}
        files = {"file": ("danh sách.csv", content, "text/csv")}
        return client.post(IMPORTS, data=data, files=files)

    def tried(self, client: TestClient, content: bytes, **texts: str) -> dict[str, Any]:
        """The same, its dry run made."""
        answer = self.send(client, content, **texts)
        assert answer.status_code == 202, answer.text
        self.work()
        return self.now(client, answer.json()["id"])

    def applied(self, client: TestClient, content: bytes, **texts: str) -> dict[str, Any]:
        """The same, confirmed and written."""
        found = self.tried(client, content, **texts)
        assert found["state"] == "ready", found
        answer = self.confirm(client, found)
        assert answer.status_code == 202, answer.text
        self.work()
        return self.now(client, found["id"])

    def confirm(self, client: TestClient, found: dict[str, Any], **more: object) -> Any:  # noqa: ANN401
        """Confirm the dry run that was seen."""
        body = {"fingerprint": found["fingerprint"], **more}
        return client.post(f"{IMPORTS}/{found['id']}/confirm", json=body)

    def now(self, client: TestClient, import_id: str) -> dict[str, Any]:
        """The import as it stands."""
        answer = client.get(f"{IMPORTS}/{import_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def work(self) -> int:
        """Do all jobs that wait, in this process."""
        return work_all(self.shop, HANDLERS)


@pytest.fixture
def office(database_url: URL, tmp_path: Path) -> Iterator[Office]:
    """On each kind of database in turn."""
    with opened(database_url, tmp_path) as house:
        yield Office(house, Province(house.database))


@pytest.fixture
def small_office(sqlite_url: URL, tmp_path: Path) -> Iterator[Office]:
    """For what does not depend on the kind of database."""
    with opened(sqlite_url, tmp_path) as house:
        yield Office(house, Province(house.database))


@pytest.fixture
def admin(office: Office) -> TestClient:
    """The browser of the Sở's administrator."""
    return office.client(office.province.admin)
