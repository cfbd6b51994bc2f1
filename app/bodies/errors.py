"""What bodies refuse; all are leaves of the one tree in `app.errors`.

ServiceError
├── BodyNotFound          404  no such body, or none that this person may see
├── CodeUnknown           404  no body carries this code on that day
├── KindUnknown           404  no such kind of body
├── KindTaken             409  a kind of that code exists already
├── KindInUse             409  bodies of this kind stand in the way of the change
├── CodeAmbiguous         409  two Sở gave this code to different bodies; both are named
├── CodeTaken             409  the issuing Sở has given this code to another body
├── ParentRefused         409  the body named as managing, or as assessing, cannot be that
├── TreeCycle             409  a body would come to stand under itself
├── LaterChangeExists     409  a change of a later day is recorded already
├── BodyNotThere          409  the body does not exist on that day
├── ChildrenRemain        409  bodies still stand under the one that is to end
├── ReorganisationRefused 409  the plan of a merge, split or replacement does not hold
├── LoadRefused           400  a list of bodies has cells to mend; nothing was loaded
├── LoadPreviewStale      409  bodies changed between the preview and its confirmation
└── BodyStale             412  a colleague changed the body first
"""

from app.errors import ServiceError


class BodyNotFound(ServiceError):
    """No such body, or none that this person may see."""

    code = "body-not-found"
    status = 404
    title = "Không có đơn vị này"
    said = "Đơn vị không tồn tại hoặc bạn không có quyền xem. Hãy quay lại danh sách đơn vị."


class CodeUnknown(ServiceError):
    """No body carries this code on that day."""

    code = "body-code-unknown"
    status = 404
    title = "Không có đơn vị mang mã này"
    said = "Không có đơn vị nào mang mã này vào ngày đó. Hãy kiểm tra lại mã và ngày."


class KindUnknown(ServiceError):
    """No such kind of body."""

    code = "body-kind-unknown"
    status = 404
    title = "Không có loại đơn vị này"
    said = "Hệ thống chưa có loại đơn vị này. Hãy chọn một loại trong danh sách loại đơn vị."


class KindTaken(ServiceError):
    """A kind of that code exists already."""

    code = "body-kind-taken"
    status = 409
    title = "Đã có loại đơn vị mang mã này"
    said = "Mã này đã thuộc một loại đơn vị. Hãy chọn mã khác, hoặc sửa loại đã có."


class KindInUse(ServiceError):
    """Bodies of this kind stand in the way of the change."""

    code = "body-kind-in-use"
    status = 409
    title = "Loại đơn vị đang được dùng"
    said = (
        "Có đơn vị thuộc loại này nên chưa đổi được. "
        "Hãy chuyển các đơn vị đó sang loại khác, hoặc lập một loại mới."
    )


class CodeAmbiguous(ServiceError):
    """Two Sở gave this code to different bodies; both are named."""

    code = "body-code-ambiguous"
    status = 409
    title = "Mã này chỉ nhiều đơn vị"
    said = (
        "Nhiều Sở đã cấp cùng mã này cho các đơn vị khác nhau. "
        "Hãy nêu thêm Sở cấp mã, hoặc dùng mã định danh của đơn vị."
    )


class CodeTaken(ServiceError):
    """The issuing Sở has given this code to another body."""

    code = "body-code-taken"
    status = 409
    title = "Mã đã cấp cho đơn vị khác"
    said = (
        "Sở cấp mã đã cấp mã này cho một đơn vị khác. "
        "Hãy kiểm tra lại mã, hoặc đổi mã của đơn vị kia trước."
    )


class ParentRefused(ServiceError):
    """The body named as managing, or as assessing, cannot be that."""

    code = "body-parent-refused"
    status = 409
    title = "Đơn vị cấp trên không hợp lệ"
    said = (
        "Đơn vị được chọn không quản lý hoặc không đánh giá được đơn vị này. "
        "Hãy chọn một đơn vị quản lý đang hoạt động ở cấp trên."
    )


class TreeCycle(ServiceError):
    """A body would come to stand under itself."""

    code = "body-tree-cycle"
    status = 409
    title = "Đơn vị không thể trực thuộc chính mình"
    said = "Đơn vị được chọn đang nằm dưới chính đơn vị này. Hãy chọn một đơn vị khác."


class LaterChangeExists(ServiceError):
    """A change of a later day is recorded already."""

    code = "body-later-change"
    status = 409
    title = "Đã ghi một thay đổi từ ngày muộn hơn"
    said = (
        "Đơn vị đã có thay đổi ghi từ ngày muộn hơn, nên không chen thay đổi vào trước được. "
        "Hãy xem lịch sử của đơn vị và chọn ngày sau lần thay đổi cuối."
    )


class BodyNotThere(ServiceError):
    """The body does not exist on that day."""

    code = "body-not-there"
    status = 409
    title = "Đơn vị không hoạt động vào ngày này"
    said = (
        "Đơn vị chưa thành lập hoặc đã kết thúc vào ngày này. "
        "Hãy xem lịch sử của đơn vị rồi chọn ngày khác, hoặc chọn đơn vị kế thừa."
    )


class ChildrenRemain(ServiceError):
    """Bodies still stand under the one that is to end."""

    code = "body-children-remain"
    status = 409
    title = "Còn đơn vị trực thuộc"
    said = (
        "Còn đơn vị trực thuộc đơn vị sắp kết thúc. "
        "Hãy chuyển các đơn vị đó sang đơn vị quản lý khác rồi làm lại."
    )


class ReorganisationRefused(ServiceError):
    """The plan of a merge, split or replacement does not hold."""

    code = "reorganisation-refused"
    status = 409
    title = "Phương án sắp xếp chưa hợp lệ"
    said = (
        "Chưa có đơn vị nào thay đổi. "
        "Hãy kiểm tra lại ngày, các đơn vị cũ và đơn vị mới rồi gửi lại."
    )


class LoadRefused(ServiceError):
    """A list of bodies has cells to mend; nothing was loaded."""

    code = "body-load-refused"
    status = 400
    title = "Danh sách đơn vị có chỗ cần sửa"
    said = "Chưa nạp đơn vị nào. Hãy sửa các ô nêu dưới đây rồi nạp lại cả tệp."


class LoadPreviewStale(ServiceError):
    """Bodies changed between the preview and its confirmation."""

    code = "body-load-preview-stale"
    status = 409
    title = "Dữ liệu đã đổi từ lúc xem trước"
    said = "Có người vừa sửa đơn vị. Chưa nạp gì: hãy xem trước lại rồi xác nhận."


class BodyStale(ServiceError):
    """A colleague changed the body first."""

    code = "body-stale"
    status = 412
    title = "Có người vừa sửa đơn vị này"
    said = "Chưa có gì bị ghi đè. Hãy tải lại đơn vị, xem thay đổi rồi làm lại nếu vẫn cần."
