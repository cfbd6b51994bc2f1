"""Both sheets side by side, item by item. Neither ever enters the other's figures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, cast

from app.attachments import queries
from app.attachments.models import Assessment
from app.dossiers.errors import PartNotFound
from app.dossiers.external_schemas import (
    ComparedItem,
    ComparisonOut,
    GroupsOfSides,
    JudgedEvidence,
    SidesOfGroup,
)
from app.dossiers.reaching import seen
from app.dossiers.sheets import plain_dossier
from app.policy import Act
from app.visit import Work
from exports.dossier import Dossier as PlainDossier
from exports.dossier import Side
from scoring.answers import Verdict
from scoring.exact import plain as digits


def compared(work: Work, dossier_id: str) -> ComparisonOut:
    """The two sheets of a dossier. Raises PartNotFound before the external one is begun."""
    placed = seen(work, dossier_id, Act.READ_EXTERNAL)
    if not placed.dossier.external_version:
        raise PartNotFound("Hồ sơ chưa có phiếu đánh giá ngoài.")
    plain = plain_dossier(work.session, placed.dossier, placed.campaign)
    assert plain.external is not None
    codes = _evidence(plain)
    return ComparisonOut(
        self_level=plain.self_side.sheet.level,
        external_level=plain.external.sheet.level,
        groups=_groups(plain.self_side, plain.external),
        items=[_item(plain, plain.external, code, codes) for code in plain.edition.items],
        missing=list(plain.external.sheet.missing),
        evidence=_judged(plain, queries.verdicts(work.session, dossier_id)),
    )


def _item(
    plain: PlainDossier, outside: Side, code: str, codes: dict[str, list[str]]
) -> ComparedItem:
    item = plain.edition.items[code]
    own, theirs = (side.answers.awards.get(code) for side in (plain.self_side, outside))
    difference = None
    if isinstance(own, Decimal) and isinstance(theirs, Decimal):
        difference = digits(theirs - own) if theirs != own else "0"
    return ComparedItem(
        item=code,
        criterion=item.criterion,
        title=item.title.value,
        max=None if item.max is None else digits(item.max.value),
        self_award=_told(own),
        external_award=_told(theirs),
        difference=difference,
        same=own == theirs,
        self_claim=plain.self_side.answers.inapplicable.get(code),
        claim_accepted=code in outside.answers.inapplicable,
        evidence=sorted({*codes.get(code, ()), *codes.get(item.criterion, ())}),
        self_comment=plain.self_side.comments.get(code, ""),
        external_comment=outside.comments.get(code, ""),
    )


def _judged(plain: PlainDossier, said: Sequence[tuple[str, Assessment]]) -> list[JudgedEvidence]:
    rows = dict(said)
    return [
        JudgedEvidence(
            code=one.code,
            title=one.title,
            verdict=cast("Literal['accepted', 'rejected']", rows[one.code].verdict)
            if one.code in rows
            else None,
            reason=rows[one.code].reason if one.code in rows else "",
        )
        for one in plain.evidence
    ]


def _told(award: Decimal | Verdict | None) -> str | None:
    if award is None:
        return None
    return award.value if isinstance(award, Verdict) else digits(award)


def _evidence(plain: PlainDossier) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in plain.evidence:
        for target in one.links:
            found.setdefault(target, []).append(one.code)
    return found


def _groups(own: Side, outside: Side) -> list[GroupsOfSides]:
    return [
        GroupsOfSides(
            group=one.code,
            own=SidesOfGroup(total=digits(one.total), level=one.level),
            external=SidesOfGroup(total=digits(other.total), level=other.level),
        )
        for one, other in zip(own.sheet.groups, outside.sheet.groups, strict=True)
    ]
