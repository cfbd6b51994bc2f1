"""What is returned to schools, with its clock, and what changed when it came back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.attachments.models import Evidence, EvidenceFile
from app.dossiers.errors import PartNotFound
from app.dossiers.external_schemas import (
    ChangedEvidence,
    ChangedValue,
    ReturnChangesOut,
    ReturnedDossier,
    ReturnedPage,
    ReturnOut,
    ReturnsOut,
)
from app.dossiers.models import (
    Dossier,
    DossierState,
    Return,
    ReturnedCriterion,
    Snapshot,
    SnapshotKind,
)
from app.dossiers.reaching import seen
from app.dossiers.schemas import ReturnedOut
from app.edge.cursors import cursor_of, values_of
from app.errors import Reason, ShapeWrong
from app.policy import visible_dossiers
from app.visit import Work


def returns_of(work: Work, dossier_id: str) -> ReturnsOut:
    """All rounds of a dossier, the first one first: two statements."""
    seen(work, dossier_id)
    rows = work.session.exec(
        select(Return).where(Return.dossier_id == dossier_id).order_by(col(Return.id))
    ).all()
    named = _criteria(work.session, [row.id for row in rows])
    return ReturnsOut(
        returns=[
            ReturnOut(
                id=row.id,
                at=row.at,
                closed_at=row.closed_at,
                taken_back=row.taken_back,
                criteria=named.get(row.id, []),
                **_clock(row, work.at),
            )
            for row in rows
        ]
    )


def returned_page(work: Work, campaign_id: str, after: str, limit: int) -> ReturnedPage:
    """Dossiers that are out for supplement, the most urgent first."""
    statement = (
        pick(Return, Dossier)
        .join(Dossier, col(Dossier.id) == Return.dossier_id)
        .where(
            col(Return.closed_at).is_(None),
            col(Dossier.state).in_((DossierState.RETURNED, DossierState.AWAITING_SIGNATURE)),
            visible_dossiers(work.actor, work.today),
        )
        .order_by(col(Return.deadline), col(Return.id))
        .limit(limit + 1)
    )
    if campaign_id:
        statement = statement.where(col(Dossier.campaign_id) == campaign_id)
    if after:
        moment, last = _place(after)
        statement = statement.where(
            (col(Return.deadline) > moment)
            | ((col(Return.deadline) == moment) & (col(Return.id) > last))
        )
    rows: list[Row[*tuple[Any, ...]]] = list(work.session.execute(statement).all())
    named = _criteria(work.session, [row[0].id for row in rows[:limit]])
    last_row = rows[limit - 1][0] if len(rows) > limit else None
    return ReturnedPage(
        dossiers=[
            ReturnedDossier(
                dossier_id=dossier.id,
                body_name=dossier.body_name,
                body_code=dossier.body_code,
                state=dossier.state,
                at=row.at,
                criteria=named.get(row.id, []),
                **_clock(row, work.at),
            )
            for row, dossier in rows[:limit]
        ],
        next=cursor_of(last_row.deadline.isoformat(), last_row.id) if last_row else None,
    )


def changes_since(work: Work, dossier_id: str, return_id: str) -> ReturnChangesOut:
    """What the school changed between the self snapshots before a return and after it."""
    dossier = seen(work, dossier_id).dossier
    row = work.session.exec(
        select(Return).where(Return.id == return_id, Return.dossier_id == dossier.id)
    ).one_or_none()
    if row is None:
        raise PartNotFound("Hồ sơ không có lần trả này. Hãy mở lại danh sách các lần trả bổ sung.")
    if row.closed_at is None:
        raise PartNotFound("Nhà trường chưa nộp lại phần được trả. Hãy xem lại sau khi nộp.")
    if row.taken_back:
        message = (
            "Đã thu lại lần trả này khi trường chưa nộp lại, nên không có thay đổi để so sánh."
        )
        raise PartNotFound(message)
    before, after = _snapshots(work.session, dossier.id, row.at, row.closed_at)
    if before is None or after is None:
        raise PartNotFound("Hồ sơ không có đủ hai bản chốt để so sánh.")
    old, new = json.loads(before.content), json.loads(after.content)
    return ReturnChangesOut(
        before=before.sha256,
        after=after.sha256,
        items=_changed(_awards(old), _awards(new)),
        facts=_changed(old["self"]["answers"]["facts"], new["self"]["answers"]["facts"]),
        texts=_changed(_texts(old), _texts(new)),
        evidence=_evidence(old, new, _new_files(work.session, dossier.id, row)),
    )


def _snapshots(
    session: Session, dossier_id: str, returned: datetime, closed: datetime
) -> tuple[Snapshot | None, Snapshot | None]:
    rows = session.exec(
        select(Snapshot)
        .where(
            Snapshot.dossier_id == dossier_id,
            Snapshot.kind == SnapshotKind.SELF,
            col(Snapshot.void).is_(False),
            col(Snapshot.at) <= closed,
        )
        .order_by(col(Snapshot.at), col(Snapshot.id))
    ).all()
    before = [one for one in rows if one.at <= returned]
    after = [one for one in rows if one.at > returned]
    return (before[-1] if before else None, after[-1] if after else None)


def _awards(data: Mapping[str, Any]) -> dict[str, Any]:
    answers = data["self"]["answers"]
    claims = {code: f"Không áp dụng: {why}" for code, why in answers["inapplicable"].items()}
    return {**answers["awards"], **claims}


def _texts(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{part}.{field}": value
        for part in ("narrative", "header")
        for field, value in data[part].items()
    }


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ChangedValue]:
    codes = list(dict.fromkeys((*old, *new)))
    return [
        ChangedValue(code=code, before=_told(old.get(code)), after=_told(new.get(code)))
        for code in codes
        if old.get(code) != new.get(code)
    ]


def _told(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)


def _evidence(
    old: Mapping[str, Any], new: Mapping[str, Any], files: frozenset[str]
) -> list[ChangedEvidence]:
    first, then = ({one["code"]: one for one in data["evidence"]} for data in (old, new))
    found = []
    for code in sorted({*first, *then}):
        what = "added" if code not in first else "removed" if code not in then else "changed"
        if what != "changed" or first[code] != then[code] or code in files:
            found.append(ChangedEvidence(code=code, change=what, new_file=code in files))
    return found


def _new_files(session: Session, dossier_id: str, row: Return) -> frozenset[str]:
    return frozenset(
        session.exec(
            select(Evidence.code)
            .join(EvidenceFile, col(EvidenceFile.evidence_id) == Evidence.id)
            .where(
                Evidence.dossier_id == dossier_id,
                col(EvidenceFile.at) > row.at,
                col(EvidenceFile.at) <= row.closed_at,
            )
        )
    )


def _criteria(session: Session, ids: list[str]) -> dict[str, list[ReturnedOut]]:
    found: dict[str, list[ReturnedOut]] = {}
    if not ids:
        return found
    rows = session.exec(
        select(ReturnedCriterion)
        .where(col(ReturnedCriterion.return_id).in_(ids))
        .order_by(col(ReturnedCriterion.criterion))
    )
    for row in rows:
        one = ReturnedOut(criterion=row.criterion, reason=row.reason)
        found.setdefault(row.return_id, []).append(one)
    return found


def _clock(row: Return, at: datetime) -> dict[str, Any]:
    left = None
    if row.deadline is not None and row.closed_at is None:
        left = max(0, int((row.deadline - at).total_seconds()))
    until = row.closed_at or at
    late = row.deadline is not None and until >= row.deadline
    return {"deadline": row.deadline, "seconds_left": left, "late": late}


def _place(after: str) -> tuple[datetime, str]:
    moment, last = values_of(after, 2)
    try:
        # Near the calendar's ends a moment has no equivalent in UTC.
        found = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _wrong() from error
    return found, last


def _wrong() -> ShapeWrong:
    message = "Con trỏ trang không đúng. Hãy bắt đầu lại từ trang đầu của danh sách."
    return ShapeWrong(reasons=(Reason("after", "cursor", message),))
