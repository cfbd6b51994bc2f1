"""What the way home of a form refuses beside what forms and dossiers refuse; of `app.errors`.

ServiceError
├── FormPreviewGone    404  no such preview of this person's, or its time is over
└── FormPreviewStale   412  the dossier changed since the preview; `current` is a fresh one
"""

from collections.abc import Mapping

from app.errors import ServiceError


class FormPreviewGone(ServiceError):
    """No such preview of this person's, or its time is over."""

    code = "form-preview-gone"
    status = 404
    title = "Không có bản xem trước này"
    said = (
        "Bản xem trước đã hết hạn, đã bỏ, hoặc do người khác nộp. "
        "Hãy nộp lại phiếu để có bản xem trước mới."
    )


class FormPreviewStale(ServiceError):
    """The dossier changed since the preview; nothing was saved, `current` holds a fresh one."""

    code = "form-preview-stale"
    status = 412
    title = "Hồ sơ vừa thay đổi"
    said = (
        "Có người vừa sửa hồ sơ sau khi bạn xem. Chưa có gì được ghi và không cần nộp lại phiếu: "
        "hãy xem lại bản xem trước mới rồi xác nhận."
    )

    def __init__(self, current: Mapping[str, object] | None = None) -> None:
        super().__init__()
        self.current = current
