"""Three-way: what the download held, what stands on the server now, what the file says.

Only what the file changed is applied; what both changed to different values waits for a person's
word; what only the server changed is left and shown.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from app.audit.chain import canonical
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange, not_kept
from app.dossiers.models import SideName
from app.dossiers.saving import OpenSide
from app.dossiers.sheets import fact_value, profile_of
from app.workbooks.cells import Values
from app.workbooks.standing import Held, Standing
from criteria.edition import Edition
from exports.forms.places import AWARD, CLAIM, COMMENT, FACT, TEXT
from scoring.answers import Award, Verdict

_OF_ITEMS = (AWARD, CLAIM, COMMENT)


class Fate(StrEnum):
    """What becomes of a cell."""

    APPLY = "apply"
    CONFLICT = "conflict"
    THEIRS = "theirs"
    LOCKED = "locked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Staged:
    """What a file changes: `file` and `places` by key, against `base`; and what was not readable.

    `problems` are (sheet, cell, code, sentence); `notes` sentences about the whole file.
    """

    base: Values
    file: Values
    places: Values
    problems: tuple[tuple[str, str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    download: str = ""
    downloaded_at: str = ""


class Cell(NamedTuple):
    """One cell of a preview."""

    key: str
    fate: Fate
    base: str
    server: Held
    file: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every cell of interest in the order of the index, and what the conflicts are decided by."""

    cells: tuple[Cell, ...]
    standing: Standing

    def of(self, *fates: Fate) -> tuple[Cell, ...]:
        """The cells with these fates."""
        return tuple(cell for cell in self.cells if cell.fate in fates)

    @property
    def mark(self) -> str:
        """Changes with whatever a person must see before they confirm."""
        told = [(one.key, one.fate.value, one.server.value, one.server.version, one.file)
                for one in self.cells]  # fmt: skip
        return hashlib.sha256(canonical(told)).hexdigest()[:16]


def compare(
    at: OpenSide, staged: Staged, now: Standing, claimed: Iterable[str] | None
) -> Comparison:
    """What would happen to each cell. `claimed`: the items that the school claims, None: any."""
    found: dict[str, Cell] = {}
    for key, server in now.cells.items():
        base, said = staged.base.get(key, ""), staged.file.get(key)
        changed = server.value != base
        if said is None or said == server.value:
            if changed and said is None and _concerns(at.side, key):
                found[key] = Cell(key, Fate.THEIRS, base, server, base)
        elif not _open(at, key):
            found[key] = Cell(key, Fate.LOCKED, base, server, said, at.openness.sentence)
        else:
            fate = Fate.CONFLICT if changed else Fate.APPLY
            found[key] = Cell(key, fate, base, server, said)
    wanted = {one.key: one.file for one in found.values() if one.fate in _WANTED}
    for code, message in _refused(at, now, wanted, claimed).items():
        for kind in (*_OF_ITEMS, FACT, TEXT):
            cell = found.get(f"{kind}:{code}")
            if cell is not None and cell.key in wanted:
                found[cell.key] = cell._replace(fate=Fate.REFUSED, message=message)
    return Comparison(tuple(found.values()), now)


_WANTED = (Fate.APPLY, Fate.CONFLICT)


def _concerns(side: SideName, key: str) -> bool:
    """The report is the school's: assessors need not hear of its changes."""
    return side is SideName.SELF or not key.startswith(f"{TEXT}:")


def _open(at: OpenSide, key: str) -> bool:
    kind, _, code = key.partition(":")
    if kind == TEXT:
        return at.openness.narrative or at.side is SideName.EXTERNAL
    if kind == FACT:
        return at.openness.fact(at.edition, code)
    return at.openness.item(at.edition, code)


def _refused(
    at: OpenSide, now: Standing, wanted: Values, claimed: Iterable[str] | None
) -> dict[str, str]:
    """Sentences by the code of what cannot be kept."""
    changes = changes_of(at.edition, at.side, now, wanted)
    profile = profile_of(at.dossier)
    found = {one.where: one.message for one in not_kept(at.edition, profile, at.side, changes)}
    if claimed is not None:
        known = frozenset(claimed)
        for one in changes.answers:
            if one.inapplicable is not None and one.item not in known:
                message = "nhà trường không đề nghị “không áp dụng” tiêu chí này."
                found.setdefault(one.item, message)
    return found


def changes_of(edition: Edition, side: SideName, now: Standing, wanted: Values) -> Changes:
    """One save that brings exactly the `wanted` cells in, over the versions that stand there."""
    items: dict[str, None] = {}
    facts, texts = [], []
    for key, value in wanted.items():
        kind, _, code = key.partition(":")
        version = now.cells[key].version
        if kind == FACT:
            known = fact_value(edition, code, value) if value else None
            facts.append(FactChange(code, version, known))
        elif kind == TEXT:
            texts.append(TextChange(code, version, value))
        else:
            items[code] = None
    answers = [_answer(edition, side, now, wanted, code) for code in items]
    return Changes(tuple(answers), tuple(facts), tuple(texts))


def _answer(
    edition: Edition, side: SideName, now: Standing, wanted: Values, item: str
) -> AnswerChange:
    row, key = now.answers.get(item), f"{AWARD}:{item}"
    award = _award(edition, item, wanted.get(key, now.cells[key].value))
    claim = wanted.get(f"{CLAIM}:{item}")
    if claim is not None:
        inapplicable, accepted = claim or None, True if claim else None
    else:
        inapplicable = row.inapplicable if row else None
        accepted = row.claim_accepted if row else None
        if side is SideName.EXTERNAL and award is not None and not accepted:
            inapplicable = accepted = None  # who gives points does not accept the claim
    return AnswerChange(
        item,
        now.cells[key].version,
        award,
        inapplicable,
        wanted.get(f"{COMMENT}:{item}"),
        accepted if side is SideName.EXTERNAL else None,
    )


def _award(edition: Edition, item: str, text: str) -> Award | None:
    if not text:
        return None
    return Verdict(text) if edition.items[item].max is None else Decimal(text)


def wanted_of(comparison: Comparison, choices: Mapping[str, str]) -> dict[str, str]:
    """The cells to bring in: those that only the file changed, and the conflicts chosen so."""
    taken = comparison.of(Fate.APPLY) + tuple(
        cell for cell in comparison.of(Fate.CONFLICT) if choices.get(cell.key) == "file"
    )
    return {cell.key: cell.file for cell in taken}
