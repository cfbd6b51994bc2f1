"""The fields of a plain page's form: urlencoded, bounded, each name once."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from app.edge.multipart import wrong_field
from app.errors import BodyUnreadable, KindNotAccepted

MEDIA_TYPE = "application/x-www-form-urlencoded"
# The largest such form has a name, a mail address, two passwords and four ticks.
MAX_FIELDS = 32
MAX_VALUE = 4_000
# A criterion of twenty items with six fields each, its facts, and to spare; 60 links of evidence.
MAX_ANSWER_FIELDS = 300
# A section of the report, as a browser sends it: every line break is two characters.
MAX_WORDS = 40_000


class FormFields(dict[str, str]):
    """Field to value; a field that was not sent is empty, as an empty one is."""

    def text(self, name: str, longest: int = 400) -> str:
        """The value without the spaces around it. Raises ShapeWrong when it is too long."""
        return self.exact(name, longest).strip()

    def exact(self, name: str, longest: int = 400) -> str:
        """The value as it was typed: a password keeps its spaces."""
        value = self.get(name, "")
        if len(value) > longest:
            raise wrong_field(name, f"dài quá {longest} ký tự")
        return value


def _reading(most: int, longest: int) -> Callable[[Request], Awaitable[FormFields]]:
    async def form_fields(request: Request) -> FormFields:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != MEDIA_TYPE:
            raise KindNotAccepted
        return _fields_in(await request.body(), most, longest)

    return form_fields


def _fields_in(body: bytes, most: int, longest: int) -> FormFields:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=False,
            errors="strict",
            max_num_fields=most,
        )
    except ValueError as error:
        raise BodyUnreadable from error
    found = FormFields(pairs)
    if len(found) < len(pairs):
        raise BodyUnreadable("Nội dung gửi lên có một trường viết hai lần.")
    if any(len(value) > longest or "\0" in name + value for name, value in pairs):
        raise BodyUnreadable
    return found


SentFields = Annotated[FormFields, Depends(_reading(MAX_FIELDS, MAX_VALUE))]
"""A page route's parameter."""
SentAnswers = Annotated[FormFields, Depends(_reading(MAX_ANSWER_FIELDS, MAX_WORDS))]
"""The same for the forms of a dossier, which are longer."""
