"""What evidence and its files are refused; all are leaves of the one tree in `app.errors`.

ServiceError
├── EvidenceNotAccepted   400  a code, a link or a status that cannot be kept; `reasons` names each
├── VerdictReasonMissing  400  evidence is rejected only with a reason
├── FileNotAccepted       400  the content is not of a kind that is taken, or not what it says it is
├── EvidenceNotFound      404  no such piece of evidence in this dossier
├── SuggestionNotFound    404  the edition suggests no such evidence there
├── FileNotFound          404  no such file of it, or no signed report yet
├── NoPreview             404  there is no small picture of this kind of file
├── EvidenceCodeTaken     409  another piece of the dossier has, or had, this code
├── LinksNotFetched       409  the operator does not let the service open addresses
├── NoLink                409  the location is no address, or another one by now
├── SealDiffers           409  the QR code on the paper is of another dossier or another closing
├── FileErased            410  the content was erased for good; `detail` says why
├── FileTooLarge          413  one file is larger than the limit
├── DossierFull           413  the dossier's files together would be more than the limit
├── CampaignFull          413  the campaign's files together would be more than the limit
├── RangeOutside          416  the part asked for lies behind the end of the file
├── FileLost              500  the file is recorded, but the vault does not have it
├── FileJustPruned        503  the very object was pruned while it was sent again
├── NotInspected          503  what is inside the file could not be looked at now
├── AntivirusSilent       503  the antivirus gave no verdict
├── VaultUnavailable      503  the vault cannot be written or read now
└── VaultFull             507  the vault has no room
"""

from app.errors import ServiceError


class EvidenceNotAccepted(ServiceError):
    """A code, a link or a status that cannot be kept."""

    code = "evidence-refused"
    status = 400
    title = "Minh chứng chưa ghi được"
    said = "Hãy sửa các mục nêu dưới đây rồi gửi lại."


class VerdictReasonMissing(ServiceError):
    """Evidence is rejected only with a reason."""

    code = "verdict-reason-missing"
    status = 400
    title = "Thiếu lý do không chấp nhận"
    said = "Hãy ghi lý do không chấp nhận minh chứng để nhà trường biết phải bổ sung gì."


class FileNotAccepted(ServiceError):
    """The content is not of a kind that is taken, or not what it says it is."""

    code = "file-refused"
    status = 400
    title = "Không nhận tệp này"
    said = "Chưa có gì được lưu. Hãy gửi một tệp còn nguyên vẹn, tốt nhất là .pdf."


class EvidenceNotFound(ServiceError):
    """No such piece of evidence in this dossier."""

    code = "evidence-not-found"
    status = 404
    title = "Không có minh chứng này"
    said = "Minh chứng không có trong hồ sơ hoặc đã được gỡ. Hãy mở lại danh mục minh chứng."


class SuggestionNotFound(ServiceError):
    """The edition suggests no such evidence there."""

    code = "suggestion-not-found"
    status = 404
    title = "Không có gợi ý này"
    said = "Bộ chỉ số không có gợi ý minh chứng này. Hãy mở lại trang gợi ý minh chứng."


class FileNotFound(ServiceError):
    """No such file of it, or no signed report yet."""

    code = "file-not-found"
    status = 404
    title = "Không có tệp này"
    said = "Chưa có tệp nào ở đây. Hãy mở lại danh mục để xem hồ sơ đang có tệp gì."


class NoPreview(ServiceError):
    """There is no small picture of this kind of file."""

    code = "no-preview"
    status = 404
    title = "Không xem nhanh được tệp này"
    said = "Chỉ xem nhanh được PDF và ảnh. Hãy tải tệp về để mở."


class EvidenceCodeTaken(ServiceError):
    """Another piece of the dossier has, or had, this code."""

    code = "evidence-code-taken"
    status = 409
    title = "Mã minh chứng đã dùng"
    said = (
        "Một minh chứng khác của hồ sơ mang, hoặc đã từng mang, mã này. "
        "Hãy chọn số khác, hoặc để trống mã để được cấp số tiếp theo."
    )


class LinksNotFetched(ServiceError):
    """The operator does not let the service open addresses."""

    code = "links-not-fetched"
    status = 409
    title = "Dịch vụ không tự mở đường dẫn"
    said = (
        "Người vận hành máy chủ chưa bật việc này (THANGDO_FETCH_LINKS). "
        "Hãy tự mở đường dẫn để xem, hoặc đề nghị người vận hành bật."
    )


class NoLink(ServiceError):
    """The location is no address, or another one by now."""

    code = "no-link"
    status = 409
    title = "Minh chứng không có đường dẫn để mở"
    said = (
        "Nơi lưu của minh chứng không phải địa chỉ trang web, hoặc vừa được sửa. "
        "Hãy mở lại minh chứng để xem."
    )


class SealDiffers(ServiceError):
    """The QR code on the paper is of another dossier or another closing."""

    code = "seal-differs"
    status = 409
    title = "Bản ký không khớp với hồ sơ đã chốt"
    said = (
        "Mã QR trên bản này không phải của lần chốt hiện tại. Chưa có gì được lưu. "
        "Hãy tải bản in mới từ hồ sơ, ký rồi gửi lại."
    )


class FileErased(ServiceError):
    """The content was erased for good."""

    code = "file-erased"
    status = 410
    title = "Tệp đã bị xóa hẳn"
    said = (
        "Nội dung này đã bị xóa hẳn khỏi kho; hồ sơ chỉ còn giữ mã băm của nó. "
        "Nếu cần, hãy hỏi đơn vị tổ chức đợt."
    )


class FileTooLarge(ServiceError):
    """One file is larger than the limit."""

    code = "file-too-large"
    status = 413
    title = "Tệp quá lớn"
    said = "Hãy quét lại ở 200–300 dpi, đen trắng, hoặc chia thành nhiều minh chứng."


class DossierFull(ServiceError):
    """The dossier's files together would be more than the limit."""

    code = "dossier-full"
    status = 413
    title = "Hồ sơ đã hết chỗ cho tệp"
    said = (
        "Các tệp của hồ sơ đã dùng hết dung lượng cho phép. "
        "Hãy quét lại ở độ phân giải thấp hơn, hoặc liên hệ đơn vị tổ chức đợt."
    )


class CampaignFull(ServiceError):
    """The campaign's files together would be more than the limit."""

    code = "campaign-full"
    status = 413
    title = "Đợt đánh giá đã hết chỗ cho tệp"
    said = "Các tệp của cả đợt đã dùng hết dung lượng cho phép. Hãy liên hệ đơn vị tổ chức đợt."


class RangeOutside(ServiceError):
    """The part asked for lies behind the end of the file."""

    code = "range-outside"
    status = 416
    title = "Không có phần này của tệp"
    said = "Khoảng byte nằm sau cuối tệp. Hãy tải lại từ đầu, không kèm Range."

    def __init__(self, size: int = 0) -> None:
        super().__init__(headers={"Content-Range": f"bytes */{size}"})


class FileLost(ServiceError):
    """The file is recorded, but the vault does not have it."""

    code = "file-lost"
    status = 500
    title = "Kho minh chứng thiếu tệp này"
    said = "Tệp đã được ghi nhận nhưng không còn trong kho. Hãy báo ngay cho người vận hành."


class FileJustPruned(ServiceError):
    """The very object was pruned while it was sent again."""

    code = "file-just-pruned"
    status = 503
    title = "Kho vừa dọn đúng tệp này"
    said = "Chưa có gì được lưu. Hãy gửi lại tệp."


_COME_AGAIN = (
    "Tệp chưa được ghi nhận. Hãy gửi lại sau ít phút; nếu gửi làm nhiều lần thì các phần trước "
    "vẫn còn, chỉ gửi lại phần cuối. Nếu vẫn lỗi, báo cho người vận hành."
)


class NotInspected(ServiceError):
    """What is inside the file could not be looked at now."""

    code = "inspection-unavailable"
    status = 503
    title = "Chưa kiểm tra được tệp"
    said = _COME_AGAIN

    def __init__(self, seconds: int = 60) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class AntivirusSilent(ServiceError):
    """The antivirus gave no verdict."""

    code = "antivirus-unavailable"
    status = 503
    title = "Phần mềm chống vi-rút chưa trả lời"
    said = _COME_AGAIN

    def __init__(self, seconds: int = 60) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class VaultUnavailable(ServiceError):
    """The vault cannot be written or read now."""

    code = "vault-unavailable"
    status = 503
    title = "Kho minh chứng tạm thời không dùng được"
    said = "Chưa có gì được lưu. Hãy thử lại sau ít phút; nếu vẫn lỗi, báo cho người vận hành."

    def __init__(self, seconds: int = 30) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class VaultFull(ServiceError):
    """The vault has no room."""

    code = "vault-full"
    status = 507
    title = "Kho minh chứng hết chỗ"
    said = "Chưa có gì được lưu. Hãy báo cho người vận hành để thêm dung lượng, rồi gửi lại."
