"""Making the files in this process, and reading tables of results as an import does."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session

from app.accounts.actor import Actor, by_account
from app.imports.models import ImportBatch, ImportKind
from app.imports.reading.books import read_book
from app.imports.recognising import recognise
from app.imports.results.kind import KIND
from app.imports.shapes import Staged
from app.province.making import make
from app.province.orders import Order, What
from app.storage.database import Database
from exports.province.results import FIRST_ROW, TITLE_ROW
from tests.app.province import NOW, TODAY

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def actor_of(session: Session, account_id: str) -> Actor:
    """Somebody at work."""
    found = by_account(session, account_id, TODAY)
    assert found is not None
    return found


def made(
    session: Session,
    account_id: str,
    what: What,
    body_id: str | None = None,
    campaign_id: str = "dot",
) -> bytes:
    """The file that somebody gets."""
    target = BytesIO()
    actor = actor_of(session, account_id)
    make(session, Order(what, campaign_id, body_id, actor, NOW, ""), target)
    return target.getvalue()


def opened(content: bytes, *, values: bool = False) -> Workbook:
    """The workbook."""
    return load_workbook(BytesIO(content), data_only=values)


def table(content: bytes, sheet: str = "Kết quả") -> dict[str, dict[str, object]]:
    """The rows of a table of results, by code; a column's key is its side and its title."""
    page = opened(content)[sheet]
    assert isinstance(page, Worksheet)
    side, keys = "", []
    last = page.max_column - 4
    for place, (over, title) in enumerate(zip(page[TITLE_ROW], page[TITLE_ROW + 1], strict=True)):
        if over.value in {"Tự đánh giá", "Đánh giá ngoài"}:
            side = str(over.value)
        keys.append(f"{side} {title.value}" if 4 <= place < last else str(title.value))
    found: dict[str, dict[str, object]] = {}
    for row in page.iter_rows(min_row=FIRST_ROW + 1, values_only=True):
        if row[1] is not None:
            found[str(row[1])] = dict(zip(keys, row, strict=True))
    return found


def dry_run(
    database: Database, content: bytes, account_id: str, body_id: str = "so"
) -> list[Staged]:
    """What importing the file would do: read, recognised and planned as ever."""
    with database.writing() as session:
        batch = ImportBatch(
            tenant_id="so",
            body_id=body_id,
            campaign_id="dot",
            kind=ImportKind.RESULTS,
            file_name="bang.xlsx",
            object_sha256="a" * 64,
            size=len(content),
            options={},
            run=1,
            account_id=account_id,
            created_at=AT,
            expires_at=AT + timedelta(days=7),
        )
        session.add(batch)
        session.flush()
        session.expunge(batch)
        vocabulary = KIND.vocabulary(session, batch)
    found = recognise(read_book(content), vocabulary, {}, "self")
    assert not found.unsure
    layouts = list(found.layouts)
    lines = list(found.lines)
    assert all(not line.faults for line in lines)
    planning = KIND.planning(database, batch, layouts)
    staged = [one for chunk in planning.rows(lines) for one in chunk]
    planning.ended()
    return staged
