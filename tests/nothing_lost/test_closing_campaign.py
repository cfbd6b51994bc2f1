"""A campaign is closed while a school acts: the act came before the closing, or is refused whole.

The order is forced, not hoped for: one transaction is held open until the other waits for it.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlmodel import Session, col, select

from app import clock
from app.accounts.actor import by_account
from app.accounts.models import Account, Role
from app.audit.models import AuditRow
from app.campaigns.changing import Target
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.running import close_campaign
from app.dossiers import assessing, steps
from app.dossiers.errors import DossierLocked
from app.dossiers.external_schemas import ReturnIn
from app.dossiers.models import Dossier, DossierState
from app.dossiers.queries import campaign_kept
from app.errors import ServiceError
from app.storage.database import Database
from app.visit import Work
from tests.app.external.process import Process
from tests.app.external.rows import Rows, rows_of
from tests.nothing_lost.waiting import somebody_waits

S = DossierState
SOON = (clock.today() + timedelta(days=20)).isoformat()
BACK = ReturnIn.model_validate(
    {"criteria": [{"criterion": "1.3", "reason": "Thiếu minh chứng."}], "by": SOON}
)


class Case(NamedTuple):
    """An act that only an open campaign takes: from where, by whom, and where the dossier ends.

    What is returned when its campaign is closed is taken back with the closing.
    """

    start: DossierState
    person: str
    do: Callable[[Work, str], object]
    end: DossierState


CASES = {
    "close": Case(S.DRAFTING, "editor", lambda w, d: steps.close(w, d, None), S.AWAITING_SIGNATURE),
    "reopen": Case(
        S.AWAITING_SIGNATURE, "head", lambda w, d: steps.reopen(w, d, None, "Sửa."), S.DRAFTING
    ),
    "submit": Case(
        S.AWAITING_SIGNATURE, "head", lambda w, d: steps.submit(w, d, None), S.SUBMITTED
    ),
    "return": Case(
        S.ASSESSING, "leader", lambda w, d: assessing.give_back(w, d, None, BACK), S.ASSESSING
    ),
    "send back": Case(
        S.SUBMITTED,
        "leader",
        lambda w, d: assessing.stepped(w, d, assessing.SEND_BACK, None, "Sửa."),
        S.DRAFTING,
    ),
    "revise": Case(
        S.RECOGNISED, "director", lambda w, d: assessing.revise(w, d, None, "Sửa."), S.RECOGNISED
    ),
}


class Race(NamedTuple):
    """A dossier where the act begins, and the database."""

    database: Database
    dossier_id: str
    case: Case

    def work(self, session: Session, person: str) -> Work:
        """A person at work in that transaction."""
        account = session.exec(select(Account.id).where(Account.name == person)).one()
        actor = by_account(session, account, clock.today())
        assert actor is not None
        return Work(session, actor, clock.now())

    def act(self, session: Session) -> None:
        """What the school or its assessors do."""
        self.case.do(self.work(session, self.case.person), self.dossier_id)

    def close(self, session: Session) -> None:
        """What the Sở does meanwhile."""
        work = self.work(session, "admin")
        close_campaign(session, work.actor, Target("dot", 1), work.at, take_back=self.midway)

    @property
    def midway(self) -> bool:
        """Whether the dossier waits for its signature or its supplement, so that closing asks."""
        return S.AWAITING_SIGNATURE in {self.case.start, self.case.end} or (
            self.case.start is S.ASSESSING
        )

    def rows(self) -> Rows:
        """All that is stored of the dossier."""
        with self.database.reading() as session:
            return rows_of(session, self.dossier_id)

    def campaign(self) -> Campaign:
        """As it stands now."""
        with self.database.reading() as session:
            return session.get_one(Campaign, "dot")

    def begin(self, do: Callable[[Session], None], raised: list[ServiceError]) -> threading.Thread:
        """Another transaction, begun and already waiting for the one that is open."""

        def run() -> None:
            try:
                with self.database.writing() as session:
                    do(session)
            except ServiceError as error:
                raised.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        somebody_waits(self.database, thread)
        return thread


@pytest.fixture(params=CASES)
def race(request: pytest.FixtureRequest, database: Database) -> Race:
    case = CASES[request.param]
    with database.writing() as session:
        process = Process(session)
        dossier = process.bring(process.dossier, case.start)
        if case.start is S.DRAFTING:
            process.fill(dossier)
        if case.end is S.SUBMITTED:
            process.sign(dossier)
        process.province.person("admin", (Role.SO_ADMINISTRATOR, "so"))
        return Race(database, dossier.id, case)


def test_what_waits_for_the_closing_is_refused_and_changes_nothing(race: Race) -> None:
    before, raised = race.rows(), list[ServiceError]()
    with race.database.writing() as session:
        race.close(session)
        thread = race.begin(race.act, raised)
    thread.join(60)
    assert [type(one) for one in raised] == [DossierLocked]
    assert race.campaign().state == CampaignState.CLOSED
    assert race.rows() == before


def test_closing_waits_for_what_came_before_it(race: Race) -> None:
    raised = list[ServiceError]()
    with race.database.writing() as session:
        race.act(session)
        thread = race.begin(race.close, raised)
    thread.join(60)
    assert raised == []
    campaign, rows = race.campaign(), race.rows()
    assert campaign.state == CampaignState.CLOSED
    assert campaign.closed_at is not None
    with race.database.reading() as session:
        dossier = session.get_one(Dossier, race.dossier_id)
        last = session.exec(
            select(AuditRow.at)
            .where(AuditRow.chain == f"dossier:{race.dossier_id}")
            .order_by(col(AuditRow.number).desc())
        ).first()
    assert dossier.state == race.case.end
    assert last is not None
    assert last <= campaign.closed_at
    assert len(rows["audit_row"]) == dossier.chain_length


def test_many_hold_a_campaign_open_at_once(postgresql_database: Database) -> None:
    database = postgresql_database
    with database.writing() as session:
        process = Process(session)
        for name in ("th2", "th3"):
            process.school(name, f"7900000{name[-1]}")
    with database.writing() as one, database.writing() as other:
        assert campaign_kept(one, "dth2dot") is not None
        assert campaign_kept(other, "dth3dot") is not None
