"""What editions and overlays of a running service are refused for; leaves of `app.errors`.

ServiceError
├── IndexFileRefused          400  the YAML has faults; `reasons` names each with file and line
├── EditionRecordedOtherwise  409  that version is recorded with other bytes
├── EditionStateWrong         409  the step does not start from the state it is in
├── SecondPersonNeeded        409  who proposed an edition does not approve it
└── OverlayRecordedOtherwise  409  that version has other bytes, or these bytes another place
"""

from app.errors import ServiceError


class IndexFileRefused(ServiceError):
    """The YAML has faults."""

    code = "index-file-refused"
    status = 400
    title = "Tệp bộ chỉ số có chỗ cần sửa"
    said = "Chưa có gì được lưu. Hãy sửa các dòng nêu dưới đây rồi gửi lại cả tệp."


class EditionRecordedOtherwise(ServiceError):
    """That version is recorded with other bytes."""

    code = "edition-recorded-otherwise"
    status = 409
    title = "Phiên bản này đã được ghi nhận với nội dung khác"
    said = (
        "Nội dung đã ghi nhận không thay đổi được. "
        "Hãy đặt số phiên bản mới, thêm một dòng vào changelog rồi gửi lại."
    )


class EditionStateWrong(ServiceError):
    """The step does not start from the state it is in."""

    code = "edition-state"
    status = 409
    title = "Bộ chỉ số không ở trạng thái làm được việc này"
    said = (
        "Trình tự là: đề xuất, người thứ hai phê duyệt, kích hoạt. "
        "Chỉ bản chưa kích hoạt mới rút lại được. Hãy xem lại trạng thái rồi làm đúng bước."
    )


class SecondPersonNeeded(ServiceError):
    """Who proposed an edition does not approve it."""

    code = "edition-second-person"
    status = 409
    title = "Cần người thứ hai phê duyệt"
    said = (
        "Người đề xuất không tự phê duyệt được. Hãy nhờ một quản trị hệ thống khác; nếu hệ thống "
        "chỉ có một người, người vận hành đặt THANGDO_EDITIONS_TWO_PEOPLE=false."
    )


class OverlayRecordedOtherwise(ServiceError):
    """That version has other bytes, or these bytes another place."""

    code = "overlay-recorded-otherwise"
    status = 409
    title = "Hướng dẫn riêng này đã được lưu theo cách khác"
    said = (
        "Đơn vị đã có phiên bản này với nội dung khác, hoặc đúng tệp này đã được lưu cho đơn vị "
        "khác hay bộ chỉ số khác. Hãy đổi version trong tệp rồi gửi lại."
    )
