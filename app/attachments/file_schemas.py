"""What the routes tell of a file: what it is, what was found inside, who signed it."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from app import clock
from app.attachments.models import Inspection
from app.attachments.queries import Revision
from evidence.kinds import Kind, media_type
from evidence.signatures import REVOCATION_TEXTS, Change, Integrity, Revocation, Trust

INTEGRITY_TEXTS = {
    Integrity.WHOLE: "nội dung đã ký còn nguyên vẹn",
    Integrity.BROKEN: "nội dung đã ký không còn nguyên vẹn",
    Integrity.UNREADABLE: "không đọc được chữ ký",
}
CHANGE_TEXTS = {
    Change.NONE: "tệp không đổi từ khi ký",
    Change.PERMITTED: "sau khi ký chỉ có thay đổi được phép (điền biểu mẫu, ký thêm)",
    Change.ALTERED: "tệp đã bị sửa sau khi ký",
    Change.UNKNOWN: "không rõ tệp có đổi sau khi ký không",
}
TRUST_TEXTS = {
    Trust.TRUSTED: "chứng thư được tin",
    Trust.UNKNOWN: "chưa xác minh được nơi cấp chứng thư",
    Trust.EXPIRED: "chứng thư hết hạn hoặc chưa có hiệu lực khi ký",
    Trust.REVOKED: "chứng thư đã bị thu hồi",
}


class SignatureOut(BaseModel):
    """One digital signature in a PDF. `said` is all of it in one sentence."""

    signer: str
    issuer: str
    certificate_sha256: str
    signed_at: datetime | None = Field(description="Giờ do máy của người ký ghi.")
    stamped_at: datetime | None = Field(description="Giờ do nơi cấp dấu thời gian ghi.")
    integrity: Integrity
    change: Change
    trust: Trust
    revocation: Revocation = Field(description="not-checked: chưa kiểm tra việc thu hồi.")
    said: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """As the inspection wrote it down."""
        integrity, trust = Integrity(told["integrity"]), Trust(told["trust"])
        signed, stamped = (_moment(told[name]) for name in ("signed_at", "stamped_at"))
        change, revocation = Change(told["change"]), Revocation(told["revocation"])
        at = stamped or signed
        parts = (
            f"{told['signer'] or 'Không rõ ai'} ký" + (f" lúc {clock.shown(at)}" if at else ""),
            INTEGRITY_TEXTS[integrity],
            CHANGE_TEXTS[change],
            TRUST_TEXTS[trust],
            f"việc thu hồi chứng thư: {REVOCATION_TEXTS[revocation]}",
        )
        return cls(
            signer=told["signer"],
            issuer=told["issuer"],
            certificate_sha256=told["certificate_sha256"],
            signed_at=signed,
            stamped_at=stamped,
            integrity=integrity,
            change=change,
            trust=trust,
            revocation=revocation,
            said="; ".join(parts) + ".",
        )


class FindingsOut(BaseModel):
    """What was found inside a file when it was sent."""

    inspected: bool = Field(description="false: chưa kiểm tra bên trong.")
    scanned: bool = Field(description="Phần mềm chống vi-rút đã xem tệp.")
    pages: int = Field(description="Số trang của PDF; 0 là không có trang.")
    width: int
    height: int
    located: bool = Field(
        description="Bản gốc có ghi vị trí chụp; người ngoài trường nhận bản đã bỏ vị trí."
    )
    shown_sha256: str = Field(
        description="Mã băm của bản mà người ngoài trường nhận; giống sha256 nếu là chính tệp."
    )
    signatures: tuple[SignatureOut, ...]
    signatures_unreadable: bool = Field(description="Có dấu hiệu chữ ký số nhưng không đọc được.")

    @classmethod
    def found(cls, sha256: str, row: Inspection | None) -> dict[str, Any]:
        """The fields of a file with this hash."""
        copy = row.object_sha256 if row else None
        return {
            "inspected": row is not None,
            "scanned": row is not None and row.scanned,
            "pages": row.pages if row else 0,
            "width": row.width if row else 0,
            "height": row.height if row else 0,
            "located": row is not None and row.located,
            "shown_sha256": copy or sha256,
            "signatures": tuple(SignatureOut.of(one) for one in (row.signatures if row else ())),
            "signatures_unreadable": row is not None and row.signatures_unreadable,
        }


class FileOut(FindingsOut):
    """One revision of a file."""

    revision: int
    file_name: str
    kind: Kind
    media_type: str
    size: int
    sha256: str
    by_account: str | None
    at: datetime

    @classmethod
    def of(cls, found: Revision) -> Self:
        """The revision."""
        file, stored, inspection = found
        kind = Kind(stored.kind)
        return cls(
            **cls.found(stored.sha256, inspection),
            revision=file.revision,
            file_name=file.file_name,
            kind=kind,
            media_type=media_type(kind),
            size=stored.size,
            sha256=stored.sha256,
            by_account=file.by_account,
            at=file.at,
        )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
