"""What a document says: plain data that both renderers print and neither adds a word to.

Every text is final Vietnamese, every number a display string ("75,5"). A renderer decides only
where a word stands and how it looks. Shapes follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS_TITLE = "Nơi nhận:"

Align: TypeAlias = Literal["left", "center", "right"]
RowKind: TypeAlias = Literal["group", "criterion", "item", "total"]
STRONG: frozenset[RowKind] = frozenset({"group", "criterion", "total"})
"""The rows that are printed in bold."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Quốc hiệu to kính gửi.

    superior: cơ quan chủ quản, "" for a body without one. issuer: cơ quan ban hành.
    number: `Số: 05/BC-THHX`. place_date: `Móng Cái, ngày 05 tháng 01 năm 2025`.
    kind: tên loại (`BÁO CÁO`). subject: trích yếu. addressees: the lines of kính gửi, final.
    enclosed_with: `(Kèm theo Báo cáo số …)` of a document that goes with another, else "".
    """

    superior: str
    issuer: str
    number: str
    place_date: str
    kind: str
    subject: str
    addressees: tuple[str, ...] = ()
    enclosed_with: str = ""
    nation: str = NATION
    motto: str = MOTTO


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 `I. …` is printed in bold capitals, 2 `1. …` in bold, 3 `a) …` regular."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One justified paragraph with an indented first line."""

    text: str
    bold: bool = False
    italic: bool = False
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """width: share of the text width, any unit; the shares of a table are scaled to fill it.

    strong: whether the column is bold in the rows of groups, criteria and totals.
    """

    title: str
    width: int
    align: Align = "left"
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the first cell covers `span` columns, so cells + span - 1 = columns."""

    cells: tuple[str, ...]
    kind: RowKind = "item"
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; its header row is printed again on every page, no row breaks across pages."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        """Refuse a row that does not fill the columns: it would shift points under wrong titles."""
        for row in self.rows:
            if row.span < 1 or len(row.cells) + row.span - 1 != len(self.columns):
                raise ValueError(f"row {row.cells!r} does not fill {len(self.columns)} columns")


Block: TypeAlias = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """authority: the capital lines, `KT. HIỆU TRƯỞNG` above `PHÓ HIỆU TRƯỞNG`; name: no titles."""

    authority: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself.

    day: the document's date, or the day of printing while it has none; it also is the file's
    creation time, so that the same content gives the same bytes.
    edition: one line with id, version and hash of the index.
    """

    title: str
    author: str
    day: date
    edition: str
    language: str = "vi-VN"


@dataclass(frozen=True, slots=True)
class Seal:
    """What ties a page to the record it was printed from.

    code: what the QR code says, in ASCII. lines: the same for people, printed beside it.
    """

    code: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document. draft: "" for a final one, else the words that mark every page.

    seal: None for a document of which no record is kept.
    """

    header: Letterhead
    body: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    metadata: Metadata
    draft: str = ""
    recipients_title: str = RECIPIENTS_TITLE
    seal: Seal | None = None
