"""Where the database mentions objects of the vault: told from the tables themselves.

A table that has a tenant and the hash of an object mentions it; so a new one is never forgotten.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Column, Select, Table, null, select, union_all
from sqlmodel import Session

from app.attachments.models import StoredObject
from app.storage.tables import METADATA

_SINCE = ("at", "issued_at", "created_at")


class Mention(NamedTuple):
    """One row that says where an object is needed, and since when (None: not known)."""

    table: str
    tenant_id: str
    sha256: str
    at: datetime | None


@cache
def mentioning() -> tuple[Table, ...]:
    """The tables that mention objects."""
    return tuple(
        table
        for table in METADATA.sorted_tables
        if {"tenant_id", "object_sha256"} <= set(table.columns.keys())
    )


def of_object(session: Session, tenant_id: str, sha256: str) -> list[Mention]:
    """Every mention of one object."""
    found: list[Mention] = []
    for table in mentioning():
        rows = session.connection().execute(
            _mentions(table).where(table.c.tenant_id == tenant_id, table.c.object_sha256 == sha256)
        )
        found += [Mention(table.name, tenant_id, sha256, row.since) for row in rows]
    return found


def of_tenant(session: Session, tenant_id: str) -> Iterator[Mention]:
    """Every mention of the objects of a tenant, table by table."""
    for table in mentioning():
        rows = session.connection().execute(
            _mentions(table).where(
                table.c.tenant_id == tenant_id, table.c.object_sha256.is_not(None)
            )
        )
        for row in rows:
            yield Mention(table.name, tenant_id, row.object_sha256, row.since)


def tenants(session: Session) -> list[str]:
    """Every tenant that has objects or mentions some."""
    asked = [select(table.c.tenant_id).distinct() for table in mentioning()]
    known: Column[str] = StoredObject.__table__.c.tenant_id  # type: ignore[attr-defined]
    rows = session.connection().execute(union_all(*asked, select(known).distinct()))
    return sorted({row[0] for row in rows})


def _mentions(table: Table) -> Select[tuple[str, datetime]]:
    since = next((table.c[name] for name in _SINCE if name in table.c), None)
    shown = since if since is not None else null()
    return select(table.c.object_sha256, shown.label("since"))
