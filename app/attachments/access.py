"""The dossier of a request, for who may do what the request wants."""

from app.dossiers import queries
from app.dossiers.errors import DossierNotFound
from app.dossiers.models import Dossier, SideName
from app.dossiers.saving import OpenSide, open_side
from app.policy import Act, require
from app.visit import Visit, Work


def readable(work: Work, dossier_id: str) -> Dossier:
    """The dossier, for who may read it. Raises DossierNotFound."""
    dossier = work.session.get(Dossier, dossier_id)
    if dossier is None:
        raise DossierNotFound
    require(work.session, work.actor, Act.READ, dossier, work.today)
    return dossier


def held(work: Work, dossier_id: str, act: Act) -> Dossier:
    """The dossier with its row held, for who may do the act. Raises what `require` raises."""
    dossier = queries.held(work.session, dossier_id)
    if dossier is None:
        raise DossierNotFound
    require(work.session, work.actor, act, dossier, work.today)
    return dossier


def self_side(work: Work, dossier: Dossier) -> OpenSide:
    """Its self side, with what of it may change now, for who may write it."""
    require(work.session, work.actor, Act.WRITE_SELF, dossier, work.today)
    campaign = queries.campaign_of(work.session, dossier)
    return open_side(work.session, dossier, SideName.SELF, campaign.state)


def writable(work: Work, dossier_id: str) -> OpenSide:
    """The same, the dossier's row held."""
    return self_side(work, held(work, dossier_id, Act.READ))


def room(visit: Visit) -> int:
    """Bytes that all files of a dossier may take."""
    return visit.service.settings.max_dossier_bytes
