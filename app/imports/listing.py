"""One page of an import's rows, for the API and for its page."""

from sqlmodel import Session

from app.edge.cursors import cursor_of, values_of, wrong_cursor
from app.imports import queries
from app.imports.models import ImportBatch, RowOutcome
from app.imports.schemas import ImportRowOut, ImportRowPage

_MAX_POSITION = 2_000_000


def page_of_rows(
    session: Session, batch: ImportBatch, outcome: RowOutcome | None, after: str, limit: int
) -> ImportRowPage:
    """Rows of the present run in the order of the file, of one outcome or of all."""
    found = queries.rows(session, batch, outcome, _position(after), limit + 1)
    more = len(found) > limit
    return ImportRowPage(
        rows=[ImportRowOut.of(one) for one in found[:limit]],
        next=cursor_of(str(found[limit - 1].position)) if more else None,
    )


def _position(after: str) -> int:
    if not after:
        return -1
    digits = values_of(after, 1)[0]
    if not (digits.isascii() and digits.isdigit() and len(digits) < len(str(_MAX_POSITION))):
        raise wrong_cursor()
    return int(digits)
