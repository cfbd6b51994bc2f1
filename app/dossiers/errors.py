"""What dossiers refuse; all are leaves of the one tree in `app.errors`.

ServiceError
├── DossierNotFound      404  no such dossier, or none that this person may see
├── PartNotFound         404  no such snapshot, or an external side that is not begun
├── DossierLocked        409  the state, or the campaign, does not let this be changed
├── SourceUnclear        409  several earlier dossiers could be taken from; `reasons` names them
├── NotReady             409  a guard stands before the act; `reasons` names every one
├── TransitionRefused    409  the act does not start from the state the dossier is in
└── VersionStale         412  a colleague saved first; nothing was overwritten
"""

from collections.abc import Mapping

from app.errors import Reason, ServiceError


class DossierNotFound(ServiceError):
    """No such dossier, or none that this person may see."""

    code = "dossier-not-found"
    status = 404
    title = "Không có hồ sơ này"
    said = "Hồ sơ không tồn tại hoặc bạn không có quyền xem. Hãy quay lại danh sách hồ sơ của bạn."


class PartNotFound(ServiceError):
    """No such snapshot, no such item, or an external side that is not begun."""

    code = "not-in-dossier"
    status = 404
    title = "Hồ sơ chưa có phần này"
    said = "Phần được hỏi chưa có trong hồ sơ. Hãy mở lại hồ sơ để xem hồ sơ đang có gì."


class DossierLocked(ServiceError):
    """The state, or the campaign, does not let this be changed."""

    code = "dossier-locked"
    status = 409
    title = "Hồ sơ đang khóa"
    said = (
        "Hồ sơ không ở trạng thái cho phép sửa phần này. Nội dung đã lưu vẫn nguyên vẹn. "
        "Hãy tải lại hồ sơ để xem trạng thái hiện tại."
    )


class NotReady(ServiceError):
    """A guard stands before the act; every reason is named at once."""

    code = "dossier-not-ready"
    status = 409
    title = "Hồ sơ chưa đủ điều kiện"
    said = "Hãy hoàn thành các mục nêu dưới đây rồi làm lại."


class TransitionRefused(ServiceError):
    """The act does not start from the state the dossier is in."""

    code = "transition-refused"
    status = 409
    title = "Không thực hiện được ở trạng thái này"
    said = (
        "Hồ sơ không còn ở trạng thái mà việc này bắt đầu. "
        "Hãy tải lại hồ sơ để xem trạng thái hiện tại và những việc làm được."
    )


class VersionStale(ServiceError):
    """A colleague saved first; nothing was overwritten. `current` is what stands there now."""

    code = "version-stale"
    status = 412
    title = "Có người vừa sửa trước"
    said = (
        "Mục này đã được người khác lưu sau khi bạn mở. Chưa có gì bị ghi đè: "
        "hãy xem giá trị mới rồi lưu lại nếu vẫn cần."
    )

    def __init__(
        self, reasons: tuple[Reason, ...] = (), current: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(reasons=reasons)
        self.current = current


class SourceUnclear(ServiceError):
    """Several earlier dossiers could be taken from."""

    code = "source-unclear"
    status = 409
    title = "Có nhiều hồ sơ năm trước"
    said = (
        "Đơn vị được lập từ nhiều đơn vị, mỗi đơn vị có hồ sơ riêng. "
        "Hãy chọn một hồ sơ nêu dưới đây và gửi mã của nó trong source."
    )
