"""Comparing the vault with the database: what is missing, altered or needed by nobody.

Every object is read and hashed again. What the database mentions was acknowledged, so it must be
there; what nobody mentions is not an error, only room that pruning gives back.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.attachments.models import StoredObject
from app.vault import mentions
from app.vault.models import Tombstone
from evidence.errors import ObjectMissing
from evidence.store import Store, pieces


class Fault(StrEnum):
    """What can be wrong with an object."""

    MISSING = "missing"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    NOT_ERASED = "not-erased"
    ORPHANED = "orphaned"

    @property
    def is_loss(self) -> bool:
        """Whether somebody's file is in danger; the others are only room to give back."""
        return self in {Fault.MISSING, Fault.ALTERED, Fault.UNKNOWN}


_SAID = {
    Fault.MISSING: "hồ sơ có ghi tệp này nhưng kho không có: hãy khôi phục từ bản sao lưu.",
    Fault.ALTERED: "nội dung trong kho không còn đúng mã băm: hãy khôi phục từ bản sao lưu.",
    Fault.UNKNOWN: "hồ sơ có ghi tệp này nhưng danh mục của kho không có: hãy khôi phục.",
    Fault.NOT_ERASED: "đã có lệnh xóa hẳn nhưng kho còn giữ: hãy chạy thangdo evidence prune.",
    Fault.ORPHANED: "không hồ sơ nào dùng; thangdo evidence prune sẽ dọn sau thời gian chờ.",
}


class Finding(NamedTuple):
    """One object that is not as it should be."""

    fault: Fault
    tenant_id: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.tenant_id}/{self.sha256}: {_SAID[self.fault]}"


class Verified(NamedTuple):
    """What was looked at, and what was found."""

    objects: int
    size: int
    findings: tuple[Finding, ...]


Seen = Callable[[int, int], None]
"""Told after each object: how many, how many bytes."""


def verify(session: Session, vault: Store, seen: Seen = lambda _count, _size: None) -> Verified:
    """Read and hash every object of every tenant. Raises StoreUnavailable."""
    found: list[Finding] = []
    count = size = 0
    for tenant in sorted({*mentions.tenants(session), *vault.tenants()}):
        there = {}
        for entry in vault.objects(tenant):
            there[entry.sha256] = _is_whole(vault, tenant, entry.sha256)
            count, size = count + 1, size + entry.size
            seen(count, size)
        found += _judged(session, tenant, there)
    return Verified(count, size, tuple(found))


def _judged(session: Session, tenant: str, there: dict[str, bool]) -> Iterator[Finding]:
    known = set(
        session.exec(select(StoredObject.sha256).where(StoredObject.tenant_id == tenant)).all()
    )
    needed = _needed(session, tenant)
    erased = _erased(session, tenant)
    for sha256 in sorted(needed):
        if sha256 not in there:
            yield Finding(Fault.MISSING, tenant, sha256)
        elif sha256 not in known:
            yield Finding(Fault.UNKNOWN, tenant, sha256)
    for sha256, whole in sorted(there.items()):
        if not whole and sha256 in needed:
            yield Finding(Fault.ALTERED, tenant, sha256)
        if sha256 not in needed:
            yield Finding(Fault.NOT_ERASED if sha256 in erased else Fault.ORPHANED, tenant, sha256)


def _needed(session: Session, tenant: str) -> set[str]:
    """The objects that somebody mentions and that nobody had erased since."""
    erased = _erased(session, tenant)
    return {
        one.sha256
        for one in mentions.of_tenant(session, tenant)
        if not is_erased(erased.get(one.sha256), one.at)
    }


def _erased(session: Session, tenant: str) -> dict[str, datetime]:
    """When each erased content was erased last."""
    rows = session.exec(
        select(Tombstone.sha256, Tombstone.at)
        .where(Tombstone.tenant_id == tenant)
        .order_by(col(Tombstone.at))
    )
    return dict(rows.all())


def is_erased(erased_at: datetime | None, mentioned_at: datetime | None) -> bool:
    """Whether a mention is of the content before it was erased."""
    return erased_at is not None and (mentioned_at is None or mentioned_at <= erased_at)


def _is_whole(vault: Store, tenant: str, sha256: str) -> bool:
    """Whether the object still has the hash that it is named by."""
    told = hashlib.sha256()
    try:
        for piece in pieces(vault.open(tenant, sha256)):
            told.update(piece)
    except ObjectMissing:
        return False  # pruned while this walk was on its way
    return told.hexdigest() == sha256
