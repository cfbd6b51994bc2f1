"""What may be changed now; all else is locked.

The self side is open while drafting, and for what was returned; the external side while it is
being assessed.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from app.campaigns.models import CampaignState
from app.dossiers import queries
from app.dossiers.models import Dossier, DossierState, SideName
from criteria.edition import Criterion, Edition

_LOCKED = "Hồ sơ đang khóa, chưa có gì bị thay đổi."
_CLOSED = "Đợt đánh giá đã đóng hoặc chưa mở, nên chưa có gì bị thay đổi."
_EXTERNAL = "Phiếu đánh giá ngoài chỉ sửa được khi hồ sơ đang đánh giá ngoài."


@dataclass(frozen=True, slots=True)
class Openness:
    """Which items, facts and texts of one side may change. `criteria` None means all of them.

    `sentence` tells why the rest may not.
    """

    open: bool
    criteria: Collection[str] | None = None
    narrative: bool = False
    sentence: str = ""

    def item(self, edition: Edition, code: str) -> bool:
        """Whether the item may be answered."""
        return self.criterion(edition.items[code].criterion)

    def criterion(self, code: str) -> bool:
        """Whether what belongs to the criterion may change: its items and its evidence."""
        return self.open and (self.criteria is None or code in self.criteria)

    def fact(self, edition: Edition, code: str) -> bool:
        """Whether the fact may change: also a whole-sheet fact that a returned criterion uses."""
        if not self.open or self.criteria is None:
            return self.open
        scope = edition.facts[code].scope
        if scope:
            return (edition.items[scope].criterion if scope in edition.items else scope) in (
                self.criteria
            )
        return any(code in used_facts(edition.criteria[one]) for one in self.criteria)


def used_facts(criterion: Criterion) -> frozenset[str]:
    """The facts whose values bound one of the criterion's items, or that it asks for."""
    used = {fact.code for fact in criterion.facts}
    for item in criterion.items:
        used |= {fact.code for fact in item.facts}
        used |= {dependency.fact for dependency in item.requires}
        for one in item.measure.parts if item.measure else ():
            used |= {name for name in (one.numerator, one.denominator) if name}
    return frozenset(used)


def openness(session: Session, dossier: Dossier, side: SideName, campaign_state: str) -> Openness:
    """What of that side may change now; a statement only while the dossier is returned."""
    if side is SideName.EXTERNAL:
        return Openness(open=dossier.state == DossierState.ASSESSING, sentence=_EXTERNAL)
    if campaign_state != CampaignState.OPEN:
        return Openness(open=False, sentence=_CLOSED)
    if dossier.state == DossierState.DRAFTING:
        return Openness(open=True, narrative=True)
    if dossier.state == DossierState.RETURNED:
        named = frozenset(queries.returned_now(session, dossier.id))
        sentence = "Chỉ các tiêu chí được trả lại mới sửa được: " + ", ".join(sorted(named)) + "."
        return Openness(open=True, criteria=named, narrative=True, sentence=sentence)
    return Openness(open=False, sentence=_LOCKED)
