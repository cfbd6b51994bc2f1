"""What somebody writes of a piece of evidence, and what of it cannot be kept."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from app.attachments.errors import EvidenceNotAccepted
from app.dossiers.errors import DossierLocked
from app.dossiers.openness import Openness
from app.errors import Reason
from criteria.edition import Edition
from evidence.codes import EvidenceCodeInvalid, Scheme, next_free, parse
from exports.dossier import EvidenceStatus

MAX_LINKS = 60
MAX_PIECES = 2_000
"""In one dossier, those removed included; the fullest lists of schools name about 300."""


class Draft(NamedTuple):
    """The words of a piece of evidence. `links` are codes of items or criteria."""

    title: str
    status: EvidenceStatus
    links: tuple[str, ...]
    location: str = ""
    holder: str = ""
    note: str = ""
    number: str = ""
    issuer: str = ""
    document_date: date | None = None


def refuse_links(edition: Edition, draft: Draft) -> None:
    """Raise EvidenceNotAccepted for links that lead nowhere, naming each."""
    reasons = list(_links(edition, draft.links))
    if reasons:
        raise EvidenceNotAccepted(reasons=tuple(reasons))


def code_for(edition: Edition, given: str, draft: Draft, taken: Sequence[str]) -> str:
    """The code of a new piece: the one given, in its one way of writing, or the next free one.

    Raises EvidenceNotAccepted.
    """
    if len(taken) >= MAX_PIECES:
        raise _not("code", "evidence-too-many", f"Hồ sơ đã có {MAX_PIECES} minh chứng.")
    if not given:
        if not draft.links:
            message = "Hãy ghi mã minh chứng, hoặc chọn ít nhất một tiêu chí để được cấp mã."
            raise _not("code", "evidence-code-missing", message)
        return next_free(draft.links[0], taken)
    try:
        code = parse(given)
    except EvidenceCodeInvalid as error:
        raise _not("code", "evidence-code-invalid", str(error)) from error
    if code.scheme is Scheme.CURRENT and not _known(edition, code.criterion):
        message = f"Mã {code} nói tới “{code.criterion}”, bộ chỉ số không có tiêu chí này."
        raise _not("code", "evidence-code-foreign", message)
    return str(code)


def require_open(
    edition: Edition, openness: Openness, before: Draft | None, after: Draft | None
) -> None:
    """Raise DossierLocked unless this piece may change so; None: it is not there.

    While a dossier is returned, the evidence of the returned criteria may change. A piece that
    serves others as well keeps serving them: neither is it taken from them, nor its word “đã có”.
    """
    if not openness.open:
        raise DossierLocked(openness.sentence)
    if openness.criteria is None:
        return
    old, new = _of(before), _of(after)
    kept = {link for link in old | new if not _may(edition, openness, link)}
    touched = bool((old | new) - kept)
    lowered = (
        before is not None
        and after is not None
        and before.status is EvidenceStatus.PRESENT is not after.status
    )
    if not touched or kept & old != kept & new or (kept and lowered):
        raise DossierLocked(openness.sentence)


def dangling(edition: Edition, links: Sequence[str]) -> tuple[str, ...]:
    """Links to what the edition does not have, as after a carry-over."""
    return tuple(link for link in links if not _known(edition, link))


def _of(draft: Draft | None) -> set[str]:
    return set(draft.links) if draft is not None else set()


def _may(edition: Edition, openness: Openness, link: str) -> bool:
    if link in edition.items:
        return openness.criterion(edition.items[link].criterion)
    return openness.criterion(link)


def _known(edition: Edition, code: str) -> bool:
    return code in edition.items or code in edition.criteria


def _links(edition: Edition, links: Sequence[str]) -> Iterator[Reason]:
    if len(links) > MAX_LINKS:
        message = f"Một minh chứng gắn với không quá {MAX_LINKS} tiêu chí."
        yield Reason("links", "evidence-links-too-many", message)
    for link in links:
        if not _known(edition, link):
            message = f"Bộ chỉ số không có tiêu chí “{link}”."
            yield Reason(f"links.{link}", "evidence-link-unknown", message)
    for link in sorted({one for one in links if links.count(one) > 1}):
        yield Reason(f"links.{link}", "twice", f"Tiêu chí “{link}” được ghi hai lần.")


def _not(where: str, code: str, message: str) -> EvidenceNotAccepted:
    return EvidenceNotAccepted(reasons=(Reason(where, code, message),))
