"""An import driven from the server's own shell: every step in this process, no worker needed.

Stopped anywhere it leaves nothing or all: rows in staging are nobody's until they are confirmed,
and confirming is one transaction.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from sqlmodel import Session, col, select

from app import clock
from app.accounts.actor import Actor, by_account
from app.accounts.queries import account_named
from app.accounts.signing_in import email_of
from app.attachments import files
from app.audit.chain import Who
from app.campaigns.models import Campaign
from app.cli import streams
from app.cli.opening import opened
from app.cli.people_work import Work
from app.cli.problems import FileTrouble, Problem, Refused, UsageWrong
from app.cli.reading import give_file
from app.edge.attachments import safe_name
from app.imports import doing, marked, queries, service, staging
from app.imports.errors import ImportNotFound
from app.imports.models import ImportBatch, ImportRow, ImportState, RowOutcome
from app.imports.service import Came, Wanted
from app.imports.trying import dry_run
from app.imports.vaulted import kind_kept, note
from app.jobs.working import Shop
from app.settings import Settings
from app.storage.database import Database
from app.vault.choosing import vault_of
from evidence.errors import ObjectTooLarge, StoreFull, StoreUnavailable
from evidence.store import PIECE

_EVERY_SECONDS = 2.0
SHOWN = 20
OUTCOMES = {
    RowOutcome.NEW: "mới",
    RowOutcome.CHANGED: "thay đổi",
    RowOutcome.UNCHANGED: "không đổi",
    RowOutcome.INVALID: "có lỗi",
    RowOutcome.LOCKED: "đang khóa",
}


@dataclass(frozen=True)
class Desk:
    """One command's tools, and on whose account it acts (None: the shell itself)."""

    shop: Shop
    command: str
    account_id: str | None = None

    @property
    def who(self) -> Who:
        """For the audit log."""
        return Who(self.account_id, clock.now())

    def actor(self, session: Session) -> Actor | None:
        """Whose rights count; None for the shell. Raises UsageWrong."""
        if self.account_id is None:
            return None
        found = by_account(session, self.account_id, clock.today())
        if found is None:
            raise UsageWrong("--as: tài khoản không còn hoạt động.", self.command)
        return found


@contextmanager
def at_desk(settings: Settings, command: str, account: str = "") -> Iterator[Desk]:
    """The database and the vault for a command. Raises FileTrouble, Refused, UsageWrong."""
    with opened(settings) as database:
        shop = Shop(settings, database, vault_of(settings))
        with database.reading() as session:
            account_id = _account(session, account, command)
        yield Desk(shop, command, account_id)


def where(desk: Desk, campaign: str, body: str) -> tuple[str, str | None]:
    """The body and the campaign that are meant. Raises UsageWrong, what a body's code is told."""
    with desk.shop.database.reading() as session:
        found = _campaign(session, campaign, desk.command) if campaign else None
        body_id = Work(session, desk.shop.settings, desk.who).body(body)
        if body_id is None and found is not None:
            body_id = found.owner_id
        if body_id is None:
            raise UsageWrong("Thiếu --body: hãy ghi mã của đơn vị quản lý.", desk.command)
        return body_id, found.id if found else None


def brought(desk: Desk, wanted: Wanted, content: bytes, name: str) -> str:
    """The file in the vault, and its import; its id. Raises what `service.admitted` raises."""
    shop = desk.shop
    with shop.database.reading() as session:
        admitted = service.admitted(session, desk.actor(session), wanted, desk.who)
    try:
        with shop.vault.arriving(admitted.tenant_id, shop.settings.max_import_bytes) as arrival:
            for start in range(0, len(content), PIECE):
                arrival.write(content[start : start + PIECE])
            with arrival.content() as looked_at:
                kind = kind_kept(looked_at)
            stored = arrival.keep()
    except ObjectTooLarge as error:
        raise Refused([Problem("file-too-large", "Tệp quá lớn.", file=name)]) from error
    except (StoreFull, StoreUnavailable) as error:
        raise FileTrouble("kho tệp", f"Không ghi được: {error}.") from error
    with shop.database.writing() as session:
        who = desk.who
        batch = service.admitted(session, desk.actor(session), wanted, who)
        note(session, batch.tenant_id, stored, kind, who.at)
        came = Came(stored.sha256, stored.size, safe_name(name))
        return service.create(session, batch, came, who, job=False).id


def tried(desk: Desk, import_id: str) -> ImportBatch:
    """The import after its dry run; one that is stopped in it is forgotten."""
    shown = [time.monotonic() + _EVERY_SECONDS]

    def tell(done: int) -> None:
        if time.monotonic() >= shown[0]:
            streams.say(f"Chạy thử: {done} dòng")
            shown[0] = time.monotonic() + _EVERY_SECONDS

    try:
        dry_run(desk.shop, import_id, desk.who, tell=tell)
    except BaseException:
        with desk.shop.database.writing() as session:
            queries.drop(session, [import_id])
        raise
    return now(desk.shop.database, import_id)


def give_marked(desk: Desk, batch: ImportBatch, target: str) -> None:
    """The file with its faulty cells marked. Raises FileTrouble, ImportRefused, ImportNotRead."""
    with desk.shop.database.reading() as session:
        asked = marked.question(session, batch)
    with (
        asked,
        files.opened(desk.shop.vault, batch.tenant_id, batch.object_sha256) as content,
    ):
        made = marked.answer(batch, asked, content)
        give_file(target, b"".join(made.pieces()))


def applied(desk: Desk, seen: ImportBatch, *, leave_out: bool) -> ImportBatch:
    """Confirm what the dry run showed and write it: one transaction. Raises ImportStale."""
    with desk.shop.database.writing() as session:
        who = desk.who
        batch = queries.held(session, seen.id)
        fingerprint = seen.fingerprint
        service.confirm(session, batch, fingerprint, who, leave_out=leave_out, job=False)
        doing.apply_in(session, seen.id, who)
    return now(desk.shop.database, seen.id)


def undone(desk: Desk, import_id: str, *, rest: bool) -> ImportBatch:
    """Undo it: one transaction. Raises ImportNotFound, ImportNotNow, UndoRefused."""
    with desk.shop.database.writing() as session:
        who = desk.who
        service.undo(session, queries.held(session, import_id), who, rest=rest, job=False)
        doing.undo_in(session, import_id, who, rest=rest)
    return now(desk.shop.database, import_id)


def now(database: Database, import_id: str) -> ImportBatch:
    """The import as it stands. Raises ImportNotFound."""
    with database.reading() as session:
        found = session.get(ImportBatch, import_id)
    if found is None:
        raise ImportNotFound
    return found


def latest(database: Database, limit: int) -> list[ImportBatch]:
    """The last imports, newest first."""
    with database.reading() as session:
        newest = select(ImportBatch).order_by(col(ImportBatch.id).desc()).limit(limit)
        return list(session.exec(newest))


def wrong_rows(database: Database, batch: ImportBatch, limit: int) -> list[Problem]:
    """The first faults of rows, each with its cell."""
    with database.reading() as session:
        rows = queries.rows(session, batch, RowOutcome.INVALID, -1, limit)
    return [problem for row in rows for problem in _problems(row)][:limit]


def refuse(batch: ImportBatch, file: str) -> NoReturn:
    """End the command with why the file was not taken."""
    faults = [Problem(one["code"], _placed(one), file=file) for one in batch.faults]
    if batch.state == ImportState.MAPPING:
        unsure = [
            Problem("column-unsure", f"Cột “{column['title']}” chưa rõ là gì.", file, one["sheet"])
            for one in batch.recognised.get("layouts", ())
            for column in one["columns"]
            if not column["sure"]
        ]
        message = (
            "Chưa rõ các cột: hãy sửa tiêu đề theo tệp mẫu, hoặc xác nhận cột trên trang nhập."
        )
        faults = [Problem("mapping-needed", message, file=file), *faults, *unsure]
    raise Refused(faults or [Problem("import-refused", "Không nhận được tệp này.", file=file)])


def _placed(fault: dict[str, str]) -> str:
    return f"{fault['where']}: {fault['message']}" if fault["where"] else fault["message"]


def _problems(row: ImportRow) -> Iterator[Problem]:
    for cell, code, message in staging.read(row.faults) or ():
        yield Problem(code, message, sheet=row.sheet, cell=cell)


def _account(session: Session, account: str, command: str) -> str | None:
    if not account:
        return None
    person = account_named(session, email_of(account))
    if person is None or person.disabled_at is not None:
        raise UsageWrong(f"--as: không có tài khoản {account} đang hoạt động.", command)
    return person.id


def _campaign(session: Session, campaign: str, command: str) -> Campaign:
    either = (Campaign.id == campaign) | (Campaign.title == campaign)
    found = session.exec(select(Campaign).where(either).order_by(Campaign.id)).all()
    if not found:
        raise UsageWrong(f"Không có đợt đánh giá “{campaign}”.", command)
    if len(found) > 1:
        listed = "; ".join(f"{one.id} (năm học {one.school_year})" for one in found)
        raise UsageWrong(f"Nhiều đợt cùng tên, hãy dùng mã: {listed}.", command)
    return found[0]
