"""Tables of imports: a file and what became of it, its rows, mappings, reported results.

A dry run fills `import_row` in short transactions; confirming is one set-based step that checks
again what the dry run saw. The rows stay: they tell what was there before, for undoing.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from app.dossiers.models import SideName
from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id


class ImportKind(StrEnum):
    """What the rows of a table are."""

    RESULTS = "results"
    BODIES = "bodies"
    PEOPLE = "people"
    EVIDENCE = "evidence"
    DECISIONS = "decisions"


class ImportState(StrEnum):
    """From the file to what it changed, and back.

    `mapping` waits for somebody to say what the columns are; `stale` is a dry run that something
    has overtaken, to be made again; `refused` a file that cannot be read.
    """

    UPLOADED = "uploaded"
    READING = "reading"
    MAPPING = "mapping"
    REFUSED = "refused"
    READY = "ready"
    APPLYING = "applying"
    STALE = "stale"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowOutcome(StrEnum):
    """What a row does, or did.

    `locked`: its dossier is recognised, or somebody has worked on it: told, never written.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    INVALID = "invalid"
    LOCKED = "locked"


class ImportBatch(SQLModel, table=True):
    """One file brought in on behalf of a body.

    `run` numbers the dry runs: rows of an earlier run are no longer anybody's. `recognised` is what
    the reader found (format, encoding, sheets, header rows, columns with their roles); `mapping`
    what a person said of the columns. `counts` holds the outcomes, totals and levels before and
    after; `faults` why the file or the step was refused; `warnings` of the whole file.
    `fingerprint` is over what confirming would do.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        one_of("kind", ImportKind, "import_batch_kind"),
        one_of("state", ImportState, "import_batch_state"),
        Index("import_batch_body", "body_id", "id"),
        Index("import_batch_account", "account_id", "id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    campaign_id: str | None = Field(default=None, foreign_key="campaign.id", max_length=ID_LENGTH)
    kind: str = Field(max_length=12)
    state: str = Field(default=ImportState.UPLOADED, max_length=10)
    file_name: str = Field(sa_column=Column(Words(200), nullable=False))
    object_sha256: str = Field(max_length=64, index=True)
    size: int
    options: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    mapping: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    recognised: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    run: int = 0
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    faults: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    warnings: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    fingerprint: str = Field(default="", max_length=64)
    done: int = 0
    total: int = 0
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    created_at: datetime = Field(sa_type=UtcTime)
    confirmed_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    applied_at: datetime | None = Field(default=None, sa_type=UtcTime)
    undone_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
    version: int = 1


class ImportRow(SQLModel, table=True):
    """One row of the file in staging. Which keys `before` and `after` have, its kind says.

    `position` counts the rows of the run; `sheet` and `line` (from 1) are where a person finds it;
    `thing_id` is what it changes (a dossier, a body, an account, …). `before` is what stood there
    at the dry run, `after` what confirming writes; canonical JSON, "" for nothing. `changes` are
    `[cell, title, old, new]` of a changed row, `faults` and `warnings` `[cell, code, sentence]`.
    `seen_length`, `seen_head` are the end of the dossier's chain at the dry run: any act of anybody
    moves it. `applied_length`, `applied_head` are its end after applying, for undoing.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        one_of("outcome", RowOutcome, "import_row_outcome"),
        Index("import_row_outcome_place", "batch_id", "run", "outcome", "position"),
    )
    batch_id: str = Field(foreign_key="import_batch.id", primary_key=True, max_length=ID_LENGTH)
    run: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    sheet: str = Field(default="", sa_column=Column(Words(100), nullable=False))
    line: int
    code: str = Field(default="", sa_column=Column(Words(100), nullable=False))
    name: str = Field(default="", sa_column=Column(Words(300), nullable=False))
    thing_id: str | None = Field(default=None, max_length=ID_LENGTH)
    outcome: str = Field(max_length=10)
    before: str = Field(default="", sa_column=Column(Text, nullable=False))
    after: str = Field(default="", sa_column=Column(Text, nullable=False))
    changes: str = Field(default="", sa_column=Column(Text, nullable=False))
    faults: str = Field(default="", sa_column=Column(Text, nullable=False))
    warnings: str = Field(default="", sa_column=Column(Text, nullable=False))
    seen_length: int = 0
    seen_head: str = Field(default="", max_length=64)
    applied_length: int | None = None
    applied_head: str = Field(default="", max_length=64)
    undone: bool = False


class KeptMapping(SQLModel, table=True):
    """What a person said once about the columns of a layout, kept for its body.

    `layout` is a hash over the folded titles of the header, so the next file of the same layout
    needs no asking. `columns` maps a column's folded title path to its role ("" leaves it out).
    """

    __tablename__ = "kept_mapping"
    __table_args__ = (UniqueConstraint("body_id", "kind", "layout", name="kept_mapping_once"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    kind: str = Field(max_length=12)
    layout: str = Field(max_length=64)
    columns: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class ReportedResult(SQLModel, table=True):
    """A result as somebody printed it, without points of its items (“chưa có điểm thành phần”).

    Never a sheet, never scored. `groups` maps a group to its printed total, `criteria` a criterion
    to its printed points, as decimal text; `level` is None where none was printed.
    """

    __tablename__ = "reported_result"
    __table_args__ = (
        UniqueConstraint("dossier_id", "side", name="reported_result_once"),
        one_of("side", SideName, "reported_result_side"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    side: str = Field(max_length=10)
    groups: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    criteria: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    level: int | None = None
    batch_id: str = Field(foreign_key="import_batch.id", max_length=ID_LENGTH, index=True)
    at: datetime = Field(sa_type=UtcTime)
