"""The same outputs the plain way: openpyxl reads and lists, python-docx writes, LibreOffice prints.

What an experienced person would write in an afternoon, and written to be quick: cells are read row
by row, tables are filled cell list by cell list, and LibreOffice converts all documents in one
call. It uses this project's index, scoring and wording, so both ways print the same words; and it
does less: no fault of a form is found, facts are not read, nothing is tagged or archived.
"""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from criteria.loader import shipped
from exports.documents.content import Content, Heading, Paragraph, Table
from exports.documents.report import report_content
from exports.documents.score_sheet import score_sheet_content
from exports.dossier import DecreeHeader, Dossier, EvidenceEntry, EvidenceStatus, Narrative, School
from exports.dossier import Side as Assessed
from exports.forms.layout import HEADER_FIELDS, NARRATIVE_FIELDS, Fill, SheetName
from scoring.answers import Answers, Award, Profile, Verdict
from scoring.engine import score

PRINTED = date(2026, 1, 1)
_VERDICTS = {"Đạt": Verdict.MET, "Không đạt": Verdict.UNMET}
_THIN = Side(style="thin")
_CELL_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def office() -> str | None:
    """The LibreOffice of this machine."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def run(forms: Sequence[Path], out: Path, soffice: str) -> None:
    """Every form's report and score sheet as .docx and .pdf, and its two evidence lists."""
    out.mkdir(parents=True, exist_ok=True)
    for form in forms:
        dossier = read(form)
        write_document(report_content(dossier, PRINTED), out / f"{form.stem}-bao-cao.docx")
        write_document(
            score_sheet_content(dossier, PRINTED), out / f"{form.stem}-phieu-danh-gia.docx"
        )
        write_lists(dossier, out, form.stem)
    convert(sorted(out.glob("*.docx")), out, soffice)


def read(form: Path) -> Dossier:
    """What the form says, trusting every cell."""
    book = openpyxl.load_workbook(form, data_only=True)
    identity = _pairs(book[SheetName.IDENTITY].values)
    edition = shipped(f"{identity['edition_id']}@{identity['edition_version']}")
    profile = Profile(str(identity["body_kind"]), tuple(str(identity["school_levels"]).split()))
    info = _pairs(book[SheetName.INFO].values)
    school = School(
        str(info["Tên trường"]), str(info["Mã trường"]), *_profile(profile), str(info["Năm học"])
    )
    told = _pairs(book[SheetName.REPORT].values)
    narrative = Narrative(**{one.key: str(told.get(one.label) or "") for one in NARRATIVE_FIELDS})
    awards: dict[str, Award] = {}
    for row in book[SheetName.ASSESSMENT].iter_rows(min_row=5, values_only=True):
        if row[0] in edition.items and row[3] is not None:
            awards[str(row[0])] = _VERDICTS.get(str(row[3])) or Decimal(str(row[3]))
    answers = Answers(profile, awards)
    evidence = tuple(_entries(book[SheetName.EVIDENCE]))
    side = Assessed(answers, score(edition, answers))
    return Dossier(edition, school, _header(info), narrative, evidence, side)


def _profile(profile: Profile) -> tuple[str, tuple[str, ...]]:
    return profile.kind, profile.school_levels


def _pairs(rows: Iterable[Sequence[object]]) -> dict[str, object]:
    return {str(row[0]): row[1] for row in rows if row[0] is not None}


def _header(info: dict[str, object]) -> DecreeHeader:
    values: dict[str, object] = {}
    for one in HEADER_FIELDS:
        value = info.get(one.label)
        if one.fill is Fill.LINES:
            values[one.key] = tuple(str(value or "").splitlines())
        elif one.fill is Fill.DAY:
            values[one.key] = value.date() if isinstance(value, datetime) else None
        else:
            values[one.key] = str(value or "")
    return DecreeHeader(**values)  # type: ignore[arg-type] # each of its own kind


def _entries(sheet: Worksheet) -> Iterable[EvidenceEntry]:
    statuses = {status.label: status for status in EvidenceStatus}
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if row[0]:
            text = [str(cell or "") for cell in row]
            links = tuple(one.strip() for one in text[2].split(","))
            yield EvidenceEntry(
                text[0], text[1], links, statuses[text[3]], location=text[4], holder=text[5]
            )


def write_document(content: Content, path: Path) -> None:
    """A document with the same words, laid out plainly."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    header = content.header
    _grid(
        document,
        [
            (header.superior, header.nation),
            (header.issuer, header.motto),
            (header.number, header.place_date),
        ],
    )
    for line in (header.kind, header.subject, *header.addressees):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in content.body:
        if isinstance(block, Table):
            _grid(
                document,
                [tuple(column.title for column in block.columns), *map(_whole, block.rows)],
                ruled=True,
            )
        elif isinstance(block, Heading):
            document.add_paragraph().add_run(block.text).bold = True
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    recipients = "\n".join((content.recipients_title, *content.recipients))
    signed = "\n".join((*content.signature.authority, "", "", content.signature.name))
    _grid(document, [(recipients, signed)])
    document.save(str(path))


def _whole(row: object) -> tuple[str, ...]:
    cells: tuple[str, ...] = row.cells  # type: ignore[attr-defined] # a Row of the content
    return (*cells[:1], *[""] * (row.span - 1), *cells[1:])  # type: ignore[attr-defined] # as above


def _grid(document: WordDocument, rows: Sequence[tuple[str, ...]], *, ruled: bool = False) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    if ruled:
        table.style = "Table Grid"
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text


def write_lists(dossier: Dossier, out: Path, stem: str) -> None:
    """The list for the authorities and the school's own."""
    official = [
        (number, one.code, one.title, one.location, one.note)
        for number, one in enumerate(dossier.evidence, start=1)
    ]
    internal = [
        (number, one.code, one.title, ", ".join(one.links), one.location, one.holder,
         one.status.label)
        for number, one in enumerate(dossier.evidence, start=1)
    ]  # fmt: skip
    _list(
        ("TT", "Mã minh chứng", "Tên minh chứng", "Vị trí lưu trữ", "Ghi chú"),
        official,
        out / f"{stem}-danh-muc-minh-chung.xlsx",
    )
    _list(
        ("TT", "Mã", "Tên", "Dùng cho tiêu chí", "Vị trí", "Người phụ trách", "Trạng thái"),
        internal,
        out / f"{stem}-danh-muc-noi-bo.xlsx",
    )


def _list(titles: Sequence[str], rows: Sequence[Sequence[object]], path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(list(titles))
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.border = _CELL_BORDER
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    book.save(path)


def convert(documents: Sequence[Path], out: Path, soffice: str) -> None:
    """All documents to PDF by one call of LibreOffice, with a profile of its own."""
    profile = out / ".profile"
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            out,
            *documents,
        ],
        check=True,
        capture_output=True,
        timeout=900,
    )
    shutil.rmtree(profile, ignore_errors=True)
