"""A workbook of the corpus as its description beside it says: how it is made, what must come of it.

about:    why it is in the corpus
made:     the function that builds it (see the modules `made_*`)
saved_as: what LibreOffice then makes of it (xlsx, xls, ods); without it the file stays as built
kind:     results (the default), bodies, people, evidence, decisions
side:     whose columns are that never say it: self (the default) or external
state:    ready, mapping (somebody is asked what a column is) or refused
encoding: of a .csv
rows:     every row taken as a row of the table: where, which school, what becomes of it;
what is written of results (`TĐG 1.4`, `ĐGN 1.4`, `TĐG nhóm 1`, `TĐG mức`, …), and
changes of what stands there
columns:  where somebody is asked: the columns that are understood, by their titles
faults:   `sheet!cell code` of every fault, of rows and of the file
warnings: the same of every warning
says:     pieces of the sentences that a person reads
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "workbooks"


@dataclass(frozen=True)
class Row:
    """A row of a table and what becomes of it."""

    row: str
    school: str
    outcome: str
    values: Mapping[str, str] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What comes of a file."""

    state: str
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """One description."""

    name: str
    about: str
    made: str
    outcome: Outcome
    saved_as: str = ""
    kind: str = "results"
    side: str = "self"
    says: Sequence[str] = ()


def workbook(path: Path) -> Workbook:
    """The description in a file."""
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    own = {key: told.pop(key) for key in ("about", "made", "saved_as", "kind", "side", "says")
           if key in told}  # fmt: skip
    rows = [_row(one) for one in told.pop("rows", ())]
    return Workbook(path.stem, outcome=Outcome(rows=rows, **told), **own)


def _row(told: dict[str, Any]) -> Row:
    where, school, outcome = told.pop("row"), told.pop("school"), told.pop("outcome")
    return Row(where, school, outcome, told.pop("values", {}), told.pop("changes", []))


def workbooks() -> list[Workbook]:
    """All of them, by name."""
    return [workbook(path) for path in sorted(FOLDER.glob("*.yaml"))]
