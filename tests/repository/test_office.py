"""The LibreOffice of the tests."""

import contextlib
import time
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tests.office import Office, OfficeError


def workbook(path: Path, formula: str) -> Path:
    """A workbook whose only formula carries a wrong cached value."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_formula("A1", formula, None, 999)
    return path


def running(office: Office) -> list[str]:
    """Command lines of the processes that use this LibreOffice's profile."""
    profile = str(office.profile)
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # the process may end while we look
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if profile in command:
                found.append(command)
    return found


def test_recalculates_every_workbook_of_a_batch(soffice: Office, tmp_path: Path) -> None:
    originals = [workbook(tmp_path / f"{n}.xlsx", f"={n}+1") for n in range(3)]
    made = soffice.convert(originals, "xlsx:Calc MS Excel 2007 XML", tmp_path / "out")
    values = []
    for path in made:
        book = load_workbook(path, data_only=True)
        values.append(book.worksheets[0]["A1"].value)
        book.close()
    assert values == [1, 2, 3]


def test_names_the_file_that_was_not_converted(soffice: Office, tmp_path: Path) -> None:
    absent = tmp_path / "absent.xlsx"
    with pytest.raises(OfficeError, match=r"absent\.pdf"):
        soffice.convert([absent], "pdf", tmp_path / "out")


def test_refuses_two_files_that_would_become_one(soffice: Office, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same stem"):
        soffice.convert([tmp_path / "a" / "x.xlsx", tmp_path / "b" / "x.xlsx"], "pdf", tmp_path)


def test_ends_the_whole_process_group_at_the_limit(soffice: Office, tmp_path: Path) -> None:
    # Hundreds of pages: the conversion would still run long after the checks below.
    large = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(large) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, range(8))
    with pytest.raises(OfficeError, match="longer than"):
        soffice.convert([large], "pdf", tmp_path, seconds=1)
    time.sleep(0.2)  # the kernel needs a moment to take a killed process down
    assert running(soffice) == []
