"""A list of bodies undone: periods as they were, and what was founded taken away again.

Only what nobody has touched since: every change of a body moves its version, and a body that
anything refers to (a dossier, a role, a school under it, …) stays.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy import select as pick
from sqlmodel import Session, SQLModel, col

from app.audit.chain import Who, record_on_body
from app.bodies.models import Body, BodyCode, BodyName, BodyOfficer, BodyRelation, Duty, Relation
from app.bodies.periods import reaches_past
from app.bodies.text import searchable
from app.bodies.tree import hold_tree
from app.imports.bodies.planning import day_for
from app.imports.kept import WRITTEN, Kept, keep_undone, kept_rows, portions, refuse_changed
from app.imports.kinds import Undone
from app.imports.models import ImportBatch, RowOutcome

_OWN = {
    ("body_name", "body_id"),
    ("body_code", "body_id"),
    ("body_relation", "body_id"),
    ("body_relation", "other_id"),
    ("body_officer", "body_id"),
}
"""What a body consists of; its relations to others are looked at one by one."""
Why = dict[str, str]
"""Body to the sentence that says why it is kept."""


def undo(session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
    """Undo what can be; raise UndoRefused for the others unless `rest`."""
    hold_tree(session)
    rows = {str(one.thing_id): one for one in kept_rows(session, batch, WRITTEN) if not one.undone}
    why = _kept(session, rows, day_for(batch))
    kept = [(rows[key].code, rows[key].name, said) for key, said in why.items()]
    refuse_changed(kept, rest=rest)
    going = {key: one for key, one in rows.items() if key not in why}
    _restore(session, [one for one in going.values() if _changes(one)], day_for(batch))
    _take_away(session, [key for key, one in going.items() if not _changes(one)])
    keep_undone(session, batch, [one.position for one in going.values()])
    if going:
        told = {"import": batch.id, "bodies": sorted(going), "kept": sorted(why)}
        record_on_body(session, batch.body_id, who, "bodies.load_undone", told)
    return Undone(len(going), kept)


def _changes(one: Kept) -> bool:
    return one.outcome == RowOutcome.CHANGED


def _kept(session: Session, rows: Mapping[str, Kept], day: date) -> Why:
    why: Why = {}
    bodies = _bodies(session, rows)
    for key, one in rows.items():
        version = bodies[key][0] if key in bodies else None
        if version != one.after["version"]:
            why[key] = (
                "đã có người sửa đơn vị này sau khi nhập. Hãy sửa ở trang của đơn vị nếu cần."
            )
    for key in _moved(session, rows, day):
        why.setdefault(key, "đơn vị đã chuyển sang đơn vị quản lý khác sau khi nhập.")
    why |= _lost_superiors(session, rows, why)
    why |= _cycles(session, rows, why, day)
    founded = [key for key, one in rows.items() if not _changes(one)]
    for key in _referred(session, founded):
        why.setdefault(
            key,
            "đã có hồ sơ, người dùng hoặc dữ liệu khác của đơn vị này. "
            "Nếu đơn vị ngừng hoạt động, hãy ghi việc giải thể.",
        )
    _keep_superiors(session, rows, why)
    return why


def _bodies(session: Session, ids: Collection[str]) -> dict[str, tuple[int, date | None]]:
    """Version, and end, of those that there are."""
    found: dict[str, tuple[int, date | None]] = {}
    for some in portions(ids):
        columns = pick(col(Body.id), col(Body.version), col(Body.dissolved_on))
        for key, version, ended in session.execute(columns.where(col(Body.id).in_(some))):
            found[key] = (version, ended)
    return found


def _moved(session: Session, rows: Mapping[str, Kept], day: date) -> set[str]:
    """Those that a reorganisation of their superior has moved: that leaves their version alone."""
    since: dict[tuple[str, str], list[tuple[date, str]]] = {}
    table = BodyRelation
    for some in portions(rows):
        found = session.execute(
            pick(
                col(table.body_id), col(table.relation), col(table.valid_from), col(table.other_id)
            )
            .where(col(table.body_id).in_(some), col(table.valid_from) >= day)
            .order_by(col(table.valid_from))
        )
        for key, relation, begun, other in found:
            since.setdefault((key, relation), []).append((begun, other))
    return {
        key
        for key, one in rows.items()
        for relation, other in one.after["relations"].items()
        if since.get((key, relation)) != [(day, other)]
    }


def _old_superiors(rows: Mapping[str, Kept], why: Why) -> Iterator[tuple[str, str, str]]:
    """(body, relation, other) of every superior that would be put back."""
    for key, one in rows.items():
        if key not in why and _changes(one):
            for what, before in one.before["rows"].items():
                if what in tuple(Relation):
                    yield key, what, before["value"]


def _lost_superiors(session: Session, rows: Mapping[str, Kept], why: Why) -> Why:
    wanted = list(_old_superiors(rows, why))
    standing = _bodies(session, {other for _, _, other in wanted})
    return {
        key: "đơn vị quản lý cũ không còn hoạt động nên không trả lại được."
        for key, _, other in wanted
        if other not in standing or standing[other][1] is not None
    }


def _cycles(session: Session, rows: Mapping[str, Kept], why: Why, day: date) -> Why:
    back = {key: other for key, what, other in _old_superiors(rows, why) if what == Relation.PARENT}
    if not back:
        return {}
    edges: dict[str, set[str]] = {}
    relations = pick(col(BodyRelation.body_id), col(BodyRelation.other_id)).where(
        col(BodyRelation.relation) == Relation.PARENT, reaches_past(BodyRelation, day)
    )
    for key, other in session.execute(relations):
        edges.setdefault(key, set()).add(other)
    for key, other in back.items():
        edges[key] = {other}
    return {
        key: "trả lại đơn vị quản lý cũ thì đơn vị sẽ trực thuộc chính mình."
        for key in back
        if _comes_back(edges, key)
    }


def _comes_back(edges: Mapping[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            waiting += edges.get(one, ())
    return False


def _referred(session: Session, ids: Collection[str]) -> set[str]:
    """Those that any table refers to, besides what they consist of."""
    found: set[str] = set()
    columns = [
        column
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if (table.name, column.name) not in _OWN
        and any(key.target_fullname == "body.id" for key in column.foreign_keys)
    ]
    for some in portions(ids):
        for column in columns:
            found.update(session.execute(pick(column).where(column.in_(some)).distinct()).scalars())
    return found


def _keep_superiors(session: Session, rows: Mapping[str, Kept], why: Why) -> None:
    """A founded body stays under which another stays, and so on upwards."""
    founded = {key for key, one in rows.items() if not _changes(one)}
    under: list[tuple[str, str, str]] = []
    for some in portions(founded):
        table = BodyRelation
        columns = pick(col(table.other_id), col(table.body_id), col(table.relation))
        found = session.execute(columns.where(col(table.other_id).in_(some)))
        under += [(other, body, relation) for other, body, relation in found]
    while True:
        more = {
            other
            for other, body, relation in under
            if other not in why and not _goes(rows, why, body, relation)
        }
        if not more:
            return
        for key in more:
            why[key] = "có đơn vị khác trực thuộc hoặc do đơn vị này đánh giá."


def _goes(rows: Mapping[str, Kept], why: Why, body: str, relation: str) -> bool:
    """Whether the body's relation disappears with the undoing."""
    one = rows.get(body)
    if one is None or body in why:
        return False
    return not _changes(one) or relation in one.after["changes"]


def _restore(session: Session, rows: Sequence[Kept], day: date) -> None:
    for what in ("name", *Relation, *Duty):
        _restore_one(session, what, [one for one in rows if what in one.after["changes"]], day)
    table = _plain(Body)
    levels = [
        {"key": one.thing_id, "levels": one.before["levels"]}
        for one in rows
        if "levels" in one.after["changes"]
    ]
    if levels:
        changed = update(table).where(table.c.id == bindparam("key"))
        session.connection().execute(
            changed.values(school_levels=bindparam("levels", type_=table.c.school_levels.type)),
            levels,
        )
    for some in portions(str(one.thing_id) for one in rows):
        higher = update(Body).where(col(Body.id).in_(some)).values(version=Body.version + 1)
        session.execute(higher)


def _restore_one(session: Session, what: str, rows: Sequence[Kept], day: date) -> None:
    """The values that began on the day go; those that they ended, or replaced, come back."""
    table: Any = {"name": BodyName}.get(what) or (
        BodyRelation if what in tuple(Relation) else BodyOfficer
    )
    mine = {BodyRelation: "relation", BodyOfficer: "duty"}.get(table)
    for some in portions(str(one.thing_id) for one in rows):
        gone = delete(table).where(col(table.body_id).in_(some), col(table.valid_from) == day)
        session.execute(gone.where(getattr(table, mine) == what) if mine else gone)
    known = [(one, one.before["rows"][what]) for one in rows if what in one.before["rows"]]
    ended = [
        {"key": before["id"], "until": _day(before["until"])}
        for _, before in known
        if date.fromisoformat(before["since"]) < day
    ]
    if ended:
        plain = _plain(table)
        again = update(plain).where(plain.c.id == bindparam("key"))
        session.connection().execute(again.values(valid_to=bindparam("until")), ended)
    replaced = [
        _row_again(one, what, before)
        for one, before in known
        if date.fromisoformat(before["since"]) == day
    ]
    if replaced:
        session.execute(insert(table), replaced)


def _row_again(one: Kept, what: str, before: Mapping[str, Any]) -> dict[str, Any]:
    row = {
        "id": before["id"],
        "body_id": one.thing_id,
        "valid_from": date.fromisoformat(before["since"]),
        "valid_to": _day(before["until"]),
    }
    value = before["value"]
    if what == "name":
        return {**row, "name": value, "search": searchable(value)}
    if what in tuple(Relation):
        return {**row, "relation": what, "other_id": value}
    return {**row, "duty": what, **value}


def _take_away(session: Session, ids: Collection[str]) -> None:
    tables: tuple[Any, ...] = (BodyName, BodyCode, BodyRelation, BodyOfficer)
    for table in tables:
        for some in portions(ids):
            session.execute(delete(table).where(col(table.body_id).in_(some)))
    for some in portions(ids):
        session.execute(delete(Body).where(col(Body.id).in_(some)))


def _plain(table: type[SQLModel]) -> Any:  # noqa: ANN401 - a table without its class
    return SQLModel.metadata.tables[str(table.__tablename__)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
