"""The sentences of refusals: what is wrong with the file, and what to do about it.

Where more is known than the kind of reason (which entry, which page), the detail stands before it.
"""

from evidence.errors import FileRefused, Refusal

SENTENCES = {
    Refusal.EMPTY: "Tệp rỗng (0 byte). Hãy chọn lại tệp.",
    Refusal.FILE_NAME: "Tên tệp có ký tự ẩn, ký tự điều khiển, quá dài hoặc là tên mà máy tính "
    "dành riêng. Hãy đổi tên tệp cho ngắn gọn, chỉ gồm chữ, số, dấu cách, gạch nối rồi gửi lại.",
    Refusal.UNKNOWN: "Không nhận ra đây là tệp gì. Hãy chuyển sang .pdf, hoặc lưu thành .docx, "
    ".xlsx, .pptx, ảnh .jpg, .png, phim .mp4 rồi gửi lại.",
    Refusal.NOT_TAKEN_HERE: "Loại tệp này không được nhận ở đây. Hãy chuyển sang .pdf rồi gửi lại.",
    Refusal.OLD_FORMAT: "Tệp thuộc dạng Office cũ (.doc, .xls, .ppt) hoặc có mật khẩu. Hãy mở tệp, "
    "bỏ mật khẩu, chọn “Lưu thành” (Save As) .docx, .xlsx, .pptx hoặc .pdf rồi gửi lại.",
    Refusal.PASSWORD: "Tệp có mật khẩu. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi gửi lại.",
    Refusal.EXTENSION: "Đuôi tên tệp không đúng với nội dung. Hãy đổi đuôi tệp rồi gửi lại.",
    Refusal.DECLARED: "Loại tệp được khai không đúng với nội dung. Hãy chọn lại đúng tệp rồi gửi "
    "lại.",
    Refusal.MACROS: "Tệp có macro hoặc thành phần chạy được. Hãy lưu thành tệp không có macro "
    "(.docx, .xlsx, .pptx, .odt, .ods), hay xuất ra .pdf, rồi gửi lại.",
    Refusal.SCRIPTS: "Tệp có mã lệnh sẽ tự chạy hoặc mở chương trình khác. Hãy in tệp ra PDF mới "
    "(Print to PDF) rồi gửi bản mới.",
    Refusal.ATTACHMENTS: "Tệp PDF có tệp khác đính kèm bên trong. Hãy gỡ tệp đính kèm, gửi từng "
    "tệp riêng.",
    Refusal.EMBEDDED: "Trong tệp có nhúng đối tượng hoặc chương trình khác (OLE, gói, tệp chạy "
    "được). Hãy gỡ đối tượng đó hoặc xuất ra .pdf rồi gửi lại.",
    Refusal.OUTSIDE: "Tệp lấy nội dung từ nơi khác khi mở (mẫu, ảnh, bảng hoặc dữ liệu liên kết). "
    "Hãy ngắt liên kết (Break Link), chèn hẳn nội dung vào tệp, hoặc xuất ra .pdf rồi gửi lại.",
    Refusal.DOCUMENT_TYPE: "Trong tệp có khai báo XML không an toàn. Hãy mở tệp bằng Word, Excel "
    "hoặc LibreOffice, lưu thành tệp mới rồi gửi lại.",
    Refusal.DAMAGED: "Tệp bị hỏng hoặc bị cắt ngang. Hãy mở thử, lưu lại rồi gửi lại.",
    Refusal.MIXED: "Trong tệp còn có nội dung khác, ngoài phần mở ra được. Hãy mở tệp, lưu thành "
    "một tệp mới rồi gửi lại.",
    Refusal.UNSAFE_ENTRY: "Trong gói có mục với tên hoặc kiểu không an toàn (đường dẫn ra ngoài, "
    "lối tắt, trùng tên, ký tự ẩn). Hãy đổi tên tệp bên trong, nén lại rồi gửi lại.",
    Refusal.UNPACKS_TOO_LARGE: "Tệp giải nén ra quá lớn hoặc có quá nhiều mục. Hãy chia nhỏ, hoặc "
    "xuất phần cần làm minh chứng ra .pdf rồi gửi lại.",
    Refusal.TOO_MANY_PIXELS: "Ảnh quá lớn để mở an toàn. Hãy chụp hoặc quét lại ở độ phân giải "
    "thấp hơn (200–300 dpi là đủ).",
    Refusal.LOCATION_INSIDE: "Trong gói nén có ảnh hoặc video còn ghi vị trí chụp. Hãy gửi riêng "
    "từng ảnh, video (vị trí sẽ được tự động bỏ), hoặc tắt vị trí rồi nén lại.",
    Refusal.TOO_HEAVY: "Không kiểm tra xong tệp trong giới hạn thời gian và bộ nhớ. Hãy chia nhỏ "
    "tệp hoặc xuất ra .pdf đơn giản hơn rồi gửi lại.",
    Refusal.INFECTED: "Phần mềm chống vi-rút báo tệp có mã độc. Hãy quét máy tính đã gửi tệp, lấy "
    "bản sạch từ nơi gốc rồi gửi lại.",
}


def refused(reason: Refusal, detail: str = "") -> FileRefused:
    """The refusal with its sentence; `detail` is a sentence of its own."""
    return FileRefused(reason, f"{detail} {SENTENCES[reason]}".strip())
