"""What an import is refused for; leaves of the one tree in `app.errors`.

ServiceError
├── ImportNotFound    404  no such import, or one that the person may not see
├── ImportNotNow      409  the import is not in a state in which this can be done
├── ImportStale       409  what the dry run saw has changed since: to be made again
├── ImportRefused     400  the file or what it asks for cannot be taken, with every reason
├── ImportNotRead     503  the process that reads files could not be run; the file is not judged
├── ImportsTooMany    429  too many imports of this person wait to be read, or to be confirmed
└── UndoRefused       409  some of what was imported has changed since, named row by row
"""

from app.errors import ServiceError


class ImportNotFound(ServiceError):
    """No such import, or one that the person may not see."""

    code = "import-not-found"
    status = 404
    title = "Không có lần nhập này"
    said = "Không tìm thấy lần nhập này. Hãy mở lại danh sách các lần nhập của đơn vị."


class ImportNotNow(ServiceError):
    """The import is not in a state in which this can be done."""

    code = "import-not-now"
    status = 409
    title = "Chưa làm được bước này"
    said = "Lần nhập đang ở bước khác. Hãy tải lại trang để xem tình trạng hiện thời."


class ImportStale(ServiceError):
    """What the dry run saw has changed since."""

    code = "import-stale"
    status = 409
    title = "Dữ liệu đã thay đổi sau lần chạy thử"
    said = "Chưa có gì được ghi. Hãy chạy thử lại, xem các thay đổi rồi xác nhận."


class ImportRefused(ServiceError):
    """The file, or what it asks for, cannot be taken."""

    code = "import-refused"
    status = 400
    title = "Không nhận được tệp này"
    said = "Chưa có gì được ghi. Hãy xem các lý do dưới đây, sửa tệp rồi gửi lại."


class ImportNotRead(ServiceError):
    """The process that reads files could not be run."""

    code = "import-not-read"
    status = 503
    title = "Chưa đọc được tệp"
    said = (
        "Lỗi ở phía dịch vụ, không phải ở tệp. Hãy thử lại sau ít phút; nếu vẫn lỗi, báo cho người "
        "vận hành."
    )

    def __init__(self, seconds: int = 60) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class ImportsTooMany(ServiceError):
    """Too many imports of this person wait to be read, or to be confirmed."""

    code = "imports-too-many"
    status = 429
    title = "Có quá nhiều lần nhập đang chờ"
    said = (
        "Hãy đợi các tệp đã gửi được đọc xong; lần nhập nào không dùng nữa thì xác nhận hoặc bỏ "
        "đi, rồi gửi tiếp."
    )

    def __init__(self, seconds: int = 30) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})


class UndoRefused(ServiceError):
    """Some of what was imported has changed since."""

    code = "undo-refused"
    status = 409
    title = "Không hoàn tác được toàn bộ"
    said = (
        "Một số dòng đã có người làm việc tiếp sau khi nhập nên được giữ nguyên. Chưa có gì được "
        "hoàn tác. Hãy xem các dòng đó; muốn thì chọn hoàn tác các dòng còn lại."
    )
