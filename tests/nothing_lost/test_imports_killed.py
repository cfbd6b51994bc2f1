"""An import is killed before every one of its statements: nothing of it is there, or all.

What was left is taken up again once the lease is over, and ends exactly once.
"""

from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.audit.models import AuditRow
from app.imports.models import ImportRow
from app.jobs.models import Job, JobState
from app.storage.database import Database
from tests.nothing_lost.servers import Servers
from tests.nothing_lost.tables import confirm, sent, standing, state, table, undo, values
from tests.nothing_lost.town import untouched
from tests.nothing_lost.whole import all_whole
from tests.nothing_lost.workers import NEVER, killed_working, leases_end

SCHOOLS, FEWEST = 4, 8
BOTH = ("self", "external")
STEPS = ("ready", "applied", "undone")


@pytest.mark.timeout(200)  # a quarter of a minute on two quiet cores
@pytest.mark.parametrize("step", STEPS)
def test_killed_before_any_statement_it_is_done_once_or_not_at_all(
    step: str, database: Database, servers: Servers, database_url: URL, tmp_path: Path
) -> None:
    dossiers = untouched(database, SCHOOLS, chief=(Role.SO_ADMINISTRATOR, "so"))
    servers.start(run_jobs=False)
    chief = servers.client("chief")
    earlier = sent(chief, table(dossiers[1:], "0.5"))
    assert not killed_working(database_url, tmp_path, NEVER)
    assert confirm(chief, earlier).status == 202
    assert not killed_working(database_url, tmp_path, NEVER)

    found = sent(chief, table(dossiers, "1", BOTH))  # one is new, the others are changed
    with database.reading() as session:
        before = values(session)
    for end in STEPS:
        if end == "applied":
            assert confirm(chief, found).status == 202
        elif end == "undone":
            assert undo(chief, found).status == 202
        if end == step:
            killed_everywhere(database, database_url, tmp_path, found, end)
        else:
            assert not killed_working(database_url, tmp_path, NEVER)
        with database.reading() as session:
            assert state(session, found) == end
            assert (values(session) == before) == (end != "applied")
    with database.reading() as session:
        all_whole(session)
        acts = session.exec(select(AuditRow.act).where(AuditRow.chain == "body:so")).all()
        assert (acts.count("import.applied"), acts.count("import.undone")) == (2, 1)
        assert session.exec(select(Job.state)).all() == [JobState.DONE] * 5


def killed_everywhere(database: Database, url: URL, folder: Path, import_id: str, end: str) -> None:
    """Killed before the first statement, the second, …, until one has nothing left to do."""
    with database.reading() as session:
        before, begun = standing(session), state(session, import_id)
    after: list[list[str]] | None = None
    for moment in count(1):
        killed = killed_working(url, folder, moment)
        with database.reading() as session:
            all_whole(session)
            now, found = state(session, import_id), standing(session)
            if now != end:
                assert (killed, after) == (True, None)
                assert found == before, "a part of it is there"
                assert now in {begun, "reading"}
            elif after is None:
                after = found
                assert (found == before) == (end == "ready")
                staged_once(session, import_id)
            else:
                assert found == after, "it was done again"
        if not killed:
            break
        leases_end(database)
    assert moment > FEWEST, "it was hardly ever killed"


def staged_once(session: Session, import_id: str) -> None:
    """What was left by runs that were killed is gone."""
    rows = select(ImportRow.position).where(ImportRow.batch_id == import_id)
    positions = session.exec(rows.order_by(col(ImportRow.position))).all()
    assert list(positions) == list(range(len(positions)))
