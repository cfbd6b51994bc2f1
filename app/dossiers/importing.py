"""Dossiers that come from somebody else's table: `đã nộp`, `origin: import`, with what was waived.

Nobody approved, signed or proved anything here, and the dossier says so: `waived` names it. Until
a person first acts on it, importing again changes it. External columns bring it to `đang đánh giá
ngoài`; only the assessing body concludes. An import takes no snapshot: the first act of a person
does, through `ensure_snapshot`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session, select

from app.audit.chain import Who, dossier_chain
from app.audit.models import AuditRow
from app.campaigns.models import Campaign
from app.dossiers import queries, snapshots
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange
from app.dossiers.errors import DossierLocked
from app.dossiers.models import Dossier, DossierState, Origin, SideName, SnapshotKind
from app.dossiers.openness import Openness
from app.dossiers.saving import OpenSide, save
from app.dossiers.sheets import edition_of, plain_dossier, side_of
from app.dossiers.transitions import move, require_open
from scoring.answers import Award, FactValue

WAIVED = ("approval", "signature", "evidence")
"""What an import goes round."""
EXTERNAL = "external"
"""Waived besides where an imported decision recognises what nobody assessed here."""
MADE, CHANGED, UNDONE = "import.made", "import.changed", "import.undone"
IMPORT_ACTS = frozenset({MADE, CHANGED})
FRESH_ACTS = frozenset({None, "dossier.opened"})
"""What the last act of a dossier says that nobody has done anything with."""
EVIDENCE_BROUGHT = "import.evidence"
"""A list of evidence came into a dossier that nobody had begun."""
STILL_FRESH = frozenset({UNDONE, EVIDENCE_BROUGHT})
"""Acts of imports after which a dossier is as untouched as it was before."""


class ImportedSide(NamedTuple):
    """One side of a table's row; what it leaves out is unanswered."""

    awards: Mapping[str, Award]
    facts: Mapping[str, FactValue] = {}


class Imported(NamedTuple):
    """What a table says of one dossier. `source` tells people where it came from.

    `external` None: the table says nothing of that side, and what stands there stays.
    """

    source: str
    own: ImportedSide
    external: ImportedSide | None = None
    texts: Mapping[str, str] = {}


def import_dossier(
    session: Session, dossier: Dossier, campaign: Campaign, given: Imported, who: Who
) -> None:
    """Let the dossier, whose row is held, be what the table says.

    Raises DossierLocked (somebody has worked on it, or the campaign is not open),
    AnswersNotAccepted.
    """
    require_open(campaign)
    again = _refuse_touched(session, dossier)
    _save(session, dossier, SideName.SELF, given.own, who, given.texts)
    after = DossierState(dossier.state) if again else DossierState.SUBMITTED
    if given.external is not None:
        _save(session, dossier, SideName.EXTERNAL, given.external, who)
        after = DossierState.ASSESSING
    dossier.origin, dossier.waived = Origin.IMPORT, list(WAIVED)
    dossier.submitted_at = dossier.submitted_at or who.at
    edition = edition_of(session, dossier)
    dossier.self_level = side_of(session, edition, dossier, SideName.SELF).sheet.level
    act = CHANGED if again else MADE
    told = {"waived": dossier.waived, "external": given.external is not None}
    move(session, dossier, act, after, who, f"Nhập từ {given.source}"[:2_000], **told)


def ensure_snapshot(session: Session, dossier: Dossier, who: Who) -> None:
    """Before the first act of a person on an imported dossier: what was imported, for good."""
    if dossier.origin != Origin.IMPORT:
        return
    if queries.snapshot_in_force(session, dossier.id, SnapshotKind.SELF) is not None:
        return
    campaign = queries.campaign_of(session, dossier)
    plain = plain_dossier(session, dossier, campaign, external=False)
    dossier.self_level = plain.self_side.sheet.level
    snapshots.take(session, dossier, plain, SnapshotKind.SELF, who)


def _refuse_touched(session: Session, dossier: Dossier) -> bool:
    """Whether it was imported before. Every act of a person writes a later row of the chain."""
    last = session.exec(
        select(AuditRow.act).where(
            AuditRow.chain == dossier_chain(dossier.id), AuditRow.number == dossier.chain_length
        )
    ).one_or_none()
    if last in IMPORT_ACTS or (last == UNDONE and dossier.origin == Origin.IMPORT):
        return True
    fresh = last in STILL_FRESH or (last in FRESH_ACTS and not dossier.self_version)
    if dossier.state != DossierState.DRAFTING or not fresh:
        raise DossierLocked(
            f"{dossier.body_name}: đã có người làm việc với hồ sơ này, nên không nhập đè được. "
            "Hãy bỏ dòng này khỏi danh sách, hoặc sửa ngay trong hồ sơ."
        )
    return False


def _save(  # noqa: PLR0913, PLR0917 - whose side of what, what it says, on whose account
    session: Session,
    dossier: Dossier,
    side: SideName,
    given: ImportedSide,
    who: Who,
    texts: Mapping[str, str] | None = None,
) -> None:
    """The whole side over whatever stands there: what is not given is cleared."""
    present = queries.answers(session, dossier.id, side), queries.facts(session, dossier.id, side)
    written = queries.texts(session, dossier.id)
    items = {row.item: row.version for row in present[0]}
    facts = {row.fact: row.version for row in present[1]}
    words = {row.field: row.version for row in written}
    changes = Changes(
        [
            AnswerChange(code, items.get(code, 0), given.awards.get(code))
            for code in {**items, **given.awards}
        ],
        [
            FactChange(code, facts.get(code, 0), given.facts.get(code))
            for code in {**facts, **given.facts}
        ],
        [TextChange(code, words.get(code, 0), text) for code, text in (texts or {}).items()],
    )
    whole = Openness(open=True, narrative=True)
    at = OpenSide(dossier, side, edition_of(session, dossier), whole)
    save(session, at, changes, who, typed=False)
    for row in (*present[0], *present[1], *written):
        session.expire(row)  # the save went past the session's own copies
