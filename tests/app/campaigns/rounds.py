"""Campaigns for tests, over the invented province."""

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from app.accounts.actor import Grant
from app.accounts.models import Role
from app.campaigns import running, service
from app.campaigns.changing import Target
from app.campaigns.models import Campaign
from app.campaigns.schemas import CampaignIn, DeadlineIn, KindRuleIn, Meaning
from app.dossiers.models import Dossier
from app.index.models import StoredEdition
from app.index.service import keep_shipped
from app.storage.database import Database
from tests.app.bodies.province import AT, Province, person

DUE = DeadlineIn(day=date(2025, 5, 31), meaning=Meaning.BEFORE)
"""Before 31/5/2025: the first late instant is 30/5 at 17:00 UTC."""
LATE_FROM = datetime(2025, 5, 30, 17, 0, tzinfo=UTC)
IN_TIME = datetime(2025, 5, 30, 16, 59, 59, tzinfo=UTC)
TOO_LATE = datetime(2025, 6, 3, 2, 0, tzinfo=UTC)


class Round(Province):
    """The province with a draft campaign for TH and THPT."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with database.writing() as session:
            keep_shipped(session)
            self.edition = session.exec(
                select(StoredEdition.sha256)
                .where(StoredEdition.edition_id == "thangdo.qd-4725")
                .order_by(col(StoredEdition.version).desc())
            ).first()
            assert self.edition is not None
            self.head = person(session, "hieu truong x", Grant(Role.SCHOOL_HEAD, self.x))
            self.leader = person(session, "lanh dao p", Grant(Role.BODY_LEADER, self.phong))
            self.campaign = service.create(session, self.admin, self.wanted("th", "thpt"), AT).id

    def rule(self, kind: str) -> KindRuleIn:
        """What holds for a kind: due before 31/5/2025."""
        assert self.edition is not None
        return KindRuleIn(kind=kind, edition_sha256=self.edition, self_deadline=DUE)

    def wanted(self, *kinds: str) -> CampaignIn:
        """A campaign of the Sở's for these kinds."""
        return CampaignIn(
            owner_id=self.so,
            title="Đánh giá chuyển đổi số 2024-2025",
            school_year="2024-2025",
            kinds=tuple(self.rule(kind) for kind in kinds),
        )

    def target(self, session: Session) -> Target:
        """The campaign in its present version."""
        found = session.get(Campaign, self.campaign)
        assert found is not None
        return Target(found.id, found.version)

    def open(self, session: Session, at: datetime = AT) -> int:
        """Open it."""
        return running.open_campaign(session, self.admin, self.target(session), at)

    def dossier(self, session: Session, body_id: str) -> Dossier:
        """The body's dossier."""
        return session.exec(
            select(Dossier).where(Dossier.campaign_id == self.campaign, Dossier.body_id == body_id)
        ).one()
