"""Days as people and programs write them."""

from datetime import date

ISO = len("2026-03-02")


def written_day(value: object) -> object:
    """The day of `2026-03-02`; a number is no day, though it could be read as one.

    Raises ValueError.
    """
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) == ISO:
        return date.fromisoformat(value)
    raise ValueError("a day is written as year-month-day")
