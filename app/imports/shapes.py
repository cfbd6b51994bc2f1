"""What passes between the parts of an import: plain values, all of which JSON can say.

    file ─ reading (a confined child) ─▶ Sheet ─ recognising (the same child) ─▶ Layout, Lines
         ─ the kind's plan (beside the database) ─▶ Staged rows ─ confirm ─▶ what the product keeps

Roles of columns are texts. All kinds have `code`, `name` and `ignore` ("" is the same). Those of
results are `levels`, `self:<item>`, `external:<item>`, `fact:self:<fact>`, `fact:external:<fact>`;
what only checks: `criterion:<side>:<criterion>`, `group:<side>:<group>`, `level:<side>`; and
`decision`, `decided_on`, `recognised`, `note`. Those of other kinds are the keys of their columns.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

CellValue = str | int | float | bool | None
"""As the file has it. A date arrives as `DATE + ISO`, an error of a formula as `ERROR + text`."""
DATE, ERROR = "\x00date:", "\x00error:"
"""Before texts that no cell holds: a file's own texts lose their control characters."""

ValueKind = Literal["code", "text", "points", "number", "verdict", "level", "date", "yes_no"]
"""How cells of a column are understood.

`code`: text as it stands; of a number `NUMBERED` and its digits, since zeros in front may be lost.
`points`, `number`: decimal text (`7.25`), never a float. `verdict`: `met` or `unmet`. `level`: the
digits of a level. `date`: ISO. `yes_no`: `true` or `false`. `text`: NFC, white space squeezed.
"""
NUMBERED = "#"
"""Before a code that the file holds as a number."""


class Sheet(NamedTuple):
    """One sheet: rows from its first one, cells from its first column, trailing blanks left out.

    `formulas` are the places (row, column), from 0, of cells that hold a formula: their values are
    what some program last worked out, and are not trusted. `covered` are places that a merged cell
    above hides (people see its value there, the file has none), each with that cell's place.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False
    covered: Mapping[tuple[int, int], tuple[int, int]] = {}


class Book(NamedTuple):
    """A file that could be read. `encoding` is that of a .csv, "" of the others."""

    format: Literal["xlsx", "xls", "ods", "csv"]
    encoding: str
    sheets: Sequence[Sheet]


class Meaning(NamedTuple):
    """A role that a column may have, and the words by which files call it.

    `words` are compared folded (no case, diacritics, doubled spaces). `side` is "self" or
    "external" where the same words serve both and what stands above the title, or beside it,
    decides; a file that never says the side is of the side that the batch names.
    """

    role: str
    title: str
    words: Sequence[str]
    value: ValueKind
    side: str = ""


class Vocabulary(NamedTuple):
    """What the columns of a table of one kind may mean.

    `required`: a header names all of these. `sides`: side to the words that announce it.
    `totals`: how rows begin that only add others up. `any_of`: a header names at least one role
    that begins so.
    """

    meanings: Sequence[Meaning]
    required: Sequence[str] = ("code",)
    any_of: Sequence[str] = ()
    sides: Mapping[str, Sequence[str]] = {}
    totals: Sequence[str] = ("tổng", "tổng cộng", "cộng", "tổng số", "trung bình", "toàn huyện")


class Column(NamedTuple):
    """A column as recognised: `place` from 0, `title` its path of titles, joined by " > ".

    `sure` False: a guess that a person should confirm. Role "" leaves it out.
    """

    place: int
    title: str
    role: str
    sure: bool = True


class Layout(NamedTuple):
    """Where the table of a sheet is. `header` are its header's rows, from 0, first and last.

    `layout` is the hash over the folded titles, by which a mapping is kept. `edition` is the
    SHA-256 that the rows above the header name, "" where they name none.
    """

    sheet: str
    header: tuple[int, int]
    columns: Sequence[Column]
    layout: str
    edition: str = ""


class Fault(NamedTuple):
    """What is wrong at a place: `cell` as `D7` ("" for a whole sheet or file), in Vietnamese."""

    sheet: str
    cell: str
    code: str
    message: str


class Line(NamedTuple):
    """A row of the table: `line` counts the file's rows from 1.

    `values` run beside the layout's columns: text as `ValueKind` says, or None for an empty cell
    and for one with a fault.
    """

    sheet: str
    line: int
    values: Sequence[str | None]
    faults: Sequence[Fault] = ()


class Staged(NamedTuple):
    """What a kind makes of a line; the fields of `ImportRow`, before they are text.

    `before` and `after` are the kind's own mappings; None for nothing.
    """

    position: int
    sheet: str
    line: int
    code: str
    name: str
    outcome: str
    thing_id: str | None = None
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    changes: Sequence[tuple[str, str, str, str]] = ()
    faults: Sequence[tuple[str, str, str]] = ()
    warnings: Sequence[tuple[str, str, str]] = ()
    seen_length: int = 0
    seen_head: str = ""
