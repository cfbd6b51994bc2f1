"""What the routes of dossiers share: what they refuse, and what the access log calls a dossier."""

from app.accounts.errors import NotAllowed, ScopeMissing, SignInNeeded
from app.accounts.once import KeyUsedOtherwise
from app.dossiers.errors import (
    DossierLocked,
    DossierNotFound,
    NotReady,
    PartNotFound,
    TransitionRefused,
    VersionStale,
)
from app.edge.openapi import Responses, refusals
from app.edge.versions import VersionMissing
from app.errors import AnswersNotAccepted, ServiceError, ShapeWrong

SEEING = (DossierNotFound,)
PARTS = (*SEEING, PartNotFound)
SAVING = (*PARTS, AnswersNotAccepted, DossierLocked, VersionStale, VersionMissing)
STEPPING = (*SEEING, DossierLocked, VersionStale, TransitionRefused, NotReady)

_VISITED = (SignInNeeded, NotAllowed, ScopeMissing, ShapeWrong)


def refusals_of(*errors: type[ServiceError], write: bool = False) -> Responses:
    """The `responses` of a route: these errors, and those of everything behind a sign-in."""
    return refusals(*_VISITED, *((KeyUsedOtherwise,) if write else ()), *errors, body=write)


def thing_of(dossier_id: str) -> str:
    """The dossier in the access log."""
    return f"dossier:{dossier_id}"
