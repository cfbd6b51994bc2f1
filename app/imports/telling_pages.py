"""What the pages of imports tell of each kind: its columns, locked rows, what comes next."""

from typing import NamedTuple

COLUMNS = {
    "results": (
        "Bắt buộc có “Mã trường”. Mỗi tiêu chí một cột, tiêu đề là mã tiêu chí (ví dụ 1.3.1): "
        "điểm, hoặc “Đạt”, “Không đạt”. Cột tổng nhóm và mức chỉ để đối chiếu, hệ thống tự tính. "
        "Bảng chỉ có tổng nhóm hoặc mức vẫn nhập được, hồ sơ được ghi là chưa có điểm thành phần."
    ),
    "bodies": (
        "Bắt buộc: “Mã đơn vị”, “Tên đơn vị”; đơn vị mới cần thêm “Loại đơn vị”. Có thể có: "
        "“Cấp học”, “Mã đơn vị cha”, “Mã đơn vị đánh giá”, “Thủ trưởng”, “Đầu mối”, “Điện thoại”, "
        "“Email”."
    ),
    "people": (
        "Bắt buộc: “Họ tên”, “Thư điện tử”, “Vai trò”. “Mã đơn vị” cho biết người đó làm việc "
        "ở đâu."
    ),
    "evidence": (
        "Bắt buộc có “Tên minh chứng”; bảng của nhiều trường cần “Mã trường”. Nên có “Mã minh "
        "chứng” (ví dụ MC.1.4.01) và “Dùng cho tiêu chí” (ví dụ 1.4). Tệp minh chứng không đi "
        "theo bảng."
    ),
    "decisions": (
        "Bắt buộc: “Mã trường”, “Mức công nhận”. “Số quyết định”, “Ngày ký”, “Người ký” lấy ở cột, "
        "hoặc ghi ở mục “Điều mà bảng không ghi”."
    ),
}
LOCKED = {
    "results": (
        "Hồ sơ đã có người làm việc, đã chốt, đã nộp hoặc đã công nhận: tệp chỉ được so với hồ sơ, "
        "không ghi đè. Muốn sửa thì sửa trong hồ sơ."
    ),
    "evidence": (
        "Hồ sơ đã có người làm việc hoặc đã chốt: tệp chỉ được so với dữ liệu đang có, không ghi "
        "đè. Hãy để trường tự ghi minh chứng trong hồ sơ."
    ),
}
"""Kinds not named here lock no row."""
THINGS = {"results": "/ho-so/"}
"""Where the thing of a row has its page: it is there before the import, and after its undoing."""


class Step(NamedTuple):
    """What a person does after the table is written."""

    title: str
    address: str
    takes_campaign: bool = False
    note: str = ""


NEXT = {
    "results": Step("Xem các hồ sơ của đợt", "/ho-so", takes_campaign=True),
    "evidence": Step("Xem các hồ sơ của đợt", "/ho-so", takes_campaign=True),
    "decisions": Step("Xem các quyết định", "/quyet-dinh"),
    "bodies": Step("Xem danh sách đơn vị", "/don-vi"),
    "people": Step(
        "Xem danh sách đơn vị",
        "/don-vi",
        note="Tệp không mang mật khẩu. Người mới vào được khi có liên kết đặt mật khẩu của riêng "
        "mình: hãy nhờ người vận hành lập cho từng người (thangdo people reset).",
    ),
}
