"""Finds the parts of a document that the decree has rules for, by what they say and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from exports.documents.content import MOTTO, NATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.documents.word_reader import Document, Line

# Regular sizes of the decree's second number: 13 to 14.
TEXT_SIZES = (13, 14)
HEADER_SIZES = (12, 13)

SECTION = re.compile(r"[IVXLC]+\. ")
CLAUSE = re.compile(r"\d+\. ")
_ENCLOSED = re.compile(r"\(Kèm theo ", re.IGNORECASE)
_APPENDIX = re.compile(r"Phụ lục(?: [IVXLC\d]+)?", re.IGNORECASE)
_DRAFT = re.compile(r"BẢN NHÁP", re.IGNORECASE)


class Violation(NamedTuple):
    """One breach: the part it concerns, in the decree's words, and what is wrong there."""

    part: str
    message: str


class Parts:
    """The parts of one document; what was not found is None or empty."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = document.lines
        texts = [line for line in self.lines if line.text.strip()]
        self.nation = next((line for line in texts if _same(line.text, NATION)), None)
        self.motto = next((line for line in texts if _same(line.text, MOTTO)), None)
        self.letterhead = self.nation.table if self.nation else -1
        heads = [line for line in texts if line.table == self.letterhead and line.table >= 0]
        left = [line for line in heads if self.nation and line.cell != self.nation.cell]
        top = [line for line in left if self.nation and line.row == self.nation.row]
        top = [line for line in top if not line.text.startswith("Số")]
        self.issuer = top[-1] if top else None
        self.superior = tuple(top[:-1])
        self.number = next((line for line in heads if re.match(r"(?i)số\s*:", line.text)), None)
        self.place_date = next((line for line in heads if _is_date(line.text)), None)
        self.appendices = tuple(line for line in texts if _APPENDIX.fullmatch(line.text.strip()))
        self._closing = self._find_closing(texts)
        body = [line for line in texts if line.table == -1 and not _DRAFT.match(line.text)]
        titles = body[:2]
        self.kind = titles[0] if titles else None
        self.subject = titles[1] if len(titles) > 1 else None
        self.enclosed = tuple(line for line in body[2:] if _ENCLOSED.match(line.text))
        rest = [line for line in body[2:] if line not in self.enclosed]
        self.addressees = tuple(_addressees(rest))
        self.body = tuple(
            line for line in rest[len(self.addressees) :] if line not in self.appendices
        )

    @property
    def cells(self) -> tuple[Line, ...]:
        """The text of all tables but the letterhead and the closing one."""
        frames = {-1, self.letterhead, self._closing}
        return tuple(line for line in self.lines if line.text.strip() and line.table not in frames)

    @property
    def recipients(self) -> tuple[Line, ...]:
        """Nơi nhận with its title, or nothing."""
        cells = [line for line in self._closing_lines() if line.cell == 0]
        return tuple(cells) if cells and cells[0].text.startswith("Nơi nhận") else ()

    @property
    def signature(self) -> tuple[Line, ...]:
        """The lines of chức vụ and the name, as far as they are there."""
        return tuple(line for line in self._closing_lines() if line.cell > 0)

    def after(self, line: Line) -> Line | None:
        """The paragraph that follows in the same cell, empty or not."""
        index = next(at for at, one in enumerate(self.lines) if one is line)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if following is None or (following.table, following.row, following.cell) != (
            line.table,
            line.row,
            line.cell,
        ):
            return None
        return following

    def _closing_lines(self) -> list[Line]:
        return [
            line
            for line in self.lines
            if line.table == self._closing and line.table >= 0 and line.text.strip()
        ]

    def _find_closing(self, texts: list[Line]) -> int:
        """The table of Nơi nhận; without one, the last table if nothing but it ends the text."""
        for line in reversed(texts):
            if line.text.startswith("Nơi nhận") and line.table >= 0:
                return line.table
        last = texts[-1].table if texts else -1
        return last if last > self.letterhead else -1


def _same(text: str, wanted: str) -> bool:
    return " ".join(text.split()).casefold() == wanted.casefold()


def _is_date(text: str) -> bool:
    return "ngày" in text and "tháng" in text and "năm" in text


def _addressees(lines: list[Line]) -> Iterator[Line]:
    """Kính gửi and the places under it."""
    if lines and lines[0].text.startswith("Kính gửi"):
        yield lines[0]
        if lines[0].text.rstrip().endswith(":"):
            for line in lines[1:]:
                if not line.text.startswith("- "):
                    break
                yield line
