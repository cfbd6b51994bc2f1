"""The real dry run of a file, told as the descriptions of the corpus tell it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import select

from app.audit.chain import Who
from app.imports import trying
from app.imports.models import ImportBatch, ImportRow, ImportState, RowOutcome
from app.jobs.working import Shop
from app.settings import Settings
from evidence.store import Store
from tests.app.imports.corpus.expected import Outcome, Row
from tests.app.imports.driving import AT
from tests.app.imports.results.province import Schools

_SHORT = {"self": "TĐG", "external": "ĐGN"}
_WRITTEN = {RowOutcome.NEW, RowOutcome.CHANGED}
_DECIDES = "director"
"""Who may record decisions; all else the administrator brings in."""


class Tried(NamedTuple):
    """What came of a file, and every sentence said of it."""

    outcome: Outcome
    sentences: Sequence[str]


@dataclass(frozen=True)
class Desk:
    """Where files are brought in: the schools, and a vault."""

    schools: Schools
    vault: Store

    def tried(self, content: bytes, kind: str = "results", side: str = "self") -> Tried:
        """A dry run as the job makes it: vault, confined child, plan, staging."""
        with self.vault.arriving("so", 64 * 1024 * 1024) as arrival:
            if content:
                arrival.write(content)
            stored = arrival.keep()
        database = self.schools.database
        account = self.schools.people[_DECIDES if kind == "decisions" else "admin"]
        with database.writing() as session:
            batch = ImportBatch(
                tenant_id="so",
                body_id="so",
                campaign_id="dot",
                kind=kind,
                file_name="danh-sach",
                object_sha256=stored.sha256,
                size=stored.size,
                options={"side": side},
                account_id=account,
                created_at=AT,
                expires_at=AT,
            )
            session.add(batch)
            batch_id = batch.id
        shop = Shop(Settings(), database, self.vault)
        trying.dry_run(shop, batch_id, Who(account, AT))
        with database.reading() as session:
            rows = session.exec(
                select(ImportRow).where(ImportRow.batch_id == batch_id).order_by(ImportRow.position)  # type: ignore[arg-type]  # a column
            ).all()
            return _told(session.get_one(ImportBatch, batch_id), rows)


def _told(batch: ImportBatch, rows: Sequence[ImportRow]) -> Tried:
    said = [one for one in batch.faults if one["code"] != "import-refused"]
    faults, warnings = list(map(_of_file, said)), list(map(_of_file, batch.warnings))
    sentences = [one["message"] for one in (*said, *batch.warnings)]
    for row in rows:
        for found, texts in ((faults, row.faults), (warnings, row.warnings)):
            for cell, code, sentence in json.loads(texts or "[]"):
                found.append(f"{row.sheet}!{cell or row.line} {code}")
                sentences.append(sentence)
    recognised = batch.recognised
    asked = _columns(recognised) if batch.state == ImportState.MAPPING else {}
    outcome = Outcome(
        batch.state,
        [_row(batch.kind, row) for row in rows],
        faults,
        warnings,
        recognised.get("encoding", ""),
        asked,
    )
    return Tried(outcome, sentences)


def _of_file(one: Mapping[str, str]) -> str:
    return f"{one['where']} {one['code']}".strip()


def _columns(recognised: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{layout['sheet']}: {column['title']}": (column["role"] + ("" if column["sure"] else "?"))
        for layout in recognised["layouts"]
        for column in layout["columns"]
        if column["role"] or not column["sure"]
    }


def _row(kind: str, row: ImportRow) -> Row:
    values: dict[str, str] = {}
    if row.outcome in _WRITTEN and row.after:
        values = _written(json.loads(row.after)) if kind == "results" else {}
    changes = [f"{title}: {old} → {new}" for _, title, old, new in json.loads(row.changes or "[]")]
    return Row(f"{row.sheet}!{row.line}", row.code, row.outcome, values, changes)


def _written(after: Mapping[str, Any]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key in ("answers", "facts"):
        for side, cells in after[key].items():
            values |= {f"{_SHORT[side]} {code}": text for code, text in cells.items()}
    for side, report in after["reported"].items():
        short = _SHORT[side]
        values |= {f"{short} nhóm {code}": text for code, text in report["groups"].items()}
        values |= {f"{short} tiêu chí {code}": text for code, text in report["criteria"].items()}
        if report["level"] is not None:
            values[f"{short} mức"] = str(report["level"])
    return values
