"""Why a file is not read, each with a sentence that says what to do.

The child raises FileRefused and tells it as a reason and a sentence; beside the database it becomes
`app.imports.errors.ImportRefused`.
"""

from enum import StrEnum


class FileFault(StrEnum):
    """What is wrong with a file as a whole."""

    EMPTY = "file-empty"
    TOO_LARGE = "file-too-large"
    UNKNOWN = "file-kind-unknown"
    PDF = "file-pdf"
    HTML = "file-html"
    XML = "file-xml-spreadsheet"
    BINARY_WORKBOOK = "file-xlsb"
    NUMBERS = "file-numbers"
    NO_SHEETS = "file-no-workbook"
    OLD_EXCEL = "file-old-excel"
    PASSWORD = "file-password"  # noqa: S105 - a reason, not a secret
    DAMAGED = "file-damaged"
    UNSAFE = "file-unsafe-package"
    DOCUMENT_TYPE = "file-document-type"
    UNPACKS_TOO_LARGE = "file-unpacks-too-large"
    TOO_MANY_SHEETS = "file-too-many-sheets"
    TOO_MANY_CELLS = "file-too-many-cells"
    LONG_TEXT = "file-long-text"
    ENCODING = "file-encoding-unknown"
    QUOTES = "file-quotes"
    TOO_HEAVY = "file-too-heavy"
    TOO_SLOW = "file-too-slow"
    ANSWER_TOO_LONG = "file-answer-too-long"
    UNREADABLE = "file-unreadable"


_SAVE_AS = "Hãy mở tệp bằng Excel hoặc LibreOffice, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi tệp"
_STRAY = (
    "Thường là do một ô nằm lạc rất xa bảng: hãy bấm Ctrl+End trong từng sheet, xóa các dòng và "
    "cột thừa sau bảng, lưu lại rồi gửi lại."
)

SENTENCES = {
    FileFault.EMPTY: "Tệp rỗng. Hãy chọn lại đúng tệp rồi gửi lại.",
    FileFault.TOO_LARGE: "Tệp quá lớn. Hãy bỏ hình ảnh và các sheet không cần, hoặc chia nhỏ tệp "
    "rồi gửi lại.",
    FileFault.UNKNOWN: "Đây không phải là bảng tính đọc được ở đây. Hãy gửi tệp .xlsx, .xls, .ods "
    "hoặc .csv.",
    FileFault.PDF: "Đây là tệp PDF, không phải bảng tính. Hãy gửi tệp Excel gốc mà bản PDF được in "
    "ra từ đó.",
    FileFault.HTML: f"Đây là trang web (HTML) mang tên bảng tính. {_SAVE_AS} mới.",
    FileFault.XML: f"Đây là bảng tính kiểu XML đời cũ. {_SAVE_AS} mới.",
    FileFault.BINARY_WORKBOOK: f"Đây là bảng tính nhị phân (.xlsb). {_SAVE_AS} mới.",
    FileFault.NUMBERS: "Đây là tệp Numbers của Apple. Trong Numbers hãy chọn Tệp, Xuất ra, Excel "
    "(.xlsx) rồi gửi tệp mới.",
    FileFault.NO_SHEETS: "Đây là tệp văn bản, trình chiếu hoặc gói nén, không phải bảng tính. Hãy "
    "gửi tệp .xlsx, .xls, .ods hoặc .csv.",
    FileFault.OLD_EXCEL: f"Đây là bảng tính của Excel trước năm 1997. {_SAVE_AS} mới.",
    FileFault.PASSWORD: "Tệp có mật khẩu nên không đọc được. Hãy mở tệp, bỏ mật khẩu (Tệp, Thông "
    "tin, Bảo vệ sổ làm việc), lưu lại rồi gửi lại.",
    FileFault.DAMAGED: "Tệp bị hỏng hoặc bị cắt ngang. Hãy mở thử bằng Excel hoặc LibreOffice, lưu "
    "lại rồi gửi lại.",
    FileFault.UNSAFE: f"Gói bên trong tệp không theo quy cách thường. {_SAVE_AS} mới.",
    FileFault.DOCUMENT_TYPE: f"Trong tệp có khai báo XML không an toàn. {_SAVE_AS} mới.",
    FileFault.UNPACKS_TOO_LARGE: "Tệp giải nén ra quá lớn. Hãy chép riêng bảng cần nhập sang một "
    "tệp mới rồi gửi tệp đó.",
    FileFault.TOO_MANY_SHEETS: "Tệp có quá nhiều sheet. Hãy chia nhỏ tệp rồi gửi lại.",
    FileFault.TOO_MANY_CELLS: f"Bảng quá lớn. {_STRAY}",
    FileFault.LONG_TEXT: "Có ô chứa đoạn chữ dài quá 32.767 ký tự, hoặc có dấu ngoặc kép mở mà "
    "không đóng. Hãy sửa ô đó rồi gửi lại.",
    FileFault.ENCODING: "Không nhận ra bảng mã chữ Việt của tệp này. Trong Excel hãy chọn Lưu "
    "thành kiểu “CSV UTF-8” hoặc .xlsx rồi gửi tệp mới.",
    FileFault.QUOTES: "Có dấu ngoặc kép mở mà không đóng nên không biết ô kết thúc ở đâu. Hãy sửa, "
    "hoặc lưu tệp thành .xlsx rồi gửi lại.",
    FileFault.TOO_HEAVY: f"Không đọc xong tệp trong bộ nhớ cho phép. {_STRAY}",
    FileFault.TOO_SLOW: "Không đọc xong tệp trong thời gian cho phép. Hãy chép riêng bảng cần nhập "
    "(dán giá trị) sang một tệp .xlsx mới rồi gửi tệp đó.",
    FileFault.ANSWER_TOO_LONG: "Nội dung của bảng quá dài. Hãy bỏ các cột và dòng không cần, hoặc "
    "chia nhỏ tệp rồi gửi lại.",
    FileFault.UNREADABLE: f"Chương trình không đọc được tệp này. {_SAVE_AS} mới.",
}


class FileRefused(Exception):
    """The file cannot be read; the text is Vietnamese and says what to do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def refused(fault: FileFault, detail: str = "") -> FileRefused:
    """The refusal with its sentence; `detail` is a sentence in front of it."""
    return FileRefused(fault, f"{detail} {SENTENCES[fault]}".strip())
