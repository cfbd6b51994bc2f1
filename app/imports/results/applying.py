"""Confirming: all that the rows of a dry run say, in one transaction, or nothing.

The dossiers are held in the order of their ids and compared with what the dry run saw. Each gets
one line in its chain of audit, which this process works out; all else the database does itself, a
fixed number of statements over all rows.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from psycopg import Connection as Psycopg
from sqlalchemy import ColumnElement, Connection, insert, or_, select
from sqlmodel import Session, col

from app.audit.chain import Who, dossier_chain, linked
from app.audit.models import AuditPayload, AuditRow
from app.campaigns.models import Campaign
from app.clock import day_of
from app.dossiers.importing import CHANGED, MADE
from app.dossiers.models import Dossier
from app.dossiers.transitions import require_open
from app.errors import Reason
from app.imports.errors import ImportStale
from app.imports.kinds import Applied
from app.imports.models import ImportBatch, ImportRow, RowOutcome
from app.imports.results.cells import rows_of
from app.imports.results.standing import Standing, reach, standings
from app.imports.results.statements import Writing

CHUNK = 2_000
"""Rows whose lines of audit are written together."""
NAMED = 20
"""Schools that a refusal names."""
Told = dict[str, object]
ACTS = {RowOutcome.NEW.value: MADE, RowOutcome.CHANGED.value: CHANGED}


def apply(session: Session, batch: ImportBatch, who: Who) -> Applied:
    """Write what was shown. Raises ImportStale, DossierLocked (the campaign is closed)."""
    campaign_kept_open(session, batch)
    hold(session, batch)
    _refuse_stale(session, batch)
    _refuse_out_of_reach(session, batch, who)
    connection = session.connection()
    writing = Writing(connection, batch, who)
    source = f"Nhập từ {batch.file_name}"
    total = 0
    for chunk in chunks(session, batch):
        total += len(chunk)
        told = [(one, ACTS[one.outcome], _told(batch, one, source)) for one in chunk]
        record(session, told, who)
    if total:
        writing.apply(source)
    session.expire_all()
    return Applied(total, {"schools": total})


def campaign_kept_open(session: Session, batch: ImportBatch) -> None:
    """The campaign stays open until the transaction ends; saves go on meanwhile."""
    wanted = select(Campaign).where(col(Campaign.id) == batch.campaign_id)
    require_open(session.execute(wanted.with_for_update(read=True)).scalar_one())


def hold(session: Session, batch: ImportBatch) -> None:
    """The dossiers of the rows, by id."""
    mine = select(col(ImportRow.thing_id)).where(*rows_of(batch))
    held = select(col(Dossier.id)).where(col(Dossier.id).in_(mine)).order_by(col(Dossier.id))
    session.execute(held.with_for_update()).all()


def _refuse_stale(session: Session, batch: ImportBatch) -> None:
    """Compare the ends of the chains: any act of anybody since the dry run has moved them."""
    moved = or_(
        col(Dossier.chain_length) != col(ImportRow.seen_length),
        col(Dossier.chain_head) != col(ImportRow.seen_head),
    )
    rows = session.execute(
        select(col(ImportRow.sheet), col(ImportRow.line), col(Dossier.body_name))
        .join(Dossier, col(Dossier.id) == col(ImportRow.thing_id))
        .where(*rows_of(batch), moved)
        .order_by(col(ImportRow.position))
        .limit(NAMED)
    ).all()
    if rows:
        raise ImportStale(
            reasons=tuple(
                Reason(f"{sheet}!{line}", "changed-since", f"{name}: hồ sơ đã thay đổi.")
                for sheet, line, name in rows
            )
        )


def _refuse_out_of_reach(session: Session, batch: ImportBatch, who: Who) -> None:
    """Who confirms may be another person than who sent the file, or no longer what they were."""
    refused = out_of_reach(session, batch, who)
    if refused:
        raise ImportStale(
            reasons=tuple(
                Reason(one.code, "not-allowed", f"{one.name}: không còn quyền nhập kết quả.")
                for one in refused[:NAMED]
            )
        )


def out_of_reach(session: Session, batch: ImportBatch, who: Who) -> list[Standing]:
    """The schools of the rows for which the person may not import now."""
    around = reach(session, who.account_id, batch.body_id, day_of(who.at))
    mine = session.execute(select(col(ImportRow.thing_id)).where(*rows_of(batch))).scalars()
    wanted = frozenset(mine)
    assert batch.campaign_id is not None
    return [
        one
        for one in standings(session, batch.campaign_id)
        if one.id in wanted and not (around.of_body(one) and around.may(one))
    ]


class Row(NamedTuple):
    """A staged row on its way."""

    position: int
    sheet: str
    line: int
    thing_id: str
    outcome: str
    before: str
    after: str
    length: int
    head: str


def chunks(session: Session, batch: ImportBatch, *more: ColumnElement[bool]) -> Iterator[list[Row]]:
    """The rows in order, with the present ends of their chains; each chunk one statement."""
    last = -1
    while True:
        rows = session.execute(
            select(
                col(ImportRow.position),
                col(ImportRow.sheet),
                col(ImportRow.line),
                col(ImportRow.thing_id),
                col(ImportRow.outcome),
                col(ImportRow.before),
                col(ImportRow.after),
                col(Dossier.chain_length),
                col(Dossier.chain_head),
            )
            .join(Dossier, col(Dossier.id) == col(ImportRow.thing_id))
            .where(*rows_of(batch), col(ImportRow.position) > last, *more)
            .order_by(col(ImportRow.position))
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        yield [Row(*row) for row in rows]
        last = rows[-1][0]


def record(session: Session, told: Iterable[tuple[Row, str, Told]], who: Who) -> None:
    """A line of audit for each."""
    acts, payloads = [], []
    for one, act, payload in told:
        chain = dossier_chain(one.thing_id)
        row, content = linked(chain, one.length + 1, one.head, who, act, _canonical(payload))
        acts.append(row)
        payloads.append(content)
    connection = session.connection()
    _inserted(connection, AuditRow, acts)
    _inserted(connection, AuditPayload, payloads)


def _inserted(
    connection: Connection, model: type[AuditRow | AuditPayload], rows: Sequence[dict[str, Any]]
) -> None:
    """Rows of plain columns, by PostgreSQL's own way of loading where it is there."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(model), rows)
        return
    driver = cast("Psycopg[Any]", connection.connection.driver_connection)
    into = f"COPY {model.__tablename__} ({', '.join(rows[0])}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _canonical(payload: Told) -> bytes:
    """As `audit.chain.canonical`, in a third of its time: all of it is plain, and NFC already."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _told(batch: ImportBatch, one: Row, source: str) -> Told:
    before, after = json.loads(one.before), json.loads(one.after)
    return {
        "before": before["dossier"]["state"],
        "after": after["dossier"]["state"],
        "reason": source,
        "waived": after["dossier"]["waived"],
        "external": bool(after["answers"].get("external") or after["facts"].get("external")),
        "import": batch.id,
        "sheet": one.sheet,
        "line": one.line,
        "answers": after["answers"],
        "facts": after["facts"],
        "reported": after["reported"],
    }
