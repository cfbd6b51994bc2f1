"""A file made into a Book, whatever it is called. Runs only in the confined child.

The library that reads .xlsx, .xls and .ods is in Rust and fast (1.8 million cells in 1.1 s), but
it believes the file: cells A1 and XFD1048576 make it ask for 550 GB and abort. So the zip is
accounted for before, and the limits of the child end what remains.

What it does not tell is found beside it: errors and formulas in .xlsx and .ods from their XML, in
.xls from their records. A macro-enabled workbook is read like any other; nothing in it ever runs.
"""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from app.imports.reading import old_excel, open_document, open_xml, open_xml_looks
from app.imports.reading.cells import Texts, clean_text, values_of, without_blank_end
from app.imports.reading.delimited import read_delimited
from app.imports.reading.errors import FileFault, FileRefused, refused
from app.imports.reading.formats import container_of
from app.imports.reading.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_SHEETS,
)
from app.imports.reading.marked import Marked
from app.imports.reading.members import Package
from app.imports.reading.places import Place, cell_name
from app.imports.shapes import ERROR, Book, CellValue, Sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Format = Literal["xlsx", "xls", "ods"]
_LONGEST_MIME = 200
_LONGEST_NAME = 90
_SPARSE = 4
"""A sheet may span this many times the cells that it fills: notes beside are often far."""


def read_book(content: bytes) -> Book:
    """The file's sheets, from A1. Raises FileRefused.

    Also raises MemoryError, and whatever a library raises on a file that nobody foresaw.
    """
    if len(content) > MAX_FILE_BYTES:
        raise refused(FileFault.TOO_LARGE)
    container = container_of(content)
    if container == "text":
        return read_delimited(content)
    if container == "ole2":
        return _read(content, "xls", old_excel.marked_sheets(old_excel.workbook_of(content)))
    package = Package(content)
    if "[content_types].xml" in package:
        return _read(content, "xlsx", _open_xml_marks(package))
    if "mimetype" in package:
        return _read(content, "ods", _open_document_marks(package))
    apple = any(path.endswith(".iwa") or path == "index.zip" for path in package.members)
    raise refused(FileFault.NUMBERS if apple else FileFault.NO_SHEETS)


def _open_xml_marks(package: Package) -> Sequence[Marked]:
    if "xl/workbook.bin" in package:
        raise refused(FileFault.BINARY_WORKBOOK)
    if not any(path.startswith("xl/") for path in package.members):
        raise refused(FileFault.NO_SHEETS)
    parts = open_xml.sheet_parts(package)
    _few(len(parts))
    package.check(but=frozenset(path for _, path in parts))
    percents = open_xml_looks.percent_styles(package)
    return [_marked_sheet(package.part(path), name, percents) for name, path in parts]


def _marked_sheet(xml: bytearray, name: str, percents: frozenset[str]) -> Marked:
    place, row = open_xml.last_cell(xml)
    if row > MAX_ROWS:
        raise _far(name, place)
    marked = open_xml.marked_cells(xml)
    return marked._replace(
        percents=open_xml_looks.percent_cells(xml, percents),
        covered=open_xml_looks.covered_cells(xml),
    )


def _far(name: str, place: str) -> FileRefused:
    return refused(FileFault.TOO_MANY_CELLS, f"Sheet “{name}” kéo dài đến ô {place}.")


def _open_document_marks(package: Package) -> Sequence[Marked] | None:
    if bytes(package.part("mimetype", _LONGEST_MIME)).strip() not in open_document.MIMES:
        raise refused(FileFault.NO_SHEETS)
    open_document.refuse_encrypted(package)
    package.check(but=frozenset({"content.xml"}))
    return open_document.marked_tables(package.part("content.xml"))


def _read(content: bytes, kind: Format, marks: Sequence[Marked] | None) -> Book:
    """The sheets by the library; what is marked comes from elsewhere, in the same order."""
    import python_calamine as calamine  # noqa: PLC0415 - only once the bounds hold

    sheets: list[Sheet] = []
    left, texts = MAX_CELLS, Texts()
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            told = workbook.sheets_metadata
            _few(len(told))
            marks = [Marked()] * len(told) if marks is None else marks
            if len(told) != len(marks) or len(set(workbook.sheet_names)) != len(told):
                raise refused(FileFault.DAMAGED)  # nobody could tell which sheet is which
            for number, (one, marked) in enumerate(zip(told, marks, strict=True)):
                if one.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                name = _name(one.name, number, sheets)
                rows = _rows(workbook.get_sheet_by_index(number), name, left, texts)
                left -= sum(map(len, rows))
                _put_errors(rows, marked.errors)
                _put_percents(rows, marked.percents)
                hidden = one.visible is not calamine.SheetVisibleEnum.Visible
                filled = without_blank_end(rows)
                sheets.append(Sheet(name, filled, marked.formulas, hidden, marked.covered))
    except calamine.PasswordError as error:
        raise refused(FileFault.PASSWORD) from error
    except calamine.CalamineError as error:
        raise refused(FileFault.DAMAGED) from error
    return Book(kind, "", tuple(sheets))


def _name(told: str, number: int, others: Sequence[Sheet]) -> str:
    """The sheet's name, told apart from another that only looks the same."""
    name = (clean_text(told[:_LONGEST_NAME]) or "").strip()
    taken = not name or any(name == one.name for one in others)
    return f"{name} ({number + 1})".strip() if taken else name


def _few(sheets: int) -> None:
    if sheets > MAX_SHEETS:
        raise refused(
            FileFault.TOO_MANY_SHEETS, f"Tệp có {sheets} sheet, nhiều nhất là {MAX_SHEETS}."
        )


def _rows(sheet: "CalamineSheet", name: str, left: int, texts: Texts) -> list[list[CellValue]]:
    """The rows from A1, each without its trailing blanks."""
    if sheet.end is None:
        return []
    last_row, last_column = sheet.end
    if last_row >= MAX_ROWS or last_column >= MAX_COLUMNS:
        raise _far(name, cell_name(last_row, last_column))
    if (last_row + 1) * (last_column + 1) > left * _SPARSE:
        raise refused(FileFault.TOO_MANY_CELLS, f"Đến sheet “{name}” thì vượt số ô cho phép.")
    rows: list[list[CellValue]] = [
        values_of(cells, texts) for cells in sheet.to_python(skip_empty_area=False)
    ]
    if sum(map(len, rows)) > left:
        raise refused(FileFault.TOO_MANY_CELLS, f"Đến sheet “{name}” thì vượt số ô cho phép.")
    return rows


def _put_errors(rows: list[list[CellValue]], errors: Mapping[Place, str]) -> None:
    """Put `#REF!` and the like where the library leaves nothing."""
    for (row, column), said in errors.items():
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise refused(FileFault.TOO_MANY_CELLS)
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = ERROR + said


def _put_percents(rows: list[list[CellValue]], places: frozenset[Place]) -> None:
    """Make 0.75 that is shown as a percentage the text `75%`."""
    for row, column in places:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                rows[row][column] = f"{value * 100:.15g}%".replace(".", ",")
