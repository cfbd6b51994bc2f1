"""Everything the service refuses, as one tree. Each fact has a stable code and a status.

    ServiceError
    ├── BodyUnreadable        400  JSON, multipart or text that cannot be read at all
    ├── FormNotAccepted       400  a workbook that is no filled form, or cells that must be mended
    ├── AnswersNotAccepted    400  answers that cannot be kept: above the maximum, unknown code…
    ├── ProfileNotAccepted    400  a kind of school or a cấp học that the edition does not have
    ├── EditionNotOffered     400  a body or a form names an edition that is not here
    ├── TargetNotReachable    400  no allowed change leads to the wanted level
    ├── CrossSite             403  a page of another site tried to make the browser send this
    ├── NothingHere           404  no such address
    ├── EditionNotFound       404  no such edition at this address
    ├── MethodNotAllowed      405  the address exists, but not for this method
    ├── BodyTooSlow           408  the body did not arrive in time
    ├── BodyTooLarge          413  the body is larger than the limit
    ├── KindNotAccepted       415  a content type that this address does not read
    ├── HostNotAllowed        421  the Host header names another machine
    ├── ShapeWrong            422  the payload or a parameter has the wrong shape
    ├── AssignmentListRefused 400  a list of assessors has cells to mend
    ├── KeyUsedOtherwise      409  an Idempotency-Key came again with another request
    ├── VersionMissing        428  a write without the version that it changes
    ├── RequestRefused        4xx  any other refusal of the framework
    ├── DocumentNotPrinted    500  the answers are fine, but a document could not be made
    ├── Unexpected            500  our own mistake; the log knows more than the answer
    ├── Busy                  503  too much is being done at once
    ├── people and keys            drawn in app/accounts/errors.py
    ├── bodies                     drawn in app/bodies/errors.py
    ├── editions and overlays      drawn in app/index/errors.py
    ├── campaigns                  drawn in app/campaigns/errors.py
    ├── carry-over                 drawn in app/carry_over/errors.py
    ├── dossiers                   drawn in app/dossiers/errors.py
    ├── evidence and its files     drawn in app/attachments/errors.py
    ├── resumable uploads          drawn in app/uploads/errors.py
    ├── forms coming home          drawn in app/workbooks/errors.py
    ├── imports                    drawn in app/imports/errors.py
    ├── packages of documents      drawn in app/packages/errors.py
    ├── tables of many schools     drawn in app/province/errors.py
    ├── the database               drawn in app/storage/errors.py
    └── recognition                drawn in app/recognition/errors.py

422 is for the shape of a payload only; a well-formed answer that the index does not allow is 400.
The sentence in `detail` is Vietnamese and says what to do next.
"""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple


class Reason(NamedTuple):
    """One reason of a refusal: where (a cell, a field, a code), what kind, the sentence."""

    where: str
    code: str
    message: str


class ServiceError(Exception):
    """Root of the tree; `reasons` names each thing that must change.

    `current` is what stands on the server now, where that is the answer to a stale write.
    """

    code: ClassVar[str] = "service"
    status: int = 500
    title: ClassVar[str] = ""
    said: ClassVar[str] = ""
    current: Mapping[str, object] | None = None

    def __init__(
        self,
        detail: str = "",
        reasons: tuple[Reason, ...] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.detail = detail or self.said
        self.reasons = reasons
        self.headers = headers or {}
        super().__init__(self.detail)


class BodyUnreadable(ServiceError):
    """The bytes are no JSON, no multipart, no UTF-8."""

    code = "body-unreadable"
    status = 400
    title = "Không đọc được nội dung gửi lên"
    said = "Nội dung gửi lên không đúng định dạng đã ghi ở Content-Type. Hãy kiểm tra rồi gửi lại."


class FormNotAccepted(ServiceError):
    """The workbook cannot be taken as a filled form; every reason has its cell."""

    code = "form-refused"
    status = 400
    title = "Phiếu chưa dùng được"
    said = "Phiếu có chỗ cần sửa. Hãy giữ nguyên tệp, sửa các ô nêu dưới đây rồi gửi lại."


class AnswersNotAccepted(ServiceError):
    """Answers that cannot be kept."""

    code = "answers-refused"
    status = 400
    title = "Có câu trả lời không nhận được"
    said = "Hãy sửa các câu trả lời nêu dưới đây rồi gửi lại."


class ProfileNotAccepted(ServiceError):
    """A kind of school or a cấp học that the edition does not have."""

    code = "profile-refused"
    status = 400
    title = "Bộ chỉ số không dùng cho loại trường hoặc cấp học này"
    said = "Hãy chọn lại loại trường và cấp học như nêu dưới đây."


class EditionNotOffered(ServiceError):
    """The payload names an edition that is not on the shelf."""

    code = "edition-not-offered"
    status = 400
    title = "Không có bộ chỉ số này"
    said = "Hãy chọn một bộ chỉ số có trong /api/v1/editions."


class TargetNotReachable(ServiceError):
    """What may still change does not lead to the wanted level."""

    code = "target-unreachable"
    status = 400
    title = "Không có cách nào đạt mức đã chọn"
    said = (
        "Với những gì còn thay đổi được thì không đạt mức này, vì các lý do dưới đây. "
        "Hãy chọn mức thấp hơn, hoặc bỏ bớt các mục đã khai là không làm được."
    )


class CrossSite(ServiceError):
    """The browser says that another site's page sends this."""

    code = "cross-site"
    status = 403
    title = "Yêu cầu đến từ một trang khác"
    said = (
        "Trình duyệt cho biết yêu cầu này do một trang web khác gửi. "
        "Hãy mở trang Thang Đo và làm từ đó."
    )


class NothingHere(ServiceError):
    """No such address."""

    code = "not-found"
    status = 404
    title = "Không có địa chỉ này"
    said = "Hãy kiểm tra lại địa chỉ, hoặc bắt đầu từ trang chủ."


class EditionNotFound(ServiceError):
    """No such edition at this address."""

    code = "edition-not-found"
    status = 404
    title = "Không có bộ chỉ số này"
    said = "Hãy chọn một bộ chỉ số có trong /api/v1/editions."


class MethodNotAllowed(ServiceError):
    """The address exists, but not for this method."""

    code = "method-not-allowed"
    status = 405
    title = "Địa chỉ này không nhận phương thức đó"
    said = "Hãy dùng một trong các phương thức nêu ở đầu mục Allow của câu trả lời."


class BodyTooSlow(ServiceError):
    """The body did not arrive in time."""

    code = "body-too-slow"
    status = 408
    title = "Gửi lên quá chậm"
    said = "Tệp không đến đủ trong thời gian cho phép. Hãy kiểm tra đường truyền rồi gửi lại."


class BodyTooLarge(ServiceError):
    """The body is larger than the limit."""

    code = "body-too-large"
    status = 413
    title = "Tệp quá lớn"
    said = "Hãy kiểm tra xem có chọn nhầm tệp không: một phiếu đã điền thường nhỏ hơn 0,1 MB."


class KindNotAccepted(ServiceError):
    """A content type that this address does not read."""

    code = "media-type"
    status = 415
    title = "Không nhận kiểu nội dung này"
    said = "Hãy gửi đúng một trong các kiểu ghi ở /openapi.json và nêu nó trong Content-Type."


class HostNotAllowed(ServiceError):
    """The Host header names another machine."""

    code = "host-not-allowed"
    status = 421
    title = "Tên máy không được phép"
    said = (
        "Dịch vụ không được mở dưới tên máy này. "
        "Nếu đúng là tên của dịch vụ, hãy nhờ người vận hành thêm vào THANGDO_ALLOWED_HOSTS."
    )


class ShapeWrong(ServiceError):
    """The payload or a parameter has the wrong shape."""

    code = "shape"
    status = 422
    title = "Nội dung gửi lên sai cấu trúc"
    said = "Hãy sửa các mục nêu dưới đây cho đúng mô tả trong /openapi.json rồi gửi lại."


class RequestRefused(ServiceError):
    """Any other refusal of the framework, with its own status."""

    code = "refused"
    status = 400
    title = "Không nhận yêu cầu này"
    said = "Hãy kiểm tra lại yêu cầu theo mô tả trong /openapi.json."

    def __init__(self, status: int = 400, headers: dict[str, str] | None = None) -> None:
        super().__init__(headers=headers)
        self.status = status


class DocumentNotPrinted(ServiceError):
    """The answers are fine, but a document could not be made of them."""

    code = "document-not-printed"
    status = 500
    title = "Không tạo được văn bản"
    said = (
        "Phiếu hợp lệ nhưng chương trình không in được văn bản này. "
        "Hãy tải văn bản khác, và báo cho người vận hành."
    )


class Unexpected(ServiceError):
    """Our own mistake."""

    code = "unexpected"
    status = 500
    title = "Dịch vụ gặp lỗi"
    said = (
        "Lỗi ở phía chương trình, không phải ở phiếu. Tệp của bạn không bị thay đổi. "
        "Hãy thử lại; nếu vẫn lỗi, báo cho người vận hành kèm giờ xảy ra."
    )


class Busy(ServiceError):
    """Too much is being done at once; `Retry-After` says when to come back."""

    code = "busy"
    status = 503
    title = "Dịch vụ đang bận"
    said = "Có nhiều người cùng gửi lên. Hãy đợi vài giây rồi gửi lại."

    def __init__(self, seconds: int = 3) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


def all_errors() -> tuple[type[ServiceError], ...]:
    """Every class of the tree that is in use, in the order of their coming."""
    return tuple(ServiceError.__subclasses__())
