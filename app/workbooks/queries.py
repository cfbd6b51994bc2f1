"""All queries of forms on their way."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.dossiers.models import Answer, SideName
from app.workbooks.models import FormDownload, FormUpload

# A form that comes back after its school year is no longer of use.
DOWNLOADS_KEPT = timedelta(days=400)


def download(session: Session, download_id: str) -> FormDownload | None:
    """What a form contained when it was downloaded."""
    return session.get(FormDownload, download_id)


def same_download(
    session: Session, dossier_id: str, side: SideName, account_id: str, content_sha256: str
) -> FormDownload | None:
    """An earlier download of the same content by the same person."""
    return session.exec(
        select(FormDownload)
        .where(
            FormDownload.dossier_id == dossier_id,
            FormDownload.account_id == account_id,
            FormDownload.side == side,
            FormDownload.content_sha256 == content_sha256,
        )
        .order_by(col(FormDownload.at).desc())
        .limit(1)
    ).first()


def upload(
    session: Session, dossier_id: str, side: SideName, account_id: str, upload_id: str
) -> FormUpload | None:
    """A person's own upload."""
    return session.exec(
        select(FormUpload).where(
            FormUpload.id == upload_id,
            FormUpload.dossier_id == dossier_id,
            FormUpload.side == side,
            FormUpload.account_id == account_id,
        )
    ).one_or_none()


def waiting(
    session: Session, dossier_id: str, side: SideName, account_id: str, at: datetime
) -> FormUpload | None:
    """The person's upload that waits to be confirmed."""
    return session.exec(
        select(FormUpload)
        .where(
            FormUpload.dossier_id == dossier_id,
            FormUpload.side == side,
            FormUpload.account_id == account_id,
            col(FormUpload.confirmed_at).is_(None),
            col(FormUpload.expires_at) > at,
        )
        .order_by(col(FormUpload.at).desc())
        .limit(1)
    ).first()


def drop_waiting(session: Session, dossier_id: str, side: SideName, account_id: str) -> None:
    """A newer upload takes the place of the one that waits."""
    session.connection().execute(
        delete(FormUpload).where(
            col(FormUpload.dossier_id) == dossier_id,
            col(FormUpload.side) == side,
            col(FormUpload.account_id) == account_id,
            col(FormUpload.confirmed_at).is_(None),
        )
    )


def names(session: Session, account_ids: Collection[str]) -> dict[str, str]:
    """Who they are; no statement where nobody is asked for."""
    if not account_ids:
        return {}
    rows = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(account_ids)))
    return dict(rows.all())


def claimed(session: Session, dossier_id: str) -> frozenset[str]:
    """The items that the school claims not to apply."""
    rows = session.exec(
        select(Answer.item).where(
            Answer.dossier_id == dossier_id,
            Answer.side == SideName.SELF,
            col(Answer.inapplicable).is_not(None),
        )
    )
    return frozenset(rows.all())


def forget(session: Session, at: datetime) -> None:
    """Delete expired uploads and downloads too old to come back: two statements."""
    connection = session.connection()
    connection.execute(delete(FormUpload).where(col(FormUpload.expires_at) <= at))
    connection.execute(delete(FormDownload).where(col(FormDownload.at) <= at - DOWNLOADS_KEPT))
