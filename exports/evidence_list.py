"""The evidence list as .xlsx: the official one of five columns, and a school's own of seven.

Columns as Thông tư 57/2026/TT-BGDĐT prints them for accreditation; no list is prescribed for Quyết
định 4725. Every text is written as text into cells of text format, so that nothing that begins with
`=`, `+`, `-` or `@` becomes a formula, not even when somebody edits the cell. Only the .xlsx is so
safe: saved as .csv by hand, a text has no format, and the program that opens it decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import xlsxwriter

from exports.dossier import Dossier, EvidenceEntry, EvidenceStatus
from exports.forms.heights import row_height
from exports.forms.styles import FONT, GROUP, INK, LINE

MAX_LINK = 2_079
"""Characters of an address; Excel drops a longer one."""
MAX_LINKS = 65_530
"""Links on one sheet; Excel calls a file with more of them damaged."""
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's dates know no time zone
_FIRST_TABLE_ROW = 7
_LAST_PADDED_MONTH = 2
_PAST_NUMBERS = 10**9
_LAST = ((_PAST_NUMBERS, "\uffff"),)


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    width: float
    key: str
    centred: bool = False


_OFFICIAL = (
    _Column("TT", 5, "number", centred=True),
    _Column("Mã minh chứng", 15, "code", centred=True),
    _Column("Tên minh chứng", 52, "name"),
    _Column("Định dạng, vị trí lưu trữ hoặc đường dẫn điện tử", 42, "location"),
    _Column("Ghi chú", 24, "remark"),
)
_INTERNAL = (
    _Column("TT", 5, "number", centred=True),
    _Column("Mã", 15, "code", centred=True),
    _Column("Tên", 44, "name"),
    _Column("Dùng cho tiêu chí", 17, "links", centred=True),
    _Column("Định dạng, vị trí/đường dẫn", 36, "location"),
    _Column("Người phụ trách", 20, "holder"),
    _Column("Trạng thái", 15, "status", centred=True),
)


def official_list(dossier: Dossier, *, created: datetime = CREATED) -> bytes:
    """The list that goes with the report; the same dossier gives the same bytes."""
    entries = listed(dossier)
    present = sum(entry.status is EvidenceStatus.PRESENT for entry in entries)
    total = f"Tổng số: {len(entries)} minh chứng, trong đó {present} minh chứng đã có tệp, bản lưu."
    return _workbook(dossier, _OFFICIAL, entries, total, created)


def internal_list(dossier: Dossier, *, created: datetime = CREATED) -> bytes:
    """The list that a school works with; the same dossier gives the same bytes."""
    entries = listed(dossier)
    counts = "; ".join(
        f"{status.label}: {sum(entry.status is status for entry in entries)}"
        for status in EvidenceStatus
    )
    total = f"Tổng số: {len(entries)} minh chứng ({counts})."
    return _workbook(dossier, _INTERNAL, entries, total, created)


def listed(dossier: Dossier) -> tuple[EvidenceEntry, ...]:
    """Each code once, with all that it is used for, in the order of the index."""
    merged: dict[str, EvidenceEntry] = {}
    for entry in dossier.evidence:
        before = merged.get(entry.code)
        links = tuple(dict.fromkeys((*(before.links if before else ()), *entry.links)))
        merged[entry.code] = replace(before or entry, links=links)
    nodes = (*dossier.edition.criteria, *dossier.edition.items)
    order = {code: tuple(_part(part) for part in code.split(".")) for code in nodes}

    def place(entry: EvidenceEntry) -> tuple[tuple[int, str], ...]:
        return min((order[code] for code in entry.links if code in order), default=_LAST)

    return tuple(sorted(merged.values(), key=place))


def _part(text: str) -> tuple[int, str]:
    """A part of a code, so that 1.10 comes after 1.9 and letters after digits."""
    return (int(text), "") if text.isdecimal() else (_PAST_NUMBERS, text)


def web_address(text: str) -> str | None:
    """The address, if all of `text` is one that may become a link: http(s) to a named host."""
    if (
        len(text) > MAX_LINK
        or not text.isprintable()
        or any(mark in text for mark in ' "<>\\^`{|}')
    ):
        return None
    try:
        parts = urlsplit(text)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return None
    named = bool(parts.hostname) and parts.username is None and parts.password is None
    return text if parts.scheme in {"http", "https"} and named and port_is_sound else None


def _workbook(
    dossier: Dossier,
    columns: Sequence[_Column],
    entries: Sequence[EvidenceEntry],
    total: str,
    created: datetime,
) -> bytes:
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    workbook.set_properties(
        {"title": "Danh mục minh chứng", "author": dossier.school.name, "created": created}
    )
    sheet = workbook.add_worksheet("Danh mục minh chứng")
    styles = {name: workbook.add_format(look) for name, look in _looks().items()}
    _heading(sheet, styles, dossier, columns)
    cells = [_texts(number, entry) for number, entry in enumerate(entries, start=1)]
    row = _FIRST_TABLE_ROW
    for texts in cells:
        _row(sheet, styles, row, columns, texts)
        row += 1
    sheet.merge_range(row, 0, row, len(columns) - 1, "", styles["total"])
    sheet.write_string(row, 0, total, styles["total"])
    sheet.set_row(row, 22)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.8, right=0.5, top=0.8, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST_TABLE_ROW - 1)
    sheet.freeze_panes(_FIRST_TABLE_ROW, 0)
    sheet.set_footer('&C&"Times New Roman,Regular"&10&P/&N')
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{row + 1}"})
    workbook.close()
    return output.getvalue()


def _heading(
    sheet: Any,  # noqa: ANN401 - XlsxWriter carries no types
    styles: dict[str, Any],
    dossier: Dossier,
    columns: Sequence[_Column],
) -> None:
    last, school = len(columns) - 1, dossier.school
    left = (dossier.header.superior.upper(), (dossier.header.issuer or school.name).upper())
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    split = 2
    for row, (one, other, look) in enumerate(
        ((left[0], right[0], "superior"), (left[1], right[1], "issuer"))
    ):
        sheet.merge_range(row, 0, row, split, "", styles[look])
        sheet.write_string(row, 0, one, styles[look])
        sheet.merge_range(row, split + 1, row, last, "", styles["nation"])
        sheet.write_string(row, split + 1, other, styles["nation"])
    year = f"Năm học {school.school_year}. " if school.school_year else ""
    about = f"{year}{dossier.edition.decision.number}: {dossier.edition.title}"
    for row, text, look in ((3, "DANH MỤC MINH CHỨNG", "title"), (4, about, "about")):
        sheet.merge_range(row, 0, row, last, "", styles[look])
        sheet.write_string(row, 0, text, styles[look])
    sheet.set_row(3, 24)
    sheet.set_row(4, row_height((about, sum(column.width for column in columns)), least=18))
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(_FIRST_TABLE_ROW - 1, number, column.title, styles["head"])
    titles = [(column.title, column.width) for column in columns]
    sheet.set_row(_FIRST_TABLE_ROW - 1, row_height(*titles, bold=True, least=24))


def _row(
    sheet: Any,  # noqa: ANN401 - XlsxWriter carries no types
    styles: dict[str, Any],
    row: int,
    columns: Sequence[_Column],
    texts: dict[str, str],
) -> None:
    for number, column in enumerate(columns):
        text = texts[column.key]
        address = web_address(text) if column.key == "location" else None
        if address is not None and row - _FIRST_TABLE_ROW < MAX_LINKS:
            sheet.write_url(row, number, address, styles["link"], string=text)
            continue
        style = styles["centred" if column.centred else "text"]
        if text:
            sheet.write_string(row, number, text, style)
        else:
            sheet.write_blank(row, number, None, style)
    sheet.set_row(row, row_height(*((texts[one.key], one.width) for one in columns), least=18))


def _texts(number: int, entry: EvidenceEntry) -> dict[str, str]:
    status = entry.status.label
    missing = "" if entry.status is EvidenceStatus.PRESENT else status.capitalize()
    return {
        "number": str(number),
        "code": entry.code,
        "name": _name(entry),
        "links": ", ".join(entry.links),
        "location": entry.location,
        "remark": ". ".join(text for text in (missing, entry.note) if text),
        "holder": entry.holder,
        "status": status,
    }


def _name(entry: EvidenceEntry) -> str:
    known = []
    if entry.number:
        known.append(f"số {entry.number}")
    if entry.day:
        month = entry.day.month
        shown = f"{month:02d}" if month <= _LAST_PADDED_MONTH else str(month)
        known.append(f"ngày {entry.day.day:02d}/{shown}/{entry.day.year}")
    if entry.issuer:
        known.append(f"của {entry.issuer}")
    return f"{entry.title} ({' '.join(known)})" if known else entry.title


def _looks() -> dict[str, dict[str, Any]]:
    base: dict[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": INK}
    middle = {**base, "align": "center", "valign": "vcenter", "text_wrap": True}
    ruled = {**base, "border": 1, "border_color": LINE, "text_wrap": True, "valign": "vcenter",
             "num_format": "@"}  # fmt: skip
    return {
        "superior": middle,
        "issuer": {**middle, "bold": True},
        "nation": {**middle, "bold": True},
        "title": {**middle, "bold": True, "font_size": 14},
        "about": {**middle, "italic": True},
        "head": {**ruled, "bold": True, "align": "center", "bg_color": GROUP},
        "text": {**ruled, "indent": 1},
        "centred": {**ruled, "align": "center"},
        "link": {**ruled, "indent": 1, "font_color": "#1155AA", "underline": 1},
        "total": {**ruled, "bold": True, "bg_color": GROUP, "indent": 1},
    }
