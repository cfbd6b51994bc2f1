"""All queries of dossiers. Hot ones take one statement and select what they need."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, union_all
from sqlalchemy import select as pick
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.audit.models import AuditPayload, AuditRow
from app.bodies.models import BodyName
from app.bodies.text import like
from app.campaigns.deadlines import in_force, kind_of_dossier
from app.campaigns.models import Campaign, CampaignKind
from app.dossiers.models import (
    Answer,
    Assignment,
    Dossier,
    DossierState,
    DossierText,
    FactAnswer,
    Return,
    ReturnedCriterion,
    SideName,
    SignedReport,
    Snapshot,
    SnapshotKind,
    StateChange,
)
from app.storage.database import locked

NOT_HANDED_IN = (
    DossierState.DRAFTING,
    DossierState.AWAITING_SIGNATURE,
    DossierState.RETURNED,
)
Rows = Select[*tuple[Any, ...]]


class Placed(NamedTuple):
    """A dossier with its campaign and the first instant at which it is late."""

    dossier: Dossier
    campaign: Campaign
    deadline: datetime | None

    def late(self, at: datetime) -> bool:
        """Whether it was handed in late, or is overdue."""
        waiting = self.dossier.state in NOT_HANDED_IN
        overdue = waiting and self.deadline is not None and self.deadline <= at
        return self.dossier.late or overdue


class Wanted(NamedTuple):
    """Which dossiers a list shows; empty is all that may be seen."""

    campaign_id: str = ""
    body_id: str = ""
    states: Sequence[str] = ()
    kinds: Sequence[str] = ()
    late: tuple[bool, datetime] | None = None
    """Late or not late, at that moment."""
    text: str = ""
    """In a name the body has or had, without diacritics, or the beginning of its code."""
    mine: tuple[str, Collection[str]] | None = None
    """Only those assigned to this account or of these schools."""
    newest_first: bool = False


def placed() -> Rows:
    """`Placed` of every dossier, to be filtered."""
    return (
        pick(Dossier, Campaign, in_force().label("deadline"))
        .join(Campaign, col(Campaign.id) == Dossier.campaign_id)
        .outerjoin(CampaignKind, kind_of_dossier())
    )


def one(session: Session, dossier_id: str) -> Placed | None:
    """A dossier to look at."""
    row = session.execute(placed().where(col(Dossier.id) == dossier_id)).one_or_none()
    return None if row is None else Placed(*row)


def page(
    session: Session, visible: ColumnElement[bool], wanted: Wanted, after: str, limit: int
) -> Sequence[Placed]:
    """Dossiers in the order they were made, or the other way: one statement, however many."""
    statement, made = placed().where(visible, *_wanted(wanted)), col(Dossier.id)
    if after:
        statement = statement.where(made < after if wanted.newest_first else made > after)
    order = made.desc() if wanted.newest_first else made
    rows = session.execute(statement.order_by(order).limit(limit))
    return [Placed(*row) for row in rows]


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.campaign_id:
        found.append(col(Dossier.campaign_id) == wanted.campaign_id)
    if wanted.body_id:
        found.append(col(Dossier.body_id) == wanted.body_id)
    if wanted.states:
        found.append(col(Dossier.state).in_(wanted.states))
    if wanted.kinds:
        found.append(col(Dossier.kind).in_(wanted.kinds))
    if wanted.text:
        named = pick(col(BodyName.body_id)).where(
            col(BodyName.search).like(like(wanted.text), escape="\\")
        )
        coded = col(Dossier.body_code).startswith(wanted.text.strip(), autoescape=True)
        found.append(or_(col(Dossier.body_id).in_(named), coded))
    if wanted.late is not None:
        late, at = wanted.late
        found.append(late_at(at) if late else ~late_at(at))
    if wanted.mine is not None:
        account_id, schools = wanted.mine
        assigned = pick(col(Assignment.dossier_id)).where(col(Assignment.account_id) == account_id)
        found.append(or_(col(Dossier.id).in_(assigned), col(Dossier.body_id).in_(schools)))
    return found


def late_at(at: datetime) -> ColumnElement[bool]:
    """Whether a row of `placed` was handed in late, or is overdue."""
    overdue = and_(col(Dossier.state).in_(NOT_HANDED_IN), in_force() <= at)
    return or_(col(Dossier.late), func.coalesce(overdue, literal(value=False)))


def held(session: Session, dossier_id: str) -> Dossier | None:
    """The dossier, its row held until the transaction ends: every change goes through here."""
    return locked(session, select(Dossier).where(Dossier.id == dossier_id))


def held_in_campaign(session: Session, dossier_id: str) -> tuple[Dossier, Campaign] | None:
    """The dossier, its row held, and its campaign, in one statement."""
    row = session.execute(_HELD, {"dossier_id": dossier_id}).one_or_none()
    return None if row is None else (row[0], row[1])


# Every save begins with it: built once, it takes half the time.
_HELD = (
    pick(Dossier, Campaign)
    .join(Campaign, col(Campaign.id) == Dossier.campaign_id)
    .where(col(Dossier.id) == bindparam("dossier_id"))
    .with_for_update(of=Dossier)
)


def campaign_kept(session: Session, dossier_id: str) -> Campaign | None:
    """The campaign of a dossier, kept as it is until the transaction ends.

    Many may keep it so at once; closing it waits for them, and they for a closing. Taken before
    the dossier's row, as by those who hold a campaign and then its dossiers.
    """
    return session.exec(
        select(Campaign)
        .join(Dossier, col(Dossier.campaign_id) == col(Campaign.id))
        .where(Dossier.id == dossier_id)
        .with_for_update(read=True, of=Campaign)
    ).one_or_none()


def campaign_of(session: Session, dossier: Dossier) -> Campaign:
    """The campaign of a dossier."""
    return session.exec(select(Campaign).where(Campaign.id == dossier.campaign_id)).one()


def answers(
    session: Session, dossier_id: str, side: SideName, items: Collection[str] | None = None
) -> Sequence[Answer]:
    """One side's answers: all, or those of `items`."""
    query = select(Answer).where(Answer.dossier_id == dossier_id, Answer.side == side)
    if items is not None:
        query = query.where(col(Answer.item).in_(items))
    return session.exec(query).all()


def facts(
    session: Session, dossier_id: str, side: SideName, codes: Collection[str] | None = None
) -> Sequence[FactAnswer]:
    """One side's facts: all, or those of `codes`."""
    query = select(FactAnswer).where(FactAnswer.dossier_id == dossier_id, FactAnswer.side == side)
    if codes is not None:
        query = query.where(col(FactAnswer.fact).in_(codes))
    return session.exec(query).all()


def texts(
    session: Session, dossier_id: str, fields: Collection[str] | None = None
) -> Sequence[DossierText]:
    """Narrative and header of a dossier: all fields, or those named."""
    query = select(DossierText).where(DossierText.dossier_id == dossier_id)
    if fields is not None:
        query = query.where(col(DossierText.field).in_(fields))
    return session.exec(query).all()


def unconfirmed(session: Session, dossier_id: str) -> list[str]:
    """Items, facts and fields that were brought along and that nobody has confirmed yet."""
    mine = SideName.SELF
    rows = union_all(
        pick(col(Answer.item)).where(
            col(Answer.dossier_id) == dossier_id, col(Answer.side) == mine, col(Answer.unconfirmed)
        ),
        pick(col(FactAnswer.fact)).where(
            col(FactAnswer.dossier_id) == dossier_id,
            col(FactAnswer.side) == mine,
            col(FactAnswer.unconfirmed),
        ),
        pick(col(DossierText.field)).where(
            col(DossierText.dossier_id) == dossier_id, col(DossierText.unconfirmed)
        ),
    )
    return sorted(session.execute(rows).scalars())


def snapshots(session: Session, dossier_id: str) -> Sequence[Snapshot]:
    """All snapshots, oldest first, without their content: asking one for it is an error."""
    return session.exec(
        select(Snapshot)
        .options(defer(Snapshot.content, raiseload=True))  # type: ignore[arg-type]  # a mapped column
        .where(Snapshot.dossier_id == dossier_id)
        .order_by(col(Snapshot.at), col(Snapshot.id))
    ).all()


def snapshot(session: Session, dossier_id: str, sha256: str) -> Snapshot | None:
    """One snapshot; of two with one content the later."""
    return session.exec(
        select(Snapshot)
        .where(Snapshot.dossier_id == dossier_id, Snapshot.sha256 == sha256)
        .order_by(col(Snapshot.at).desc(), col(Snapshot.id).desc())
        .limit(1)
    ).first()


def snapshot_in_force(session: Session, dossier_id: str, kind: SnapshotKind) -> Snapshot | None:
    """The latest snapshot of that kind that is not void."""
    return session.exec(
        select(Snapshot)
        .where(
            Snapshot.dossier_id == dossier_id, Snapshot.kind == kind, col(Snapshot.void).is_(False)
        )
        .order_by(col(Snapshot.at).desc(), col(Snapshot.id).desc())
        .limit(1)
    ).first()


def signed_report(session: Session, snapshot_id: str) -> SignedReport | None:
    """The signed file that stands for a snapshot."""
    return session.exec(
        select(SignedReport)
        .where(SignedReport.snapshot_id == snapshot_id, col(SignedReport.void).is_(False))
        .order_by(col(SignedReport.at).desc(), col(SignedReport.id).desc())
        .limit(1)
    ).first()


def open_return(session: Session, dossier_id: str) -> Return | None:
    """The return that the school has not yet answered."""
    return session.exec(
        select(Return).where(Return.dossier_id == dossier_id, col(Return.closed_at).is_(None))
    ).first()


def returned_criteria(session: Session, return_id: str) -> dict[str, str]:
    """Criterion to reason."""
    rows = session.exec(select(ReturnedCriterion).where(ReturnedCriterion.return_id == return_id))
    return {row.criterion: row.reason for row in rows}


def returned_now(session: Session, dossier_id: str) -> dict[str, str]:
    """Criterion to reason, of the return that the school has not yet answered."""
    rows = session.execute(
        pick(col(ReturnedCriterion.criterion), col(ReturnedCriterion.reason))
        .join(Return, col(Return.id) == ReturnedCriterion.return_id)
        .where(col(Return.dossier_id) == dossier_id, col(Return.closed_at).is_(None))
        .order_by(col(ReturnedCriterion.criterion))
    )
    return {row[0]: row[1] for row in rows}


def history(
    session: Session, dossier_id: str, after: tuple[datetime, str] | None, limit: int
) -> Sequence[tuple[StateChange, str]]:
    """Transitions with the name of who made them, oldest first."""
    statement = (
        pick(StateChange, func.coalesce(Account.name, ""))
        .outerjoin(Account, col(Account.id) == StateChange.by_account)
        .where(col(StateChange.dossier_id) == dossier_id)
    )
    if after is not None:
        moment, last = after
        later = and_(col(StateChange.at) == moment, col(StateChange.id) > last)
        statement = statement.where(or_(col(StateChange.at) > moment, later))
    statement = statement.order_by(col(StateChange.at), col(StateChange.id)).limit(limit)
    return [(row[0], row[1]) for row in session.execute(statement)]


def trail(
    session: Session, dossier_id: str, after: int, limit: int
) -> Sequence[tuple[AuditRow, str | None, str]]:
    """Rows of the dossier's chain with their payload and the name of who acted, oldest first."""
    rows = session.execute(
        pick(AuditRow, col(AuditPayload.content), func.coalesce(Account.name, ""))
        .outerjoin(
            AuditPayload,
            and_(
                col(AuditPayload.chain) == AuditRow.chain,
                col(AuditPayload.number) == AuditRow.number,
            ),
        )
        .outerjoin(Account, col(Account.id) == AuditRow.account_id)
        .where(col(AuditRow.chain) == f"dossier:{dossier_id}", col(AuditRow.number) > after)
        .order_by(col(AuditRow.number))
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]
