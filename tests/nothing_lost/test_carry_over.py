"""A server is killed in the middle of carrying a campaign over: all dossiers moved, or none."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
from sqlmodel import Session, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Role
from app.audit.models import AuditRow
from app.audit.verify import verify
from app.campaigns.models import CampaignKind
from app.dossiers.models import Answer, ArchivedAnswer, Dossier, DossierState, StateChange
from app.index.service import edition
from app.storage.database import Database
from tests.app.carry_over.test_carry_over import NEW, OLD_SHA, SHA, adopted
from tests.app.index.texts import ID
from tests.nothing_lost.servers import Servers
from tests.nothing_lost.town import Town, founded
from tests.nothing_lost.working import Program, Work

KILLS, SEED, LONGEST_PAUSE, SCHOOLS = 8, 4725, 0.15, 40
DONE, URL = "campaign.carried_over", "campaigns/dot/carry-over"


@pytest.fixture
def town(database: Database) -> Town:
    """Forty complete dossiers in đang soạn, one assessed; two versions, and who may choose."""
    found = founded(database, SCHOOLS, 1, chief=(Role.SO_ADMINISTRATOR, "so"))
    with database.writing() as session:
        adopted(session)
    return found


def there_and_back(work: Work) -> Program:
    """From one version to the other, round and round."""
    program, targets = Program(work), cycle([NEW, f"{ID}@1.0"])
    reader = work.servers.client("chief")
    while not work.over.is_set():
        target = next(targets)
        seen = reader.insist("GET", f"{URL}?edition={target}&limit=1").json
        wanted = {"edition": target, "fingerprint": seen["fingerprint"]}
        program.do("chief", DONE, ["dot"], URL, wanted)
    return program


def count(session: Session, statement: SelectOfScalar[int]) -> int:
    return session.exec(statement).one()


def all_or_none(session: Session, town: Town) -> int:
    """How often the campaign was carried over, for which every row must speak."""
    assert verify(session).findings == ()
    times = count(session, select(func.count()).where(AuditRow.act == DONE))
    pinned = set(session.exec(select(CampaignKind.edition_sha256)).all())
    assert pinned == {(OLD_SHA, SHA)[times % 2]}
    for dossier_id in town.drafting:
        dossier = session.get_one(Dossier, dossier_id)
        assert dossier.state == DossierState.DRAFTING
        assert {dossier.edition_sha256} == pinned
        assert dossier.version == 1 + times
        steps = select(func.count()).where(StateChange.dossier_id == dossier_id)
        assert count(session, steps) == times
        known = edition(session, dossier.edition_sha256).items
        rows = session.exec(select(Answer.item).where(Answer.dossier_id == dossier_id)).all()
        assert set(rows) <= set(known)
        archived = select(func.count()).where(ArchivedAnswer.dossier_id == dossier_id)
        assert len(rows) + count(session, archived) == len(edition(session, OLD_SHA).items)
    (locked,) = town.assessed
    assert session.get_one(Dossier, locked).edition_sha256 == OLD_SHA
    return times


@pytest.mark.timeout(400)  # half a minute on two quiet cores
def test_all_dossiers_are_carried_over_or_none(
    database: Database, servers: Servers, town: Town
) -> None:
    work, drawn = Work(servers), random.Random(SEED)  # noqa: S311 - a moment, not a secret
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(there_and_back, work)
        try:
            for _ in range(KILLS):
                server = servers.start()
                work.wait_for(1)
                work.wait_for_question()
                threading.Event().wait(drawn.uniform(0, LONGEST_PAUSE))
                servers.kill(server)
                with database.reading() as session:
                    all_or_none(session, town)
        finally:
            work.over.set()
            servers.start()
        told = running.result().told
    with database.reading() as session:
        assert all_or_none(session, town) == len(told)
