"""What the edition and the Sở suggest as evidence, item by item, beside what the dossier has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from app.attachments import queries, service
from app.attachments.drafts import Draft
from app.attachments.errors import SuggestionNotFound
from app.audit.chain import Who
from app.dossiers.models import Dossier, SideName
from app.dossiers.saving import OpenSide
from app.dossiers.sheets import covered, edition_of, evidence_of, side_of, unconfirmed_codes
from criteria.edition import Edition
from exports.dossier import EvidenceEntry, EvidenceStatus
from scoring.claims import claimed

MAX_TITLE = 500


class Suggestion(NamedTuple):
    """One suggestion, numbered from 1 in its place, and the pieces that were made of it."""

    number: int
    text: str
    codes: tuple[str, ...]


class Place(NamedTuple):
    """An item or a criterion with what is suggested for it and what it has.

    `codes` are of every piece linked to it, of a criterion's items also those linked to the
    criterion; `covered` by one that is there and confirmed.
    """

    code: str
    title: str
    criterion: str
    claimed: bool
    covered: bool
    codes: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


def checklist(session: Session, dossier: Dossier) -> list[Place]:
    """Every place with a suggestion, in the order of the index: a fixed number of statements."""
    edition = edition_of(session, dossier)
    entries = evidence_of(session, dossier.id)
    good = covered(entries, unconfirmed_codes(session, dossier.id))
    claims = frozenset(claimed(side_of(session, edition, dossier, SideName.SELF).sheet))
    by_target = _by_target(entries)
    return [
        Place(
            code,
            title,
            criterion,
            code in claims,
            not good.isdisjoint({code, criterion}),
            tuple(sorted({one.code for at in {code, criterion} for one in by_target.get(at, ())})),
            tuple(_suggestions(texts, by_target.get(code, ()))),
        )
        for code, criterion, title, texts in _places(edition)
    ]


def take(session: Session, at: OpenSide, target: str, number: int, who: Who) -> tuple[str, bool]:
    """A record “chưa có” of a suggestion; its id, and whether it is new.

    The same suggestion again is the record that was made of it. Raises SuggestionNotFound,
    DossierLocked, EvidenceNotAccepted.
    """
    texts = {code: texts for code, _, _, texts in _places(at.edition)}.get(target, ())
    if not 1 <= number <= len(texts):
        raise SuggestionNotFound
    title = texts[number - 1][:MAX_TITLE]
    known = queries.titled(session, at.dossier.id, target, title)
    if known is not None:
        return known, False
    draft = Draft(title=title, status=EvidenceStatus.ABSENT, links=(target,))
    return service.create(session, at, "", draft, who).row.id, True


def _places(edition: Edition) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Code, criterion, title and suggestions; a criterion that is its own item stands once."""
    for criterion in edition.criteria.values():
        own = criterion.evidence
        if criterion.own_item:
            own = tuple(dict.fromkeys((*own, *criterion.items[0].evidence)))
        if own:
            yield criterion.code, criterion.code, criterion.title.value, own
        for item in () if criterion.own_item else criterion.items:
            if item.evidence:
                yield item.code, criterion.code, item.title.value, item.evidence


def _by_target(entries: Iterable[EvidenceEntry]) -> Mapping[str, list[EvidenceEntry]]:
    found: dict[str, list[EvidenceEntry]] = {}
    for one in entries:
        for target in one.links:
            found.setdefault(target, []).append(one)
    return found


def _suggestions(texts: Sequence[str], there: Sequence[EvidenceEntry]) -> Iterator[Suggestion]:
    for number, text in enumerate(texts, 1):
        made = tuple(one.code for one in there if one.title == text[:MAX_TITLE])
        yield Suggestion(number, text, made)
