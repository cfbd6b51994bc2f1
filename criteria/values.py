"""The kinds of single values that the YAML documents hold: words, codes, points, days."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from criteria.marks import Known

CODE_PATTERN = r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"
NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
_ID = r"[a-z0-9-]+\.[a-z0-9-]+"
_VERSION = r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){1,2}"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _no_bare_number(value: object) -> object:
    if isinstance(value, Decimal):
        message = f"{value} phải đặt trong dấu nháy kép, nếu không YAML đọc thành số"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns only ValueError into a problem
    return value


def _trimmed(value: str) -> str:
    if value != value.strip() or not value:
        message = "chữ trống hoặc có khoảng trắng thừa ở đầu, cuối"
        raise ValueError(message)
    return value


def _one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        message = "phải viết trên một dòng, không có phím Tab"
        raise ValueError(message)
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    message = "phải là ngày có thật, viết dạng 2022-12-30"
    raise ValueError(message)


def _whole(value: object) -> object:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


Prose = Annotated[
    str, Field(max_length=2000), BeforeValidator(_no_bare_number), AfterValidator(_trimmed)
]
Words = Annotated[Prose, AfterValidator(_one_line)]
Code = Annotated[str, Field(pattern=CODE_PATTERN, max_length=20), BeforeValidator(_no_bare_number)]
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Version = Annotated[
    str, Field(pattern=rf"^{_VERSION}$", max_length=20), BeforeValidator(_no_bare_number)
]
DocumentId = Annotated[str, Field(pattern=rf"^{_ID}$", max_length=80)]
EditionName = Annotated[str, Field(pattern=rf"^{_ID}@{_VERSION}$", max_length=100)]
Points = Annotated[Decimal, Field(ge=0, le=10_000, max_digits=9, decimal_places=3)]
Number = Annotated[Decimal, Field(ge=0, le=1_000_000_000, max_digits=15, decimal_places=4)]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]
Degree = Annotated[Known, Field(strict=False)]
Whole = Annotated[int, Field(ge=1, le=20), BeforeValidator(_whole)]
FormatOne = Annotated[int, Field(ge=1, le=1), BeforeValidator(_whole)]
