"""Text with separators: `;`, `,` or tab, found by what cuts most lines into equally many cells.

A first line `sep=;` decides. Cells are texts as they stand (a decimal comma stays); `="0012"`, by
which Excel is made to keep zeros, is the text inside; any other cell that begins with `=` is a
formula that nobody worked out.
"""

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice

from app.imports.reading.cells import Texts, values_of, without_blank_end
from app.imports.reading.encodings import decode
from app.imports.reading.errors import FileFault, refused
from app.imports.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from app.imports.reading.places import Place
from app.imports.shapes import Book, CellValue, Sheet

SHEET_NAME = "CSV"
_SEPARATORS = "\t;,"
_SAID = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
_QUOTED = re.compile(r'=\s*"([^"]*)"')
_SAMPLE_LINES = 200
_SAMPLE = 256 * 1024


def read_delimited(content: bytes) -> Book:
    """The one sheet of a .csv or .tsv. Raises FileRefused."""
    decoded = decode(content)
    text, separator = _separated(decoded.text)
    formulas: set[Place] = set()
    rows: list[list[CellValue]] = []
    texts, cells = Texts(), 0
    csv.field_size_limit(MAX_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            for column, cell in enumerate(row):
                if cell[:1] == "=":
                    row[column] = _plain(cell, (len(rows), column), formulas)
            rows.append(values_of(row, texts))
            cells += len(row)
            if len(row) > MAX_COLUMNS or len(rows) > MAX_ROWS or cells > MAX_CELLS:
                raise refused(FileFault.TOO_MANY_CELLS)
    except csv.Error as error:
        raise refused(_fault_of(error), f"Ở khoảng dòng {reader.line_num}.") from error
    sheet = Sheet(SHEET_NAME, without_blank_end(rows), frozenset(formulas))
    return Book("csv", decoded.encoding, (sheet,))


def _plain(cell: str, place: Place, formulas: set[Place]) -> str:
    quoted = _QUOTED.fullmatch(cell.strip())
    if quoted:
        return quoted[1]
    formulas.add(place)
    return cell


def _fault_of(error: csv.Error) -> FileFault:
    """A mark that is never closed makes a cell too long, too; both sentences lead to it."""
    return FileFault.LONG_TEXT if "field larger" in str(error) else FileFault.QUOTES


def _separated(text: str) -> tuple[str, str]:
    """The text without a line that only names the separator, and the separator."""
    said = _SAID.match(text)
    if said:
        return text[said.end() :], said[1]
    best = max(_SEPARATORS, key=lambda one: _evenness(text[:_SAMPLE], one))
    return text, best


def _evenness(text: str, separator: str) -> tuple[float, int, int]:
    """The share of lines cut into the most common number of cells (above one), and that number.

    Last, how often the separator occurs at all: it decides where no line could be cut.
    """
    widths: list[int] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    with suppress(csv.Error):
        widths.extend(len(row) for row in islice(lines, _SAMPLE_LINES) if row)
    common = Counter(one for one in widths if one > 1).most_common(1)
    occurs = text.count(separator)
    return (common[0][1] / len(widths), common[0][0], occurs) if common else (0.0, 0, occurs)
