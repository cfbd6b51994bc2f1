"""Two imports at once, and an import while schools type."""

from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from app.dossiers.models import SideName
from app.imports.errors import ImportStale
from app.imports.models import ImportBatch
from app.imports.results.kind import KIND
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.imports.results.province import CODES, furnished


def test_of_two_imports_of_the_same_schools_the_second_is_stale(database: Database) -> None:
    schools = furnished(database)
    first, second = schools.drive(), schools.drive()
    first.plan(schools.roles("self"), schools.row(CODES[0], {}))
    second.plan(schools.roles("self"), schools.row(CODES[0], {"1.3.1": "1"}))
    first.apply()
    with pytest.raises(ImportStale):
        second.apply()
    assert schools.awards() == schools.items
    schools.chains_hold()


def test_a_school_that_is_not_in_the_table_saves_while_it_is_confirmed(
    postgresql_database: Database, postgresql_url: URL
) -> None:
    schools = furnished(postgresql_database)
    drive = schools.drive()
    drive.plan(schools.roles("self"), schools.row(CODES[0], {}))
    with postgresql_database.writing() as session:
        KIND.apply(session, session.get_one(ImportBatch, drive.batch_id), drive.who())
        with closing(Database(postgresql_url)) as beside, beside.writing() as other:
            other.connection().execute(text("SET LOCAL lock_timeout = '5s'"))
            process = Process.resumed(other)
            dossier = process.held("dth2dot")
            process.answer(dossier, SideName.SELF, {"1.3.1": "2"}, "editor-th2")
    assert schools.awards("th2") == {"1.3.1": "2"}
    assert schools.awards() == schools.items
    schools.chains_hold()


def test_who_confirms_must_reach_the_schools_too(database: Database) -> None:
    schools = furnished(database)
    drive = schools.drive()
    drive.plan(schools.roles("self"), schools.row(CODES[1], {}))
    drive.account_id = schools.people["tied"]
    before = schools.stand()
    with pytest.raises(ImportStale) as refusal:
        drive.apply()
    assert [one.code for one in refusal.value.reasons] == ["not-allowed"]
    assert schools.stand() == before
