"""What may be changed now: the self side while drafting, or what was returned; the external side
while it is being assessed. All else is locked.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from app.campaigns.models import CampaignState
from app.dossiers import queries
from app.dossiers.models import Dossier, DossierState, SideName
from criteria.edition import Edition

_LOCKED = "Hồ sơ đang khóa, chưa có gì bị thay đổi."


@dataclass(frozen=True, slots=True)
class Openness:
    """Which items, facts and texts of one side may change. `criteria` None means all of them."""

    open: bool
    criteria: Collection[str] | None
    narrative: bool
    sentence: str

    def item(self, edition: Edition, code: str) -> bool:
        """Whether the item may be answered."""
        if not self.open:
            return False
        return self.criteria is None or edition.items[code].criterion in self.criteria

    def fact(self, edition: Edition, code: str) -> bool:
        """Whether the fact may change: also a whole-sheet fact that a returned criterion uses."""
        if not self.open:
            return False
        if self.criteria is None:
            return True
        return any(code in used_facts(edition, criterion) for criterion in self.criteria)


def used_facts(edition: Edition, criterion: str) -> frozenset[str]:
    """The facts that a criterion asks for, or whose value bounds one of its items."""
    part = edition.criteria[criterion]
    used = {fact.code for fact in part.facts}
    for item in part.items:
        used |= {fact.code for fact in item.facts}
        used |= {dependency.fact for dependency in item.requires}
        for one in item.measure.parts if item.measure else ():
            used |= {name for name in (one.numerator, one.denominator) if name}
    return frozenset(used)


def openness(session: Session, dossier: Dossier, side: SideName, campaign_state: str) -> Openness:
    """What of that side may change now; a statement only while the dossier is returned."""
    if side is SideName.EXTERNAL:
        is_open = dossier.state == DossierState.ASSESSING
        sentence = "Phiếu đánh giá ngoài chỉ sửa được khi hồ sơ đang đánh giá ngoài."
        return Openness(is_open, None, narrative=False, sentence=sentence)
    if campaign_state != CampaignState.OPEN:
        sentence = "Đợt đánh giá đã đóng hoặc chưa mở, nên chưa có gì bị thay đổi."
        return Openness(open=False, criteria=None, narrative=False, sentence=sentence)
    if dossier.state == DossierState.DRAFTING:
        return Openness(open=True, criteria=None, narrative=True, sentence="")
    if dossier.state == DossierState.RETURNED:
        current = queries.open_return(session, dossier.id)
        assert current is not None, "a returned dossier has an open return"
        named = queries.returned_criteria(session, current.id)
        sentence = "Chỉ các tiêu chí được trả lại mới sửa được: " + ", ".join(sorted(named)) + "."
        return Openness(open=True, criteria=frozenset(named), narrative=True, sentence=sentence)
    return Openness(open=False, criteria=None, narrative=False, sentence=_LOCKED)
