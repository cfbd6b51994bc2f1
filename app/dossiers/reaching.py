"""Reaching a dossier: found, allowed, held where it is to change. Every route begins here."""

from app.campaigns.models import Campaign
from app.dossiers import queries
from app.dossiers.errors import DossierNotFound, VersionStale
from app.dossiers.models import Dossier, SideName
from app.dossiers.queries import Placed
from app.policy import Act, require
from app.visit import Work

READING = {SideName.SELF: Act.READ, SideName.EXTERNAL: Act.READ_EXTERNAL}
WRITING = {SideName.SELF: Act.WRITE_SELF, SideName.EXTERNAL: Act.WRITE_EXTERNAL}


def seen(work: Work, dossier_id: str, act: Act = Act.READ) -> Placed:
    """The dossier to look at. Raises DossierNotFound, NotAllowed, ScopeMissing."""
    placed = queries.one(work.session, dossier_id)
    if placed is None:
        raise DossierNotFound
    require(work.session, work.actor, act, placed.dossier, work.today)
    return placed


def held(
    work: Work, dossier_id: str, act: Act, version: int | None = None
) -> tuple[Dossier, Campaign]:
    """The dossier to change, its row held, and its campaign.

    `version` is that of the dossier on the caller's screen, where they state one. Raises as `seen`
    does, and VersionStale.
    """
    found = queries.held_in_campaign(work.session, dossier_id)
    if found is None:
        raise DossierNotFound
    dossier, campaign = found
    require(work.session, work.actor, act, dossier, work.today)
    if version is not None and version != dossier.version:
        raise VersionStale(current={"version": dossier.version, "state": dossier.state})
    return dossier, campaign


def held_in_open(
    work: Work, dossier_id: str, act: Act, version: int | None = None
) -> tuple[Dossier, Campaign]:
    """The same for an act that only an open campaign takes: it cannot be closed meanwhile.

    Whether it is open is for the act to say, after whether the person may do it.
    """
    queries.campaign_kept(work.session, dossier_id)
    return held(work, dossier_id, act, version)
