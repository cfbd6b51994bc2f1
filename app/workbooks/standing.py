"""What stands on the server, in the same keys and texts as the cells of a form."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.dossiers import fields, queries
from app.dossiers.models import Answer, Dossier, DossierText, FactAnswer, SideName
from app.dossiers.sheets import fact_value
from app.workbooks.cells import fact_text
from criteria.edition import Edition
from exports.forms.places import AWARD, CLAIM, COMMENT, FACT, TEXT
from scoring.exact import plain


class Held(NamedTuple):
    """One value with the version of its row, and who saved that when."""

    value: str
    version: int = 0
    by: str | None = None
    at: datetime | None = None


class Standing(NamedTuple):
    """One side of a dossier and its report: every key, empty ones too, and the answers' rows."""

    cells: Mapping[str, Held]
    answers: Mapping[str, Answer]

    @property
    def values(self) -> dict[str, str]:
        """The values that are not empty."""
        return {key: held.value for key, held in self.cells.items() if held.value}

    @property
    def versions(self) -> dict[str, int]:
        """The versions of the rows there are."""
        return {key: held.version for key, held in self.cells.items() if held.version}


def standing(session: Session, edition: Edition, dossier: Dossier, side: SideName) -> Standing:
    """What stands there now: three statements."""
    rows = {row.item: row for row in queries.answers(session, dossier.id, side)}
    facts = {row.fact: row for row in queries.facts(session, dossier.id, side)}
    texts = {row.field: row for row in queries.texts(session, dossier.id)}
    cells = dict(_answers(edition, rows))
    cells |= {f"{FACT}:{code}": _fact(edition, facts.get(code)) for code in edition.facts}
    named = (*fields.NARRATIVE, *fields.HEADER)
    cells |= {f"{TEXT}:{name}": _text(texts.get(name)) for name in named}
    return Standing(cells, rows)


def _answers(edition: Edition, rows: Mapping[str, Answer]) -> Iterable[tuple[str, Held]]:
    for code in edition.items:
        row = rows.get(code)
        if row is None:
            yield from ((f"{kind}:{code}", Held("")) for kind in (AWARD, CLAIM, COMMENT))
        else:
            yield from _answer(row)


def _answer(row: Answer) -> Iterator[tuple[str, Held]]:
    award = row.verdict or ("" if row.award is None else plain(row.award))
    # The assessors' form shows a claim as made only once they have accepted it.
    counts = row.side == SideName.SELF or row.claim_accepted
    claim = row.inapplicable or "" if counts else ""
    for kind, value in ((AWARD, award), (CLAIM, claim), (COMMENT, row.comment)):
        yield f"{kind}:{row.item}", Held(value, row.version, row.by_account, row.at)


def _fact(edition: Edition, row: FactAnswer | None) -> Held:
    if row is None:
        return Held("")
    value = "" if row.value is None else fact_text(fact_value(edition, row.fact, row.value))
    return Held(value, row.version, row.by_account, row.at)


def _text(row: DossierText | None) -> Held:
    return Held("") if row is None else Held(row.value, row.version, row.by_account, row.at)
