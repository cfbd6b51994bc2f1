"""Campaigns and what belongs to them, as the routes and pages show them."""

from collections.abc import Sequence

from app.bodies import queries as bodies
from app.bodies.schemas import BodyRef
from app.campaigns import queries
from app.campaigns.deadlines import told
from app.campaigns.models import Assessing, Campaign, Extension, ExternalStart
from app.campaigns.schemas import (
    CampaignLine,
    CampaignList,
    CampaignOut,
    ExtensionList,
    ExtensionOut,
    KindRuleOut,
)
from app.edge.cursors import cursor_of, values_of
from app.policy import Act, require, visible_campaigns, visible_dossiers
from app.visit import Work


def shown(work: Work, campaign_id: str) -> CampaignOut:
    """One campaign. Raises CampaignNotFound."""
    found = queries.campaign(work.session, campaign_id)
    require(work.session, work.actor, Act.READ_CAMPAIGN, found, work.today)
    return whole(work, found)


def whole(work: Work, campaign: Campaign) -> CampaignOut:
    """A campaign with all that holds in it."""
    rules = queries.kinds(work.session, campaign.id)
    editions = queries.edition_names(work.session, {rule.edition_sha256 for rule in rules})
    owner = _owners(work, [campaign])
    return CampaignOut(
        **_line(campaign, owner).model_dump(),
        external_start=ExternalStart(campaign.external_start),
        claims_block=campaign.claims_block,
        two_people=campaign.two_people,
        sign_again=campaign.sign_again,
        previous_id=campaign.previous_id,
        kinds=[
            KindRuleOut(
                kind=rule.kind,
                edition_sha256=rule.edition_sha256,
                edition=editions[rule.edition_sha256],
                overlay_sha256=rule.overlay_sha256,
                self_deadline=told(rule.self_deadline),
                external_deadline=told(rule.external_deadline),
                assessing=Assessing(rule.assessing),
                recognising=Assessing(rule.recognising),
            )
            for rule in rules
        ],
    )


def page_of(work: Work, states: Sequence[str], after: str, limit: int) -> CampaignList:
    """A page of the campaigns that the actor may see, newest first."""
    seen = visible_campaigns(work.actor, work.today)
    start = values_of(after, 1) if after else ()
    statement = queries.campaigns_page(seen, states, start, limit + 1)
    found = list(work.session.exec(statement))
    rows = found[:limit]
    owners = _owners(work, rows)
    return CampaignList(
        campaigns=[_line(one, owners) for one in rows],
        next=cursor_of(rows[-1].id) if len(found) > limit else None,
    )


def extensions_of(work: Work, campaign_id: str, after: str, limit: int) -> ExtensionList:
    """A page of the extensions of bodies that the actor may see, newest first."""
    found = queries.campaign(work.session, campaign_id)
    require(work.session, work.actor, Act.READ_CAMPAIGN, found, work.today)
    start = values_of(after, 1)[0] if after else ""
    seen = visible_dossiers(work.actor, work.today)
    rows = queries.extensions(work.session, campaign_id, seen, start, limit + 1)
    lines = [_extension(row, name) for row, name in rows[:limit]]
    more = len(rows) > limit
    return ExtensionList(extensions=lines, next=cursor_of(rows[limit - 1][0].id) if more else None)


def extension_out(work: Work, row: Extension) -> ExtensionOut:
    """An extension that was just given."""
    return _extension(row, bodies.name_of(work.session, row.body_id, work.today))


def _extension(row: Extension, name: str) -> ExtensionOut:
    deadline = told(row.deadline)
    assert deadline is not None, "an extension has a deadline"
    body = BodyRef(id=row.body_id, name=name)
    return ExtensionOut(body=body, deadline=deadline, reason=row.reason, at=row.at)


def _owners(work: Work, campaigns: Sequence[Campaign]) -> dict[str, str]:
    return bodies.names(work.session, [one.owner_id for one in campaigns], work.today)


def _line(campaign: Campaign, owners: dict[str, str]) -> CampaignLine:
    return CampaignLine(
        id=campaign.id,
        title=campaign.title,
        school_year=campaign.school_year,
        owner=BodyRef(id=campaign.owner_id, name=owners.get(campaign.owner_id, "")),
        state=campaign.state,
        opened_at=campaign.opened_at,
        closed_at=campaign.closed_at,
        version=campaign.version,
    )
