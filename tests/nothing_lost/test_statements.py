"""How many SQL statements saving one answer takes, signing in and transaction included."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.storage.database import Database
from tests.app.house import opened
from tests.nothing_lost.town import founded
from tests.statements import counted

MOST = 8
BEGIN_AND_COMMIT = 2
# The key with its person and roles; the dossier, held, with its campaign; then the answer, the
# audit row, its payload and the dossier's counters, which PostgreSQL takes as one.
EXACTLY = {"sqlite": 6, "postgresql": 3}


def save(client: TestClient, version: int, item: str = "1.3.2") -> None:
    answer = client.put(
        f"/api/v1/dossiers/dth2dot/self/answers/{item}",
        json={"award": "1", "comment": "Nhận xét."},
        headers={"If-Match": f'"{version}"', "Authorization": "Bearer editor-th2"},
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("schools", [1, 12])
def test_a_save_takes_few_statements_however_many_dossiers_there_are(
    database: Database, database_url: URL, tmp_path: Path, schools: int
) -> None:
    founded(database, schools)
    with opened(database_url, tmp_path) as house:
        save(house.client, 1)  # the first one notes that the token is in use, and reads the edition
        with counted(house.app.state.context.database.engine) as ran:
            save(house.client, 2)
    kind = database_url.get_backend_name()
    own = [one for one in ran if not one.startswith("BEGIN")]
    assert len(own) == EXACTLY[kind], own
    assert len(own) + BEGIN_AND_COMMIT <= MOST
