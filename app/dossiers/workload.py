"""Who has how much to assess, and how far they are: a fixed number of statements per page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.dossiers.external_schemas import MemberOut, TeamOut, WorkloadLine, WorkloadPage
from app.dossiers.models import Answer, Assignment, Dossier, SideName
from app.edge.cursors import cursor_of, values_of
from app.index.service import edition
from app.policy import visible_dossiers
from app.visit import Work


def team_of(session: Session, dossier_id: str) -> TeamOut:
    """The assessors of a dossier."""
    rows = session.execute(
        pick(Assignment, col(Account.name), col(Account.email))
        .join(Account, col(Account.id) == Assignment.account_id)
        .where(col(Assignment.dossier_id) == dossier_id)
        .order_by(col(Assignment.lead).desc(), col(Account.name))
    ).all()
    return TeamOut(
        team=rows[0][0].team if rows else "",
        members=[
            MemberOut(account_id=row.account_id, name=name, email=email, lead=row.lead)
            for row, name, email in rows
        ],
    )


def workload(work: Work, campaign_id: str, after: str, limit: int) -> WorkloadPage:
    """The assessors of the dossiers that the person may see, by account."""
    last = values_of(after, 1)[0] if after else ""
    mine = (col(Dossier.campaign_id) == campaign_id, visible_dossiers(work.actor, work.today))
    assigned = (
        select(Assignment.account_id)
        .join(Dossier, col(Dossier.id) == Assignment.dossier_id)
        .where(*mine, col(Assignment.account_id) > last)
        .group_by(col(Assignment.account_id))
        .order_by(col(Assignment.account_id))
        .limit(limit + 1)
    )
    found = list(work.session.exec(assigned).all())
    page = found[:limit]
    if not page:
        return WorkloadPage(assessors=[], next=None)
    people = work.session.exec(select(Account).where(col(Account.id).in_(page))).all()
    named = {one.id: one for one in people}
    counts = _counts(work.session, page, mine)
    done = _done(work.session, page, mine)
    items = _items(work.session, {row.edition_sha256 for row in counts})
    lines = {one: _Line() for one in page}
    for row in counts:
        lines[row.account_id].take(row, items[row.edition_sha256])
    return WorkloadPage(
        assessors=[
            WorkloadLine(
                account_id=one,
                name=named[one].name,
                email=named[one].email,
                dossiers=lines[one].dossiers,
                leading=lines[one].leading,
                states=lines[one].states,
                items_done=done.get(one, 0),
                items=lines[one].items,
            )
            for one in page
        ],
        next=cursor_of(page[-1]) if len(found) > limit else None,
    )


class _Line:
    """The sums of one assessor."""

    def __init__(self) -> None:
        self.dossiers = self.leading = self.items = 0
        self.states: dict[str, int] = {}

    def take(self, row: Row[*tuple[Any, ...]], items: int) -> None:
        self.dossiers += row.dossiers
        self.leading += row.leading
        self.items += row.dossiers * items
        self.states[row.state] = self.states.get(row.state, 0) + row.dossiers


def _counts(
    session: Session, page: Sequence[str], mine: tuple[Any, ...]
) -> list[Row[*tuple[Any, ...]]]:
    leading = func.count(col(Assignment.id)).filter(col(Assignment.lead).is_(True))
    return list(
        session.execute(
            pick(
                col(Assignment.account_id),
                col(Dossier.state),
                col(Dossier.edition_sha256),
                func.count().label("dossiers"),
                leading.label("leading"),
            )
            .join(Dossier, col(Dossier.id) == Assignment.dossier_id)
            .where(*mine, col(Assignment.account_id).in_(page))
            .group_by(col(Assignment.account_id), col(Dossier.state), col(Dossier.edition_sha256))
        ).all()
    )


def _done(session: Session, page: Sequence[str], mine: tuple[Any, ...]) -> dict[str, int]:
    answered = (
        col(Answer.award).is_not(None)
        | col(Answer.verdict).is_not(None)
        | col(Answer.claim_accepted).is_(True)
    )
    rows = session.execute(
        pick(col(Assignment.account_id), func.count())
        .join(Dossier, col(Dossier.id) == Assignment.dossier_id)
        .join(Answer, col(Answer.dossier_id) == Dossier.id)
        .where(
            *mine,
            col(Assignment.account_id).in_(page),
            col(Answer.side) == SideName.EXTERNAL,
            answered,
        )
        .group_by(col(Assignment.account_id))
    )
    return {row[0]: row[1] for row in rows}


def _items(session: Session, editions: set[str]) -> dict[str, int]:
    """How many items each edition has; editions are compiled once per process."""
    return {one: len(edition(session, one).items) for one in editions}
