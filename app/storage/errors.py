"""What the database itself refuses; leaves of the one tree in `app.errors`.

ServiceError
├── StorageAway   503  the database cannot be reached, or cannot read or write just now
└── StorageFull   507  the database has no room left; what was being written is not there at all

A database's own exceptions stay what they are until the edge: only there does somebody wait for a
sentence (`refusal_of`).
"""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

from app.errors import Busy, ServiceError

AGAIN_SECONDS = "10"
_SQLITE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_IOERR: "away",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_READONLY: "away",
}
# By what the code begins with: https://www.postgresql.org/docs/15/errcodes-appendix.html
_POSTGRESQL = {
    "53100": "full",
    "53300": "busy",  # too many connections
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "08": "away",
    "25006": "away",  # a standby, which only reads
    "53": "away",
    "57P": "away",  # stopping, crashed, starting
    "58": "away",
}


class StorageAway(ServiceError):
    """The database cannot be reached, or cannot read or write just now."""

    code = "storage-away"
    status = 503
    title = "Chưa dùng được cơ sở dữ liệu"
    said = (
        "Dịch vụ tạm thời không đọc hoặc ghi được cơ sở dữ liệu, nên lần này chưa lưu gì. "
        "Hãy giữ nguyên nội dung và thử lại sau ít phút; nếu vẫn lỗi, báo cho người vận hành."
    )

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": AGAIN_SECONDS})


class StorageFull(ServiceError):
    """The database has no room left."""

    code = "storage-full"
    status = 507
    title = "Máy chủ hết chỗ lưu"
    said = (
        "Ổ đĩa của cơ sở dữ liệu đã đầy, nên lần này chưa lưu gì; những gì đã lưu trước đó vẫn "
        "nguyên vẹn. Hãy giữ nguyên nội dung và báo cho người vận hành giải phóng chỗ rồi thử lại."
    )


class WriterStuck(WaitedTooLong):
    """Another process has been writing for too long; nothing was changed."""


def refusal_of(error: BaseException) -> ServiceError | None:
    """What to tell of a failing database; None for anything else."""
    if isinstance(error, WaitedTooLong):
        return Busy()
    if not isinstance(error, DBAPIError):
        return None
    kind = _kind(error)
    return {"full": StorageFull, "busy": Busy, "away": StorageAway}[kind]() if kind else None


def _kind(error: DBAPIError) -> str | None:
    if isinstance(error.orig, sqlite3.Error):
        return _SQLITE.get(getattr(error.orig, "sqlite_errorcode", -1) & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return "away" if error.connection_invalidated or _unreached(error) else None
    return next((_POSTGRESQL[state[:n]] for n in (5, 3, 2) if state[:n] in _POSTGRESQL), None)


def _unreached(error: DBAPIError) -> bool:
    """Whether there was no connection at all: then no server has said a code."""
    return type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}
