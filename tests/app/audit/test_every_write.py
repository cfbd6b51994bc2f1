"""What changes something is in the audit log, with the change, on the account of who did it.

Every route that writes is asked once, by the first of those whom `who_may.txt` lets in, over the
town of invented people; the rows of the database before and after are compared.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from app.audit.verify import verify
from app.storage.tables import METADATA
from tests.app.good_requests import address, brought, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, TABLE, mark, split

DOSSIER = "/api/v1/dossiers/{dossier_id}"
PAGE = "/ho-so/{dossier_id}"
WRITING = [
    route
    for route, row in TABLE.items()
    if not route.startswith(("GET ", "OPTIONS ")) and "+" in row.marks
]
AUDIT = frozenset({"audit_row", "audit_payload", "chain_head"})
PASSING = frozenset(
    {
        "access_row",  # itself a log
        "browser_session",
        "form_download",
        "form_upload",  # a preview, which changes nothing until it is confirmed
        "idempotency_key",
        "import_row",  # of a dry run; what was asked for is in the log
        "job",
        "login_attempt",
        "package",  # a wish to read; what is handed out is in the log of reading
        "upload",  # of a file that counts once it is whole
    }
)
"""Tables of what comes and goes by itself, without a line in the log."""
NOTHING = frozenset(
    {
        "POST /ket-qua",
        "POST /tai-ve",
        "POST /api/v1/score",
        "POST /api/v1/what-if",
        "POST /api/v1/reports",
        "POST /dang-nhap",
        "POST /dang-xuat",
        "POST /tai-khoan/phien",
        "POST /api/v1/accounts/{account_id}/grants",  # of what is held already
        "POST /api/v1/accounts/{account_id}/enable",  # who is not disabled
        "POST /api/v1/bodies/{body_id}/list-preview",
        "POST /don-vi/{body_id}/nap-danh-sach",  # the preview
        "POST /api/v1/campaigns/{campaign_id}/assessors/preview",
        "POST /api/v1/campaigns/{campaign_id}/packages",
        "POST /dot-danh-gia/{campaign_id}/xuat-du-lieu",
        f"POST {DOSSIER}/evidence/{{evidence_id}}/uploads",
        f"PATCH {DOSSIER}/evidence/{{evidence_id}}/uploads/{{upload_id}}",
        f"DELETE {DOSSIER}/evidence/{{evidence_id}}/uploads/{{upload_id}}",
        f"POST {DOSSIER}/{{side:side}}/what-if",
        f"POST {DOSSIER}/{{side:side}}/what-if#external",
        f"POST {DOSSIER}/{{side:side}}/form",
        f"POST {DOSSIER}/{{side:side}}/form#external",
        f"POST {DOSSIER}/{{side:side}}/form/{{upload_id}}/confirm",  # of a form that says the same
        f"DELETE {DOSSIER}/{{side:side}}/form/{{upload_id}}",
        f"POST {DOSSIER}/last-year",  # where every item is answered
        f"POST {DOSSIER}/confirmations",  # where all is confirmed
        f"POST {DOSSIER}/evidence-confirmations",
        f"POST {PAGE}/minh-chung-nam-truoc/xac-nhan",
        f"POST {PAGE}/phieu/{{side}}",
        f"POST {PAGE}/phieu/{{side}}/{{upload_id}}",
        f"POST {PAGE}/phieu/{{side}}/{{upload_id}}/bo",
    }
)
"""Routes that change nothing that is kept, or not by the request made here."""
ANSWER = {"version-1.3.1": "1", "award-1.3.1": "1", "was-1.3.1": "khác", "sent": "1"}
CHANGE = {"answers": [{"item": "1.3.1", "version": 1, "award": "1"}]}
INSTEAD: Mapping[str, dict[str, Any]] = {
    f"PATCH {DOSSIER}/{{side:side}}/answers": {"json": CHANGE},
    f"PATCH {DOSSIER}/{{side:side}}/answers#external": {"json": CHANGE},
    f"POST {PAGE}/tra-loi/{{criterion}}": {"data": ANSWER},
    f"POST {PAGE}/danh-gia/{{criterion}}": {"data": ANSWER},
    f"POST {PAGE}/bao-cao": {
        "data": {
            "version-narrative.difficulties": "0",
            "text-narrative.difficulties": "Minh họa",
            "was-narrative.difficulties": "khác",
            "sent": "1",
        }
    },
}
"""Requests that change something, where the good ones repeat what stands there."""
Rows = dict[str, frozenset[tuple[object, ...]]]


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everybody and everything, put back after each act."""
    folder = tmp_path_factory.mktemp("town")
    file = Path(shutil.copyfile(sqlite_template, folder / "thangdo.db"))
    with town_at(make_url(f"sqlite:///{file}"), folder, file) as found:
        yield found


@pytest.mark.parametrize("route", WRITING)
def test_every_change_has_its_line_in_the_log(town: Town, route: str) -> None:
    column = COLUMNS[TABLE[route].marks.index("+")]
    things = town.at(state_of(route), column)
    before = rows(town)
    try:
        what = {**brought(route, things), **INSTEAD.get(route, {})}
        answer = town.send(column, split(route)[0], address(route, things), **what)
        assert mark(answer) == "+", answer.text
        after = rows(town)
        with town.house.database.reading() as session:
            assert not verify(session).findings
    finally:
        town.as_before()
    changed = {name for name in after if after[name] != before[name]}
    lines = after["audit_row"] - before["audit_row"]
    kept = changed - AUDIT - PASSING
    assert bool(kept) == bool(lines), f"changed {kept} with {len(lines)} lines in the log"
    assert bool(kept) == (route not in NOTHING), "a request that changes something, or NOTHING"
    assert not before["audit_row"] - after["audit_row"], "a chain only grows"
    if column != "nobody":
        assert {line[_ACCOUNT] for line in lines} <= {town.accounts[column]}


def test_what_is_said_to_change_nothing_is_a_route() -> None:
    assert set(WRITING) >= NOTHING
    assert set(WRITING) >= INSTEAD.keys()


_ACCOUNT = list(METADATA.tables["audit_row"].c.keys()).index("account_id")


def rows(town: Town) -> Rows:
    """Every row of every table."""
    assert town.file is not None
    with closing(sqlite3.connect(town.file)) as live:
        return {name: _all(live, name) for name in METADATA.tables}


def _all(live: sqlite3.Connection, table: str) -> frozenset[tuple[object, ...]]:
    columns = ", ".join(f'"{one.name}"' for one in METADATA.tables[table].columns)
    return frozenset(live.execute(f'SELECT {columns} FROM "{table}"'))  # noqa: S608 - our own names
