"""Walking the chains: what was changed, removed, reordered, inserted, or cut off at the end.

A chain alone tells of everything but its own end: who can write the database can cut the last rows
and set the head back. That is found against the sealed heads of an earlier day (`app.audit.seal`).
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, select
from sqlmodel import Session, col

from app.audit.chain import payload_hash, row_hash
from app.audit.heads import Head, heads
from app.audit.models import AuditPayload, AuditRow

ROWS_AT_ONCE = 2_000


class Fault(StrEnum):
    """What is wrong with a chain."""

    CHANGED = "changed"
    REMOVED = "removed"
    BROKEN = "broken"
    PAYLOAD_CHANGED = "payload_changed"
    HEAD_DIFFERS = "head_differs"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"


_SENTENCES = {
    Fault.CHANGED: "dòng {number} đã bị sửa: mã băm không khớp nội dung",
    Fault.REMOVED: "thiếu dòng {number}",
    Fault.BROKEN: "dòng {number} không nối tiếp dòng trước: bị đổi thứ tự, chèn hoặc thay",
    Fault.PAYLOAD_CHANGED: "nội dung của dòng {number} đã bị sửa hoặc mất",
    Fault.HEAD_DIFFERS: "điểm cuối ghi {number} dòng nhưng không khớp dòng cuối cùng",
    Fault.TRUNCATED: "đã niêm phong {number} dòng nhưng nay ngắn hơn: bị cắt cuối",
    Fault.REWRITTEN: "dòng {number} khác với bản đã niêm phong: bị viết lại",
}


class Finding(NamedTuple):
    """One thing that is wrong, and where."""

    chain: str
    number: int
    fault: Fault

    def __str__(self) -> str:
        """A sentence for the operator."""
        return f"{self.chain}: {_SENTENCES[self.fault].format(number=self.number)}."


class Verified(NamedTuple):
    """How much was walked, and what was found."""

    chains: int
    rows: int
    findings: tuple[Finding, ...]


def verify(session: Session, sealed: Mapping[str, Head] | None = None) -> Verified:
    """Walk every chain; `sealed` are the heads of an earlier day. The session sees one state."""
    stated, known = heads(session), sealed or {}
    findings: list[Finding] = []
    walked: set[str] = set()
    count = 0
    for chain, rows in groupby(_rows(session), key=lambda row: row.chain):
        walked.add(chain)
        walk = _Walk(chain, known.get(chain))
        for row in rows:
            walk.step(row)
        count += walk.rows
        findings += walk.findings
        findings += _at_the_end(chain, walk.end, stated.get(chain), known.get(chain))
    for chain in sorted((stated.keys() | known.keys()) - walked):
        findings += _at_the_end(chain, Head(0, ""), stated.get(chain), known.get(chain))
    return Verified(len(stated.keys() | walked), count, tuple(findings))


class _Walk:
    """One chain, row by row."""

    def __init__(self, chain: str, sealed: Head | None) -> None:
        self.chain = chain
        self.sealed = sealed
        self.end = Head(0, "")
        self.rows = 0
        self.findings: list[Finding] = []

    def step(self, row: Row[Any]) -> None:
        """The next row, by its number."""
        self.rows += 1
        for missing in range(self.end.length + 1, row.number):
            self._found(missing, Fault.REMOVED)
        if row.number == self.end.length + 1 and row.previous != self.end.hash:
            self._found(row.number, Fault.BROKEN)
        if row_hash(row) != row.hash:
            self._found(row.number, Fault.CHANGED)
        if not row.has_payload or (
            row.content is not None and payload_hash(row.content.encode()) != row.payload_hash
        ):
            self._found(row.number, Fault.PAYLOAD_CHANGED)
        if self.sealed is not None and self.sealed == (row.number, row.hash):
            self.sealed = None
        elif self.sealed is not None and self.sealed.length == row.number:
            self._found(row.number, Fault.REWRITTEN)
        self.end = Head(row.number, row.hash)

    def _found(self, number: int, fault: Fault) -> None:
        self.findings.append(Finding(self.chain, number, fault))


def _at_the_end(
    chain: str, end: Head, stated: Head | None, sealed: Head | None
) -> Iterator[Finding]:
    if (stated or Head(0, "")) != end:
        yield Finding(chain, stated.length if stated else 0, Fault.HEAD_DIFFERS)
    if sealed is not None and sealed.length > end.length:
        yield Finding(chain, sealed.length, Fault.TRUNCATED)


def _rows(session: Session) -> Iterator[Row[Any]]:
    """Every row with its payload, chain by chain, a portion at a time."""
    statement = (
        select(
            col(AuditRow.chain),
            col(AuditRow.number),
            col(AuditRow.at),
            col(AuditRow.account_id),
            col(AuditRow.act),
            col(AuditRow.payload_hash),
            col(AuditRow.previous),
            col(AuditRow.hash),
            col(AuditPayload.content),
            col(AuditPayload.chain).is_not(None).label("has_payload"),
        )
        .outerjoin(
            AuditPayload,
            and_(
                col(AuditPayload.chain) == AuditRow.chain,
                col(AuditPayload.number) == AuditRow.number,
            ),
        )
        .order_by(col(AuditRow.chain), col(AuditRow.number))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    rows: Iterable[Row[Any]] = session.connection().execute(statement)
    yield from rows
