"""The plainest route that saves an answer: what no service that keeps answers can do without.

Sync, SQLAlchemy Core, the same payload model, an answer and an audit row, one commit; nobody is
signed in, nothing is checked, nothing is locked, no chain is kept.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table, insert

from app.dossiers.schemas import AnswerIn
from app.storage.database import Database

METADATA = MetaData()
ANSWERS = Table(
    "plain_answer",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("dossier_id", String(26), index=True),
    Column("item", String(20)),
    Column("award", String(40)),
    Column("comment", String(4000)),
    Column("version", Integer),
    Column("at", DateTime),
)
AUDIT = Table(
    "plain_audit",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("dossier_id", String(26), index=True),
    Column("act", String(60)),
    Column("payload", JSON),
    Column("at", DateTime),
)


def create_plain(url: str) -> FastAPI:
    """The route over the same engine as ours: same journal, same durability, same pool."""
    app = FastAPI()
    engine = Database(url).engine.execution_options(writing=True)

    @app.put("/dossiers/{dossier_id}/answers/{item}")
    def save(dossier_id: str, item: str, body: AnswerIn) -> dict[str, Any]:
        at = datetime.now(UTC).replace(tzinfo=None)
        payload = body.model_dump()
        with engine.begin() as connection:
            connection.execute(
                insert(ANSWERS),
                {
                    "id": uuid.uuid4().hex,
                    "dossier_id": dossier_id,
                    "item": item,
                    "award": body.award,
                    "comment": body.comment,
                    "version": 1,
                    "at": at,
                },
            )
            connection.execute(
                insert(AUDIT),
                {
                    "id": uuid.uuid4().hex,
                    "dossier_id": dossier_id,
                    "act": "saved",
                    "payload": payload | {"item": item},
                    "at": at,
                },
            )
        return {"item": item, "version": 1}

    return app
