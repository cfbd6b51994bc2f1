"""One dossier of a preview: both levels, what is kept, looked at again, archived."""

from app.carry_over import schemas as out
from app.carry_over.moving import Gone, Moved, SideMoved, scored_before, side_moved
from app.carry_over.queries import Sheets
from app.dossiers.models import Answer, Dossier, DossierState, FactAnswer, SideName
from app.dossiers.sheets import profile_of
from app.dossiers.transitions import STATE_TITLES
from criteria.carry_over import CarryOver
from scoring.engine import score


def shown(
    dossier: Dossier, over: CarryOver, sheets: Sheets, *, overlay_dropped: bool
) -> out.DossierPreview:
    """What becomes of the dossier; of one that stays, only why."""
    moves = dossier.state == DossierState.DRAFTING
    title = STATE_TITLES[DossierState(dossier.state)]
    stays = "" if moves else f"Hồ sơ {title} nên đang khóa; chỉ hồ sơ đang soạn mới chuyển."
    return out.DossierPreview(
        dossier_id=dossier.id,
        body_id=dossier.body_id,
        body_name=dossier.body_name,
        state=dossier.state,
        edition=str(over.old.ref),
        moves=moves,
        stays=stays,
        overlay_dropped=moves and overlay_dropped,
        sides=[_side(dossier, over, sheets, side) for side in sheets.sides(dossier.id)]
        if moves
        else [],
    )


def _side(dossier: Dossier, over: CarryOver, sheets: Sheets, side: SideName) -> out.SidePreview:
    answers = sheets.answers.get((dossier.id, side), [])
    facts = sheets.facts.get((dossier.id, side), [])
    profile = profile_of(dossier)
    after: SideMoved = side_moved(over, side, profile, answers, facts)
    assert after.answers is not None
    return out.SidePreview(
        side=side.value,
        old_level=score(over.old, scored_before(over.old, side, profile, answers, facts)).level,
        new_level=score(over.new, after.answers).level,
        kept=len(after.kept),
        review=[_moved(one) for one in after.moved],
        archived=[_gone(one) for one in after.gone],
    )


def code_of(row: Answer | FactAnswer) -> str:
    """The item or the fact."""
    return row.item if isinstance(row, Answer) else row.fact


def _moved(one: Moved) -> out.MovedOut:
    return out.MovedOut(old=code_of(one.row), new=one.code, reason=one.review)


def _gone(one: Gone) -> out.GoneOut:
    return out.GoneOut(code=code_of(one.row), reason=one.reason)
