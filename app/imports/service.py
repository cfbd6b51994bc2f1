"""The short steps of an import, each in a transaction of its caller's; the long ones are jobs.

uploaded ─▶ reading ─▶ ready ─▶ applying ─▶ applied ─▶ undoing ─▶ undone
├─▶ mapping   a person says what the columns are, and it is read again
├─▶ refused   the file cannot be read
ready, applying ─▶ stale     something changed since the dry run, to be made again
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who
from app.bodies.errors import BodyNotFound
from app.bodies.models import Body
from app.campaigns import queries as campaigns
from app.clock import day_of
from app.errors import Reason, ShapeWrong
from app.imports import permission, queries
from app.imports.doing import record
from app.imports.errors import ImportNotNow, ImportRefused, ImportStale, ImportsTooMany
from app.imports.models import ImportBatch, ImportKind, ImportState, KeptMapping, RowOutcome
from app.imports.registry import KINDS
from app.imports.running import APPLY, DRY_RUN, UNDO
from app.jobs import queue
from app.policy import Act, require, require_at_body
from exports.forms.values import folded

EXPIRES = timedelta(days=30)
MOST_UNREAD = 10
"""Of one person, waiting to be read: at the largest table of a province, two minutes of work."""
MOST_UNCONFIRMED = 100
MOST_ROWS = 1_000_000
"""Of all dry runs of one person that nobody confirmed: about 1.5 GB of staging."""
S = ImportState
_AGAIN = frozenset({S.MAPPING, S.REFUSED, S.READY, S.STALE})
_SIDES = ("self", "external")
SAID = {"day": 10, "number": 50, "signed_on": 10, "signer": 200}
"""What may be said beside a table, and its length: since when bodies are so; of a decision."""
_DAYS = frozenset({"day", "signed_on"})


class Wanted(NamedTuple):
    """What a file is to be read as, and for whom. `side` is of tables that never say theirs.

    `said` holds what else the table itself does not say (`SAID`), as text.
    """

    kind: ImportKind
    body_id: str
    campaign_id: str | None = None
    side: str = "self"
    said: tuple[tuple[str, str], ...] = ()


class Came(NamedTuple):
    """A file that is safe in the vault: its hash, its size, what it was called."""

    sha256: str
    size: int
    file_name: str


def admitted(session: Session, actor: Actor | None, wanted: Wanted, who: Who) -> ImportBatch:
    """The import that may be brought in so, not written yet. `actor` None: the server's own shell.

    Raises BodyNotFound, CampaignNotFound, NotAllowed, ScopeMissing, ShapeWrong, and what the kind
    of table refuses.
    """
    if wanted.kind not in KINDS:
        raise _wrong("kind", "chưa nhập được loại bảng này")
    if wanted.side not in _SIDES:
        raise _wrong("side", "phải là self hoặc external")
    _refuse_said(wanted.said)
    body = session.get(Body, wanted.body_id)
    if body is None:
        raise BodyNotFound
    if actor is not None:
        require_at_body(session, actor, Act.READ_BODY, body.id, day_of(who.at))
    if wanted.campaign_id is not None:
        campaign = campaigns.campaign(session, wanted.campaign_id)
        if actor is not None:
            require(session, actor, Act.READ_CAMPAIGN, campaign, day_of(who.at))
    batch = ImportBatch(
        tenant_id=body.tenant_id,
        body_id=body.id,
        campaign_id=wanted.campaign_id,
        kind=wanted.kind,
        state=S.UPLOADED,
        file_name="",
        object_sha256="",
        size=0,
        options={"side": wanted.side, **dict(wanted.said)},
        account_id=who.account_id,
        created_at=who.at,
        expires_at=who.at + EXPIRES,
    )
    if actor is not None:
        permission.require(session, actor, batch, who)
        require_room(session, actor.account_id)
    return batch


def create(
    session: Session, batch: ImportBatch, came: Came, who: Who, *, job: bool = True
) -> ImportBatch:
    """Write the import that was admitted, with its file; a job will read it.

    The same file sent again while the first still waits to be read is that import.
    """
    batch.object_sha256, batch.size, batch.file_name = came
    known = queries.same_waiting(session, batch) if job else None
    if known is not None:
        return known
    session.add(batch)
    session.flush()
    side = batch.options.get("side")
    record(session, batch, who, "import.uploaded", campaign=batch.campaign_id, side=side)
    if job:
        queue.enqueue(session, DRY_RUN, batch.id, {}, who)
    session.flush()
    return batch


def require_room(session: Session, account_id: str | None) -> None:
    """One person neither fills the disk with dry runs nor keeps the others waiting for theirs.

    Raises ImportsTooMany.
    """
    if account_id is None:
        return
    unread, unconfirmed, rows = queries.unconfirmed_of(session, account_id)
    if unread >= MOST_UNREAD or unconfirmed >= MOST_UNCONFIRMED or rows >= MOST_ROWS:
        raise ImportsTooMany


def try_again(session: Session, batch: ImportBatch, who: Who, *, job: bool = True) -> None:
    """Make the dry run again, on the row that is held. Raises ImportNotNow."""
    left = batch.state in {S.UPLOADED, S.READING} and not queue.is_pending(session, batch.id)
    if batch.state not in _AGAIN and not left:
        raise ImportNotNow
    batch.state, batch.faults = S.UPLOADED, []
    batch.done = batch.total = 0
    batch.fingerprint = ""
    batch.expires_at = who.at + EXPIRES
    _changed(session, batch)
    record(session, batch, who, "import.dry_run")
    if job:
        queue.enqueue(session, DRY_RUN, batch.id, {}, who)


def map_columns(
    session: Session,
    batch: ImportBatch,
    said: Mapping[str, Mapping[str, str]],
    who: Who,
    *,
    job: bool = True,
) -> None:
    """Keep what a person said of the columns, layout by layout, and make the dry run again.

    Raises ImportNotNow, ImportRefused for layouts, columns and roles that the file does not have.
    """
    if batch.state not in _AGAIN:
        raise ImportNotNow
    known = {one["layout"]: one["columns"] for one in batch.recognised.get("layouts", ())}
    roles = {one["role"] for one in batch.recognised.get("roles", ())} | {"", "ignore"}
    kept: dict[str, dict[str, str]] = {}
    wrong: list[Reason] = []
    for layout, columns in said.items():
        titles = {folded(one["title"]) for one in known.get(layout, ())}
        kept[layout] = {folded(title): role for title, role in columns.items()}
        if layout not in known:
            wrong.append(Reason(layout, "layout", "Tệp không có bảng này. Hãy tải lại trang."))
            continue
        for title, role in columns.items():
            if folded(title) not in titles:
                wrong.append(Reason(title, "column", "Bảng không có cột này."))
            if role not in roles:
                wrong.append(Reason(title, "role", f"Không có cột nào gọi là “{role}”."))
    if wrong:
        raise ImportRefused("Chưa ghi nhận được các cột. Hãy xem các lý do dưới đây.", tuple(wrong))
    for layout, columns in kept.items():
        row = KeptMapping(
            body_id=batch.body_id,
            kind=batch.kind,
            layout=layout,
            columns=columns,
            by_account=who.account_id,
            at=who.at,
        )
        queries.keep_mapping(session, row)
    batch.mapping = {**(batch.mapping or {}), **kept}
    record(session, batch, who, "import.mapped", mapping=kept)
    try_again(session, batch, who, job=job)


def confirm(  # noqa: PLR0913 - what was seen of what, on whose account, and how far
    session: Session,
    batch: ImportBatch,
    fingerprint: str,
    who: Who,
    *,
    leave_out: bool = False,
    job: bool = True,
) -> None:
    """Let what the dry run showed be written, all of it or nothing.

    `leave_out`: rows with faults stay out; without it they stand in the way. Raises ImportNotNow,
    ImportStale where another dry run was seen, ImportRefused.
    """
    if batch.state != S.READY:
        raise ImportNotNow
    if fingerprint != batch.fingerprint:
        raise ImportStale
    invalid = batch.counts.get(RowOutcome.INVALID.value, 0)
    if invalid and not leave_out:
        raise ImportRefused(
            f"{invalid} dòng có lỗi nên chưa ghi gì. Hãy sửa tệp rồi gửi lại, hoặc chọn bỏ các "
            "dòng có lỗi và chỉ ghi các dòng còn lại."
        )
    batch.state, batch.faults, batch.confirmed_by = S.APPLYING, [], who.account_id
    _changed(session, batch)
    record(session, batch, who, "import.confirmed", fingerprint=fingerprint, invalid=invalid)
    if job:
        queue.enqueue(session, APPLY, batch.id, {}, who)


def undo(
    session: Session, batch: ImportBatch, who: Who, *, rest: bool = False, job: bool = True
) -> None:
    """Let what stood there before be put back; `rest`: leave what has changed since.

    Raises ImportNotNow, also for a list of people whose rows were kept long enough.
    """
    if batch.state != S.APPLIED:
        raise ImportNotNow
    if batch.kind == ImportKind.PEOPLE and batch.expires_at <= who.at:
        raise ImportNotNow(
            "Các dòng của danh sách người dùng này đã được xóa sau thời hạn giữ nên không hoàn tác "
            "được nữa. Hãy thu hồi vai trò hoặc khóa tài khoản ở trang Người dùng."
        )
    batch.state, batch.faults = S.UNDOING, []
    _changed(session, batch)
    record(session, batch, who, "import.undo_asked", rest=rest)
    if job:
        queue.enqueue(session, UNDO, batch.id, {"rest": rest}, who)


def forget(session: Session, batch: ImportBatch, who: Who) -> None:
    """Drop an import that has changed nothing. Raises ImportNotNow."""
    if batch.state not in queries.UNCONFIRMED:
        raise ImportNotNow
    record(session, batch, who, "import.forgotten")
    session.flush()
    session.expunge(batch)
    queries.drop(session, [batch.id])


def _refuse_said(said: tuple[tuple[str, str], ...]) -> None:
    for name, text in said:
        if len(text) > SAID[name]:
            raise _wrong(name, f"dài quá {SAID[name]} ký tự")
        if name in _DAYS and not _is_day(text):
            raise _wrong(name, "phải là ngày dạng năm-tháng-ngày, ví dụ 2026-05-20")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _changed(session: Session, batch: ImportBatch) -> None:
    batch.version += 1
    session.add(batch)
    session.flush()


def _wrong(field: str, what: str) -> ShapeWrong:
    return ShapeWrong(reasons=(Reason(field, "field", f"Trường “{field}” {what}."),))
