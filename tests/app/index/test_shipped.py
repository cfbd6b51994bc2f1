"""Shipped editions in the database: a release never replaces what was recorded."""

import pytest
from sqlmodel import Session, select

from app.index.models import StoredEdition
from app.index.service import keep_shipped
from app.storage.database import Database
from criteria.errors import EditionAltered
from tests.app.index.texts import ID, OLD
from tests.app.province import NOW


def shipped(session: Session) -> StoredEdition:
    return session.exec(select(StoredEdition).where(StoredEdition.edition_id == ID)).one()


def test_keeping_them_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        keep_shipped(session)
        first = shipped(session).model_dump()
    with database.writing() as session:
        keep_shipped(session)
        assert shipped(session).model_dump() == first
        assert (shipped(session).state, shipped(session).shipped) == ("active", True)


def test_what_was_only_proposed_is_active_once_a_release_brings_it(database: Database) -> None:
    with database.writing() as session:
        keep_shipped(session)
        row = shipped(session)
        row.state, row.shipped = "proposed", False
        session.add(row)
    with database.writing() as session:
        keep_shipped(session)
        assert (shipped(session).state, shipped(session).shipped) == ("active", True)


def test_other_bytes_under_a_recorded_version_are_refused(database: Database) -> None:
    other = StoredEdition(
        sha256="0" * 64,
        edition_id=ID,
        version="1.0",
        title="Minh họa",
        content=OLD + b"#\n",
        state="active",
        proposed_at=NOW,
    )
    with database.writing() as session:
        session.add(other)
    with pytest.raises(EditionAltered, match="phiên bản mới"), database.writing() as session:
        keep_shipped(session)
    with database.reading() as session:
        assert [row.sha256 for row in session.exec(select(StoredEdition))] == ["0" * 64]
