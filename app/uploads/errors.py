"""What resumable uploads are refused; all are leaves of the one tree in `app.errors`.

ServiceError
├── UploadNotFound        404  no such upload of this person
├── UploadBusy            409  another request is adding to the very same upload
├── OffsetDiffers         409  the client continues from another place than where the service is
├── TooManyUploads        409  the person has too many unfinished uploads
├── UploadGone            410  expired, ended, or refused: nothing can be added
└── ProtocolUnknown       412  a version of tus that is not spoken here
"""

from app.errors import ServiceError


class UploadNotFound(ServiceError):
    """No such upload of this person."""

    code = "upload-not-found"
    status = 404
    title = "Không có lượt gửi này"
    said = "Lượt gửi tệp không còn hoặc không phải của bạn. Hãy gửi lại tệp từ đầu."


class UploadBusy(ServiceError):
    """Another request is adding to the very same upload."""

    code = "upload-busy"
    status = 409
    title = "Lượt gửi này đang được nhận"
    said = (
        "Một kết nối khác đang gửi tiếp đúng tệp này. "
        "Hãy đợi nó xong, hoặc thử lại sau một phút nếu đường truyền vừa đứt."
    )


class OffsetDiffers(ServiceError):
    """The client continues from another place than where the service is."""

    code = "upload-offset"
    status = 409
    title = "Chỗ gửi tiếp không khớp"
    said = "Hãy hỏi lại Upload-Offset của lượt gửi rồi gửi tiếp từ đó."


class TooManyUploads(ServiceError):
    """The person has too many unfinished uploads."""

    code = "too-many-uploads"
    status = 409
    title = "Quá nhiều tệp đang gửi dở"
    said = "Hãy gửi xong hoặc bỏ bớt các tệp đang gửi dở rồi thêm tệp mới."


class UploadGone(ServiceError):
    """Expired, ended, or refused."""

    code = "upload-gone"
    status = 410
    title = "Lượt gửi đã kết thúc"
    said = "Lượt gửi đã quá hạn hoặc đã kết thúc. Hãy gửi lại tệp từ đầu."


class ProtocolUnknown(ServiceError):
    """A version of tus that is not spoken here."""

    code = "tus-version"
    status = 412
    title = "Phiên bản tus không dùng được"
    said = "Hãy gửi kèm Tus-Resumable: 1.0.0."

    def __init__(self) -> None:
        super().__init__(headers={"Tus-Version": "1.0.0"})
