"""What the API of imports takes and gives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field

from app.assessments.schemas import Payload
from app.editions.schemas import Shape
from app.imports import staging
from app.imports.models import ImportBatch, ImportKind, ImportRow, ImportState, RowOutcome

MAX_LAYOUTS = 20
MAX_COLUMNS = 500
_Layout = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Title = Annotated[str, Field(max_length=500)]
_Role = Annotated[str, Field(max_length=120)]


class ImportFaultOut(Shape):
    """Something that is wrong, or should be looked at."""

    where: str = Field(description="Trang!Ô, mã trường, hoặc trống: cả tệp.")
    code: str
    message: str


class ImportColumnOut(Shape):
    """A column as it was recognised."""

    place: int = Field(description="Cột thứ mấy, từ 0.")
    title: str = Field(description="Các tiêu đề từ trên xuống, cách nhau bằng “ > ”.")
    role: str = Field(description="Vai trò; trống là bỏ qua.")
    sure: bool = Field(description="false: đoán, nên được xác nhận.")


class ImportLayoutOut(Shape):
    """The table of a sheet."""

    sheet: str
    header: tuple[int, int] = Field(description="Dòng đầu và dòng cuối của tiêu đề, từ 1.")
    layout: str = Field(description="Mã của bố cục: bảng cùng tiêu đề có cùng mã.")
    edition: str = Field(description="SHA-256 bộ chỉ số mà bảng nêu; trống nếu không nêu.")
    columns: list[ImportColumnOut]


class ImportRoleOut(Shape):
    """What a column may be."""

    role: str
    title: str


class ImportOut(Shape):
    """An import and how far it is."""

    id: str
    kind: ImportKind
    state: ImportState = Field(
        description="uploaded, reading: đang chờ, đang đọc; mapping: chờ xác nhận các cột; ready: "
        "chạy thử xong, chờ xác nhận; applying, undoing: đang ghi, đang hoàn tác; stale: phải chạy "
        "thử lại; refused: không đọc được."
    )
    body_id: str
    campaign_id: str | None
    side: str
    file_name: str
    sha256: str
    size: int
    created_at: datetime
    expires_at: datetime = Field(
        description="Chưa xác nhận thì bị xóa sau lúc này; danh sách người dùng đã ghi thì các "
        "dòng bị xóa và không hoàn tác được nữa."
    )
    applied_at: datetime | None
    undone_at: datetime | None
    done: int = Field(description="Số dòng đã chạy thử.")
    total: int = Field(description="Tổng số dòng; 0 khi chưa biết.")
    counts: dict[str, Any] = Field(
        description="Số dòng theo kết quả (new, changed, unchanged, invalid, locked, rows), và "
        "tổng, mức trước và sau."
    )
    fingerprint: str = Field(description="Gửi lại khi xác nhận: dấu của điều sẽ được ghi.")
    format: str
    encoding: str
    layouts: list[ImportLayoutOut]
    roles: list[ImportRoleOut] = Field(description="Các vai trò mà một cột có thể nhận.")
    faults: list[ImportFaultOut]
    warnings: list[ImportFaultOut]
    version: int

    @classmethod
    def of(cls, row: ImportBatch) -> Self:
        """As the row stands."""
        found = row.recognised
        return cls(
            id=row.id,
            kind=ImportKind(row.kind),
            state=ImportState(row.state),
            body_id=row.body_id,
            campaign_id=row.campaign_id,
            side=str(row.options.get("side", "self")),
            file_name=row.file_name,
            sha256=row.object_sha256,
            size=row.size,
            created_at=row.created_at,
            expires_at=row.expires_at,
            applied_at=row.applied_at,
            undone_at=row.undone_at,
            done=row.done,
            total=row.total,
            counts=row.counts,
            fingerprint=row.fingerprint,
            format=found.get("format", ""),
            encoding=found.get("encoding", ""),
            layouts=[ImportLayoutOut.model_validate(one) for one in found.get("layouts", ())],
            roles=[ImportRoleOut.model_validate(one) for one in found.get("roles", ())],
            faults=[ImportFaultOut.model_validate(one) for one in row.faults],
            warnings=[ImportFaultOut.model_validate(one) for one in row.warnings],
            version=row.version,
        )


class ImportLineOut(Shape):
    """An import in a list."""

    id: str
    kind: ImportKind
    state: ImportState
    body_id: str
    campaign_id: str | None
    file_name: str
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None
    done: int
    total: int

    @classmethod
    def of(cls, row: ImportBatch) -> Self:
        """As the row stands."""
        return cls(
            id=row.id,
            kind=ImportKind(row.kind),
            state=ImportState(row.state),
            body_id=row.body_id,
            campaign_id=row.campaign_id,
            file_name=row.file_name,
            created_at=row.created_at,
            applied_at=row.applied_at,
            undone_at=row.undone_at,
            done=row.done,
            total=row.total,
        )


class ImportPage(Shape):
    """One page of imports."""

    imports: list[ImportLineOut]
    next: str | None


class ImportChangeOut(Shape):
    """A cell that changes something."""

    cell: str
    title: str
    old: str
    new: str


class ImportRowOut(Shape):
    """One row of the file, and what it does."""

    position: int
    sheet: str
    line: int = Field(description="Dòng trong tệp, từ 1.")
    code: str
    name: str
    outcome: RowOutcome = Field(
        description="new: thêm mới; changed: đổi; unchanged: không đổi; invalid: có lỗi, không "
        "ghi; locked: đã công nhận hoặc đã có người làm việc, chỉ nêu ra."
    )
    thing_id: str | None = Field(description="Hồ sơ, đơn vị… mà dòng này nói đến.")
    changes: list[ImportChangeOut]
    faults: list[ImportFaultOut]
    warnings: list[ImportFaultOut]
    undone: bool

    @classmethod
    def of(cls, row: ImportRow) -> Self:
        """As the row stands."""
        return cls(
            position=row.position,
            sheet=row.sheet,
            line=row.line,
            code=row.code,
            name=row.name,
            outcome=RowOutcome(row.outcome),
            thing_id=row.thing_id,
            changes=[
                ImportChangeOut(cell=cell, title=title, old=old, new=new)
                for cell, title, old, new in staging.read(row.changes) or ()
            ],
            faults=_told(row.sheet, staging.read(row.faults)),
            warnings=_told(row.sheet, staging.read(row.warnings)),
            undone=row.undone,
        )


class ImportRowPage(Shape):
    """One page of rows."""

    rows: list[ImportRowOut]
    next: str | None


class MappingIn(Payload):
    """What a person says of the columns, layout by layout."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"columns": {"0" * 64: {"Mã trường": "code", "Cột lạ": ""}}}]
        }
    )

    columns: dict[_Layout, Annotated[dict[_Title, _Role], Field(max_length=MAX_COLUMNS)]] = Field(
        min_length=1,
        max_length=MAX_LAYOUTS,
        description="Mã bố cục → tiêu đề cột → vai trò; trống là bỏ qua cột.",
    )


class ConfirmIn(Payload):
    """Which dry run was seen."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"fingerprint": "0" * 64, "leave_out_invalid": True}]}
    )

    fingerprint: str = Field(max_length=64, description="`fingerprint` của lần chạy thử đã xem.")
    leave_out_invalid: bool = Field(
        default=False, description="true: bỏ các dòng có lỗi, ghi các dòng còn lại."
    )


class UndoIn(Payload):
    """How far to undo."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rest": True}]})

    rest: bool = Field(
        default=False,
        description="true: giữ nguyên các dòng đã có người làm việc tiếp, hoàn tác các dòng khác.",
    )


def _told(sheet: str, found: Sequence[Sequence[str]] | None) -> list[ImportFaultOut]:
    return [
        ImportFaultOut(where=f"{sheet}!{cell}" if cell else sheet, code=code, message=message)
        for cell, code, message in found or ()
    ]
