"""Results of a few schools from a real file to the dossiers and back, over HTTP."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.dossiers.models import DossierState, SideName
from app.jobs.kinds import HANDLERS
from app.jobs.working import Shop, work_all
from tests.app.house import House, opened
from tests.app.imports.resource.conftest import IMPORTS
from tests.app.imports.results.province import CODES, Schools, furnished

MET = {"met": "Đạt", "unmet": "Không đạt"}


def results(schools: Schools, sides: tuple[str, ...] = ("Tự đánh giá", "Đánh giá ngoài")) -> bytes:
    """Every item of both sides at its maximum, as somebody's .csv with decimal commas."""
    items = schools.items
    above = ["", "", *(side for side in sides for _ in items)]
    titles = ["Mã trường", "Tên trường", *(code for _ in sides for code in items)]
    values = [MET.get(one, one.replace(".", ",")) for _ in sides for one in items.values()]
    rows = [above, titles, *([code, "", *values] for code in CODES)]
    return "\n".join(";".join(one) for one in rows).encode("utf-8-sig")


def work(house: House) -> None:
    """Do the jobs that wait."""
    parts = house.app.state.context
    work_all(Shop(parts.settings, parts.database, parts.vault), HANDLERS)


def sent(client: TestClient, content: bytes, house: House) -> dict[str, Any]:
    """The import after its dry run."""
    data = {"kind": "results", "body_id": "so", "campaign_id": "dot"}
    files = {"file": ("kết quả.csv", content, "text/csv")}
    answer = client.post(IMPORTS, data=data, files=files)
    assert answer.status_code == 202, answer.text
    work(house)
    found: dict[str, Any] = client.get(f"{IMPORTS}/{answer.json()['id']}").json()
    assert found["state"] == "ready", found["faults"]
    return found


def test_from_the_file_to_the_dossiers_and_back(database_url: URL, tmp_path: Path) -> None:
    with opened(database_url, tmp_path) as house:
        schools = furnished(house.database)
        client = house.browser(schools.people["admin"])
        fresh = schools.stand()
        found = sent(client, results(schools), house)
        assert (found["counts"]["new"], found["counts"]["rows"]) == (3, 3)
        assert schools.stand() == fresh
        one = f"{IMPORTS}/{found['id']}"
        body = {"fingerprint": found["fingerprint"]}
        assert client.post(f"{one}/confirm", json=body).status_code == 202
        work(house)
        assert client.get(one).json()["state"] == "applied"
        assert schools.dossier("th2").state == DossierState.ASSESSING
        assert schools.awards("th2") == schools.awards("th2", SideName.EXTERNAL) == schools.items
        again = sent(client, results(schools), house)
        assert again["counts"]["unchanged"] == 3
        assert client.post(f"{one}/undo", json={}).status_code == 202
        work(house)
        assert client.get(one).json()["state"] == "undone"
        assert schools.stand() == fresh
        schools.chains_hold()
