"""What recognition refuses; all are leaves of the one tree in `app.errors`.

ServiceError
├── DecisionNotFound  404  no such decision, or none that this person may see
├── DecisionRefused   409  a guard stands before it; `reasons` names every dossier and why
└── NumberTaken       409  the body has a decision of that number in that year
"""

from app.errors import ServiceError


class DecisionNotFound(ServiceError):
    """No such decision, or none that this person may see."""

    code = "decision-not-found"
    status = 404
    title = "Không có quyết định này"
    said = "Quyết định không tồn tại hoặc bạn không có quyền xem. Hãy xem danh sách quyết định."


class DecisionRefused(ServiceError):
    """A guard stands before it; every dossier that does not fit is named, nothing was changed."""

    code = "decision-refused"
    status = 409
    title = "Chưa ghi nhận được quyết định"
    said = "Chưa có hồ sơ nào thay đổi. Hãy xử lý các mục nêu dưới đây rồi làm lại."


class NumberTaken(ServiceError):
    """The body has a decision of that number in that year."""

    code = "decision-number-taken"
    status = 409
    title = "Số quyết định đã được dùng"
    said = "Đơn vị đã có quyết định mang số này trong năm. Hãy kiểm tra lại số và ngày ký."
