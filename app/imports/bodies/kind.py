"""Lists of bodies: founded, renamed, moved, given other cấp học, heads and officers."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who, record_on_body
from app.bodies.load.plan import Plan
from app.bodies.load.planning import plan_of
from app.bodies.load.reading import Listing, Row
from app.bodies.load.state import State, read_state
from app.bodies.load.writing import carry_out
from app.bodies.tree import hold_tree
from app.clock import day_of
from app.errors import Reason
from app.imports.bodies import undoing
from app.imports.bodies.planning import (
    BodiesPlanning,
    Ends,
    day_for,
    fingerprint,
    renamed,
    row_of,
)
from app.imports.bodies.vocabulary import VOCABULARY
from app.imports.errors import ImportStale
from app.imports.kept import WRITTEN, Kept, kept_rows
from app.imports.kinds import Applied, Planning, Undone
from app.imports.models import ImportBatch, RowOutcome
from app.imports.shapes import Layout, Vocabulary
from app.policy import Act, require_at_body
from app.storage.database import Database


class Bodies:
    """How a list of bodies is understood, planned, applied and undone."""

    def require(self, session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
        """Whoever manages the bodies under the batch's body."""
        require_at_body(session, actor, Act.MANAGE_BODIES, batch.body_id, day_of(who.at))

    def vocabulary(self, session: Session, batch: ImportBatch) -> Vocabulary:  # noqa: ARG002 - the same for all
        """The columns of every list of bodies."""
        return VOCABULARY

    def planning(
        self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]
    ) -> Planning:
        """A dry run."""
        return BodiesPlanning(database, batch, layouts)

    def apply(self, session: Session, batch: ImportBatch, who: Who) -> Applied:
        """Found and change, as long as it is exactly what was shown. Raises ImportStale."""
        hold_tree(session)
        rows = kept_rows(session, batch, WRITTEN)
        state = read_state(session, batch.body_id, day_for(batch))
        plan = plan_of(Listing([_row(one) for one in rows]), state)
        if plan.problems:
            raise ImportStale(reasons=tuple(plan.problems))
        if fingerprint(plan, state, Ends.read(session, plan)) != batch.fingerprint:
            raise ImportStale(reasons=tuple(_differing(rows, plan, state)))
        renamed(plan, {one.code: str(one.thing_id) for one in rows})
        carry_out(session, plan, state)
        told = {"founded": plan.count("found"), "changed": plan.count("change")}
        if rows:
            record_on_body(session, batch.body_id, who, "bodies.loaded", _payload(batch, plan))
        return Applied(len(rows), told)

    def undo(self, session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
        """Put periods back as they were; take away what was founded and nothing refers to."""
        return undoing.undo(session, batch, who, rest=rest)


def _row(one: Kept) -> Row:
    entries = one.after["entries"]
    return row_of(one.sheet, entries["code"][1], entries)


def _differing(rows: Sequence[Kept], plan: Plan, state: State) -> list[Reason]:
    """The rows that would no longer do what was shown."""
    now = {line.code: line for line in plan.lines}
    found = []
    for one in rows:
        line = now.get(one.code)
        body = state.bodies.get(one.thing_id or "")
        founded = one.outcome == RowOutcome.NEW
        same = line is not None and (line.act == "found") is founded
        if same and line is not None:
            same = [change.sentence for change in line.changes] == one.after["sentences"]
        if same and not founded:
            same = body is not None and body.version == one.before["version"]
        if not same:
            where = f"{one.sheet}!{one.line}"
            message = f"{one.name}: đơn vị này đã có người sửa sau lần chạy thử."
            found.append(Reason(where, "changed-since", message))
    return found


def _payload(batch: ImportBatch, plan: Plan) -> Mapping[str, object]:
    return {
        "import": batch.id,
        "file_sha256": batch.object_sha256,
        "on": day_for(batch),
        "bodies": [
            {
                "id": line.body_id,
                "act": line.act,
                "code": line.code,
                "kind": line.kind,
                "changes": [change.sentence for change in line.changes],
            }
            for line in plan.lines
            if line.act != "same"
        ],
    }


KIND = Bodies()
