"""A plain dossier: all that a document, a form or a list is made of.

Immutable and free of any database, so that it can come from a filled form, from the service, or
from a snapshot taken years ago. Texts are NFC and as typed; points stay exact in the sheets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from criteria.edition import Edition
from scoring.answers import Answers
from scoring.sheet import Sheet


@dataclass(frozen=True, slots=True)
class School:
    """The body that is assessed. `kind` and `school_levels` are codes of the edition."""

    name: str
    code: str
    kind: str
    school_levels: tuple[str, ...]
    school_year: str


@dataclass(frozen=True, slots=True)
class DecreeHeader:
    """What Nghị định 30/2020/NĐ-CP asks of a document besides its content; "" is not yet known.

    `superior` is the cơ quan chủ quản, `issuer` the issuing body's name, `number` and `symbol` the
    số and ký hiệu (`05`, `BC-THHX`), `place` the địa danh. `authority` is the line above the
    position (`KT. HIỆU TRƯỞNG`, `TM. …`) or "", `position` the signer's chức vụ. `addressees` is
    Kính gửi, `recipients` Nơi nhận without the closing `Lưu` line, which is `archive`.
    """

    superior: str = ""
    issuer: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    day: date | None = None
    addressees: tuple[str, ...] = ()
    authority: str = ""
    position: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Narrative:
    """The words of Phụ lục II, section by section; paragraphs are parted by a line break."""

    guidance_received: str = ""
    """I.1 Triển khai các văn bản chỉ đạo"""
    guidance_issued: str = ""
    """I.2 Ban hành các văn bản, công tác hướng dẫn, bồi dưỡng tập huấn"""
    process: str = ""
    """II.1 Quá trình thực hiện tại cơ sở giáo dục"""
    remarks: str = ""
    """II.2 Nhận xét thêm về kết quả"""
    difficulties: str = ""
    """III Khó khăn, vướng mắc khi triển khai"""
    next_year: str = ""
    """IV Phương hướng nhiệm vụ trọng tâm năm học tiếp theo"""
    proposals: str = ""
    """V Đề xuất, kiến nghị"""


class EvidenceStatus(StrEnum):
    """Whether a piece of evidence is there."""

    PRESENT = "present"
    UPDATING = "updating"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The words of the schools' own lists."""
        return {"present": "đã có", "updating": "đang cập nhật", "absent": "chưa có"}[self.value]


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One piece of evidence: listed once under one code, however many criteria use it.

    `links` are codes of items or criteria. `location` is the format and place of storage, or a web
    address. `day` is the document's own date.
    """

    code: str
    title: str
    links: tuple[str, ...]
    status: EvidenceStatus = EvidenceStatus.PRESENT
    location: str = ""
    holder: str = ""
    note: str = ""
    number: str = ""
    issuer: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One assessment, self or external: what was answered, what came of it, comments by item."""

    answers: Answers
    sheet: Sheet
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reported:
    """A result of one side as somebody printed it, without points of items; never scored.

    `groups` maps a group's code to its printed total; `level` is None where none was printed.
    """

    groups: Mapping[str, Decimal]
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One school's assessment under one edition. `external` is None until it has been made.

    `reported` holds by side ("self", "external") what was imported as printed.
    """

    edition: Edition
    school: School
    header: DecreeHeader
    narrative: Narrative
    evidence: tuple[EvidenceEntry, ...]
    self_side: Side
    external: Side | None = None
    reported: Mapping[str, Reported] = field(default_factory=dict)
