"""An import driven by hand: lines as the reader would give them, a dry run, confirming, undoing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, SQLModel, select

from app.audit.chain import Who
from app.imports import staging
from app.imports.errors import UndoRefused
from app.imports.kinds import Applied, Kind, Planned, Undone
from app.imports.models import ImportBatch, ImportKind, ImportRow
from app.imports.shapes import Column, Fault, Layout, Line, Staged
from app.storage.database import Database

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SHEET = "DS"
FIRST = 5
"""The first line of every table here: a title block and the header stand above it."""


@dataclass
class Drive:
    """One kind of import at a body, on somebody's account."""

    database: Database
    kind: Kind
    name: ImportKind
    body_id: str
    account_id: str | None
    campaign_id: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    tenant_id: str = "so"
    at: datetime = AT
    batch_id: str = ""
    planned: Planned | None = None

    def plan(
        self,
        roles: Sequence[str],
        *rows: Sequence[str | None],
        faults: Mapping[int, Sequence[Fault]] | None = None,
    ) -> list[Staged]:
        """A new import of this table, dry run and staged."""
        with self.database.writing() as session:
            batch = ImportBatch(
                tenant_id=self.tenant_id,
                body_id=self.body_id,
                campaign_id=self.campaign_id,
                kind=self.name,
                file_name="danh-sach.xlsx",
                object_sha256="a" * 64,
                size=1,
                options=dict(self.options),
                run=1,
                account_id=self.account_id,
                created_at=self.at,
                expires_at=self.at + timedelta(days=7),
            )
            session.add(batch)
            session.flush()
            session.expunge(batch)
        self.batch_id = batch.id
        columns = [Column(place, role, role) for place, role in enumerate(roles)]
        layouts = [Layout(SHEET, (FIRST - 2, FIRST - 2), columns, "f" * 64)]
        lines = [
            Line(SHEET, FIRST + number, list(row), (faults or {}).get(number, ()))
            for number, row in enumerate(rows)
        ]
        planning = self.kind.planning(self.database, batch, layouts)
        staged = [one for chunk in planning.rows(lines) for one in chunk]
        self.planned = planning.ended()
        with self.database.writing() as session:
            staging.stage(session, batch.id, 1, staged)
            kept = session.get_one(ImportBatch, batch.id)
            kept.fingerprint = self.planned.fingerprint
        return staged

    def who(self) -> Who:
        """A minute after the last act."""
        self.at += timedelta(minutes=1)
        return Who(self.account_id, self.at)

    def apply(self, batch_id: str = "") -> Applied:
        """Confirm it."""
        with self.database.writing() as session:
            batch = session.get_one(ImportBatch, batch_id or self.batch_id)
            return self.kind.apply(session, batch, self.who())

    def undo(self, batch_id: str = "", *, rest: bool = False) -> Undone:
        """Undo it."""
        with self.database.writing() as session:
            batch = session.get_one(ImportBatch, batch_id or self.batch_id)
            return self.kind.undo(session, batch, self.who(), rest=rest)

    def refused_undo(self) -> list[str]:
        """Codes of the rows for which undoing is refused; nothing was undone."""
        try:
            self.undo()
        except UndoRefused as error:
            return [one.where for one in error.reasons]
        raise AssertionError("the undoing was not refused")

    def undone(self) -> list[bool]:
        """Per row whether it is undone."""
        with self.database.reading() as session:
            rows = session.exec(select(ImportRow).where(ImportRow.batch_id == self.batch_id))
            return [one.undone for one in sorted(rows, key=lambda one: one.position)]


def brief(rows: Sequence[Staged]) -> list[tuple[str, str, list[str]]]:
    """Code, outcome and codes of faults of each row."""
    return [(one.code, str(one.outcome), [fault[1] for fault in one.faults]) for one in rows]


def told(rows: Sequence[Staged]) -> list[tuple[str, ...]]:
    """Every change of every row."""
    return [tuple(change) for one in rows for change in one.changes]


def dump(session: Session, *tables: type[SQLModel]) -> list[list[str]]:
    """All rows of tables but for their versions, to compare what stood there with what does now."""
    return [
        sorted(
            str(sorted(one.model_dump(exclude={"version"}).items()))
            for one in session.exec(select(table))
        )
        for table in tables
    ]
