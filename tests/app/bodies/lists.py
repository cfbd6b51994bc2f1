"""Lists of bodies as files, for tests."""

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook

HEADER = (
    "Mã đơn vị",
    "Tên đơn vị",
    "Loại",
    "Cấp học",
    "Mã đơn vị cha",
    "Mã đơn vị đánh giá",
    "Thủ trưởng",
    "Đầu mối",
    "Điện thoại",
    "Email",
)
Cells = Sequence[str | int | float | None]


def workbook(*rows: Cells, header: Cells = HEADER, above: int = 0, sheet: str = "DS") -> bytes:
    """An .xlsx with a header (after `above` rows of a title) and these rows; texts stay texts."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number in range(above):
            page.write_string(number, 0, f"Dòng tiêu đề {number + 1}")
        for line, cells in enumerate((header, *rows)):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell.startswith("="):
                    page.write_formula(line + above, column, cell)
                elif isinstance(cell, str):
                    page.write_string(line + above, column, cell)
                elif cell is not None:
                    page.write_number(line + above, column, cell)
    return stream.getvalue()


def csv_file(*rows: Sequence[str], header: Sequence[str] = HEADER, delimiter: str = ",") -> bytes:
    """A CSV in UTF-8 with a byte order mark, as spreadsheets write it."""
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()
