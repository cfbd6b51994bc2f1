"""Tables of recognition: the decision is its own record, a line per dossier.

A line is in force until `revoked_at`: when it was revoked, or replaced by a later
decision's line.
"""

from datetime import date, datetime

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import JSON, Field, SQLModel

from app.dossiers.models import Origin
from app.storage.columns import ID_LENGTH, UtcTime, Words, one_of
from app.storage.ids import new_id

_IN_FORCE = text("revoked_at IS NULL")


class RecognitionDecision(SQLModel, table=True):
    """A signed decision of a body: number, date, signer, the file; amended by a later one.

    `number` is unique per body and `year`, compared as `number_key`: without case and spaces.
    One with origin `import` may recognise imported dossiers that nobody has assessed.
    """

    __tablename__ = "recognition_decision"
    __table_args__ = (
        UniqueConstraint("body_id", "year", "number_key", name="recognition_decision_number"),
        Index("recognition_decision_campaign", "campaign_id", "body_id"),
        one_of("origin", Origin, "recognition_decision_origin"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=ID_LENGTH)
    number: str = Field(sa_column=Column(Words(50), nullable=False))
    # Folding case can make three letters of one.
    number_key: str = Field(sa_column=Column(Words(150), nullable=False))
    year: int
    signed_on: date
    signer: str = Field(sa_column=Column(Words(200), nullable=False))
    object_sha256: str | None = Field(default=None, max_length=64)
    inspection_id: str | None = Field(
        default=None, foreign_key="inspection.id", max_length=ID_LENGTH
    )
    file_name: str = Field(default="", sa_column=Column(Words(200), nullable=False))
    origin: str = Field(default=Origin.TYPED, max_length=10)
    amends_id: str | None = Field(
        default=None, foreign_key="recognition_decision.id", max_length=ID_LENGTH
    )
    issued_by: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    issued_at: datetime = Field(sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_reason: str = Field(default="", sa_column=Column(Words(1000), nullable=False))
    version: int = 1


class DecisionLine(SQLModel, table=True):
    """One dossier of a decision, with the level of its external snapshot.

    `snapshot_id` is the recognition snapshot; `replaced_by` the line that took its place. With
    `external` among `waived` nobody had assessed it, and the level is the one printed.
    """

    __tablename__ = "decision_line"
    __table_args__ = (
        Index("decision_line_decision", "decision_id"),
        Index("decision_line_dossier", "dossier_id"),
        Index(
            "decision_line_in_force",
            "dossier_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    decision_id: str = Field(foreign_key="recognition_decision.id", max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    level: int
    waived: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    snapshot_id: str | None = Field(default=None, foreign_key="snapshot.id", max_length=ID_LENGTH)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_reason: str = Field(default="", sa_column=Column(Words(1000), nullable=False))
    replaced_by: str | None = Field(default=None, max_length=ID_LENGTH)
