"""What is printed of a dossier: a draft while a side is open, afterwards from its snapshot alone.

A document of a snapshot carries its hash and a QR code, is dated by it and never scores again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.assessments.documents import DOCX, PDF
from app.bodies import queries as bodies
from app.clock import VIETNAM, day_of
from app.dossiers import queries
from app.dossiers.errors import PartNotFound
from app.dossiers.models import SideName, SnapshotKind
from app.dossiers.reaching import READING, seen
from app.dossiers.seal import seal_text
from app.dossiers.service import OPEN_STATES, SNAPSHOT_OF
from app.dossiers.sheets import edition_named, plain_dossier
from app.dossiers.unpacking import plain_from
from app.edge.openapi import XLSX
from app.edge.press import Printers
from app.errors import DocumentNotPrinted
from app.visit import Work
from criteria.edition import Edition
from exports.documents.content import Content, Seal
from exports.documents.docx import render_docx
from exports.documents.errors import PrintingFailed
from exports.documents.numbers import long_date
from exports.documents.pdf import render_pdf
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from exports.dossier import DecreeHeader
from exports.dossier import Dossier as PlainDossier
from exports.evidence_list import internal_list, official_list

HERE = Printers(render_pdf, render_docx)
NOT_CLOSED = "BẢN NHÁP - hồ sơ chưa chốt"
NOT_CONCLUDED = "BẢN NHÁP - chưa kết luận đánh giá ngoài"


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is printed from. `seal` None: from the rows, as a draft."""

    plain: PlainDossier
    side: SideName
    day: date
    assessor: str
    """The name of the assessing body, of the snapshot's day."""
    seal: Seal | None = None

    @property
    def draft(self) -> str:
        """The words that mark every page of what is not final."""
        if self.seal is not None:
            return ""
        return NOT_CLOSED if self.side is SideName.SELF else NOT_CONCLUDED


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `format` names it in the API, `title` in its file name."""

    format: str
    title: str
    extension: str
    media_type: str
    side: SideName
    make: Callable[[Source, Printers], bytes]

    def file_name(self, source: Source) -> str:
        """The name under which it is saved: what, of whom, of which year."""
        school = source.plain.school
        parts = (self.title, school.name, school.school_year, "" if source.seal else "bản nháp")
        return f"{' - '.join(part for part in parts if part)}.{self.extension}"


def source_of(work: Work, dossier_id: str, side: SideName) -> Source:
    """What to print one side from. Raises PartNotFound where the external side is not begun."""
    placed = seen(work, dossier_id, READING[side])
    dossier, session = placed.dossier, work.session
    if side is SideName.EXTERNAL and not dossier.external_version:
        raise PartNotFound("Hồ sơ chưa có phiếu đánh giá ngoài.")
    if dossier.state not in OPEN_STATES[side]:
        taken = queries.snapshot_in_force(session, dossier.id, SNAPSHOT_OF[side])
        if taken is not None:
            return from_snapshot(taken.content, edition_named(session, taken.content), taken.at)
    plain = plain_dossier(session, dossier, placed.campaign, external=side is SideName.EXTERNAL)
    assessor = bodies.names(session, [dossier.assessing_body_id], work.today)
    return Source(plain, side, work.today, assessor.get(dossier.assessing_body_id, ""))


def from_snapshot(content: bytes, edition: Edition, at: datetime) -> Source:
    """What a snapshot prints: nothing is asked of the database, nothing is scored."""
    data = json.loads(content)
    side = SideName.SELF if data["kind"] == SnapshotKind.SELF else SideName.EXTERNAL
    seal = seal_of(data["dossier"]["id"], hashlib.sha256(content).hexdigest(), at)
    assessor = data["bodies"]["assessing"]["name"]
    return Source(plain_from(content, edition), side, day_of(at), assessor, seal)


def seal_of(dossier_id: str, sha256: str, at: datetime) -> Seal:
    """The hash of a snapshot for a scanner, and for people."""
    local = at.astimezone(VIETNAM)
    groups = [sha256[start : start + 16] for start in range(0, len(sha256), 16)]
    told = (f"In từ bản chốt lúc {local:%H:%M}", f"{long_date(local.date())}, SHA-256:")
    return Seal(seal_text(dossier_id, sha256), (*told, *groups))


def printed(document: Document, source: Source, by: Printers = HERE) -> bytes:
    """The bytes of a document. Raises DocumentNotPrinted."""
    try:
        return document.make(source, by)
    except PrintingFailed as error:
        raise DocumentNotPrinted from error


def _marked(content: Content, source: Source) -> Content:
    return replace(content, draft=source.draft or content.draft, seal=source.seal)


def _report(source: Source) -> Content:
    return _marked(report_content(source.plain, source.day), source)


def _score_sheet(source: Source) -> Content:
    assessor = _ASSESSOR if not source.assessor else replace(_ASSESSOR, issuer=source.assessor)
    made = score_sheet_content(
        source.plain,
        source.day,
        side="self" if source.side is SideName.SELF else "external",
        assessor=assessor,
    )
    return _marked(made, source)


_ASSESSOR = DecreeHeader(
    issuer="Cơ quan đánh giá ngoài", symbol="PĐG-…", position="Thủ trưởng cơ quan đánh giá"
)


def _score_sheet_docx(source: Source, by: Printers) -> bytes:
    return by.docx(_score_sheet(source))


def _score_sheet_pdf(source: Source, by: Printers) -> bytes:
    return by.pdf(_score_sheet(source))


_OWN, _THEIRS = SideName.SELF, SideName.EXTERNAL
_REPORT, _SCORES = "Báo cáo chuyển đổi số", "Phiếu tự đánh giá"
_EXTERNAL, _EVIDENCE = "Phiếu đánh giá ngoài", "Danh mục minh chứng"
DOCUMENTS: tuple[Document, ...] = (
    Document("docx", _REPORT, "docx", DOCX, _OWN, lambda one, by: by.docx(_report(one))),
    Document("pdf", _REPORT, "pdf", PDF, _OWN, lambda one, by: by.pdf(_report(one))),
    Document("score-sheet-docx", _SCORES, "docx", DOCX, _OWN, _score_sheet_docx),
    Document("score-sheet-pdf", _SCORES, "pdf", PDF, _OWN, _score_sheet_pdf),
    Document("evidence", _EVIDENCE, "xlsx", XLSX, _OWN, lambda one, _: official_list(one.plain)),
    Document(
        "evidence-internal",
        f"{_EVIDENCE} nội bộ",
        "xlsx",
        XLSX,
        _OWN,
        lambda one, _: internal_list(one.plain),
    ),
    Document("external-docx", _EXTERNAL, "docx", DOCX, _THEIRS, _score_sheet_docx),
    Document("external-pdf", _EXTERNAL, "pdf", PDF, _THEIRS, _score_sheet_pdf),
)
BY_FORMAT: Mapping[str, Document] = {document.format: document for document in DOCUMENTS}
