"""What every kind of import must be able to do. The kinds themselves have folders beside this one.

A kind is a module-level object in `app.imports.<kind>`; `app.imports.registry` names them all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who
from app.imports.models import ImportBatch
from app.imports.shapes import Fault, Layout, Line, Staged, Vocabulary
from app.storage.database import Database


class Planned(NamedTuple):
    """What a dry run found besides its rows: sums to show, warnings of the whole file.

    `fingerprint` is over what confirming would do: the same file on the same data has the same.
    """

    counts: Mapping[str, object]
    warnings: Sequence[Fault]
    fingerprint: str


class Applied(NamedTuple):
    """What confirming did, for the batch and its audit row."""

    changed: int
    told: Mapping[str, object]


class Undone(NamedTuple):
    """What undoing did; `kept` are rows that changed since: (code, name, sentence)."""

    restored: int
    kept: Sequence[tuple[str, str, str]]


class Planning(Protocol):
    """One dry run: rows out as lines come in; `ended` once all rows were taken."""

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Chunks of staged rows, in the order of the lines."""
        ...

    def ended(self) -> Planned:
        """What there is to say of all of them."""
        ...


class Kind(Protocol):
    """How a kind of table is understood, planned, applied and undone."""

    def require(self, session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
        """Let the person bring such a table in for the batch's body, or raise."""
        ...

    def vocabulary(self, session: Session, batch: ImportBatch) -> Vocabulary:
        """What columns may mean."""
        ...

    def planning(
        self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]
    ) -> Planning:
        """Begin a dry run. It reads by transactions of its own; it writes nothing."""
        ...

    def apply(self, session: Session, batch: ImportBatch, who: Who) -> Applied:
        """Do what the rows of the batch's present run say: all of it, or raise.

        Checks again what the dry run saw. Raises ImportStale, naming what has changed, and what
        the subject itself refuses.
        """
        ...

    def undo(self, session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
        """Put back what was there. Rows that changed since are refused by name.

        `rest`: leave those as they are and undo the others. Raises UndoRefused without it.
        """
        ...
