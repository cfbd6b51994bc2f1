"""What the reading child and its parent say to each other: JSON, a line for each row of the table.

The question is one object. The answer begins with a head (what was found), then a list for each
row, then an end that counts them, so that an answer cut short is noticed; or a refusal, at any
place. A file may have taken the child over: the parent believes nothing but the shapes told here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from app.imports.reading.errors import FileFault, FileRefused, refused
from app.imports.reading.limits import MAX_LINES
from app.imports.shapes import Book, Column, Fault, Layout, Line, Meaning, Vocabulary

_FORMATS = frozenset({"xlsx", "xls", "ods", "csv"})
_TEXT_OR_NONE = frozenset({str, type(None)})
_LONGEST_SENTENCE = 1_000
_LONGEST_WORD = 100
_FARTHEST = 2**31 - 1
"""As far as a database counts."""


class Asked(NamedTuple):
    """What to find in a file.

    `confirmed`: what a person said of the columns of a layout, by its hash; a column's folded title
    path to its role. `side`: that of a file which never says it, "self" or "external".
    """

    vocabulary: Vocabulary
    confirmed: Mapping[str, Mapping[str, str]] = {}
    side: str = "self"


class Head(NamedTuple):
    """What was found before the rows."""

    format: str
    encoding: str
    layouts: tuple[Layout, ...]
    faults: tuple[Fault, ...]
    unsure: bool


class AnswerBroken(Exception):
    """The answer has not the shape that our child gives it, or is cut short."""


def question_of(asked: Asked) -> bytes:
    """The question as the child reads it."""
    told = {
        "vocabulary": asked.vocabulary._asdict(),
        "confirmed": {key: dict(value) for key, value in asked.confirmed.items()},
        "side": asked.side,
    }
    return json.dumps(told, ensure_ascii=False, default=list).encode()


def asked_in(question: bytes) -> Asked:
    """The question again; the parent is trusted."""
    told = json.loads(question)
    words = told["vocabulary"]
    meanings = [Meaning(*one) for one in words.pop("meanings")]
    return Asked(Vocabulary(meanings=meanings, **words), told["confirmed"], told["side"])


def head_of(book: Book, layouts: Iterable[Layout], faults: Iterable[Fault], *, unsure: bool) -> str:
    """The first line of an answer."""
    told = {
        "format": book.format,
        "encoding": book.encoding,
        "layouts": list(layouts),
        "faults": list(faults),
        "unsure": unsure,
    }
    return _said(told)


def lines_of_rows(lines: Iterable[Line]) -> Iterator[str]:
    """The lines of an answer after its head, with the end."""
    count = 0
    for line in lines:
        yield _said(line)
        count += 1
    yield _said({"end": count})


def refusal_of(error: FileRefused) -> str:
    """The line by which a file is refused."""
    return _said({"refused": error.code, "message": error.message})


def breakdown_of(place: str) -> str:
    """The line that tells where our own code broke down on a file, for the log."""
    return _said({"refused": FileFault.UNREADABLE, "message": "", "broke": place})


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def head_in(line: bytes) -> Head:
    """The head of an answer. Raises FileRefused, AnswerBroken."""
    told = _object(line)
    try:
        layouts = tuple(_layout(*one) for one in told["layouts"])
        faults = tuple(_fault(*one) for one in told["faults"])
        kind, encoding = told["format"], _text(told["encoding"], _LONGEST_WORD)
        if kind not in _FORMATS:
            raise AnswerBroken("format")
        return Head(kind, encoding, layouts, faults, unsure=bool(told["unsure"]))
    except (LookupError, TypeError, ValueError) as error:
        raise AnswerBroken("head") from error


def rows_in(lines: Iterable[bytes], head: Head) -> Iterator[Line]:
    """The rows of an answer. Raises FileRefused, AnswerBroken."""
    widths = {one.sheet: len(one.columns) for one in head.layouts}
    count, ended = 0, False
    for line in lines:
        if ended:
            raise AnswerBroken("something behind the end")
        if line[:1] == b"[":
            count += 1
            if count > MAX_LINES:
                raise refused(FileFault.TOO_MANY_CELLS, f"Nhiều nhất {MAX_LINES} dòng dữ liệu.")
            yield _row(line, widths)
        elif _object(line).get("end") != count:
            raise AnswerBroken("the end counts otherwise")
        else:
            ended = True
    if not ended:
        raise AnswerBroken("cut short")


def _row(line: bytes, widths: Mapping[str, int]) -> Line:
    try:
        sheet, number, values, faults = json.loads(line)
        fine = (
            _whole(number) > 0
            and type(values) is list
            and len(values) == widths[sheet]
            and _TEXT_OR_NONE.issuperset(map(type, values))
        )
        if not fine:
            raise AnswerBroken("row")
        _sound("".join(filter(None, values)))
        return Line(sheet, number, values, tuple(_fault(*one) for one in faults))
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise AnswerBroken("row") from error


def _object(line: bytes) -> dict[str, Any]:
    """An object of the answer; a refusal is raised."""
    try:
        told = json.loads(line)
        if type(told) is not dict:
            raise AnswerBroken("no object")
        if "refused" not in told:
            return told
        code = FileFault(told["refused"])
        message = _text(told["message"], _LONGEST_SENTENCE)
        broke = _text(told.get("broke", ""), _LONGEST_SENTENCE)
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise AnswerBroken("no object") from error
    if broke:
        raise AnswerBroken(broke)
    raise FileRefused(code, message)


def _text(value: object, longest: int) -> str:
    if type(value) is not str or len(value) > longest:
        raise AnswerBroken("text")
    return _sound(value)


def _sound(text: str) -> str:
    """Text that a database takes: no zero, no half of a letter. Raises ValueError."""
    text.encode()
    if "\0" in text:
        raise AnswerBroken("zero")
    return text


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _FARTHEST:
        raise AnswerBroken("number")
    return value


def _layout(
    sheet: object, header: tuple[int, int], columns: list[Any], layout: object, edition: object
) -> Layout:
    first, last = header
    found = [
        Column(_whole(place), _text(title, 10_000), _text(role, 1_000), bool(sure))
        for place, title, role, sure in columns
    ]
    name = _text(sheet, _LONGEST_WORD)
    return Layout(name, (_whole(first), _whole(last)), found, _text(layout, 64), _text(edition, 64))


def _fault(sheet: object, cell: object, code: object, message: object) -> Fault:
    return Fault(
        _text(sheet, _LONGEST_WORD),
        _text(cell, _LONGEST_WORD),
        _text(code, _LONGEST_WORD),
        _text(message, 4 * _LONGEST_SENTENCE),
    )
