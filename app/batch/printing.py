"""What is printed of one dossier, and under which names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import PurePath

from exports.documents.docx import render_docx
from exports.documents.pdf import render_pdf
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from exports.dossier import Dossier
from exports.evidence_list import internal_list, official_list

FORMATS = ("docx", "pdf", "xlsx")


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: formats of `FORMATS`, the day of printing, a Sở's own template if any.

    The day stands in the files' metadata while a report has no date of its own.
    """

    formats: frozenset[str]
    printed: date
    template: bytes | None = None


def printed(dossier: Dossier, stem: PurePath, order: Order) -> dict[PurePath, bytes]:
    """Every file of the order, by name; all are there or an exception is."""
    return {
        stem.with_name(f"{stem.name}{ending}"): make() for ending, make in _makers(dossier, order)
    }


def _makers(dossier: Dossier, order: Order) -> Iterator[tuple[str, Callable[[], bytes]]]:
    report = report_content(dossier, order.printed)
    sheets = {"-phieu-danh-gia": score_sheet_content(dossier, order.printed)}
    if dossier.external:
        outside = score_sheet_content(dossier, order.printed, "external")
        sheets["-phieu-danh-gia-ngoai"] = outside
    if "docx" in order.formats:
        yield "-bao-cao.docx", partial(render_docx, report, order.template)
        for name, sheet in sheets.items():
            yield f"{name}.docx", partial(render_docx, sheet)
    if "pdf" in order.formats:
        yield "-bao-cao.pdf", partial(render_pdf, report)
        for name, sheet in sheets.items():
            yield f"{name}.pdf", partial(render_pdf, sheet)
    if "xlsx" in order.formats:
        yield "-danh-muc-minh-chung.xlsx", partial(official_list, dossier)
        yield "-danh-muc-noi-bo.xlsx", partial(internal_list, dossier)
