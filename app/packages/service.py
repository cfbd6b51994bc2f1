"""Packages as the routes use them: asked for, looked at, begun."""

from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.accounts.actor import Scope
from app.bodies import queries as bodies
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.clock import day_of
from app.clock import shown as moment
from app.dossiers.documents import BY_FORMAT, Document
from app.dossiers.errors import DossierNotFound
from app.dossiers.models import DossierState
from app.dossiers.transitions import STATE_TITLES
from app.packages import queries
from app.packages.errors import PackageNotFound, PackageTooLarge
from app.packages.making import Made
from app.packages.models import Package, PackageState
from app.packages.packer import Place
from app.packages.queries import Sight, Wish
from app.packages.reading import Parcel, Wanted, read
from app.packages.schemas import PackageIn, PackageOut
from app.packages.streaming import MISSING_NAME, Order, pieces
from app.packages.telling import SILENT, Telling
from app.policy import (
    Act,
    require,
    require_at_body,
    require_scope,
    visible_dossiers,
    visible_external,
)
from app.visit import Visit, Work

MOST_OF_ONE_PERSON = 50
"""Packages of one person; the oldest goes as one more is put down, since nothing is lost by it."""
MOST = 100_000
"""Documents of a package: the list at its end takes 0.5 KB of memory for each."""


def sight_of(work: Work) -> Sight:
    """What the person may read. Raises ScopeMissing."""
    visible = visible_dossiers(work.actor, work.today)
    return Sight(visible, visible_external(work.actor, work.today))


def create(work: Work, campaign_id: str, wanted: PackageIn) -> Package:
    """Put a package down.

    Raises CampaignNotFound, BodyNotFound, DossierNotFound, PackageTooLarge.
    """
    campaign = campaigns.campaign(work.session, campaign_id)
    require(work.session, work.actor, Act.READ_CAMPAIGN, campaign, work.today)
    if wanted.body_id is not None:
        require_at_body(work.session, work.actor, Act.READ_BODY, wanted.body_id, work.today)
    queries.keep_latest(work.session, work.actor.account_id, MOST_OF_ONE_PERSON - 1)
    named = sorted(set(wanted.dossier_ids))
    wish = Wish(campaign_id, wanted.body_id, [state.value for state in wanted.states], named)
    found = queries.ids(work.session, sight_of(work), wish, work.today)
    if len(found) < len(named) and not wish.states and wish.body_id is None:
        raise DossierNotFound
    documents = list(dict.fromkeys(wanted.documents))
    total = _total(found, documents)
    row = Package(
        campaign_id=campaign_id,
        body_id=wish.body_id,
        states=list(wish.states),
        dossier_ids=named,
        documents=[str(one) for one in documents],
        by_account=work.actor.account_id,
        created_at=work.at,
        dossiers=len(found),
        total=total,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _total(dossiers: Sequence[str], documents: Sequence[str]) -> int:
    total = len(dossiers) * len(documents)
    if total > MOST:
        raise PackageTooLarge(
            f"Gói sẽ có {total} văn bản; một gói có nhiều nhất {MOST}. {PackageTooLarge.said}"
        )
    return total


def mine(work: Work, package_id: str) -> Package:
    """A package of this person. Raises PackageNotFound, ScopeMissing."""
    require_scope(work.actor, Scope.READ)
    found = queries.package(work.session, package_id, work.actor.account_id)
    if found is None:
        raise PackageNotFound
    return found


def told(row: Package, at: datetime) -> PackageOut:
    """As it is now; one of which nobody tells any more was broken off."""
    state = PackageState(row.state)
    if state is PackageState.RUNNING and row.told_at is not None and row.told_at < at - SILENT:
        state = PackageState.STOPPED
    return PackageOut.of(row, state)


class Plan(NamedTuple):
    """What a package will hold, settled as it begins."""

    campaign: Campaign
    documents: Sequence[Document]
    dossier_ids: list[str]
    about: list[str]
    at: datetime

    def wanted(self, work: Work) -> Wanted:
        """What a chunk is read for, as the person may read now."""
        sides = frozenset(one.side for one in self.documents)
        return Wanted(self.campaign, sight_of(work), sides, work.today)

    def order(self, read_chunk: Callable[[Sequence[str]], list[Parcel]]) -> Order:
        """For `pieces`."""
        about = [*self.about, f"Số hồ sơ: {len(self.dossier_ids)}"]
        return Order(self.dossier_ids, self.documents, read_chunk, about, self.at)


def plan(work: Work, wish: Wish, formats: Sequence[str]) -> Plan:
    """The dossiers that fit now. Raises CampaignNotFound, ScopeMissing, PackageTooLarge."""
    campaign = campaigns.campaign(work.session, wish.campaign_id)
    documents = [BY_FORMAT[one] for one in formats]
    found = queries.ids(work.session, sight_of(work), wish, work.today)
    _total(found, formats)
    about = about_of(work.session, campaign, wish, documents, work.at)
    return Plan(campaign, documents, found, about, work.at)


class Begun(NamedTuple):
    """A fetching: the zip to come, its name, and who counts it."""

    pieces: Generator[bytes]
    file_name: str
    telling: Telling


def begin(visit: Visit, package_id: str, place: Place) -> Begun:
    """Begin to hand a package out; the place is the person's from now on.

    Raises PackageNotFound, ScopeMissing, PackageTooLarge, PackagesBusy.
    """
    with visit.writing() as work:
        row = mine(work, package_id)
        place.of(work.actor.account_id)
        found = plan(work, queries.wish_of(row), row.documents)
        dossiers = len(found.dossier_ids)
        total = dossiers * len(found.documents)
        attempt = queries.begin(work.session, row, total, dossiers, work.at)
    telling = Telling(visit.service.database, row.id, attempt)

    def read_chunk(dossier_ids: Sequence[str]) -> list[Parcel]:
        # As the person may read now: rights that end while a package is fetched end it.
        with visit.reading() as now:
            return read(now.session, found.wanted(now), dossier_ids)

    def saw(made: Made, size: int) -> None:
        telling.saw(made, size)
        if made.files:
            visit.saw(work.actor, f"dossier:{made.dossier_id}", "package")

    name = f"Văn bản - {found.campaign.title}.zip"
    content = pieces(found.order(read_chunk), visit.service.packer.hands, saw)
    return Begun(content, name, telling)


def about_of(
    session: Session,
    campaign: Campaign,
    wish: Wish,
    documents: Sequence[Document],
    at: datetime,
) -> list[str]:
    """What a package is, in the words of its first member."""
    titles = [f"{one.title} (.{one.extension})" for one in documents]
    lines = [
        f"Đợt đánh giá: {campaign.title}, năm học {campaign.school_year}",
        f"Lập lúc: {moment(at)}",
        f"Văn bản: {'; '.join(titles)}",
    ]
    if wish.body_id is not None:
        lines.append(f"Đơn vị: {bodies.name_of(session, wish.body_id, day_of(at))}")
    if wish.states:
        states = [STATE_TITLES[DossierState(one)] for one in wish.states]
        lines.append(f"Trạng thái: {', '.join(states)}")
    lines += [
        "Hồ sơ đã chốt được in từ bản chốt; hồ sơ chưa chốt là bản nháp.",
        f"Văn bản nào không có thì được nêu lý do trong “{MISSING_NAME}” ở cuối gói.",
    ]
    return lines
