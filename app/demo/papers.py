"""Evidence with a few real files, and the papers that heads sign."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from sqlmodel import Session

from app.attachments import files, service
from app.attachments.drafts import Draft
from app.attachments.files import Kept
from app.audit.chain import Who
from app.campaigns.models import Campaign
from app.clock import day_of
from app.demo import names
from app.dossiers import signing
from app.dossiers.documents import BY_FORMAT, from_snapshot, printed
from app.dossiers.models import Dossier, SideName, Snapshot
from app.dossiers.saving import OpenSide, open_side
from app.dossiers.seal import seal_text
from app.dossiers.sheets import edition_named
from criteria.edition import Edition
from evidence.kinds import Kind
from evidence.store import Store, Stored, receive
from exports.documents.content import Content, Letterhead, Metadata, Paragraph, Signature
from exports.documents.docx import render_docx
from exports.documents.pdf import render_pdf
from exports.dossier import EvidenceStatus

_LIMIT = 2 * 1024 * 1024
_REPORT, _SCAN = "Báo cáo đã ký (minh họa).pdf", "Bản quét báo cáo đã ký (minh họa).pdf"
_HOLDERS = ("Văn phòng", "Tổ Tin học", "Tổ chuyên môn")


@dataclass(frozen=True, slots=True)
class Papers:
    """Puts files into the vault; the same sheet of paper serves wherever none is printed."""

    vault: Store
    tenant: str
    _there: dict[str, Stored] = field(default_factory=dict)

    def evidence(
        self, session: Session, dossier: Dossier, campaign: Campaign, who: Who, *, files_too: bool
    ) -> None:
        """A folder of papers for each group of the index; the first two with a real file."""
        at = open_side(session, dossier, SideName.SELF, campaign.state)
        for number, (title, links) in enumerate(_folders(at.edition)):
            self._piece(session, at, who, number, title, links, files_too=files_too)

    def missing(self, session: Session, dossier: Dossier, campaign: Campaign, who: Who) -> None:
        """One piece that the school does not have yet."""
        at = open_side(session, dossier, SideName.SELF, campaign.state)
        links = tuple(list(at.edition.criteria)[-1:])
        title = f"Biên bản nghiệm thu phần mềm ({names.LABEL})"
        draft = Draft(title, EvidenceStatus.UPDATING, links, holder=_HOLDERS[0])
        service.create(session, at, "", draft, who)

    def sign(
        self, session: Session, dossier: Dossier, snapshot: Snapshot, who: Who, *, real: bool
    ) -> None:
        """Hand the signed report back: `real`, the printed one; else a poor scan."""
        content, texts = self._report(session, dossier, snapshot) if real else (_scan(), None)
        kept = self.kept(content, Kind.PDF, _REPORT if real else _SCAN)
        paper = signing.Paper(f"{int(dossier.body_code[-4:]) % 90 + 10}", "BC-MH", day_of(who.at))
        signing.attach(session, dossier, kept, paper, texts, who)

    def kept(self, content: bytes, kind: Kind, name: str) -> Kept:
        """The bytes, safe in the vault; what hundreds share is made durable once."""
        stored = self._there.get(name)
        if stored is None or name == _REPORT:
            stored = self._there[name] = receive(self.vault, self.tenant, [content], _LIMIT)
        return Kept(stored, kind, name)

    def _report(
        self, session: Session, dossier: Dossier, snapshot: Snapshot
    ) -> tuple[bytes, Sequence[str]]:
        edition = edition_named(session, snapshot.content)
        source = from_snapshot(snapshot.content, edition, snapshot.at)
        return printed(BY_FORMAT["pdf"], source), [seal_text(dossier.id, snapshot.sha256)]

    def _piece(  # noqa: PLR0913, PLR0917 - a piece, and whether it has a file
        self,
        session: Session,
        at: OpenSide,
        who: Who,
        number: int,
        title: str,
        links: tuple[str, ...],
        *,
        files_too: bool,
    ) -> None:
        draft = Draft(
            title=title,
            status=EvidenceStatus.PRESENT,
            links=links,
            location=f"Tủ hồ sơ số {number + 1}, văn phòng nhà trường",
            holder=_HOLDERS[number % len(_HOLDERS)],
            number=f"{number + 11}/KH-MH",
            issuer=at.dossier.body_name,
            document_date=day_of(who.at) - timedelta(days=30),
        )
        piece = service.create(session, at, "", draft, who)
        if files_too and number == 0:
            kept = self.kept(_plan_pdf(), Kind.PDF, "Kế hoạch minh họa.pdf")
            files.append(session, at, piece.row, kept, who)
        elif files_too and number == 1:
            kept = self.kept(_plan_docx(), Kind.DOCX, "Biên bản minh họa.docx")
            files.append(session, at, piece.row, kept, who)


def _folders(edition: Edition) -> list[tuple[str, tuple[str, ...]]]:
    """Title and criteria of a folder for each group."""
    return [
        (
            f"Hồ sơ minh chứng nhóm {group.code} ({names.LABEL})",
            tuple(one.code for one in group.criteria),
        )
        for group in edition.groups
    ]


def _scan() -> bytes:
    """A sheet without a code, as a poor scan is: the receiver looks with their own eyes."""
    return _paper("Bản quét báo cáo đã ký, không đọc được mã QR.", date(2026, 5, 20))


def _plan_pdf() -> bytes:
    return _paper("Kế hoạch tổ chức dạy học trực tuyến, kèm quy chế.", date(2025, 9, 5))


@cache
def _plan_docx() -> bytes:
    return render_docx(_content("Biên bản rà soát, tự chấm điểm.", date(2025, 9, 5)))


@cache
def _paper(words: str, day: date) -> bytes:
    return render_pdf(_content(words, day))


def _content(words: str, day: date) -> Content:
    return Content(
        header=Letterhead(
            superior="ĐƠN VỊ MINH HỌA",
            issuer="TRƯỜNG MINH HỌA",
            number="Số: …/MH",
            place_date=f"{names.PROVINCE}, ngày … tháng … năm …",
            kind="VĂN BẢN MINH HỌA",
            subject=f"Tệp của bộ {names.LABEL}",
        ),
        body=(Paragraph(words), Paragraph("Nội dung này do chương trình tạo ra để dùng thử.")),
        signature=Signature(("NGƯỜI KÝ MINH HỌA",), "Mẫu Thanh Hoa Giấy"),
        recipients=("Lưu: VT",),
        metadata=Metadata("Văn bản minh họa", "Thang Đo", day, names.LABEL),
    )
