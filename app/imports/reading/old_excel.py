"""Formulas and errors in an .xls: its records read one by one.

An .xls is a file system of its own (OLE2) with a stream `Workbook`: records of a number, a length
and bytes. A formula record holds its row and column, so shared and array formulas need no care.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence

from app.imports.reading.errors import FileFault, refused
from app.imports.reading.marked import ERRORS, Marked
from app.imports.reading.places import Place

_HEADER = struct.Struct("<24xHHHHHxxxxxxIIIIIIIII")
_FREE, _END_OF_CHAIN = 0xFFFFFFFF, 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_BOF, _EOF, _FORMULA, _BOOLERR, _BOUNDSHEET, _FILEPASS = 0x809, 0x0A, 0x06, 0x205, 0x85, 0x2F
_OF_CELLS = frozenset({_FORMULA, _BOOLERR})
_RESULT_IS_ERROR = 2


class OldFile:
    """The streams of an OLE2 file."""

    def __init__(self, content: bytes) -> None:
        """Read the header and the directory. Raises FileRefused."""
        self._content = content
        try:
            told = _HEADER.unpack_from(content)
        except struct.error as error:
            raise refused(FileFault.DAMAGED) from error
        _, _, order, shift, small_shift, _, tables, directory, _, cutoff, small, _, more, _ = told
        if order != 0xFFFE or shift not in {9, 12} or small_shift != 6:  # noqa: PLR2004
            raise refused(FileFault.DAMAGED)
        self._size, self._cutoff = 1 << shift, cutoff
        self._next = self._table(tables, more)
        used = max((at for at, one in enumerate(self._next) if one != _FREE), default=0)
        if (used + 2) * self._size > len(content):  # cut off
            raise refused(FileFault.DAMAGED)
        listed = self._chain(directory)
        self._small_next: tuple[int, ...] = ()
        self._small = b""
        self.streams = dict(self._entries(listed))
        root = self.streams.get("Root Entry")
        if root and small < _LAST_SECTOR:
            raw = self._chain(small)
            self._small_next = struct.unpack(f"<{len(raw) // 4}I", raw)
            self._small = self._chain(root[0])[: root[1]]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._content[at : at + self._size]

    def _table(self, count: int, more: int) -> tuple[int, ...]:
        """Which sector follows which."""
        numbers = list(struct.unpack_from("<109I", self._content, 76))
        seen = 0
        while more < _LAST_SECTOR and seen <= len(self._content) // self._size:
            listed = struct.unpack(f"<{self._size // 4}I", self._whole(more))
            numbers += listed[:-1]
            more, seen = listed[-1], seen + 1
        raw = b"".join(self._whole(one) for one in numbers[:count] if one < _LAST_SECTOR)
        return struct.unpack(f"<{len(raw) // 4}I", raw)

    def _whole(self, number: int) -> bytes:
        sector = self._sector(number)
        if len(sector) != self._size:
            raise refused(FileFault.DAMAGED)
        return sector

    def _chain(self, start: int) -> bytes:
        made = bytearray()
        at, left = start, len(self._next)
        while at < _LAST_SECTOR:
            if at >= len(self._next) or not left:
                raise refused(FileFault.DAMAGED)
            sector = self._sector(at)
            if not sector:
                raise refused(FileFault.DAMAGED)
            made += sector
            at, left = self._next[at], left - 1
        return bytes(made)

    def _entries(self, listed: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", listed, at + 64)[0]
            if listed[at + 66] in {2, 5} and 2 <= length <= 64:  # noqa: PLR2004 - stream, root
                name = listed[at : at + length - 2].decode("utf-16-le", "replace")
                yield name, struct.unpack_from("<II", listed, at + 116)

    def stream(self, name: str) -> bytes:
        """All of a stream. Raises FileRefused."""
        start, size = self.streams[name]
        if size >= self._cutoff:
            made = bytearray(self._chain(start))
        else:
            made, at, left = bytearray(), start, len(self._small_next)
            while at < _LAST_SECTOR and left:
                if at >= len(self._small_next):
                    raise refused(FileFault.DAMAGED)
                made += self._small[at * 64 : at * 64 + 64]
                at, left = self._small_next[at], left - 1
        if len(made) < size:
            raise refused(FileFault.DAMAGED)
        return bytes(made[:size])


def workbook_of(content: bytes) -> bytes:
    """The stream of the workbook. Raises FileRefused for anything else that is OLE2."""
    file = OldFile(content)
    if "EncryptedPackage" in file.streams:
        raise refused(FileFault.PASSWORD)
    if "Workbook" in file.streams:
        return file.stream("Workbook")
    raise refused(FileFault.OLD_EXCEL if "Book" in file.streams else FileFault.NO_SHEETS)


def marked_sheets(workbook: bytes) -> Sequence[Marked]:
    """What the sheets hold, in their order. Raises FileRefused."""
    found = _marked_parts(workbook)
    return [found.get(start, Marked()) for start in _sheet_starts(workbook)]


def _marked_parts(workbook: bytes) -> Mapping[int, Marked]:  # noqa: C901 - a case per record
    """What is marked, by the offsets at which the records of a sheet begin."""
    found: dict[int, Marked] = {}
    start, depth, formulas, errors = 0, 0, set[Place](), dict[Place, str]()
    at, end, unpack = 0, len(workbook) - 4, struct.Struct("<HH").unpack_from
    while at <= end:
        number, length = unpack(workbook, at)
        body, at = at + 4, at + 4 + length
        if number in _OF_CELLS:
            if number == _FORMULA:
                formulas.add(unpack(workbook, body))
            said = _error_in(number, workbook[body:at])
            if said:
                errors[unpack(workbook, body)] = said
        elif number == _BOF:
            depth += 1
            if depth == 1:  # not a chart inside of a sheet
                start, formulas, errors = body - 4, set(), {}
        elif number == _EOF:
            depth -= 1
            if not depth:
                found[start] = Marked(frozenset(formulas), errors)
        elif number == _FILEPASS:
            raise refused(FileFault.PASSWORD)
    if depth > 0 or at > len(workbook):
        raise refused(FileFault.DAMAGED)
    return found


def _error_in(number: int, record: bytes) -> str:
    """The error that a cell's record holds; "" for none."""
    if number == _BOOLERR and len(record) >= 8 and record[7]:  # noqa: PLR2004 - value, kind
        return ERRORS.get(record[6], "#N/A")
    if number == _FORMULA and record[12:14] == b"\xff\xff" and record[6] == _RESULT_IS_ERROR:
        return ERRORS.get(record[8], "#N/A")
    return ""


def _sheet_starts(workbook: bytes) -> list[int]:
    """Where the records of the sheets begin, in the order of the sheets."""
    starts, at = [], 0
    while at + 4 <= len(workbook):
        number, length = struct.unpack_from("<HH", workbook, at)
        if number == _BOUNDSHEET and length >= 4:  # noqa: PLR2004
            starts.append(struct.unpack_from("<I", workbook, at + 4)[0])
        if number == _EOF:
            break
        at += 4 + length
    return starts
