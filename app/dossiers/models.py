"""Tables of dossiers. The dossier row is what every change locks; its chain of audit hangs on it.

Self and external answers are rows of the same shape, told apart by `side` and never mixed.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from app.storage.columns import ID_LENGTH, Points, UtcTime, Words, one_of
from app.storage.ids import new_id


class DossierState(StrEnum):
    """From đang soạn to đã công bố, in the order of a year."""

    DRAFTING = "drafting"
    AWAITING_SIGNATURE = "awaiting_signature"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ASSESSING = "assessing"
    RETURNED = "returned"
    ASSESSED = "assessed"
    OBJECTED = "objected"
    RECOGNISED = "recognised"
    PUBLISHED = "published"


class SideName(StrEnum):
    """Whose answers: the school's own, or the assessors'."""

    SELF = "self"
    EXTERNAL = "external"


class Origin(StrEnum):
    """Where a dossier's answers came from."""

    TYPED = "typed"
    IMPORT = "import"


ITEMS = "items"
"""In `waived`: a result was reported without points of its items (“chưa có điểm thành phần”)."""


class SnapshotKind(StrEnum):
    """When a snapshot was taken."""

    SELF = "self"
    EXTERNAL = "external"
    RECOGNITION = "recognition"


class Dossier(SQLModel, table=True):
    """The aggregate: body × campaign × revision. Pins edition, bodies and their names of the time.

    `chain_length` and `chain_head` are the dossier's audit chain. `late` is set when it was handed
    in past its deadline. `waived` lists guards that an import went round. `self_version` and
    `external_version` count changes of each side, so that a preview knows when it is stale.
    """

    __table_args__ = (
        UniqueConstraint("body_id", "campaign_id", "revision", name="dossier_once"),
        one_of("state", DossierState, "dossier_state"),
        one_of("origin", Origin, "dossier_origin"),
        Index("dossier_campaign_state", "campaign_id", "state", "id"),
        Index("dossier_assessing", "assessing_body_id", "state"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=ID_LENGTH)
    body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    revision: int = 1
    kind: str = Field(max_length=30)
    school_levels: list[str] = Field(sa_column=Column(JSON, nullable=False))
    body_name: str = Field(sa_column=Column(Words(200), nullable=False))
    body_code: str = Field(default="", max_length=30)
    assessing_body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    recognising_body_id: str = Field(foreign_key="body.id", max_length=ID_LENGTH)
    edition_sha256: str = Field(foreign_key="stored_edition.sha256", max_length=64)
    overlay_sha256: str | None = Field(
        default=None, foreign_key="stored_overlay.sha256", max_length=64
    )
    state: str = Field(max_length=20)
    origin: str = Field(default=Origin.TYPED, max_length=10)
    waived: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    previous_id: str | None = Field(default=None, foreign_key="dossier.id", max_length=ID_LENGTH)
    supersedes_id: str | None = Field(default=None, foreign_key="dossier.id", max_length=ID_LENGTH)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcTime)
    self_version: int = 0
    external_version: int = 0
    approved_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    late: bool = False
    self_level: int | None = None
    external_level: int | None = None
    recognised_level: int | None = None
    decision_line_id: str | None = Field(default=None, max_length=ID_LENGTH)
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    chain_length: int = 0
    chain_head: str = Field(default="", max_length=64)
    created_at: datetime = Field(sa_type=UtcTime)
    version: int = 1


class Answer(SQLModel, table=True):
    """One item's answer of one side: exactly one of award, verdict, or a claim not to apply.

    `version` is the answer's own ETag. `unconfirmed` marks what last year's dossier or a
    carry-over brought until a person confirms it; `review` why it should be looked at.
    """

    __table_args__ = (
        UniqueConstraint("dossier_id", "side", "item", name="answer_once"),
        one_of("side", SideName, "answer_side"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    side: str = Field(max_length=10)
    item: str = Field(max_length=20)
    award: Decimal | None = Field(default=None, sa_type=Points)
    verdict: str | None = Field(default=None, max_length=10)
    inapplicable: str | None = Field(default=None, sa_column=Column(Words(2000)))
    claim_accepted: bool | None = None
    comment: str = Field(default="", sa_column=Column(Words(4000), nullable=False))
    unconfirmed: bool = False
    review: str = Field(default="", sa_column=Column(Words(500), nullable=False))
    version: int = 1
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class FactAnswer(SQLModel, table=True):
    """One fact of one side, as text in canonical form (`true`, `40`, `rented`)."""

    __tablename__ = "fact_answer"
    __table_args__ = (
        UniqueConstraint("dossier_id", "side", "fact", name="fact_answer_once"),
        one_of("side", SideName, "fact_answer_side"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    side: str = Field(max_length=10)
    fact: str = Field(max_length=60)
    value: str | None = Field(default=None, sa_column=Column(Words(500)))
    unconfirmed: bool = False
    version: int = 1
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class DossierText(SQLModel, table=True):
    """One field of the narrative or of the decree's header, each with its own version."""

    __tablename__ = "dossier_text"
    __table_args__ = (UniqueConstraint("dossier_id", "field", name="dossier_text_once"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    field: str = Field(max_length=40)
    value: str = Field(default="", sa_column=Column(Words(20000), nullable=False))
    unconfirmed: bool = False
    version: int = 1
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class ArchivedAnswer(SQLModel, table=True):
    """What a carry-over could not take along, or a return that was taken back had begun.

    Kept with the dossier, never deleted.
    """

    __tablename__ = "archived_answer"
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH, index=True)
    side: str = Field(max_length=10)
    edition_sha256: str = Field(max_length=64)
    code: str = Field(max_length=60)
    payload: str = Field(sa_column=Column(Words(60000), nullable=False))
    reason: str = Field(default="", sa_column=Column(Words(500), nullable=False))
    at: datetime = Field(sa_type=UtcTime)


class StateChange(SQLModel, table=True):
    """One transition, with its reason; the history a person reads."""

    __tablename__ = "state_change"
    __table_args__ = (Index("state_change_dossier", "dossier_id", "at"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    act: str = Field(max_length=40)
    before: str = Field(max_length=20)
    after: str = Field(max_length=20)
    reason: str = Field(default="", sa_column=Column(Words(2000), nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class Snapshot(SQLModel, table=True):
    """Canonical JSON of a dossier at one moment, with its SHA-256; `void` when reopened."""

    __table_args__ = (
        one_of("kind", SnapshotKind, "snapshot_kind"),
        Index("snapshot_dossier", "dossier_id", "kind", "at"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    kind: str = Field(max_length=20)
    sha256: str = Field(max_length=64, index=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    void: bool = False
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class QrReading(StrEnum):
    """What the code on the signed file said."""

    MATCHES = "matches"
    UNREADABLE = "unreadable"


class SignedReport(SQLModel, table=True):
    """The report as the head signed it, attached to the self snapshot it was printed from."""

    __tablename__ = "signed_report"
    __table_args__ = (one_of("qr", QrReading, "signed_report_qr"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    snapshot_id: str = Field(foreign_key="snapshot.id", max_length=ID_LENGTH, index=True)
    tenant_id: str = Field(max_length=ID_LENGTH)
    object_sha256: str = Field(max_length=64)
    inspection_id: str | None = Field(
        default=None, foreign_key="inspection.id", max_length=ID_LENGTH
    )
    file_name: str = Field(sa_column=Column(Words(200), nullable=False))
    number: str = Field(default="", max_length=20)
    symbol: str = Field(default="", sa_column=Column(Words(50), nullable=False))
    signed_on: date | None = None
    qr: str = Field(max_length=20)
    void: bool = False
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class Assignment(SQLModel, table=True):
    """An assessor of a dossier; one of the team leads it."""

    __table_args__ = (
        UniqueConstraint("dossier_id", "account_id", name="assignment_once"),
        Index("assignment_account", "account_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    account_id: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    lead: bool = False
    team: str = Field(default="", sa_column=Column(Words(100), nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)


class Return(SQLModel, table=True):
    """A return for supplement (trả bổ sung), open until the school hands in again.

    Or until the assessing body takes it back: then `taken_back` says why.
    """

    __table_args__ = (Index("return_dossier", "dossier_id", "closed_at"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    deadline: datetime | None = Field(default=None, sa_type=UtcTime)
    by_account: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    taken_back: str = Field(default="", sa_column=Column(Words(2000), nullable=False))


class ReturnedCriterion(SQLModel, table=True):
    """One criterion sent back, and why: the school sees the reason."""

    __tablename__ = "returned_criterion"
    __table_args__ = (UniqueConstraint("return_id", "criterion", name="returned_criterion_once"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    return_id: str = Field(foreign_key="return.id", max_length=ID_LENGTH)
    criterion: str = Field(max_length=20)
    reason: str = Field(sa_column=Column(Words(2000), nullable=False))


class Objection(SQLModel, table=True):
    """Giải trình: the school objects to one criterion, the assessor answers, the leader decides.

    `upheld` is None until decided; `evidence_code` points to what the school adds. `corrections`
    are the external answers and facts that an upheld objection changes once all are decided.
    """

    __table_args__ = (UniqueConstraint("dossier_id", "round", "criterion", name="objection_once"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    dossier_id: str = Field(foreign_key="dossier.id", max_length=ID_LENGTH)
    round: int
    criterion: str = Field(max_length=20)
    text: str = Field(sa_column=Column(Words(4000), nullable=False))
    evidence_code: str = Field(default="", max_length=60)
    raised_by: str = Field(foreign_key="account.id", max_length=ID_LENGTH)
    raised_at: datetime = Field(sa_type=UtcTime)
    answer: str = Field(default="", sa_column=Column(Words(4000), nullable=False))
    answered_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    answered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    upheld: bool | None = None
    corrections: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    decision: str = Field(default="", sa_column=Column(Words(4000), nullable=False))
    decided_by: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)
    version: int = 1


class ObjectionFile(SQLModel, table=True):
    """A file that the school adds to its objection; the locked self side does not change."""

    __tablename__ = "objection_file"
    __table_args__ = (Index("objection_file_objection", "objection_id"),)
    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    objection_id: str = Field(foreign_key="objection.id", max_length=ID_LENGTH)
    tenant_id: str = Field(max_length=ID_LENGTH)
    object_sha256: str = Field(max_length=64)
    inspection_id: str | None = Field(
        default=None, foreign_key="inspection.id", max_length=ID_LENGTH
    )
    file_name: str = Field(sa_column=Column(Words(200), nullable=False))
    by_account: str | None = Field(default=None, foreign_key="account.id", max_length=ID_LENGTH)
    at: datetime = Field(sa_type=UtcTime)
