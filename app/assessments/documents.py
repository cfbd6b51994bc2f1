"""What can be taken home from a dossier: each document with its names and how it is made."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from app.assessments.as_json import dossier_as_json
from app.edge.attachments import safe_name
from app.edge.openapi import XLSX
from app.errors import DocumentNotPrinted
from exports.documents.content import Content
from exports.documents.docx import render_docx
from exports.documents.errors import PrintingFailed
from exports.documents.pdf import render_pdf
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from exports.dossier import Dossier
from exports.evidence_list import internal_list, official_list

# Vietnam has kept one time, without summer time, since 1975.
VIETNAM = timezone(timedelta(hours=7))

Pdf = Callable[[Content], bytes]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
JSON = "application/json"
ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `format` names it in the API, `title` in its file name.

    On the page `label` is its button under `family`; one without a label is for programs only.
    """

    format: str
    family: str
    label: str
    title: str
    extension: str
    media_type: str
    make: Callable[[Dossier, date, Pdf], bytes]

    def file_name(self, dossier: Dossier) -> str:
        """The name under which it is saved: what, of whom, of which year."""
        parts = (self.title, dossier.school.name, dossier.school.school_year)
        return f"{' - '.join(part for part in parts if part)}.{self.extension}"


def today() -> date:
    """The day in Vietnam: what a document printed now is dated by."""
    return datetime.now(UTC).astimezone(VIETNAM).date()


def printed(document: Document, dossier: Dossier, day: date, pdf: Pdf = render_pdf) -> bytes:
    """The bytes of a document, its PDF printed by `pdf`. Raises DocumentNotPrinted."""
    try:
        return document.make(dossier, day, pdf)
    except PrintingFailed as error:
        raise DocumentNotPrinted from error


def _report_docx(dossier: Dossier, day: date, _pdf: Pdf) -> bytes:
    return render_docx(report_content(dossier, day))


def _report_pdf(dossier: Dossier, day: date, pdf: Pdf) -> bytes:
    return pdf(report_content(dossier, day))


def _score_sheet_docx(dossier: Dossier, day: date, _pdf: Pdf) -> bytes:
    return render_docx(score_sheet_content(dossier, day))


def _score_sheet_pdf(dossier: Dossier, day: date, pdf: Pdf) -> bytes:
    return pdf(score_sheet_content(dossier, day))


def _official_list(dossier: Dossier, _day: date, _pdf: Pdf) -> bytes:
    return official_list(dossier)


def _internal_list(dossier: Dossier, _day: date, _pdf: Pdf) -> bytes:
    return internal_list(dossier)


def _sheet(dossier: Dossier, _day: date, _pdf: Pdf) -> bytes:
    return json.dumps(dossier_as_json(dossier), ensure_ascii=False, indent=1).encode("utf-8")


_REPORT, _SCORES = "Báo cáo chuyển đổi số", "Phiếu đánh giá"
_EVIDENCE = "Danh mục minh chứng"
_FAMILY = "Báo cáo Phụ lục II"
SINGLE: tuple[Document, ...] = (
    Document("docx", _FAMILY, "Word (.docx)", _REPORT, "docx", DOCX, _report_docx),
    Document("pdf", _FAMILY, "PDF", _REPORT, "pdf", PDF, _report_pdf),
    Document("score-sheet-docx", _SCORES, "Word (.docx)", _SCORES, "docx", DOCX, _score_sheet_docx),
    Document("score-sheet-pdf", _SCORES, "PDF", _SCORES, "pdf", PDF, _score_sheet_pdf),
    Document("evidence", _EVIDENCE, "5 cột", _EVIDENCE, "xlsx", XLSX, _official_list),
    Document(
        "evidence-internal",
        _EVIDENCE,
        "7 cột, nội bộ",
        f"{_EVIDENCE} nội bộ",
        "xlsx",
        XLSX,
        _internal_list,
    ),
    Document("sheet", "Số liệu", "", "Bảng điểm", "json", JSON, _sheet),
)


def _external_docx(dossier: Dossier, day: date, _pdf: Pdf) -> bytes:
    return render_docx(score_sheet_content(dossier, day, "external"))


def _external_pdf(dossier: Dossier, day: date, pdf: Pdf) -> bytes:
    return pdf(score_sheet_content(dossier, day, "external"))


_EXTERNAL = "Phiếu đánh giá ngoài"
# Printed only where an external side is there, so not on offer by name.
OF_EXTERNAL: tuple[Document, ...] = (
    Document("external-docx", "", "", _EXTERNAL, "docx", DOCX, _external_docx),
    Document("external-pdf", "", "", _EXTERNAL, "pdf", PDF, _external_pdf),
)


def _zip(dossier: Dossier, day: date, pdf: Pdf) -> bytes:
    output = io.BytesIO()
    when = (day.year, day.month, day.day, 0, 0, 0)
    # Stored: every document is compressed already, and the sheet is small.
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for document in (*SINGLE, *(OF_EXTERNAL if dossier.external else ())):
            entry = zipfile.ZipInfo(safe_name(document.file_name(dossier)), when)
            archive.writestr(entry, document.make(dossier, day, pdf))
    return output.getvalue()


DOCUMENTS: tuple[Document, ...] = (
    *SINGLE,
    Document("zip", "Tất cả", "Tệp nén (.zip)", "Hồ sơ chuyển đổi số", "zip", ZIP, _zip),
)
BY_FORMAT = {document.format: document for document in DOCUMENTS}


def families() -> dict[str, list[Document]]:
    """The documents of the page, by what they are."""
    found: dict[str, list[Document]] = {}
    for document in DOCUMENTS:
        if document.label:
            found.setdefault(document.family, []).append(document)
    return found
