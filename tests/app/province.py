"""A small invented province, row by row, for tests of people and permission."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from app.accounts.actor import Actor, by_account
from app.accounts.models import Account, Role, RoleGrant
from app.bodies.models import (
    Body,
    BodyKind,
    BodyRelation,
    Handover,
    Relation,
    Reorganisation,
    Succession,
)
from app.bodies.text import searchable
from app.campaigns.models import Campaign, CampaignState, ExternalStart
from app.dossiers.models import Assignment, Dossier, DossierState, Origin
from app.index.models import StoredEdition

LONG_AGO = date(2020, 1, 1)
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
EDITION = "e" * 64


@dataclass
class Province:
    """Builds rows; everything is called by the name the test gives it."""

    session: Session

    def body(
        self,
        name: str,
        parent: str | None = None,
        kind: str = "th",
        dissolved_on: date | None = None,
    ) -> str:
        """A body with its parent since long ago."""
        if self.session.get(BodyKind, kind) is None:
            manages = kind in {"so", "phong", "ubnd_xa"}
            issues = kind == "so"
            self.session.add(
                BodyKind(
                    code=kind, title=kind, school_levels=[], manages=manages, issues_codes=issues
                )
            )
            self.session.flush()
        self.session.add(
            Body(
                id=name,
                tenant_id=parent or name,
                kind=kind,
                school_levels=[],
                founded_on=LONG_AGO,
                dissolved_on=dissolved_on,
            )
        )
        self.session.flush()
        if parent is not None:
            self.under(name, parent, LONG_AGO, dissolved_on)
        return name

    def under(self, body: str, parent: str, since: date, until: date | None = None) -> None:
        """A period under a parent."""
        self.session.add(
            BodyRelation(
                body_id=body,
                relation=Relation.PARENT,
                other_id=parent,
                valid_from=since,
                valid_to=until,
            )
        )
        self.session.flush()

    def follows(self, successor: str, predecessor: str, on: date) -> None:
        """One body follows another."""
        self.session.add(
            Succession(
                kind=Reorganisation.REPLACE,
                predecessor_id=predecessor,
                successor_id=successor,
                on=on,
            )
        )
        self.session.flush()

    def hand_over(self, giver: str, taker: str) -> None:
        """The recorded handover of the giver's work."""
        self.session.add(Handover(from_body_id=giver, to_body_id=taker, reason="minh họa", at=NOW))
        self.session.flush()

    def person(self, name: str, *grants: tuple[Role, str | None]) -> str:
        """An account with roles; its id."""
        email = f"{name}@truong.example".lower()
        account = Account(email=email, name=name, search=searchable(name), created_at=NOW)
        self.session.add(account)
        self.session.flush()
        for role, body in grants:
            self.grant(account.id, role, body)
        return account.id

    def grant(self, account: str, role: Role, body: str | None) -> RoleGrant:
        """One role more."""
        row = RoleGrant(account_id=account, role=role, body_id=body, granted_at=NOW)
        self.session.add(row)
        self.session.flush()
        return row

    def actor(self, account: str, today: date = TODAY) -> Actor:
        """The person as the policy meets them."""
        found = by_account(self.session, account, today)
        assert found is not None
        return found

    def campaign(
        self, owner: str, name: str = "dot", state: CampaignState = CampaignState.OPEN
    ) -> Campaign:
        """A campaign of that body."""
        row = Campaign(
            id=name,
            tenant_id=owner,
            owner_id=owner,
            title="Đợt minh họa",
            school_year="2025-2026",
            state=state,
            external_start=ExternalStart.COPY,
            created_at=NOW,
        )
        self.session.add(row)
        self.session.flush()
        return row

    def dossier(
        self,
        school: str,
        assessing: str,
        recognising: str,
        campaign: Campaign,
        state: DossierState = DossierState.DRAFTING,
    ) -> Dossier:
        """A dossier, called `D` and its school."""
        self._edition()
        row = Dossier(
            id=f"D{school}",
            tenant_id=recognising,
            campaign_id=campaign.id,
            body_id=school,
            kind="th",
            school_levels=[],
            body_name=school,
            assessing_body_id=assessing,
            recognising_body_id=recognising,
            edition_sha256=EDITION,
            state=state,
            origin=Origin.TYPED,
            created_at=NOW,
        )
        self.session.add(row)
        self.session.flush()
        return row

    def assign(self, dossier: Dossier, account: str, *, lead: bool = False) -> None:
        """Make somebody an assessor of the dossier."""
        self.session.add(Assignment(dossier_id=dossier.id, account_id=account, lead=lead, at=NOW))
        self.session.flush()

    def _edition(self) -> None:
        if self.session.get(StoredEdition, EDITION) is None:
            self.session.add(
                StoredEdition(
                    sha256=EDITION,
                    edition_id="thangdo.minh-hoa",
                    version="1.0",
                    title="Bộ chỉ số minh họa",
                    content=b"",
                    state="active",
                    proposed_at=NOW,
                )
            )
            self.session.flush()
