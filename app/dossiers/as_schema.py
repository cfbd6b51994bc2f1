"""From rows to what the API gives."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from app.dossiers import fields
from app.dossiers import schemas as out
from app.dossiers.models import (
    Answer,
    Dossier,
    DossierState,
    DossierText,
    FactAnswer,
    Snapshot,
    SnapshotKind,
    StateChange,
)
from app.dossiers.queries import Placed
from app.dossiers.transitions import STATE_TITLES
from app.errors import Reason
from app.policy.acts import CONCLUDED
from criteria.edition import Edition
from scoring.exact import plain


def answer(row: Answer) -> out.StoredAnswer:
    """One stored answer."""
    award = row.verdict if row.award is None else plain(row.award)
    return out.StoredAnswer(
        item=row.item,
        award=award,
        inapplicable=row.inapplicable,
        claim_accepted=row.claim_accepted,
        comment=row.comment,
        unconfirmed=row.unconfirmed,
        review=row.review,
        version=row.version,
        by_account=row.by_account,
        at=row.at,
    )


def fact(row: FactAnswer) -> out.StoredFact:
    """One stored fact."""
    return out.StoredFact(
        fact=row.fact,
        value=row.value,
        unconfirmed=row.unconfirmed,
        version=row.version,
        by_account=row.by_account,
        at=row.at,
    )


def text(row: DossierText) -> out.StoredText:
    """One stored field of the report."""
    return out.StoredText(
        field=row.field,
        value=row.value,
        unconfirmed=row.unconfirmed,
        version=row.version,
        by_account=row.by_account,
        at=row.at,
    )


def answers(edition: Edition, rows: Iterable[Answer]) -> list[out.StoredAnswer]:
    """Every item in the order of the index, answered or not."""
    found = {row.item: row for row in rows}
    return [
        answer(found[code]) if code in found else out.StoredAnswer(item=code)
        for code in edition.items
    ]


def facts(edition: Edition, rows: Iterable[FactAnswer]) -> list[out.StoredFact]:
    """Every fact in the order of the index, stated or not."""
    found = {row.fact: row for row in rows}
    return [
        fact(found[code]) if code in found else out.StoredFact(fact=code) for code in edition.facts
    ]


def texts(rows: Iterable[DossierText]) -> list[out.StoredText]:
    """Every field in the order of the report, filled or not."""
    found = {row.field: row for row in rows}
    return [
        text(found[name]) if name in found else out.StoredText(field=name)
        for name in (*fields.NARRATIVE, *fields.HEADER)
    ]


def line(placed: Placed, at: datetime, *, external: bool = True) -> out.DossierLine:
    """A dossier in a list; without `external` the reader may not see that side."""
    dossier, campaign, deadline = placed
    state = DossierState(dossier.state)
    return out.DossierLine(
        id=dossier.id,
        body_id=dossier.body_id,
        body_name=dossier.body_name,
        body_code=dossier.body_code,
        kind=dossier.kind,
        school_levels=dossier.school_levels,
        campaign_id=dossier.campaign_id,
        campaign_title=campaign.title,
        school_year=campaign.school_year,
        revision=dossier.revision,
        superseded=dossier.superseded_at is not None,
        state=state,
        state_title=STATE_TITLES[state],
        origin=dossier.origin,
        waived=dossier.waived,
        deadline=deadline,
        late=placed.late(at),
        submitted_at=dossier.submitted_at,
        levels=levels(dossier, external=external),
        version=dossier.version,
    )


def levels(dossier: Dossier, *, external: bool) -> out.LevelsOfSides:
    """The levels of the sides; the external one only once it is concluded."""
    shown = external and dossier.state in CONCLUDED
    return out.LevelsOfSides(
        own=dossier.self_level,
        external=dossier.external_level if shown else None,
        recognised=dossier.recognised_level,
    )


def guards(reasons: Iterable[Reason]) -> list[out.GuardOut]:
    """Reasons as the API gives them."""
    return [out.GuardOut(**reason._asdict()) for reason in reasons]


def change(row: StateChange, name: str) -> out.StateChangeOut:
    """One transition."""
    before, after = DossierState(row.before), DossierState(row.after)
    return out.StateChangeOut(
        act=row.act,
        before=before,
        after=after,
        before_title=STATE_TITLES[before],
        after_title=STATE_TITLES[after],
        reason=row.reason,
        by_account=row.by_account,
        by_name=name,
        at=row.at,
    )


def snapshots(rows: Sequence[Snapshot]) -> list[out.SnapshotOut]:
    """Snapshots, oldest first; of each kind the latest that is not void is in force."""
    in_force = {row.kind: row.id for row in rows if not row.void}
    return [
        out.SnapshotOut(
            sha256=row.sha256,
            kind=SnapshotKind(row.kind),
            at=row.at,
            by_account=row.by_account,
            void=row.void,
            in_force=in_force.get(row.kind) == row.id,
        )
        for row in rows
    ]


def payload(content: str | None) -> dict[str, object] | None:
    """What an audit row tells; None when it was erased."""
    return None if content is None else dict(json.loads(content))
