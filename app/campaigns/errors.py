"""What campaigns refuse; all are leaves of the one tree in `app.errors`.

ServiceError
├── CampaignNotFound   404  no such campaign, or none that this person may see
├── CampaignNotDraft   409  it has been opened: this can change no longer
├── CampaignNotOpen    409  it is not open, or no longer
├── CampaignMidway     409  dossiers are out for supplement or wait for a signature
├── CampaignNotReady   409  something stands before the opening; `reasons` names all of it
├── EditionUnfit       409  the edition or the overlay cannot serve here
├── DeadlineRefused    409  the new deadline is not later than the one in force
├── BodyNotAssessed    409  the body has no dossier in this campaign, or cannot have one
└── CampaignStale      412  a colleague changed the campaign first
"""

from app.errors import ServiceError


class CampaignNotFound(ServiceError):
    """No such campaign, or none that this person may see."""

    code = "campaign-not-found"
    status = 404
    title = "Không có đợt đánh giá này"
    said = (
        "Đợt đánh giá không tồn tại, chưa mở, hoặc bạn không có quyền xem. "
        "Hãy chọn lại trong danh sách đợt đánh giá."
    )


class CampaignNotDraft(ServiceError):
    """It has been opened: this can change no longer."""

    code = "campaign-not-draft"
    status = 409
    title = "Đợt đánh giá không còn là bản nháp"
    said = (
        "Đợt đã mở nên bộ chỉ số, loại đơn vị và cách làm không đổi được nữa; "
        "vẫn đổi được tên và thời hạn. Nếu chọn nhầm, hãy đóng đợt và lập đợt mới."
    )


class CampaignNotOpen(ServiceError):
    """It is not open, or no longer."""

    code = "campaign-not-open"
    status = 409
    title = "Đợt đánh giá không mở"
    said = "Đợt chưa mở hoặc đã đóng nên không nhận hồ sơ. Hãy hỏi đơn vị tổ chức đợt."


class CampaignMidway(ServiceError):
    """Dossiers are out for supplement or wait for a signature; `reasons` names them."""

    code = "campaign-midway"
    status = 409
    title = "Còn hồ sơ đang dở dang"
    said = (
        "Đóng đợt lúc này thì các hồ sơ dưới đây không nộp được nữa. Hãy đợi nhà trường nộp, hoặc "
        "xác nhận để đóng: hồ sơ được trả bổ sung trở về bản đã nộp và được đánh giá tiếp."
    )


class CampaignNotReady(ServiceError):
    """Something stands before the opening."""

    code = "campaign-not-ready"
    status = 409
    title = "Chưa mở được đợt đánh giá"
    said = "Hãy hoàn thành các mục nêu dưới đây rồi mở lại."


class EditionUnfit(ServiceError):
    """The edition or the overlay cannot serve here."""

    code = "campaign-edition-unfit"
    status = 409
    title = "Bộ chỉ số không dùng được cho loại đơn vị này"
    said = (
        "Bộ chỉ số hoặc phần bổ sung được chọn không dùng được cho đợt này. "
        "Hãy chọn một bộ chỉ số đang hiệu lực có loại đơn vị này."
    )


class DeadlineRefused(ServiceError):
    """The new deadline is not later than the one in force."""

    code = "campaign-deadline-refused"
    status = 409
    title = "Hạn mới không muộn hơn hạn đang áp dụng"
    said = (
        "Hạn đã đặt chỉ được lùi muộn hơn, không rút sớm lại. "
        "Hãy chọn một ngày sau hạn đang áp dụng."
    )


class BodyNotAssessed(ServiceError):
    """The body has no dossier in this campaign, or cannot have one."""

    code = "campaign-body-not-assessed"
    status = 409
    title = "Đơn vị không thuộc đợt đánh giá này"
    said = (
        "Đơn vị không có, hoặc không thể có, hồ sơ trong đợt này. "
        "Hãy kiểm tra loại của đơn vị và các loại đơn vị của đợt."
    )


class CampaignStale(ServiceError):
    """A colleague changed the campaign first."""

    code = "campaign-stale"
    status = 412
    title = "Có người vừa sửa đợt đánh giá này"
    said = "Chưa có gì bị ghi đè. Hãy tải lại đợt đánh giá, xem thay đổi rồi làm lại nếu vẫn cần."
