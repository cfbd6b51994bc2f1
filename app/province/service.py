"""What a person may order, and what the file is called."""

from dataclasses import dataclass

from app.bodies import queries as bodies
from app.campaigns import queries as campaigns
from app.policy import Act, require, require_at_body
from app.province.orders import Order, What
from app.visit import Work

_NAMES = {
    What.TEMPLATE: "Bảng nhập kết quả",
    What.RESULTS: "Bảng kết quả",
    What.PROVINCE: "Tổng hợp",
    What.CSV: "Mức đã công bố",
    What.JSON: "Mức đã công bố",
    What.PARQUET: "Mức đã công bố",
}
_ENDINGS = {What.CSV: "csv", What.JSON: "json", What.PARQUET: "parquet"}


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order, and the name under which the file is saved."""

    order: Order
    file_name: str


def order(work: Work, what: What, campaign_id: str, body_id: str | None, database: str) -> Ordered:
    """Let somebody who reads the campaign order a file of it.

    Which schools stand in it is decided as it is made, by the same person's right to read them.
    Raises CampaignNotFound, BodyNotFound, NotAllowed, ScopeMissing.
    """
    campaign = campaigns.campaign(work.session, campaign_id)
    require(work.session, work.actor, Act.READ_CAMPAIGN, campaign, work.today)
    parts = [_NAMES[what], campaign.title]
    if body_id is not None:
        require_at_body(work.session, work.actor, Act.READ_BODY, body_id, work.today)
        parts.append(bodies.name_of(work.session, body_id, work.today))
    name = f"{' - '.join(parts)}.{_ENDINGS.get(what, 'xlsx')}"
    return Ordered(Order(what, campaign_id, body_id, work.actor, work.at, database), name)
