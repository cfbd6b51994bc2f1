"""A form filled with what the dossier holds, and the note of what it held."""

import hashlib
from dataclasses import dataclass

from app.audit.chain import canonical
from app.dossiers.errors import PartNotFound
from app.dossiers.models import SideName
from app.dossiers.reaching import READING, seen
from app.dossiers.sheets import plain_dossier
from app.storage.ids import new_id
from app.visit import Work
from app.workbooks import queries
from app.workbooks.cells import digest_of, only, read_cells, values_of
from app.workbooks.models import FormDownload
from app.workbooks.standing import Standing, standing
from exports.dossier import Dossier, Side
from exports.forms.identity import Origin
from exports.forms.writer import write_form

_TITLES = {SideName.SELF: "Phiếu tự đánh giá", SideName.EXTERNAL: "Phiếu đánh giá ngoài"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a form is made of. `known`: an earlier download of the very same content."""

    dossier_id: str
    side: SideName
    plain: Dossier
    now: Standing
    download_id: str
    content_sha256: str
    known: bool

    @property
    def file_name(self) -> str:
        """Under which it is saved."""
        school = self.plain.school
        parts = (_TITLES[self.side], school.name, school.school_year)
        return f"{' - '.join(part for part in parts if part)}.xlsx"


@dataclass(frozen=True, slots=True)
class Made:
    """The workbook, and what a reader finds in it untouched."""

    content: bytes
    read: dict[str, str]
    evidence: str


def gather(work: Work, dossier_id: str, side: SideName) -> Wanted:
    """What the form holds now. Raises PartNotFound where the external side is not begun."""
    placed = seen(work, dossier_id, READING[side])
    dossier = placed.dossier
    if side is SideName.EXTERNAL and not dossier.external_version:
        raise PartNotFound("Hồ sơ chưa có phiếu đánh giá ngoài.")
    plain = plain_dossier(work.session, dossier, placed.campaign)
    now = standing(work.session, plain.edition, dossier, side)
    digest = hashlib.sha256(canonical(_told(plain, now))).hexdigest()
    known = queries.same_download(work.session, dossier.id, side, work.actor.account_id, digest)
    found = known.id if known else new_id()
    return Wanted(dossier.id, side, plain, now, found, digest, known is not None)


def _told(plain: Dossier, now: Standing) -> list[object]:
    """Everything in a form that can differ between two downloads."""
    own = plain.self_side
    return [
        plain.edition.ref.sha256,
        plain.school.name,
        digest_of(plain.evidence),
        now.values,
        now.versions,
        values_of(own.answers, own.comments, {}),
    ]


def make(wanted: Wanted) -> Made:
    """The workbook, read back: heavy, for the workshop."""
    plain, own = wanted.plain, wanted.plain.self_side
    external = wanted.side is SideName.EXTERNAL
    filled: Side | None = plain.external if external else own
    assert filled is not None, "gather looked"
    content = write_form(
        plain.edition,
        filled.answers.profile,
        school=plain.school,
        header=plain.header,
        narrative=plain.narrative,
        answers=filled.answers,
        evidence=plain.evidence,
        comments=filled.comments,
        origin=Origin(wanted.download_id, wanted.side.value),
        own=own if external else None,
    )
    cells = read_cells(content, only(plain.edition))
    held = wanted.now.values
    read = {key: text for key, text in cells.values.items() if text != held.get(key, "")}
    return Made(content, read, cells.evidence)


def record(work: Work, wanted: Wanted, made: Made) -> None:
    """Note what the form held; the same content of the same person needs no second note."""
    if wanted.known:
        return
    work.session.add(
        FormDownload(
            id=wanted.download_id,
            dossier_id=wanted.dossier_id,
            side=wanted.side,
            account_id=work.actor.account_id,
            content_sha256=wanted.content_sha256,
            base=wanted.now.values,
            versions=wanted.now.versions,
            read=made.read,
            evidence=made.evidence,
            at=work.at,
        )
    )
