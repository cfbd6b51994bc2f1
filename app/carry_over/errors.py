"""What a carry-over is refused for; leaves of the one tree in `app.errors`.

ServiceError
├── CarryOverUnfit   409  the edition cannot take over from what the campaign uses
└── CarryOverStale   412  a dossier has changed since the preview
"""

from app.errors import ServiceError


class CarryOverUnfit(ServiceError):
    """The edition cannot take over from what the campaign uses."""

    code = "carry-over-unfit"
    status = 409
    title = "Không chuyển được sang bộ chỉ số này"
    said = (
        "Chỉ chuyển được sang một phiên bản đang dùng, khác phiên bản của đợt và dùng được cho mọi "
        "loại đơn vị, cấp học đang có hồ sơ. Hãy xem các lý do dưới đây."
    )


class CarryOverStale(ServiceError):
    """A dossier has changed since the preview."""

    code = "carry-over-stale"
    status = 412
    title = "Có hồ sơ vừa thay đổi sau lần xem trước"
    said = "Chưa có gì được chuyển. Hãy xem trước lại, rồi chuyển với dấu mới."
