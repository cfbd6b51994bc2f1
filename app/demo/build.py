"""The whole province: bodies, people, two years, decisions, and with whom to sign in."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlmodel import Session, select

from app.accounts.models import Account
from app.audit.chain import Who
from app.bodies.kinds import seed_kinds
from app.bodies.models import Body
from app.clock import day_of, start_of
from app.demo import fates, people, schools, year
from app.demo.acts import assess, hand_in, is_open, self_assess
from app.demo.fates import Fate
from app.demo.papers import Papers
from app.demo.sign_ins import SignIn, sign_ins
from app.demo.year import Case, Plan, Year
from app.dossiers import assignment, revision
from app.dossiers.models import Dossier, Origin
from app.index.service import keep_shipped
from app.recognition import publishing
from app.recognition.guards import Given, GivenLine
from app.recognition.service import issue
from app.storage.database import Database
from evidence.store import Store

SCHOOLS = 300
SEED = 4725
RICH = 3
"""Dossiers of a year whose papers are printed one by one; it takes a quarter of a second each."""
LAST_YEAR_DAYS, THIS_YEAR_DAYS = 400, 58
"""How long ago the campaigns were opened."""


class NotEmpty(Exception):
    """The database holds bodies or people: samples never mix with what is real."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was made."""

    sign_ins: Sequence[SignIn]
    schools: int
    states: Counter[str]


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is built, and which moment is today."""

    database: Database
    vault: Store
    now: datetime
    say: Callable[[str], None] = lambda _line: None


def build(site: Site, password: str, count: int = SCHOOLS) -> Built:
    """A province of `count` schools with a dossier. Raises NotEmpty before anything is written."""
    chance = Random(SEED)  # noqa: S311 - samples, not secrets
    hashed = people.hash_of(password)
    begun = start_of(schools.FOUNDED)
    with site.database.writing() as session:
        _refuse_used(session)
        seed_kinds(session)
        keep_shipped(session)
        root_id = people.root(session, hashed, begun)
        root = people.actor(session, root_id, begun)
        bodies = schools.found_all(session, root, count, chance)
        site.say(f"Đã lập {len(bodies.schools)} trường, {len(bodies.communes)} xã, phường.")
        hired = start_of(schools.REORGANISED)
        staff = people.hire(session, bodies, root_id, password_hash=hashed, at=hired, chance=chance)
    papers = Papers(site.vault, bodies.so)
    last = _begin(site, LAST_YEAR_DAYS, bodies, staff, papers)
    _whole_year(site, last, fates.concluded(count))
    this = _begin(site, THIS_YEAR_DAYS, bodies, staff, papers, last)
    _whole_year(site, this, fates.running(count, chance))
    with site.database.reading() as session:
        states = Counter(session.exec(select(Dossier.state)).all())
        return Built(sign_ins(session, this, staff), len(bodies.schools), states)


def _refuse_used(session: Session) -> None:
    if (
        session.exec(select(Account.id).limit(1)).first()
        or session.exec(select(Body.id).limit(1)).first()
    ):
        raise NotEmpty


def _begin(  # noqa: PLR0913, PLR0917 - the parts of a year
    site: Site,
    days: int,
    bodies: schools.Bodies,
    staff: people.People,
    papers: Papers,
    before: Year | None = None,
) -> Year:
    opened = site.now - timedelta(days=days)
    first = school_year(day_of(site.now)) - (0 if before else 1)
    plan = Plan(
        f"{first}-{first + 1}",
        opened,
        1 if before else 0,
        before.campaign_id if before else None,
    )
    with site.database.writing() as session:
        return year.begin(session, plan, bodies, staff, papers)


def school_year(day: date) -> int:
    """The year in which the school year of that day began."""
    return day.year if day.month >= 9 else day.year - 1  # noqa: PLR2004 - it begins in September


def _whole_year(site: Site, shown: Year, wanted: Sequence[Fate]) -> None:
    """All acts of all dossiers, in one transaction: a year is there or it is not."""
    over = shown.number == 0
    with site.database.writing() as session:
        cases = list(year.cases(session, shown, wanted, RICH, f"{shown.number}"))
        for case in cases:
            self_assess(session, case)
        _assign(session, shown, cases)
        for case in cases:
            assess(session, case)
        decided = 50 if not over else 88
        _recognise(session, shown, [one for one in cases if one.fate in fates.DECIDED], decided)
        _accept_printed(session, shown, cases, decided + 0.5)
        _publish(session, shown, cases, decided + 1)
        for number, case in enumerate(one for one in cases if one.fate in fates.REVISED):
            _revise(session, case, decided + 2 + number)
        if over:
            year.end(session, shown, 100)
    site.say(f"Đã làm xong năm học {shown.school_year}.")


def _assign(session: Session, shown: Year, cases: Iterable[Case]) -> None:
    """A team for every dossier that was handed in: the people of its assessing body."""
    by_body: dict[str, list[assignment.Team]] = {}
    for case in cases:
        if is_open(case):
            emails = case.team.emails
            members = [
                assignment.Member(email, lead=number == 0) for number, email in enumerate(emails)
            ]
            team = assignment.Team(
                case.dossier,
                members,
                f"Đoàn {len(by_body.get(case.dossier.assessing_body_id, ())) % 3 + 1}",
            )
            by_body.setdefault(case.dossier.assessing_body_id, []).append(team)
    for body, teams in by_body.items():
        leader = shown.people.teams[body].leader
        who = Who(leader, shown.after(year.SELF_DAYS + 2.5))
        assignment.assign(session, teams, who, day_of(who.at))


def _recognise(session: Session, shown: Year, cases: Sequence[Case], days: float) -> None:
    """One decision over all of them."""
    _decide(session, shown, [GivenLine(case.dossier.id) for case in cases], days, Origin.TYPED)


def _decide(
    session: Session, shown: Year, lines: Sequence[GivenLine], days: float, origin: Origin
) -> None:
    who = shown.director(days)
    given = Given(
        shown.campaign_id,
        f"{int(days * 10)}/QĐ-SGDĐT-MH",
        day_of(who.at),
        "Mẫu Văn Trống Trường",
        lines,
        origin,
    )
    assert who.account_id is not None
    director = people.actor(session, who.account_id, who.at)
    issue(session, director, shown.bodies.so, given, who.at)


def _accept_printed(session: Session, shown: Year, cases: Iterable[Case], days: float) -> None:
    """What was recognised elsewhere, by a decision that only gives the levels."""
    lines = [
        GivenLine(one.dossier.id, one.dossier.self_level)
        for one in cases
        if one.fate is Fate.PRINTED
    ]
    if lines:
        _decide(session, shown, lines, days, Origin.IMPORT)


def _publish(session: Session, shown: Year, cases: Iterable[Case], days: float) -> None:
    who = shown.director(days)
    assert who.account_id is not None
    director = people.actor(session, who.account_id, who.at)
    ids = [one.dossier.id for one in cases if one.fate in fates.TOLD]
    publishing.publish(session, director, shown.bodies.so, shown.campaign_id, ids, who.at)


def _revise(session: Session, case: Case, days: float) -> None:
    """A correction: being written, or handed in, assessed and recognised in the old one's place."""
    campaign = case.year.campaign(session)
    case.days = days
    fresh = revision.open_revision(
        session, case.dossier, campaign, case.head(0.1), "Đính chính số liệu (minh họa)."
    )
    if case.fate is not Fate.SUPERSEDED:
        return
    case.dossier, case.fate = fresh, Fate.RECOGNISED
    hand_in(session, case, campaign)
    _assign(session, case.year, [case])
    assess(session, case)
    _recognise(session, case.year, [case], case.days + 0.5)
