"""What a child process is asked to make: plain values, checked before they are sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.accounts.actor import Actor


class What(StrEnum):
    """The files there are."""

    TEMPLATE = "template"
    RESULTS = "results"
    PROVINCE = "province"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Order:
    """One file of a campaign, for somebody: they get what they may read, decided as it is made.

    `body_id` narrows a table of results to the schools below a body. `database` is where the child
    reads; it may hold a password, so it is never shown.
    """

    what: What
    campaign_id: str
    body_id: str | None
    actor: Actor
    at: datetime
    database: str

    def __repr__(self) -> str:
        return f"Order({self.what}, {self.campaign_id}, {self.body_id})"
