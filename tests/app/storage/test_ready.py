"""Statements made ready: the same rows as without, and a refusal of what they cannot hold."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select, bindparam, insert, select
from sqlmodel import col

from app.campaigns.models import CampaignState
from app.dossiers.models import Answer, Dossier
from app.storage.database import Database
from app.storage.ready import Ready, ready
from benchmarks.editors import furnish

AT = datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC)
_COLUMNS = tuple(Answer.__table__.columns)  # type: ignore[attr-defined]


def test_what_is_written_and_read_is_what_sqlalchemy_writes_and_reads(database: Database) -> None:
    written = Ready(insert(Answer).values({one.name: bindparam(one.name) for one in _COLUMNS}))
    wanted = select(*_COLUMNS).where(col(Answer.at) == bindparam("moment", type_=_type("at")))
    values = {
        "id": "a",
        "dossier_id": "hoso0",
        "side": "self",
        "item": "1.1",
        "award": Decimal("0.50"),
        "verdict": None,
        "inapplicable": None,
        "claim_accepted": None,
        "comment": "Tie\u0302\u0301ng Vie\u0323\u0302t 100%",
        "unconfirmed": True,
        "review": "",
        "version": 3,
        "by_account": None,
        "at": AT,
    }
    with database.writing() as session:
        furnish(session, 1)
        connection = session.connection()
        assert written.run(connection, values).rowcount == 1
        reading = ready(wanted)
        (raw,) = reading.run(connection, {"moment": AT}).all()
        (plain,) = connection.execute(wanted, {"moment": AT}).all()
        read = reading.read(connection.dialect, raw)
    assert read == tuple(plain)
    told = dict(zip((one.name for one in _COLUMNS), read, strict=True))
    assert told == values | {"comment": "Tiếng Việt 100%"}


def test_lists_come_back_as_lists(database: Database) -> None:
    columns: Select[*tuple[Any, ...]] = select(col(Dossier.school_levels), col(Dossier.created_at))
    wanted = Ready(columns)
    with database.writing() as session:
        furnish(session, 1)
        connection = session.connection()
        (raw,) = wanted.run(connection, {}).all()
        levels, created = wanted.read(connection.dialect, raw)
    assert levels == ["tieu_hoc"]
    assert created.tzinfo is not None


def test_a_statement_whose_sql_depends_on_its_values_is_refused(database: Database) -> None:
    several = Ready(select(col(Dossier.id)).where(col(Dossier.state).in_(list(CampaignState))))
    with database.reading() as session, pytest.raises(ValueError, match="depends on its values"):
        several.run(session.connection(), {})


def _type(name: str) -> Any:  # noqa: ANN401 - any type of SQLAlchemy
    return next(one.type for one in _COLUMNS if one.name == name)
