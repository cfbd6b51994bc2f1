"""A chunk asks the database as often for many dossiers as for few."""

from app import clock
from app.campaigns.models import Campaign
from app.dossiers.models import SideName
from app.packages.queries import Sight
from app.packages.reading import Wanted, read
from app.storage.database import Database
from tests.app.external.process import Process, S
from tests.statements import counted

STATES = (S.DRAFTING, S.AWAITING_SIGNATURE, S.ASSESSING, S.ASSESSED)


def test_statements_do_not_grow_with_the_dossiers(database: Database) -> None:
    dossiers = []
    with database.writing() as session:
        process = Process(session)
        for number in range(2, 10):
            name = f"th{number}"
            dossier = process.school(name, f"7900000{number}")
            process.bring(dossier, STATES[number % 4], f"-{name}")
            dossiers.append(dossier.id)
    few, many = _asked(database, dossiers[:4]), _asked(database, dossiers)
    assert 0 < many == few


def _asked(database: Database, dossiers: list[str]) -> int:
    with counted(database.engine) as ran, database.reading() as session:
        campaign = session.get_one(Campaign, "dot")
        wanted = Wanted(campaign, Sight(), frozenset(SideName), clock.today())
        assert [one.dossier_id for one in read(session, wanted, dossiers)] == dossiers
    return len(ran)
