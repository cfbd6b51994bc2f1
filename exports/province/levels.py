"""Published levels as .csv, .json and .parquet: the same columns under the same names.

Codes and numbers of decisions are text, days are ISO days. Nothing here is about a person.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, NamedTuple

_SEPARATOR = ";"
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_GROUP_ROWS = 20_000


class PublishedLevel(NamedTuple):
    """One published level. `parent` is the body above the school on the day of the file.

    `origin`: `typed` or `import`; `waived` what an import went round, `external` among it where
    nobody assessed before the decision.
    """

    body_id: str
    body_code: str
    body_name: str
    kind: str
    kind_title: str
    school_levels: Sequence[str]
    parent_id: str
    parent_code: str
    parent_name: str
    edition: str
    edition_sha256: str
    level: int
    level_title: str
    decision_number: str
    decision_date: date
    origin: str
    waived: Sequence[str]
    published_at: datetime


def write_csv(target: BinaryIO, rows: Iterable[PublishedLevel]) -> None:
    """UTF-8 with its mark, so that Excel sees the diacritics; lists are joined by `;`.

    What a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    lines = csv.writer(text)
    lines.writerow(PublishedLevel._fields)
    lines.writerows([_csv_cell(value) for value in row] for row in rows)
    text.detach()


def write_json(target: BinaryIO, about: dict[str, str], rows: Iterable[PublishedLevel]) -> None:
    """One object: what `about` says, and `levels`, a row per line."""
    head = json.dumps(about, ensure_ascii=False)
    target.write(f'{head[:-1]}, "levels": ['.encode())
    before = b"\n"
    for row in rows:
        plain = {name: _json_value(value) for name, value in row._asdict().items()}
        target.write(before + json.dumps(plain, ensure_ascii=False).encode())
        before = b",\n"
    target.write(b"\n]}\n")


def write_parquet(target: BinaryIO, about: dict[str, str], rows: Iterable[PublishedLevel]) -> None:
    """By pyarrow, whose compiled code belongs into a process that may die."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only here
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    text, many = pa.string(), pa.list_(pa.string())
    special = {
        "school_levels": many,
        "waived": many,
        "level": pa.int32(),
        "decision_date": pa.date32(),
        "published_at": pa.timestamp("us", tz="UTC"),
    }
    fields = [pa.field(name, special.get(name, text), nullable=False)
              for name in PublishedLevel._fields]  # fmt: skip
    schema = pa.schema(fields, metadata=about)
    with ParquetWriter(target, schema) as writer:
        for group in _groups(rows):
            whole = zip(zip(*group, strict=True), schema, strict=True)
            columns = [pa.array(list(values), one.type) for values, one in whole]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def neutral(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


def _groups(rows: Iterable[PublishedLevel]) -> Iterator[list[PublishedLevel]]:
    source = iter(rows)
    while group := list(islice(source, _GROUP_ROWS)):
        yield group


def _csv_cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return neutral(_SEPARATOR.join(value))
    if isinstance(value, date):
        return value.isoformat()
    return neutral(str(value))


def _json_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
