"""Writing a carry-over: sets of rows, one statement each, whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, SQLModel, col

from app.attachments.models import EvidenceLink
from app.audit.chain import Who, canonical, dossier_chain, link
from app.audit.models import AuditPayload, AuditRow
from app.carry_over.moving import NO_PLACE, SideMoved, link_targets
from app.carry_over.queries import Link
from app.carry_over.showing import code_of
from app.dossiers.models import (
    Answer,
    ArchivedAnswer,
    Dossier,
    FactAnswer,
    SideName,
    StateChange,
)
from app.storage.ids import new_id
from criteria.carry_over import CarryOver
from criteria.edition import Edition

ACT = "edition.carried"
_VALUES = {
    Answer: ("award", "verdict", "inapplicable", "claim_accepted", "comment"),
    FactAnswer: ("value",),
}
Values = dict[str, Any]


class Carrying(NamedTuple):
    """One dossier on its way, its row held."""

    dossier: Dossier
    over: CarryOver
    sides: Sequence[SideMoved]
    links: Sequence[Link]
    overlay: str | None


class Done(NamedTuple):
    """How many dossiers; how much was marked for review, how much went to the archives."""

    moved: int
    to_review: int
    archived: int


class _Rows(NamedTuple):
    """Everything to write, by table."""

    dropped: dict[type[SQLModel], list[Values]]
    made: dict[type[SQLModel], list[Values]]
    dossiers: list[Values]


def write(session: Session, target: Edition, carrying: Sequence[Carrying], who: Who) -> Done:
    """All rows of all dossiers; the caller commits."""
    rows = _Rows({Answer: [], FactAnswer: [], EvidenceLink: []}, {}, [])
    for one in carrying:
        _collect(rows, target, one, who)
    connection = session.connection()
    for model, gone in rows.dropped.items():
        if gone:
            connection.execute(_dropping(model), gone)
    for model, fresh in rows.made.items():
        if fresh:
            connection.execute(insert(model), fresh)
    if rows.dossiers:
        connection.execute(_DOSSIER, rows.dossiers)
    for one in carrying:
        session.expire(one.dossier)
    marked = sum(len(side.moved) for one in carrying for side in one.sides)
    return Done(len(carrying), marked, len(rows.made.get(ArchivedAnswer, [])))


def _dropping(model: type[SQLModel]) -> Any:  # noqa: ANN401 - a statement
    if model is EvidenceLink:
        return delete(EvidenceLink).where(
            col(EvidenceLink.evidence_id) == bindparam("of"),
            col(EvidenceLink.target) == bindparam("to"),
        )
    table: Any = model
    return delete(model).where(table.id == bindparam("of"))


_DOSSIER = (
    update(Dossier)
    .where(col(Dossier.id) == bindparam("of"))
    .values(
        edition_sha256=bindparam("edition"),
        overlay_sha256=bindparam("overlay"),
        self_version=Dossier.self_version + 1,
        external_version=bindparam("external"),
        version=Dossier.version + 1,
        chain_length=bindparam("length"),
        chain_head=bindparam("head"),
    )
)


def _collect(rows: _Rows, target: Edition, one: Carrying, who: Who) -> None:
    for side in one.sides:
        _answers(rows, one, side, who)
    lost = _links(rows, one, who)
    dossier = one.dossier
    told = _told(one, target, lost)
    number, chain = dossier.chain_length + 1, dossier_chain(dossier.id)
    row, payload = link(chain, number, dossier.chain_head, who, ACT, told)
    _add(rows, AuditRow, row)
    _add(rows, AuditPayload, payload)
    _add(
        rows,
        StateChange,
        {
            "id": new_id(),
            "dossier_id": dossier.id,
            "act": ACT,
            "before": dossier.state,
            "after": dossier.state,
            "reason": f"Chuyển từ {one.over.old.ref} sang {target.ref}.",
            "by_account": who.account_id,
            "at": who.at,
        },
    )
    touched = any(side.side is SideName.EXTERNAL for side in one.sides)
    rows.dossiers.append(
        {
            "of": dossier.id,
            "edition": target.ref.sha256,
            "overlay": one.overlay,
            "external": dossier.external_version + touched,
            "length": number,
            "head": row["hash"],
        }
    )


def _answers(rows: _Rows, one: Carrying, side: SideMoved, who: Who) -> None:
    """Rows that change their code are written anew: two may have changed places."""
    for moved in side.moved:
        row = moved.row
        rows.dropped[type(row)].append({"of": row.id})
        values = row.model_dump() | {"version": row.version + 1, "unconfirmed": True}
        if isinstance(row, Answer):
            values |= {"item": moved.code, "review": moved.review}
        else:
            values |= {"fact": moved.code}
        _add(rows, type(row), values)
    for gone in side.gone:
        row = gone.row
        rows.dropped[type(row)].append({"of": row.id})
        kept = {name: getattr(row, name) for name in _VALUES[type(row)]}
        origin = {"by_account": row.by_account, "at": row.at, "version": row.version}
        _archive(rows, one, side.side, code_of(row), (kept | origin, gone.reason), who)


def _links(rows: _Rows, one: Carrying, who: Who) -> list[list[str]]:
    """Links under their new codes; the pairs of evidence and code that have no place."""
    targets = link_targets(one.over, {found.target for found in one.links})
    present = {(found.evidence_id, found.target) for found in one.links}
    stay = {pair for pair in present if targets[pair[1]] == pair[1]}
    lost: list[list[str]] = []
    for found in one.links:
        new = targets[found.target]
        if new == found.target:
            continue
        rows.dropped[EvidenceLink].append({"of": found.evidence_id, "to": found.target})
        if not new:
            lost.append([found.evidence_code, found.target])
            payload = {"evidence": found.evidence_code, "target": found.target}
            _archive(rows, one, SideName.SELF, found.target, (payload, NO_PLACE), who)
        elif (found.evidence_id, new) not in stay:
            stay.add((found.evidence_id, new))
            _add(rows, EvidenceLink, {"evidence_id": found.evidence_id, "target": new})
    return lost


def _archive(  # noqa: PLR0913, PLR0917 - whose, of what, and why
    rows: _Rows,
    one: Carrying,
    side: SideName,
    code: str,
    kept: tuple[Mapping[str, object], str],
    who: Who,
) -> None:
    payload, reason = kept
    _add(
        rows,
        ArchivedAnswer,
        {
            "id": new_id(),
            "dossier_id": one.dossier.id,
            "side": side.value,
            "edition_sha256": one.dossier.edition_sha256,
            "code": code,
            "payload": canonical(payload).decode(),
            "reason": reason,
            "at": who.at,
        },
    )


def _told(one: Carrying, target: Edition, lost: Iterable[list[str]]) -> dict[str, object]:
    return {
        "from": one.dossier.edition_sha256,
        "to": target.ref.sha256,
        "overlay": one.overlay,
        "sides": {
            side.side.value: {
                "review": {code_of(moved.row): moved.code for moved in side.moved},
                "archived": {code_of(gone.row): gone.reason for gone in side.gone},
            }
            for side in one.sides
        },
        "evidence_archived": list(lost),
    }


def _add(rows: _Rows, model: type[SQLModel], values: Values) -> None:
    rows.made.setdefault(model, []).append(values)
