"""Claims that an item does not apply: the school makes them, the assessor judges them."""

from sqlmodel import Session

from app.dossiers import queries
from app.dossiers.changes import Changes
from app.dossiers.models import Dossier, SideName
from app.errors import AnswersNotAccepted, Reason
from scoring.checks import short


def refuse_unclaimed(session: Session, dossier: Dossier, changes: Changes) -> None:
    """An assessor leaves out only what the school claims. Raises AnswersNotAccepted.

    A statement only where the changes hold a claim.
    """
    wanted = {one.item for one in changes.answers if one.inapplicable is not None}
    if not wanted:
        return
    claimed = {
        row.item
        for row in queries.answers(session, dossier.id, SideName.SELF, wanted)
        if row.inapplicable is not None
    }
    if wanted - claimed:
        raise AnswersNotAccepted(
            reasons=tuple(
                Reason(
                    short(code),
                    "not-claimed",
                    f"Tiêu chí {short(code)}: nhà trường không đề nghị “không áp dụng”.",
                )
                for code in sorted(wanted - claimed)
            )
        )
