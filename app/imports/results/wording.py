"""Stored values as a person writes them."""

from scoring.answers import Verdict

_WORDS = {one.value: one.label for one in Verdict} | {"true": "Có", "false": "Không"}


def shown(text: str | None) -> str:
    """Points with a comma, verdicts and yes in words, any other text as it stands."""
    if not text:
        return ""
    if text in _WORDS:
        return _WORDS[text]
    return text.replace(".", ",") if text.replace(".", "", 1).isdigit() else text
