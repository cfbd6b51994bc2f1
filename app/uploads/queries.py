"""All queries of unfinished uploads."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.dossiers.models import Dossier
from app.storage.database import locked
from app.uploads.models import Upload, UploadState


def one(session: Session, upload_id: str) -> Upload | None:
    """An upload."""
    return session.get(Upload, upload_id)


def held(session: Session, upload_id: str) -> Upload | None:
    """The upload, its row held until the transaction ends."""
    return locked(session, select(Upload).where(Upload.id == upload_id))


def promised(session: Session, dossier_id: str, at: datetime) -> int:
    """Bytes that unfinished uploads of a dossier may still bring: they count as taken."""
    return int(
        session.exec(
            select(func.coalesce(func.sum(Upload.length), 0)).where(
                Upload.dossier_id == dossier_id,
                Upload.state == UploadState.COMING,
                col(Upload.expires_at) > at,
            )
        ).one()
    )


def promised_in_campaign(session: Session, campaign_id: str, at: datetime) -> int:
    """The same of all dossiers of a campaign."""
    return int(
        session.exec(
            select(func.coalesce(func.sum(Upload.length), 0))
            .join(Dossier, col(Dossier.id) == col(Upload.dossier_id))
            .where(
                Dossier.campaign_id == campaign_id,
                Upload.state == UploadState.COMING,
                col(Upload.expires_at) > at,
            )
        ).one()
    )


def unfinished(session: Session, account_id: str, at: datetime) -> int:
    """How many uploads a person has on the way."""
    return session.exec(
        select(func.count())
        .select_from(Upload)
        .where(
            Upload.account_id == account_id,
            Upload.state == UploadState.COMING,
            col(Upload.expires_at) > at,
        )
    ).one()


def expired(session: Session, at: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """Tenant and id of uploads whose time is over, whatever became of them."""
    return session.exec(
        select(Upload.tenant_id, Upload.id).where(col(Upload.expires_at) <= at).limit(limit)
    ).all()


def known(session: Session, tenant_id: str) -> set[str]:
    """The uploads of a tenant that may have parts."""
    return set(
        session.exec(
            select(Upload.id).where(
                Upload.tenant_id == tenant_id, Upload.state == UploadState.COMING
            )
        )
    )


def forget(session: Session, upload_id: str) -> None:
    """Delete the row."""
    session.connection().execute(delete(Upload).where(col(Upload.id) == upload_id))
