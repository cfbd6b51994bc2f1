"""Writes that may be sent twice: the same Idempotency-Key gets the same answer, and one effect.

The key is written first in the write's own transaction: of two requests at once the second waits
at it, and then finds the first one's answer. A refused write leaves no key and may be tried again.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.accounts.models import IdempotencyKey
from app.edge.sent_twice import LONGEST
from app.errors import ServiceError
from app.storage.ids import new_id

KEPT = timedelta(days=2)
MAX_KEY = LONGEST


class KeyUsedOtherwise(ServiceError):
    """The key came with another request before."""

    code = "idempotency-key-reused"
    status = 409
    title = "Idempotency-Key đã dùng cho một yêu cầu khác"
    said = "Hãy dùng một giá trị mới cho mỗi yêu cầu khác nhau; chỉ gửi lại giá trị cũ khi thử lại."


class Answered(NamedTuple):
    """What a write answers: status, a JSON text (empty: none), the ETag of what it made."""

    status: int
    content: str = ""
    etag: str = ""


class Key(NamedTuple):
    """An Idempotency-Key and the hash of the request it came with."""

    text: str
    request_hash: str


def begin(session: Session, account_id: str, key: Key, at: datetime) -> Answered | None:
    """The answer already given under this key, or None: then `finish` must follow.

    Raises KeyUsedOtherwise.
    """
    kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    made = session.connection().execute(
        kind.insert(IdempotencyKey)
        .values(
            id=new_id(),
            account_id=account_id,
            key=key.text,
            request_hash=key.request_hash,
            status=0,
            answer="",
            etag="",
            at=at,
        )
        .on_conflict_do_nothing()
        # Without it PostgreSQL's driver does not count inserted rows.
        .execution_options(preserve_rowcount=True)
    )
    if made.rowcount == 1:
        return None
    known = session.exec(
        select(IdempotencyKey).where(
            IdempotencyKey.account_id == account_id, IdempotencyKey.key == key.text
        )
    ).one()
    if known.request_hash != key.request_hash:
        raise KeyUsedOtherwise
    return Answered(known.status, known.answer, known.etag)


def finish(session: Session, account_id: str, key: Key, answered: Answered) -> None:
    """Keep the answer beside the effect."""
    session.connection().execute(
        update(IdempotencyKey)
        .where(col(IdempotencyKey.account_id) == account_id, col(IdempotencyKey.key) == key.text)
        .values(status=answered.status, answer=answered.content, etag=answered.etag)
    )
