"""Stored editions as the API and the command line show them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session

from app.edge.cursors import cursor_of, values_of, wrong_cursor
from app.index import queries
from app.index import schemas as out
from app.index.examining import warnings
from app.index.models import EditionState, StoredEdition
from app.index.service import edition
from criteria.diff import Change, diff
from criteria.edition import Edition
from criteria.facets import Effect


def page(
    session: Session, states: Collection[EditionState], after: str, limit: int
) -> out.StoredEditionList:
    """Editions, the last proposed first."""
    rows = queries.page(session, states, _position(after), limit + 1)
    names = _names(session, rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return out.StoredEditionList(
        editions=[_line(row, names) for row in rows[:limit]],
        next=cursor_of(last.proposed_at.isoformat(), last.sha256) if last else None,
    )


def proposal(session: Session, row: StoredEdition) -> out.ProposalOut:
    """One edition with its difference from the version in use."""
    new = edition(session, row.sha256)
    old = in_use(session, new)
    changes = diff(old, new) if old is not None else ()
    line = _line(row, _names(session, [row]))
    return out.ProposalOut(
        **line.model_dump(),
        warnings=list(warnings(row.content)),
        against=str(old.ref) if old is not None else None,
        score_changes=sum(one.effect is Effect.SCORE for one in changes),
        changes=[_change(one) for one in changes],
    )


def in_use(session: Session, new: Edition) -> Edition | None:
    """What `new` is compared with: the version in use before it, else the newest in use."""
    rows = sorted(
        (_number(version), sha256)
        for sha256, _, version in queries.active(session, new.ref.id)
        if sha256 != new.ref.sha256
    )
    older = [row for row in rows if row[0] < _number(new.ref.version)]
    chosen = (older or rows)[-1:]
    return edition(session, chosen[0][1]) if chosen else None


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _line(row: StoredEdition, names: Mapping[str, str]) -> out.StoredEditionOut:
    def person(account_id: str | None) -> out.PersonOut | None:
        if account_id is None:
            return None
        return out.PersonOut(id=account_id, name=names.get(account_id, ""))

    return out.StoredEditionOut(
        sha256=row.sha256,
        id=row.edition_id,
        version=row.version,
        title=row.title,
        state=EditionState(row.state),
        shipped=row.shipped,
        one_person=row.one_person,
        golden=row.golden is not None,
        carry_from=row.carry_from,
        proposed_by=person(row.proposed_by),
        proposed_at=row.proposed_at,
        approved_by=person(row.approved_by),
        approved_at=row.approved_at,
        activated_by=person(row.activated_by),
        activated_at=row.activated_at,
        withdrawn_by=person(row.withdrawn_by),
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )


def _names(session: Session, rows: Collection[StoredEdition]) -> dict[str, str]:
    ids = [
        one
        for row in rows
        for one in (row.proposed_by, row.approved_by, row.activated_by, row.withdrawn_by)
    ]
    return queries.people(session, ids) if any(ids) else {}


def _change(one: Change) -> out.ChangeOut:
    return out.ChangeOut(
        kind=one.kind,
        code=one.code,
        what=one.what,
        effect=one.effect.value,
        before=one.before,
        after=one.after,
        sentence=one.sentence,
    )


def _position(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    text, sha256 = values_of(after, 2)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise wrong_cursor() from error
    if moment.tzinfo is None:
        raise wrong_cursor()
    return moment, sha256
