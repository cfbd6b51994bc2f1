"""One school year: a campaign, and its dossiers taken as far as their fates say.

Everything is done by the functions that serve people, each act at an instant of its own, so that
chains, snapshots and levels are what they would be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from app.audit.chain import Who
from app.campaigns import running, service
from app.campaigns.changing import Target
from app.campaigns.models import Assessing, Campaign, ExternalStart
from app.campaigns.schemas import CampaignIn, DeadlineIn, ExtensionIn, KindRuleIn, Meaning
from app.clock import day_of
from app.demo import names
from app.demo.fates import Fate
from app.demo.papers import Papers
from app.demo.people import People, Team, actor
from app.demo.schools import ASSESSED, Bodies, School
from app.dossiers.models import Dossier
from app.index.models import StoredEdition

EDITION = "thangdo.qd-4725"
SELF_DAYS, EXTERNAL_DAYS = 40, 75
"""From the opening to the deadlines."""


@dataclass(frozen=True, slots=True)
class Year:
    """A campaign while its dossiers are worked on."""

    campaign_id: str
    school_year: str
    opened: datetime
    bodies: Bodies
    people: People
    papers: Papers
    number: int
    """0 for the first year shown, 1 for the next."""

    def campaign(self, session: Session) -> Campaign:
        """Its row."""
        return session.get_one(Campaign, self.campaign_id)

    def after(self, days: float) -> datetime:
        """So many days after the opening."""
        return self.opened + timedelta(days=days)

    def team(self, dossier: Dossier) -> Team:
        """The people of the body that assesses the dossier."""
        return self.people.teams[dossier.assessing_body_id]

    def director(self, days: float) -> Who:
        """The leader of the Sở, who recognises."""
        return Who(self.people.teams[self.bodies.so].leader, self.after(days))


@dataclass(slots=True)
class Case:
    """A dossier on its way: its school, what becomes of it, and its own clock."""

    year: Year
    school: School
    dossier: Dossier
    fate: Fate
    rich: bool
    chance: Random
    days: float = 0.0

    def who(self, account_id: str, days: float) -> Who:
        """The person, some days after the last act."""
        self.days += days
        return Who(account_id, self.year.after(self.days))

    def editor(self, days: float) -> Who:
        """The school's editor."""
        return self.who(self.year.people.editors[self.school.id], days)

    def head(self, days: float) -> Who:
        """The school's head."""
        return self.who(self.year.people.heads[self.school.id], days)

    @property
    def team(self) -> Team:
        """Who assesses it."""
        return self.year.team(self.dossier)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign begins with."""

    school_year: str
    opened: datetime
    number: int
    previous_id: str | None = None


def begin(session: Session, plan: Plan, bodies: Bodies, people: People, papers: Papers) -> Year:
    """A campaign of the Sở for every kind that the index is for, opened."""
    administrator = actor(session, people.administrator, plan.opened)
    edition = session.exec(
        select(StoredEdition.sha256)
        .where(StoredEdition.edition_id == EDITION)
        .order_by(col(StoredEdition.activated_at).desc())
        .limit(1)
    ).one()
    day = day_of(plan.opened)
    wanted = CampaignIn(
        owner_id=bodies.so,
        title=f"Đánh giá mức độ chuyển đổi số năm học {plan.school_year} ({names.LABEL})",
        school_year=plan.school_year,
        previous_id=plan.previous_id,
        external_start=ExternalStart.COPY,
        kinds=tuple(
            KindRuleIn(
                kind=kind,
                edition_sha256=edition,
                self_deadline=DeadlineIn(day=day + timedelta(days=SELF_DAYS), meaning=Meaning.BY),
                external_deadline=DeadlineIn(
                    day=day + timedelta(days=EXTERNAL_DAYS), meaning=Meaning.BY
                ),
                assessing=Assessing.ASSESSING,
                recognising=Assessing.OWNER,
            )
            for kind in sorted({school.kind for school in bodies.schools} & ASSESSED)
        ),
    )
    campaign = service.create(session, administrator, wanted, plan.opened - timedelta(days=3))
    target = Target(campaign.id, campaign.version)
    running.open_campaign(session, administrator, target, plan.opened)
    return Year(campaign.id, plan.school_year, plan.opened, bodies, people, papers, plan.number)


def end(session: Session, year: Year, days: float) -> None:
    """Close the campaign."""
    at = year.after(days)
    campaign = year.campaign(session)
    administrator = actor(session, year.people.administrator, at)
    running.close_campaign(session, administrator, Target(campaign.id, campaign.version), at)


def cases(
    session: Session, year: Year, fates: Sequence[Fate], rich: int, salt: str
) -> Iterable[Case]:
    """The dossiers of the year with their fates; the first `rich` ones with files of their own."""
    rows = session.exec(
        select(Dossier).where(Dossier.campaign_id == year.campaign_id, Dossier.revision == 1)
    )
    by_body = {row.body_id: row for row in rows}
    for number, (school, fate) in enumerate(zip(year.bodies.schools, fates, strict=True)):
        chance = Random(f"{school.code}/{salt}")  # noqa: S311 - samples, not secrets
        yield Case(year, school, by_body[school.id], fate, number < rich, chance)


def extend(session: Session, case: Case, days: float) -> None:
    """More time for one school, granted before its deadline."""
    year = case.year
    at = year.after(SELF_DAYS - 2)
    wanted = ExtensionIn(
        body_id=case.school.id,
        deadline=DeadlineIn(day=day_of(year.after(days)), meaning=Meaning.BY),
        reason=f"Trường đang chuyển cơ sở, thiết bị chưa lắp đặt xong ({names.LABEL})",
    )
    administrator = actor(session, year.people.administrator, at)
    running.extend(session, administrator, year.campaign_id, wanted, at)
