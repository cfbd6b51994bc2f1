"""Carrying a campaign's open dossiers over to another edition: previewed, then all in one go."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.audit.chain import Who, canonical
from app.campaigns import queries as campaigns
from app.campaigns.changing import changed, refuse_not_open
from app.campaigns.models import Campaign, CampaignKind
from app.carry_over import queries
from app.carry_over import schemas as out
from app.carry_over.errors import CarryOverStale, CarryOverUnfit
from app.carry_over.moving import SideMoved, side_moved
from app.carry_over.showing import shown
from app.carry_over.writing import Carrying, write
from app.clock import day_of
from app.dossiers.models import Dossier, DossierState
from app.dossiers.sheets import profile_of
from app.edge.cursors import cursor_of, values_of
from app.errors import Reason
from app.index.models import EditionState
from app.index.queries import named
from app.index.service import carry_over, edition, overlay_serves
from app.policy import Act, require
from criteria.carry_over import CarryOver
from criteria.edition import Edition

OPEN = DossierState.DRAFTING
"""Only what is đang soạn moves; locked dossiers never."""


class Wanted(NamedTuple):
    """The campaign, and the edition `id@version` to move to."""

    campaign_id: str
    edition: str


class Ground(NamedTuple):
    """All that a carry-over concerns: rules and dossiers under other versions of the target."""

    campaign: Campaign
    target: Edition
    rules: Sequence[CampaignKind]
    scope: queries.Scope
    dossiers: Sequence[Dossier]

    @property
    def moving(self) -> list[Dossier]:
        """Those that are open."""
        return [one for one in self.dossiers if one.state == OPEN]

    @property
    def fingerprint(self) -> str:
        """Of everything that was looked at: another one means that somebody changed something."""
        rows = [
            [
                one.id,
                one.state,
                one.version,
                one.self_version,
                one.external_version,
                one.edition_sha256,
                one.overlay_sha256,
            ]
            for one in self.dossiers
        ]
        seen = [self.campaign.id, self.target.ref.sha256, sorted(self.scope.kinds), rows]
        return hashlib.sha256(canonical(seen)).hexdigest()


def preview(
    session: Session, actor: Actor, wanted: Wanted, at: datetime, page: tuple[str, int]
) -> out.CarryOverPreview:
    """What carrying over would do to a page of dossiers. Raises CarryOverUnfit, CampaignNotOpen."""
    after, limit = page
    ground = _ground(session, actor, wanted, at, hold=False)
    last = values_of(after, 1)[0] if after else ""
    rows = [one for one in ground.dossiers if one.id > last]
    chosen = queries.chosen_by(col(Dossier.id).in_([one.id for one in rows[:limit]]))
    sheets = queries.sheets(session, chosen)
    serving = _Serving(session, ground.target)
    plans = _plans(session, ground)
    return out.CarryOverPreview(
        edition=str(ground.target.ref),
        kinds=sorted(ground.scope.kinds),
        moving=len(ground.moving),
        staying=len(ground.dossiers) - len(ground.moving),
        fingerprint=ground.fingerprint,
        dossiers=[
            shown(
                one,
                plans[one.edition_sha256],
                sheets,
                overlay_dropped=serving.drops(one.overlay_sha256),
            )
            for one in rows[:limit]
        ],
        next=cursor_of(rows[limit - 1].id) if len(rows) > limit else None,
    )


def apply(
    session: Session, actor: Actor, wanted: Wanted, fingerprint: str | None, at: datetime
) -> out.CarriedOverOut:
    """Carry all of it over, or nothing. With the fingerprint of a preview: exactly what it showed.

    The rows of the campaign and of every dossier concerned are held; the number of statements does
    not depend on how many there are. Raises CarryOverStale, CarryOverUnfit, CampaignNotOpen.
    """
    ground = _ground(session, actor, wanted, at, hold=True)
    seen = ground.fingerprint
    if fingerprint is not None and fingerprint != seen:
        raise CarryOverStale
    serving = _Serving(session, ground.target)
    who = Who(actor.account_id, at)
    done = write(session, ground.target, _carrying(session, ground, serving), who)
    before = sorted({rule.edition_sha256 for rule in ground.rules})
    for rule in ground.rules:
        rule.edition_sha256 = ground.target.ref.sha256
        rule.overlay_sha256 = serving.of(rule.overlay_sha256)
        session.add(rule)
    told = out.CarriedOverOut(
        edition=str(ground.target.ref),
        moved=done.moved,
        stayed=len(ground.dossiers) - done.moved,
        to_review=done.to_review,
        archived=done.archived,
    )
    payload = {
        "from": before,
        "to": ground.target.ref.sha256,
        "kinds": sorted(ground.scope.kinds),
        "fingerprint": seen,
        **told.model_dump(),
    }
    changed(session, ground.campaign, who, "campaign.carried_over", payload)
    return told


def _carrying(session: Session, ground: Ground, serving: "_Serving") -> list[Carrying]:
    """What becomes of every dossier that moves: three statements."""
    chosen = queries.chosen_by(ground.scope.condition & (col(Dossier.state) == OPEN))
    sheets = queries.sheets(session, chosen)
    links = queries.links(session, chosen)
    plans = _plans(session, ground)
    return [
        Carrying(
            one,
            plans[one.edition_sha256],
            _sides(plans[one.edition_sha256], one, sheets),
            links.get(one.id, []),
            serving.of(one.overlay_sha256),
        )
        for one in ground.moving
    ]


def _plans(session: Session, ground: Ground) -> dict[str, CarryOver]:
    """By the edition that a dossier pins now; there are a few at most."""
    pinned = sorted({one.edition_sha256 for one in ground.dossiers})
    return {one: carry_over(session, one, ground.target.ref.sha256) for one in pinned}


def _sides(over: CarryOver, dossier: Dossier, sheets: queries.Sheets) -> list[SideMoved]:
    profile = profile_of(dossier)
    return [
        side_moved(
            over,
            side,
            profile,
            sheets.answers.get((dossier.id, side), []),
            sheets.facts.get((dossier.id, side), []),
        )
        for side in sheets.sides(dossier.id)
    ]


def _ground(session: Session, actor: Actor, wanted: Wanted, at: datetime, *, hold: bool) -> Ground:
    find = campaigns.held if hold else campaigns.campaign
    campaign = find(session, wanted.campaign_id)
    require(session, actor, Act.RUN_CAMPAIGN, campaign, day_of(at))
    refuse_not_open(campaign)
    target = _target(session, wanted.edition)
    rules = [
        rule
        for rule in campaigns.kinds(session, campaign.id)
        if rule.edition_sha256 != target.ref.sha256
        and edition(session, rule.edition_sha256).ref.id == target.ref.id
    ]
    if not rules:
        raise CarryOverUnfit(
            f"Đợt này không có loại đơn vị nào đang dùng một phiên bản khác của {target.ref.id}."
        )
    scope = queries.Scope(campaign.id, {rule.kind for rule in rules}, target.ref.sha256)
    dossiers = queries.dossiers(session, scope, hold=hold)
    _refuse_unfit(target, rules, dossiers)
    return Ground(campaign, target, rules, scope, dossiers)


def _target(session: Session, name: str) -> Edition:
    edition_id, _, version = name.partition("@")
    stored = named(session, edition_id, version)
    if stored is None or stored.state != EditionState.ACTIVE:
        raise CarryOverUnfit(f"Hệ thống không có bộ chỉ số {name} đang dùng.")
    return edition(session, stored.sha256)


def _refuse_unfit(
    target: Edition, rules: Iterable[CampaignKind], dossiers: Iterable[Dossier]
) -> None:
    reasons = [
        Reason(rule.kind, "unknown-kind", f"{target.ref} không dùng cho loại đơn vị {rule.kind}.")
        for rule in rules
        if rule.kind not in target.body_kinds
    ]
    if not reasons:
        reasons = [
            Reason(one.id, "unknown-level", f"{one.body_name}: {target.ref} không có cấp học này.")
            for one in dossiers
            if not set(target.body_kinds[one.kind].school_levels).issuperset(one.school_levels)
        ]
    if reasons:
        raise CarryOverUnfit(reasons=tuple(reasons))


class _Serving:
    """Which overlays serve the target too; each looked at once."""

    def __init__(self, session: Session, target: Edition) -> None:
        self._session = session
        self._target = target
        self._known: dict[str, bool] = {}

    def of(self, overlay: str | None) -> str | None:
        """The overlay, if it serves the target."""
        return None if overlay is None or self.drops(overlay) else overlay

    def drops(self, overlay: str | None) -> bool:
        """Whether there is one that does not serve the target."""
        if overlay is None:
            return False
        if overlay not in self._known:
            self._known[overlay] = overlay_serves(self._session, overlay, self._target)
        return not self._known[overlay]
