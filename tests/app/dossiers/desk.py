"""A school at work through the API, over the small province of `tests.app.external.process`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.actor import Scope
from app.accounts.models import Account
from app.audit.models import AuditRow
from app.audit.verify import verify
from app.campaigns.models import Campaign
from app.dossiers.fields import REQUIRED
from app.dossiers.models import Answer, Dossier, DossierState, SideName
from app.dossiers.sheets import edition_of
from app.index.service import keep_shipped
from criteria.edition import Edition
from tests.app.external.process import Process, best
from tests.app.house import House

BASE = "/api/v1/dossiers"


@dataclass
class Desk:
    """One dossier, and the people around it with a token each."""

    house: House
    dossier_id: str
    clients: dict[str, TestClient] = field(default_factory=dict)

    def by(self, person: str, *scopes: Scope) -> TestClient:
        """A program of that person's."""
        key = f"{person} {scopes}"
        if key not in self.clients:
            self.clients[key] = self.house.machine(self.account(person), *scopes)
        return self.clients[key]

    def account(self, person: str) -> str:
        """The id of the person's account."""
        with self.rows() as session:
            return session.exec(select(Account.id).where(Account.name == person)).one()

    def url(self, rest: str = "") -> str:
        """An address of the dossier."""
        return f"{BASE}/{self.dossier_id}{rest}"

    def get(self, rest: str = "", person: str = "editor", **options: Any) -> Any:  # noqa: ANN401
        """Read."""
        return self.by(person).get(self.url(rest), **options)

    def post(self, rest: str, body: object = None, person: str = "editor", **headers: str) -> Any:  # noqa: ANN401
        """Act."""
        return self.by(person).post(self.url(rest), json=body, headers=headers)

    def put(  # noqa: PLR0913 - a save is that much
        self,
        item: str,
        award: str | None,
        version: int = 0,
        *,
        side: str = "self",
        person: str = "editor",
        more: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401
        """Save one answer over a version."""
        return self.by(person).put(
            self.url(f"/{side}/answers/{item}"),
            json={"award": award} | dict(more or {}),
            headers={"If-Match": f'"{version}"'} | dict(headers or {}),
        )

    def patch(self, body: Mapping[str, object], side: str = "self", person: str = "editor") -> Any:  # noqa: ANN401
        """Save a batch."""
        return self.by(person).patch(self.url(f"/{side}/answers"), json=body)

    # straight from the rows

    @contextmanager
    def rows(self) -> Iterator[Session]:
        """A look into the database; rows taken out of it stay as they were."""
        with self.house.database.reading() as session:
            yield session
            session.expunge_all()

    @property
    def dossier(self) -> Dossier:
        """Its row."""
        with self.rows() as session:
            return session.get_one(Dossier, self.dossier_id)

    @property
    def edition(self) -> Edition:
        """The edition it pins."""
        with self.rows() as session:
            return edition_of(session, session.get_one(Dossier, self.dossier_id))

    def answers(self, side: SideName = SideName.SELF) -> dict[str, Answer]:
        """What stands on one side."""
        with self.rows() as session:
            wanted = select(Answer).where(Answer.dossier_id == self.dossier_id, Answer.side == side)
            return {row.item: row for row in session.exec(wanted)}

    def acts(self) -> list[str]:
        """The acts in the dossier's chain."""
        with self.rows() as session:
            wanted = select(AuditRow.act).where(AuditRow.chain == f"dossier:{self.dossier_id}")
            return list(session.exec(wanted.order_by(AuditRow.number)))  # type: ignore[arg-type]

    def change(self, alter: Callable[[Dossier, Campaign], None]) -> None:
        """Change the dossier's row or its campaign's by hand."""
        with self.house.database.writing() as session:
            dossier = session.get_one(Dossier, self.dossier_id)
            campaign = session.get_one(Campaign, dossier.campaign_id)
            alter(dossier, campaign)
            session.add(dossier)
            session.add(campaign)

    def chains_hold(self) -> None:
        """Every chain verifies from its first row to its head."""
        with self.rows() as session:
            found = verify(session)
        assert found.rows > 0
        assert found.findings == ()


def furnished(house: House, state: DossierState = DossierState.DRAFTING) -> Desk:
    """The province, its first dossier brought to a state through the real acts."""
    with house.database.writing() as session:
        keep_shipped(session)
        process = Process(session)
        found = process.bring(process.dossier, state)
        dossier_id = found.id
    return Desk(house, dossier_id)


def filled(house: House) -> Desk:
    """A dossier in `đang soạn` that is ready to be closed."""
    with house.database.writing() as session:
        process = Process(session)
        process.fill(process.dossier)
        dossier_id = process.dossier.id
    return Desk(house, dossier_id)


def everything(edition: Edition) -> dict[str, Any]:
    """A batch that answers every item and writes the whole report."""
    return {
        "answers": [
            {"item": code, "version": 0, "award": award} for code, award in best(edition).items()
        ],
        "texts": [
            {"field": name, "version": 0, "value": "Nội dung minh họa."} for name in REQUIRED
        ],
    }
