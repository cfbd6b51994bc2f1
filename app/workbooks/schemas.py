"""What the API of forms takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.assessments.schemas import Payload
from app.dossiers.schemas import SideWord
from app.editions.schemas import Shape
from app.workbooks.comparing import Fate

# An index has some 30 items with three cells each, and as many facts and texts again.
MAX_CHOICES = 600


class FormCellOut(Shape):
    """One cell: what the download held, what stands on the server now, what the file says."""

    key: str = Field(description="Tên ô, dùng khi chọn: `award:1.3.2`, `fact:teachers_total`…")
    fate: Fate = Field(
        description="apply: chỉ phiếu đổi, sẽ ghi; conflict: cả hai cùng đổi, cần chọn; theirs: "
        "chỉ máy chủ đổi, giữ nguyên; locked: đang khóa; refused: không nhận được."
    )
    title: str
    place: str = Field(description="Ô trong phiếu: Trang!Ô; trống với thay đổi của máy chủ.")
    base: str = Field(description="Giá trị lúc tải phiếu.")
    server: str = Field(description="Giá trị trên máy chủ lúc này.")
    file: str = Field(description="Giá trị trong phiếu.")
    base_shown: str
    server_shown: str
    file_shown: str
    message: str = Field(description="Vì sao ô không được ghi.")
    by_name: str = Field(description="Ai đã đổi trên máy chủ; trống nếu máy chủ không đổi.")
    at: datetime | None


class FormProblemOut(Shape):
    """A cell that could not be read; it is kept out and nothing else is lost."""

    where: str
    code: str
    message: str


class FormSavedOut(Shape):
    """What a confirmation saved; asked again it is the same."""

    at: datetime
    applied: int = Field(description="Số ô đã ghi.")
    kept: int = Field(description="Số ô giữ giá trị của máy chủ.")
    answers: dict[str, int]
    facts: dict[str, int]
    texts: dict[str, int]


class FormPreviewOut(Shape):
    """What an uploaded form would change. Nothing is saved before it is confirmed."""

    id: str
    dossier_id: str
    side: SideWord
    file_name: str
    at: datetime
    expires_at: datetime = Field(description="Sau lúc này bản xem trước bị xóa.")
    downloaded_at: datetime | None = Field(
        description="Lúc tải phiếu; null: phiếu không tải từ hồ sơ này, so với máy chủ lúc nộp."
    )
    mark: str = Field(description="Gửi lại trong If-Match khi xác nhận; cũng ở ETag.")
    cells: list[FormCellOut]
    problems: list[FormProblemOut]
    notes: list[str]
    confirmed: FormSavedOut | None


class FormConfirmIn(Payload):
    """A word on each conflict; without one the server's value stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"choices": {"award:1.3.2": "file"}}]}
    )

    choices: dict[Annotated[str, Field(max_length=100)], Literal["file", "server"]] = Field(
        default_factory=dict, max_length=MAX_CHOICES
    )
