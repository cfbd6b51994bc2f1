"""The one clock. Instants are UTC; days and deadlines are judged in Asia/Ho_Chi_Minh."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Viet Nam."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day on which an instant falls in Viet Nam."""
    return moment.astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """The first instant of a day in Viet Nam, in UTC."""
    return datetime.combine(day, time.min, VIETNAM).astimezone(UTC)


def before_day(day: date) -> datetime:
    """“trước ngày …”: the first instant that is late is that day's own start."""
    return start_of(day)


def by_day(day: date) -> datetime:
    """“chậm nhất ngày …”: the first instant that is late is the next day's start."""
    return start_of(day + timedelta(days=1))


def shown(moment: datetime) -> str:
    """As people read it: `07:05 ngày 02/03/2026`, in Viet Nam."""
    return moment.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")
