"""Saving answers, facts and texts: one by one or in a batch, all or nothing.

Each answer has its own version. Who saves states the version that was on their screen (0: nothing
yet); two colleagues on different items never collide, two on the same item never overwrite each
other unseen. The dossier's row is held by the caller, so a save that races a transition is in the
snapshot or is refused.

Rows are written first and counted; only when fewer were written than stated does a read find out
which were stale. So a save takes at most two statements per kind of change, however large it is.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Insert, Table, Update, bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from app.audit.chain import Who, dossier_chain, link
from app.audit.models import AuditPayload, AuditRow
from app.dossiers import as_schema, queries, rows
from app.dossiers.changes import AnswerChange, Changes, FactChange, Saved, TextChange, not_kept
from app.dossiers.claims import refuse_unclaimed
from app.dossiers.errors import DossierLocked, VersionStale
from app.dossiers.models import Answer, Dossier, DossierText, FactAnswer, SideName
from app.dossiers.openness import Openness, openness
from app.dossiers.sheets import edition_of, profile_of, stored_fact
from app.errors import AnswersNotAccepted, Reason
from app.storage.together import Values, Write, name_of, named, together
from criteria.edition import Edition
from scoring.answers import Verdict


class OpenSide(NamedTuple):
    """One side of a held dossier, with what of it may change now."""

    dossier: Dossier
    side: SideName
    edition: Edition
    openness: Openness


def open_side(session: Session, dossier: Dossier, side: SideName, campaign_state: str) -> OpenSide:
    """The side of a dossier whose row is held."""
    may = openness(session, dossier, side, campaign_state)
    return OpenSide(dossier, side, edition_of(session, dossier), may)


def save(
    session: Session, at: OpenSide, changes: Changes, who: Who, *, typed: bool = True
) -> Saved:
    """Save all of `changes`, or nothing; the new versions.

    What is not `typed`, but came out of a table, is nobody's: only the audit says who brought it.

    Raises DossierLocked, AnswersNotAccepted (with every reason), VersionStale (naming each item,
    with what stands there now).
    """
    if not any(changes):
        return Saved({}, {}, {})
    _refuse(at, changes)
    if at.side is SideName.EXTERNAL:
        refuse_unclaimed(session, at.dossier, changes)
    connection = session.connection()
    dialect = connection.dialect.name
    by = who if typed else Who(None, who.at)
    changed = [
        *rows.writes(rows.ANSWERS, [_answer(at, one, by) for one in changes.answers], dialect),
        *rows.writes(rows.FACTS, [_fact(at, one, by) for one in changes.facts], dialect),
        *rows.writes(rows.TEXTS, [_text(at, one, by) for one in changes.texts], dialect),
    ]
    after, counting = _counted(at, changes, who)
    written = together(connection, [*changed, *counting])
    if sum(written[: len(changed)]) < sum(map(len, changes)):
        raise _stale(session, at, changes, by)
    for name, value in after.items():
        set_committed_value(at.dossier, name, value)
    return Saved(
        {one.item: one.version + 1 for one in changes.answers},
        {one.fact: one.version + 1 for one in changes.facts},
        {one.field: one.version + 1 for one in changes.texts},
    )


def _counted(at: OpenSide, changes: Changes, who: Who) -> tuple[Values, list[Write]]:
    """The dossier's columns that count the save, and the writes of these and of its audit row.

    It happens all day, so its rows pass the session's bookkeeping by, in a third of the time.
    """
    dossier, counter = at.dossier, f"{at.side}_version"
    number, previous = dossier.chain_length + 1, dossier.chain_head
    chain, act = dossier_chain(dossier.id), f"{at.side}.saved"
    row, payload = link(chain, number, previous, who, act, _told(changes))
    after = {
        counter: getattr(dossier, counter) + 1,
        "chain_length": number,
        "chain_head": row["hash"],
    }
    return after, [
        Write(_AUDIT_ROW, [named("row", row)]),
        Write(_AUDIT_PAYLOAD, [named("payload", payload)]),
        Write(_COUNTED[at.side], [named("dossier", after | {"id": dossier.id})]),
    ]


def _inserting(model: type[AuditRow | AuditPayload], prefix: str) -> Insert:
    table: Table = model.__table__  # type: ignore[union-attr]  # what every mapped class has
    return insert(table).values(
        {column.name: bindparam(name_of(prefix, column.name)) for column in table.columns}
    )


def _counting(side: SideName) -> Update:
    names = (f"{side}_version", "chain_length", "chain_head")
    values: dict[str, Any] = {name: bindparam(name_of("dossier", name)) for name in names}
    return (
        update(Dossier).where(col(Dossier.id) == bindparam(name_of("dossier", "id"))).values(values)
    )


_AUDIT_ROW, _AUDIT_PAYLOAD = _inserting(AuditRow, "row"), _inserting(AuditPayload, "payload")
_COUNTED = {side: _counting(side) for side in SideName}


def _refuse(at: OpenSide, changes: Changes) -> None:
    if not at.openness.open:
        raise DossierLocked(at.openness.sentence)
    reasons = not_kept(at.edition, profile_of(at.dossier), at.side, changes)
    if reasons:
        raise AnswersNotAccepted(reasons=reasons)
    locked = tuple(
        Reason(code, "locked", f"{code}: {at.openness.sentence}")
        for code in (
            *(one.item for one in changes.answers if not at.openness.item(at.edition, one.item)),
            *(one.fact for one in changes.facts if not at.openness.fact(at.edition, one.fact)),
            *(one.field for one in changes.texts if not at.openness.narrative),
        )
    )
    if locked:
        raise DossierLocked(at.openness.sentence, locked)


def _answer(at: OpenSide, one: AnswerChange, who: Who) -> Values:
    return rows.row(
        at.dossier.id,
        one.item,
        one.version,
        who,
        side=at.side.value,
        award=one.award if isinstance(one.award, Decimal) else None,
        verdict=one.award.value if isinstance(one.award, Verdict) else None,
        inapplicable=one.inapplicable,
        claim_accepted=one.claim_accepted if one.inapplicable is not None else None,
        comment=one.comment,
    )


def _fact(at: OpenSide, one: FactChange, who: Who) -> Values:
    value = None if one.value is None else stored_fact(one.value)
    return rows.row(at.dossier.id, one.fact, one.version, who, side=at.side.value, value=value)


def _text(at: OpenSide, one: TextChange, who: Who) -> Values:
    return rows.row(at.dossier.id, one.field, one.version, who, value=one.value)


def _stale(session: Session, at: OpenSide, changes: Changes, who: Who) -> VersionStale:
    """Which changes met another version than the one that was on the screen, and what is there."""
    dossier_id, side = at.dossier.id, at.side
    answers = _others(
        {one.item: one.version for one in changes.answers},
        {row.item: row for row in queries.answers(session, dossier_id, side)},
        who,
    )
    facts = _others(
        {one.fact: one.version for one in changes.facts},
        {row.fact: row for row in queries.facts(session, dossier_id, side)},
        who,
    )
    texts = _others(
        {one.field: one.version for one in changes.texts},
        {row.field: row for row in queries.texts(session, dossier_id)},
        who,
    )
    others: tuple[_Other[Any], ...] = (*answers, *facts, *texts)
    current: dict[str, list[Any]] = {
        "answers": [as_schema.answer(one.row) for one in answers if one.row],
        "facts": [as_schema.fact(one.row) for one in facts if one.row],
        "texts": [as_schema.text(one.row) for one in texts if one.row],
    }
    return VersionStale(
        tuple(map(_reason, others)),
        {name: [one.model_dump(mode="json") for one in rows] for name, rows in current.items()},
    )


Stored = TypeVar("Stored", Answer, FactAnswer, DossierText)


class _Other(NamedTuple, Generic[Stored]):
    """A code, the version stated of it, and the row that stands there instead."""

    code: str
    version: int
    row: Stored | None


def _others(
    stated: Mapping[str, int], found: Mapping[str, Stored], who: Who
) -> list[_Other[Stored]]:
    """The codes whose row is not the one that this very save has just written."""
    others = []
    for code, version in stated.items():
        row = found.get(code)
        written = row is not None and (row.version, row.by_account, row.at) == (
            version + 1,
            who.account_id,
            who.at,
        )
        if not written:
            others.append(_Other(code, version, row))
    return others


def _reason(one: _Other[Any]) -> Reason:
    now = one.row.version if one.row else 0
    message = f"{one.code}: bản trên máy chủ là {now}, bản bạn mở là {one.version}."
    return Reason(one.code, "version-stale", message)


def _told(changes: Changes) -> dict[str, object]:
    """What the audit log keeps of a save."""
    return {
        "answers": [one._asdict() for one in changes.answers],
        "facts": [one._asdict() for one in changes.facts],
        "texts": [one._asdict() for one in changes.texts],
    }
