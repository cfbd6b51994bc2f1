"""The statements that apply and undo a table of results, each over all of its rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    Text,
    and_,
    case,
    cast,
    delete,
    false,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.audit.chain import Who
from app.audit.models import AuditRow
from app.dossiers.importing import CHANGED, MADE, UNDONE
from app.dossiers.models import Answer, Dossier, FactAnswer, SideName, StateChange
from app.imports.models import ImportBatch, ImportRow, ReportedResult, RowOutcome
from app.imports.results.cells import (
    Cells,
    cells,
    counted,
    member,
    parsed,
    part,
    rows_of,
    side_cells,
    was_there,
)
from app.storage.columns import UtcTime
from app.storage.ids import new_id
from scoring.answers import Verdict

VERDICTS = tuple(one.value for one in Verdict)


class Writing:
    """All of it for one batch, on one connection."""

    def __init__(self, connection: Connection, batch: ImportBatch, who: Who) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name
        self.batch = batch
        self.who = who
        self.at: ColumnElement[datetime] = literal(who.at, UtcTime)
        self.by: ColumnElement[Any] = literal(who.account_id, Text)
        # What a table brought was typed by nobody here; the audit and the batch say who brought
        # it. And PostgreSQL need not look for the same account 1,500,000 times.
        self.nobody: ColumnElement[Any] = cast(null(), Text)

    def apply(self, source: str) -> None:
        """All that `after` says, once the chains of audit are written."""
        made = col(ImportRow.outcome) == RowOutcome.NEW.value
        self.ends()
        self.drop_reports("dropped")
        for fresh in (True, False):
            rows = made if fresh else ~made
            self.answers(rows, fresh=fresh)
            self.facts(rows, fresh=fresh)
        self.reports("after")
        self.history(case((made, MADE), else_=CHANGED), ("before", "after"), source)
        self.dossiers("after")

    def undo(self, source: str, *more: Any) -> None:  # noqa: ANN401 - conditions
        """All that `before` says; `more` chooses the rows."""
        self.ends(*more)
        self.drop_fresh(*more)
        self.restore(*more)
        self.drop_reports("reported", *more)
        self.reports("before", *more)
        self.history(literal(UNDONE), ("after", "before"), source, *more)
        self.dossiers("before", *more)

    def ends(self, *more: Any) -> None:  # noqa: ANN401 - conditions
        """Where the chains of audit now end, beside the rows of the import."""
        chain = literal("dossier:").concat(col(Dossier.id))
        self.connection.execute(
            update(ImportRow)
            .where(
                *rows_of(self.batch),
                *more,
                col(Dossier.id) == col(ImportRow.thing_id),
                col(AuditRow.chain) == chain,
                col(AuditRow.number) == col(Dossier.chain_length) + 1,
            )
            .values(applied_length=AuditRow.number, applied_head=AuditRow.hash)
        )

    def answers(self, rows: ColumnElement[bool], *, fresh: bool) -> None:
        """Answers of `after`. Where nothing stands yet they need not look for what they meet."""
        found = cells(self.batch, "after", "answers", self.dialect, rows)
        verdict = found.value.in_(VERDICTS)
        values = {
            "id": counted(new_id(), self.dialect),
            "dossier_id": found.dossier_id,
            "side": found.side,
            "item": found.code,
            "award": case((verdict, null()), else_=found.value),
            "verdict": case((verdict, found.value)),
            "inapplicable": cast(null(), Text),
            "claim_accepted": cast(null(), Boolean),
            "comment": literal(""),
            "unconfirmed": false(),
            "review": literal(""),
            "version": literal(1),
            "by_account": self.nobody,
            "at": self.at,
        }
        if fresh:
            self._inserted(Answer, values, select(*values.values()).select_from(found.source))
            return
        kept = {"id", "dossier_id", "side", "item", "comment", "version"}
        self._upsert(Answer, values, found, ("dossier_id", "side", "item"), kept)

    def facts(self, rows: ColumnElement[bool], *, fresh: bool) -> None:
        """Facts of `after`, likewise."""
        found = cells(self.batch, "after", "facts", self.dialect, rows)
        values = {
            "id": counted(new_id(), self.dialect),
            "dossier_id": found.dossier_id,
            "side": found.side,
            "fact": found.code,
            "value": found.value,
            "unconfirmed": false(),
            "version": literal(1),
            "by_account": self.nobody,
            "at": self.at,
        }
        if fresh:
            self._inserted(FactAnswer, values, select(*values.values()).select_from(found.source))
            return
        kept = {"id", "dossier_id", "side", "fact", "version"}
        self._upsert(FactAnswer, values, found, ("dossier_id", "side", "fact"), kept)

    def reports(self, text: str, *more: Any) -> None:  # noqa: ANN401 - conditions
        """Reported results of `after`, or of `before` to put them back."""
        found = side_cells(self.batch, text, "reported", self.dialect, *more)
        values = {
            "id": counted(new_id(), self.dialect),
            "dossier_id": found.dossier_id,
            "side": found.side,
            "groups": self._json(member(found.value, self.dialect, "groups")),
            "criteria": self._json(member(found.value, self.dialect, "criteria")),
            "level": cast(member(found.value, self.dialect, "level"), Integer),
            "batch_id": literal(self.batch.id),
            "at": self.at,
        }
        kept = {"id", "dossier_id", "side"}
        self._upsert(ReportedResult, values, found, ("dossier_id", "side"), kept)

    def drop_reports(self, key: str, *more: Any) -> None:  # noqa: ANN401 - conditions
        """Take away the reported results of the sides below that key of `after`."""
        found = side_cells(self.batch, "after", key, self.dialect, *more)
        self._dropped(ReportedResult, found, None)

    def drop_fresh(self, *more: Any) -> None:  # noqa: ANN401 - conditions
        """Undo what was not there before: of a dossier that was fresh, everything."""
        made = col(ImportRow.outcome) == RowOutcome.NEW.value
        fresh = select(col(ImportRow.thing_id)).where(*rows_of(self.batch), made, *more)
        for model, name in ((Answer, "answers"), (FactAnswer, "facts")):
            table: Any = model
            self.connection.execute(delete(model).where(table.dossier_id.in_(fresh)))
            found = cells(self.batch, "after", name, self.dialect, ~made, *more)
            self._dropped(model, found, ~was_there(found, name, self.dialect))

    def restore(self, *more: Any) -> None:  # noqa: ANN401 - conditions
        """Undo what was written over: answers and facts as `before` has them, a version newer."""
        found = cells(self.batch, "before", "answers", self.dialect, *more)
        value = func.nullif(found.value, "")
        verdict = value.in_(VERDICTS)
        values: dict[str, Any] = {
            "award": case((verdict, null()), else_=value),
            "verdict": case((verdict, value)),
        }
        self._restored(Answer, found, values)
        found = cells(self.batch, "before", "facts", self.dialect, *more)
        self._restored(FactAnswer, found, {"value": func.nullif(found.value, "")})

    def dossiers(self, text: str, *more: Any) -> None:  # noqa: ANN401 - conditions
        """States, levels and chains of all dossiers of the rows, as `before` or `after` says."""
        content, dialect = getattr(ImportRow, text), self.dialect
        row = (
            select(
                col(ImportRow.thing_id),
                col(ImportRow.outcome),
                col(ImportRow.applied_length),
                col(ImportRow.applied_head),
                parsed(col(content), dialect).label("content"),
                parsed(col(ImportRow.after), dialect).label("wrote"),
            )
            .where(*rows_of(self.batch), *more)
            .offset(0)  # or PostgreSQL takes it apart anew for every value
            .subquery("row")
        ).c

        def said(*path: str) -> ColumnElement[Any]:
            return part(row.content, dialect, "dossier", *path)

        def touched(side: SideName) -> ColumnElement[int]:
            wrote = part(row.wrote, dialect, "answers", side.value)
            told = part(row.wrote, dialect, "facts", side.value)
            return case((func.coalesce(wrote, told).is_not(None), 1), else_=0)

        earlier: Any = col(Dossier.submitted_at)
        values: dict[str, Any] = {
            "state": said("state"),
            "origin": said("origin"),
            "waived": self._json(said("waived")),
            "self_level": cast(said("self_level"), Integer),
            "submitted_at": func.coalesce(earlier, self.at)
            if text == "after"
            else case((row.outcome == RowOutcome.NEW.value, null()), else_=earlier),
            "self_version": Dossier.self_version + touched(SideName.SELF),
            "external_version": Dossier.external_version + touched(SideName.EXTERNAL),
            "version": Dossier.version + 1,
            "chain_length": row.applied_length,
            "chain_head": row.applied_head,
        }
        self.connection.execute(
            update(Dossier).where(col(Dossier.id) == row.thing_id).values(values)
        )

    def history(
        self,
        act: ColumnElement[str],
        way: tuple[str, str],
        reason: str,
        *more: Any,  # noqa: ANN401 - conditions
    ) -> None:
        """A line of history for each dossier: from the state of one text to that of the other."""
        before, after = (getattr(ImportRow, one) for one in way)
        values = {
            "id": counted(new_id(), self.dialect),
            "dossier_id": col(ImportRow.thing_id),
            "act": act,
            "before": member(col(before), self.dialect, "dossier", "state"),
            "after": member(col(after), self.dialect, "dossier", "state"),
            "reason": literal(reason),
            "by_account": self.by,
            "at": self.at,
        }
        chosen = select(*values.values()).where(*rows_of(self.batch), *more)
        self._inserted(StateChange, values, chosen)

    def _dropped(
        self,
        model: Any,  # noqa: ANN401 - a mapped class
        found: Cells,
        only: ColumnElement[bool] | None,
    ) -> None:
        doomed = select(model.id).select_from(found.source.join(model, _same(model, found)))
        if only is not None:
            doomed = doomed.where(only)
        self.connection.execute(delete(model).where(model.id.in_(doomed)))

    def _restored(self, model: Any, found: Cells, values: dict[str, ColumnElement[Any]]) -> None:  # noqa: ANN401
        columns = {name: value.label(name) for name, value in values.items()}
        old = (
            select(
                found.dossier_id.label("dossier_id"),
                found.side.label("side"),
                found.code.label("code"),
                *columns.values(),
            )
            .select_from(found.source)
            .subquery("old")
        )
        stamp = {"version": model.version + 1, "by_account": self.nobody, "at": self.at}
        self.connection.execute(
            update(model)
            .where(
                model.dossier_id == old.c.dossier_id,
                model.side == old.c.side,
                _key(model) == old.c.code,
            )
            .values({name: old.c[name] for name in columns} | stamp)
        )

    def _upsert(
        self,
        model: Any,  # noqa: ANN401 - a mapped class
        values: dict[str, Any],
        found: Cells,
        key: tuple[str, ...],
        kept: set[str],
    ) -> None:
        chosen = select(*values.values()).select_from(found.source)
        if self.dialect == "sqlite":  # or its parser takes ON for a part of the join
            chosen = chosen.where(found.side.is_not(None))
        kind: Any = postgresql if self.dialect == "postgresql" else sqlite
        fresh = kind.insert(model).from_select(list(values), chosen, include_defaults=False)
        changed = {name: fresh.excluded[name] for name in values if name not in kept}
        if hasattr(model, "version"):
            changed["version"] = model.version + 1
        self.connection.execute(fresh.on_conflict_do_update(index_elements=list(key), set_=changed))

    def _inserted(self, model: Any, values: dict[str, Any], chosen: Any) -> None:  # noqa: ANN401
        kind: Any = postgresql if self.dialect == "postgresql" else sqlite
        insert: Insert = kind.insert(model)
        self.connection.execute(insert.from_select(list(values), chosen, include_defaults=False))

    def _json(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value, postgresql.JSON) if self.dialect == "postgresql" else value


def _key(model: Any) -> Any:  # noqa: ANN401 - a mapped class and its column
    return getattr(model, {Answer: "item", FactAnswer: "fact"}.get(model, "side"))


def _same(model: Any, found: Cells) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped class
    return and_(
        model.dossier_id == found.dossier_id,
        model.side == found.side,
        _key(model) == found.code,
    )
