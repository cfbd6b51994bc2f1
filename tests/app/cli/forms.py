"""Filled forms of invented schools, good and bad, for the tests of the command line."""

import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from criteria.edition import Edition
from criteria.loader import shipped
from exports.dossier import DecreeHeader, School
from exports.forms.layout import SheetName
from exports.forms.writer import write_form
from scoring.answers import Answers, Award, Profile, Verdict

EDITION = "thangdo.qd-4725"
NAME = "Trường THCS Minh Họa (dữ liệu minh họa)"


def answers(edition: Edition, share: str = "0.8", **changes: Award) -> Answers:
    """Every item answered: all conditions met, every award the same share of its maximum."""
    step = edition.score_step.value
    awards: dict[str, Award] = {
        code: Verdict.MET if item.max is None else item.max.value * Decimal(share) // step * step
        for code, item in edition.items.items()
    }
    return Answers(Profile.of(edition, "thcs"), {**awards, **changes})


def filled(share: str = "0.8", name: str = NAME, code: str = "MH01") -> bytes:
    """A form that can be read; 0.8 of every maximum is level 3."""
    edition = shipped(EDITION)
    stated = answers(edition, share)
    school = School(name, code, "thcs", stated.profile.school_levels, "2025-2026")
    header = DecreeHeader(place="Minh Họa", position="HIỆU TRƯỞNG", signer="Nguyễn Minh Họa")
    return write_form(edition, stated.profile, school=school, header=header, answers=stated)


def edited(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The form after somebody's hand."""
    book = openpyxl.load_workbook(BytesIO(filled()))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def award_cell(book: openpyxl.Workbook, item: str) -> tuple[Worksheet, int]:
    """The sheet of awards and the row of an item; awards stand in column 4."""
    sheet = book[SheetName.ASSESSMENT]
    rows = (row for row in range(1, 80) if sheet.cell(row, 1).value == item)
    return sheet, next(rows)


def with_award(value: object, item: str = "1.4") -> bytes:
    """A form where one award is this."""

    def change(book: openpyxl.Workbook) -> None:
        sheet, row = award_cell(book, item)
        sheet.cell(row, 4).value = value  # type: ignore[assignment] # whatever a person types

    return edited(change)


def far_cell() -> bytes:
    """A form with a note in the last cell of a sheet."""

    def change(book: openpyxl.Workbook) -> None:
        book[SheetName.ASSESSMENT]["XFD1048576"] = "ghi chú"

    return edited(change)


def without_sheet() -> bytes:
    """A form from which somebody removed the awards."""

    def change(book: openpyxl.Workbook) -> None:
        del book[SheetName.ASSESSMENT]

    return edited(change)


def of_another_edition() -> bytes:
    """A form that says it was made for an index nobody has here."""

    def change(book: openpyxl.Workbook) -> None:
        identity = book[SheetName.IDENTITY]
        for row in range(1, 10):
            if identity.cell(row, 1).value == "edition_version":
                identity.cell(row, 2).value = "9.9"

    return edited(change)


def with_macro() -> bytes:
    """A form with a macro project inside."""
    out = BytesIO(filled())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def zip_bomb() -> bytes:
    """A small workbook whose sheet unpacks to 300 MB."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(filled())) as form,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for entry in form.infolist():
            if entry.filename != "xl/worksheets/sheet4.xml":
                bomb.writestr(entry.filename, form.read(entry))
        with bomb.open("xl/worksheets/sheet4.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(bytes(1024 * 1024))
    return out.getvalue()


def encrypted() -> bytes:
    """What Excel writes for a workbook with a password: an OLE file around the encrypted one."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def huge_file(path: Path) -> None:
    """200 MB that begin like a workbook; sparse, so that making it costs nothing."""
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * 1024 * 1024)
