"""People whose role ends between the dry run and what they asked for."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select

from app.accounts.models import Account, Role, RoleGrant
from app.clock import now
from app.imports.models import ImportBatch
from app.jobs.kinds import HANDLERS
from app.jobs.working import Shop, work_all
from tests.app.external.process import Process
from tests.app.house import House, opened
from tests.app.imports.test_over_http import IMPORTS, Desk

ROWS = (
    ("Họ tên", "Thư điện tử", "Vai trò"),
    ("An (minh họa)", "an@minh-hoa.example", "Người đánh giá"),
)


def ended(house: House) -> None:
    """The administrator's role ends now."""
    with house.database.writing() as session:
        rows = session.exec(select(RoleGrant).where(RoleGrant.role == Role.SO_ADMINISTRATOR))
        for row in rows:
            row.revoked_at = now()


@pytest.mark.parametrize("confirmed", [False, True])
def test_whose_role_has_ended_writes_nothing(
    database_url: URL,
    tmp_path: Path,
    confirmed: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with opened(database_url, tmp_path) as house:
        with house.database.writing() as session:
            process = Process(session)
            process.province.person("admin", (Role.SO_ADMINISTRATOR, "so"))
        desk = Desk(house, "admin")
        found = desk.tried("people", "so", *ROWS)
        url = f"{IMPORTS}/{found['id']}/confirm"
        said = {"fingerprint": found["fingerprint"]}
        if confirmed:
            assert desk.client.post(url, json=said).status_code == 202
            ended(house)
        else:
            ended(house)
            assert desk.client.post(url, json=said).status_code == 404
        parts = house.app.state.context
        work_all(Shop(parts.settings, house.database, parts.vault), HANDLERS)
        with house.database.reading() as session:
            batch = session.get_one(ImportBatch, found["id"])
            assert batch.state == ("stale" if confirmed else "ready")
            email = Account.email == ROWS[1][1]
            assert session.exec(select(Account).where(email)).all() == []
