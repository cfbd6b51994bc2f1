"""Text as bodies keep it: one clean line in NFC; what search compares has no diacritics or case."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from exports.forms.values import cleaned, folded

MAX_NAME = 200
MAX_CODE = 30
MAX_REASON = 500


def one_line(value: object) -> object:
    """The text on one line without stray spaces and invisible marks; no text stays what it is."""
    return " ".join(cleaned(value).split()) if isinstance(value, str) else value


def searchable(text: str) -> str:
    """For comparing and sorting names: no case, no diacritics, single spaces."""
    return folded(text)[:MAX_NAME]


def like(text: str) -> str:
    """The text as a pattern for LIKE that finds it anywhere; the escape is a backslash."""
    escaped = searchable(text).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _no_gap(value: str) -> str:
    if " " in value:
        raise ValueError("a code has no spaces")
    return value


Name = Annotated[
    str, BeforeValidator(one_line), StringConstraints(min_length=1, max_length=MAX_NAME)
]
Code = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(min_length=1, max_length=MAX_CODE),
    AfterValidator(_no_gap),
]
Reason = Annotated[
    str, BeforeValidator(one_line), StringConstraints(min_length=1, max_length=MAX_REASON)
]
Note = Annotated[str, BeforeValidator(one_line), StringConstraints(max_length=MAX_REASON)]
Phone = Annotated[str, BeforeValidator(one_line), StringConstraints(max_length=40)]
Email = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(max_length=200, pattern=r"^$|^[^@\s]+@[^@\s]+$"),
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=26, pattern=r"^[0-9a-z]+$")]
KindCode = Annotated[str, StringConstraints(max_length=30, pattern=r"^[a-z][a-z0-9_]*$")]
