"""`/api/v1/audit/…`: what was done, and who read what, for those who may look into it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row
from sqlmodel import Session, select

from app.accounts.errors import NotAllowed, ScopeMissing, SignInNeeded
from app.accounts.schemas import PAGE, After, Limit, PathId
from app.audit import queries
from app.audit.chain import INSTALLATION
from app.audit.schemas import AccessLine, AccessPage, AuditLine, AuditPage
from app.bodies.errors import BodyNotFound
from app.dossiers.errors import DossierNotFound
from app.dossiers.models import Dossier
from app.edge.cursors import cursor_of, values_of, wrong_cursor
from app.edge.openapi import refusals
from app.policy import Act, require, require_at_body
from app.visit import Visiting, Work

router = APIRouter(prefix="/api/v1/audit", tags=["Nhật ký"])
SIGNED = (SignInNeeded, NotAllowed, ScopeMissing)


@router.get("/installation", summary="Nhật ký của hệ thống", responses=refusals(*SIGNED))
def installation(visit: Visiting, after: After = "", limit: Limit = PAGE) -> AuditPage:
    """Những gì không thuộc đơn vị nào: tài khoản, loại đơn vị, bộ chỉ số."""
    with visit.reading() as work:
        require(work.session, work.actor, Act.MANAGE_INSTALLATION, None, work.today)
        chain = f"body:{INSTALLATION}"
        length = queries.length_of(work.session, chain)
        return _page(work.session, chain, length, after, limit)


@router.get(
    "/bodies/{body_id}", summary="Nhật ký của đơn vị", responses=refusals(*SIGNED, BodyNotFound)
)
def body(body_id: PathId, visit: Visiting, after: After = "", limit: Limit = PAGE) -> AuditPage:
    """Mới trước; mỗi dòng nối với dòng trước bằng mã băm."""
    with visit.reading() as work:
        require_at_body(work.session, work.actor, Act.READ_AUDIT, body_id, work.today)
        chain = f"body:{body_id}"
        length = queries.length_of(work.session, chain)
        visit.saw(work.actor, chain, "audit")
        return _page(work.session, chain, length, after, limit)


@router.get(
    "/dossiers/{dossier_id}",
    summary="Nhật ký của hồ sơ",
    responses=refusals(*SIGNED, DossierNotFound),
)
def dossier(
    dossier_id: PathId, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> AuditPage:
    """Mọi thay đổi của hồ sơ, mới trước."""
    with visit.reading() as work:
        found = _audited(work, dossier_id)
        chain = f"dossier:{dossier_id}"
        visit.saw(work.actor, chain, "audit")
        return _page(work.session, chain, found.chain_length, after, limit)


@router.get(
    "/dossiers/{dossier_id}/access",
    summary="Ai đã xem hồ sơ",
    responses=refusals(*SIGNED, DossierNotFound),
)
def access(
    dossier_id: PathId, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> AccessPage:
    """Mới trước; giữ trong thời hạn của hệ thống. Lần xem vừa xong hiện ra sau vài giây."""
    with visit.reading() as work:
        _audited(work, dossier_id)
        thing = f"dossier:{dossier_id}"
        rows = queries.access_to(work.session, thing, _moment(after), limit + 1)
        visit.saw(work.actor, thing, "access")
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return AccessPage(
        thing=thing,
        rows=[AccessLine.model_validate(row, from_attributes=True) for row in shown],
        next=cursor_of(last.at.isoformat(), last.id) if last else None,
    )


def _audited(work: Work, dossier_id: str) -> Dossier:
    """The dossier, for who may look into its log. Raises DossierNotFound, NotAllowed."""
    found = work.session.exec(select(Dossier).where(Dossier.id == dossier_id)).one_or_none()
    if found is None:
        raise DossierNotFound
    require(work.session, work.actor, Act.READ, found, work.today)
    try:
        require_at_body(work.session, work.actor, Act.READ_AUDIT, found.body_id, work.today)
    except BodyNotFound:
        raise NotAllowed from None
    return found


def _page(session: Session, chain: str, length: int, after: str, limit: int) -> AuditPage:
    rows = queries.rows_of(session, chain, _number(after), limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return AuditPage(
        chain=chain,
        length=length,
        rows=_lines(shown),
        next=cursor_of(str(last.number)) if last else None,
    )


def _lines(rows: Sequence[Row[Any]]) -> list[AuditLine]:
    return [
        AuditLine(
            number=row.number,
            at=row.at,
            account_id=row.account_id,
            account_name=row.account_name,
            act=row.act,
            payload=None if row.content is None else json.loads(row.content),
            payload_hash=row.payload_hash,
            previous=row.previous,
            hash=row.hash,
        )
        for row in rows
    ]


def _number(after: str) -> int | None:
    if not after:
        return None
    (text,) = values_of(after, 1)
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - a column's width
        raise wrong_cursor()
    return int(text)


def _moment(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    text, row_id = values_of(after, 2)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise wrong_cursor() from error
    if at.tzinfo is None or not 2000 <= at.year < 3000:  # noqa: PLR2004 - no line is older, and no overflow
        raise wrong_cursor()
    return at, row_id
