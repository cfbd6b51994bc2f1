"""A campaign with dossiers in several states, and people who ask for packages of them."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from app.dossiers.models import DossierState
from tests.app.external.process import Process
from tests.app.house import House

S = DossierState
CAMPAIGN = "dot"
ABOUT, MISSING = "Gói này có gì.txt", "Không có trong gói.txt"


@dataclass
class Yard:
    """The service with its people, by name."""

    house: House
    people: dict[str, str]
    dossiers: list[str]
    machines: dict[str, TestClient] = field(default_factory=dict)

    def by(self, person: str) -> TestClient:
        """A program of that person's."""
        if person not in self.machines:
            self.machines[person] = self.house.machine(self.people[person])
        return self.machines[person]

    def asked(self, *documents: str, person: str = "director", **more: object) -> Any:  # noqa: ANN401
        """The answer to a wish for a package."""
        body = {"documents": list(documents), **more}
        return self.by(person).post(f"/api/v1/campaigns/{CAMPAIGN}/packages", json=body)

    def put_down(self, *documents: str, person: str = "director", **more: object) -> str:
        """A package; its id."""
        answer = self.asked(*documents, person=person, **more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def told(self, package_id: str, person: str = "director") -> dict[str, Any]:
        """How far it is."""
        found: dict[str, Any] = self.by(person).get(f"/api/v1/packages/{package_id}").json()
        return found

    def fetched(self, package_id: str, person: str = "director") -> zipfile.ZipFile:
        """The zip, whole and with every checksum right."""
        answer = self.by(person).get(f"/api/v1/packages/{package_id}/content")
        assert answer.status_code == 200, answer.text
        found = zipfile.ZipFile(io.BytesIO(answer.content))
        assert found.testzip() is None
        return found

    def taken(self, *documents: str, person: str = "director", **more: object) -> zipfile.ZipFile:
        """A package asked for and fetched."""
        return self.fetched(self.put_down(*documents, person=person, **more), person)


def gathered(house: House, *states: DossierState) -> Yard:
    """One school for each state, brought there through the real acts."""
    dossiers = []
    with house.database.writing() as session:
        process = Process(session)
        for number, state in enumerate(states, 1):
            if number == 1:
                dossier, suffix = process.dossier, ""
            else:
                name = f"th{number}"
                dossier, suffix = process.school(name, f"7900000{number}"), f"-{name}"
            if state is S.DRAFTING:
                process.fill(dossier, f"editor{suffix}")
            else:
                process.bring(dossier, state, suffix)
            dossiers.append(dossier.id)
        return Yard(house, process.people, dossiers)


def lines(package: zipfile.ZipFile, name: str) -> list[str]:
    """Of a text in the package."""
    return package.read(name).decode("utf-8-sig").splitlines()
