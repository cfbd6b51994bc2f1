"""A dossier for every assessed body, by sets of rows; doing it again adds only what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists
from sqlmodel import Session, col, select

from app.audit.chain import Who, record_on_dossier
from app.bodies import queries as bodies
from app.bodies.models import Body
from app.bodies.queries import Line
from app.bodies.tree import below_on
from app.campaigns.errors import CampaignNotReady
from app.campaigns.models import Assessing, Campaign, CampaignKind
from app.clock import day_of
from app.dossiers.models import Dossier, DossierState, Origin
from app.errors import Reason
from app.index.service import edition
from app.storage.ids import new_id


@dataclass(frozen=True, slots=True)
class Adding:
    """Which bodies get a dossier: all assessed ones of the owner's subtree, or the one named."""

    campaign: Campaign
    rules: Sequence[CampaignKind]
    body_id: str | None = None


def add_dossiers(session: Session, adding: Adding, who: Who) -> list[Dossier]:
    """Make what is missing; the caller holds the campaign. Raises CampaignNotReady.

    The tree is that of this day: each dossier pins the bodies of its time.
    """
    rules = {rule.kind: rule for rule in adding.rules}
    lines = _lines(session, adding, rules, who.at)
    _refuse_levels(session, lines, rules)
    previous = _previous(session, adding.campaign)
    made = [_dossier(adding.campaign, rules[line.kind], line, previous, who.at) for line in lines]
    # Recorded before they are written: their rows carry the ends of their chains from the start.
    for dossier in made:
        payload = {
            "body": dossier.body_id,
            "edition": dossier.edition_sha256,
            "assessing": dossier.assessing_body_id,
            "recognising": dossier.recognising_body_id,
        }
        record_on_dossier(session, dossier, who, "dossier.opened", payload)
    session.add_all(made)
    session.flush()
    return made


def _lines(
    session: Session, adding: Adding, rules: Mapping[str, CampaignKind], at: datetime
) -> list[Line]:
    campaign, day = adding.campaign, day_of(at)
    tree = below_on([campaign.owner_id], day)
    has_one = exists().where(
        col(Dossier.campaign_id) == campaign.id, col(Dossier.body_id) == Body.id
    )
    statement = (
        bodies.lines(day)
        .join(tree, tree.c.id == Body.id)
        .where(
            bodies.stands_on(day),
            col(Body.kind).in_(sorted(rules)),
            col(Body.id) != campaign.owner_id,
            ~has_one,
        )
        .order_by(col(Body.id))
    )
    if adding.body_id is not None:
        statement = statement.where(col(Body.id) == adding.body_id)
    return bodies.read(session, statement)


def _refuse_levels(
    session: Session, lines: Sequence[Line], rules: Mapping[str, CampaignKind]
) -> None:
    known = {code: _levels(session, rule) for code, rule in rules.items()}
    reasons = tuple(
        Reason(line.id, "unknown-level", f"{line.name}: bộ chỉ số không có cấp học của đơn vị này.")
        for line in lines
        if not known[line.kind].issuperset(line.school_levels)
    )
    if reasons:
        raise CampaignNotReady(reasons=reasons)


def _levels(session: Session, rule: CampaignKind) -> frozenset[str]:
    compiled = edition(session, rule.edition_sha256)
    kind = compiled.body_kinds.get(rule.kind)
    return frozenset(kind.school_levels) if kind else frozenset()


def _previous(session: Session, campaign: Campaign) -> dict[str, str]:
    """Body to its latest dossier of the campaign before."""
    if campaign.previous_id is None:
        return {}
    rows = session.exec(
        select(Dossier.body_id, Dossier.id)
        .where(Dossier.campaign_id == campaign.previous_id)
        .order_by(col(Dossier.revision))
    )
    return dict(rows.all())


def _dossier(
    campaign: Campaign,
    rule: CampaignKind,
    line: Line,
    previous: Mapping[str, str],
    at: datetime,
) -> Dossier:
    return Dossier(
        # Said here, not left to the model: it inspects its factories anew for every row.
        id=new_id(),
        waived=[],
        tenant_id=campaign.tenant_id,
        campaign_id=campaign.id,
        body_id=line.id,
        revision=1,
        kind=line.kind,
        school_levels=list(line.school_levels),
        body_name=line.name,
        body_code=line.code or "",
        assessing_body_id=_by_rule(Assessing(rule.assessing), line, campaign),
        recognising_body_id=_by_rule(Assessing(rule.recognising), line, campaign),
        edition_sha256=rule.edition_sha256,
        overlay_sha256=rule.overlay_sha256,
        state=DossierState.DRAFTING,
        origin=Origin.TYPED,
        previous_id=previous.get(line.id),
        created_at=at,
    )


def _by_rule(rule: Assessing, line: Line, campaign: Campaign) -> str:
    """Whoever the rule means for this body; all but a Sở have a parent, and no Sở is below one."""
    if rule is Assessing.OWNER:
        return campaign.owner_id
    found = line.assessing_id if rule is Assessing.ASSESSING else line.parent_id
    assert found is not None, "a body below another has a parent"
    return found
