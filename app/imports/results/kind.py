"""Results of many schools: points of items of one or both sides, or what somebody printed."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.actor import Actor
from app.audit.chain import Who
from app.clock import day_of
from app.imports.kinds import Applied, Kind, Planning, Undone
from app.imports.models import ImportBatch
from app.imports.results.applying import apply
from app.imports.results.planning import ResultsPlanning
from app.imports.results.standing import editions_of
from app.imports.results.undoing import undo
from app.imports.results.vocabulary import vocabulary_of
from app.imports.shapes import Layout, Vocabulary
from app.policy import Act, require_at_body
from app.storage.database import Database


class Results:
    """How a table of results is understood, planned, applied and undone."""

    def require(self, session: Session, actor: Actor, batch: ImportBatch, who: Who) -> None:
        """Whoever may import at the batch's body; of which schools, each row is asked."""
        require_at_body(session, actor, Act.IMPORT_RESULTS, batch.body_id, day_of(who.at))

    def vocabulary(self, session: Session, batch: ImportBatch) -> Vocabulary:
        """The items, facts, groups and levels of the campaign's editions."""
        return vocabulary_of(editions_of(session, batch.campaign_id))

    def planning(
        self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]
    ) -> Planning:
        """A dry run. Raises ImportRefused (no campaign, or one that is not open)."""
        return ResultsPlanning(database, batch, layouts)

    def apply(self, session: Session, batch: ImportBatch, who: Who) -> Applied:
        """Write what was shown. Raises ImportStale, DossierLocked."""
        return apply(session, batch, who)

    def undo(self, session: Session, batch: ImportBatch, who: Who, *, rest: bool) -> Undone:
        """Put back what stood there. Raises UndoRefused, DossierLocked."""
        return undo(session, batch, who, rest=rest)


KIND: Kind = Results()
