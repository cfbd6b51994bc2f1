"""Reading a file that somebody handed in: only a regular one, only up to a size."""

import errno
import os
import stat
from pathlib import Path

_SAID = {
    errno.ENOENT: "không có tệp hoặc thư mục này. Hãy kiểm tra lại đường dẫn.",
    errno.EACCES: "không được phép đọc hoặc ghi ở đây. Hãy kiểm tra quyền của tệp và thư mục.",
    errno.EPERM: "không được phép đọc hoặc ghi ở đây. Hãy kiểm tra quyền của tệp và thư mục.",
    errno.EISDIR: "đây là thư mục, không phải tệp.",
    errno.ENOTDIR: "một phần của đường dẫn không phải là thư mục.",
    errno.EEXIST: "đã có một tệp trùng tên ở chỗ cần thư mục.",
    errno.ENOSPC: "ổ đĩa đã đầy. Hãy giải phóng chỗ rồi chạy lại.",
    errno.EDQUOT: "đã hết dung lượng được cấp. Hãy giải phóng chỗ rồi chạy lại.",
    errno.EROFS: "ổ đĩa chỉ cho đọc. Hãy chọn thư mục khác.",
    errno.ENAMETOOLONG: "tên tệp quá dài. Hãy đổi tên ngắn hơn.",
    errno.ELOOP: "liên kết trỏ vòng quanh. Hãy chỉ thẳng đến tệp.",
    errno.ENXIO: "đây không phải là tệp thường.",
}


class FileTooLarge(Exception):
    """More bytes than any real file of its kind has."""

    def __init__(self, limit: int) -> None:
        size = f"{limit // 1024**2} MB" if limit >= 1024**2 else f"{limit // 1024} KB"
        super().__init__(f"tệp lớn hơn {size}, không thể là tệp cần đọc. Hãy chọn lại tệp.")


def read_regular(path: Path, limit: int) -> bytes:
    """The content of the file. Raises OSError, or `FileTooLarge` without having read it.

    A pipe or a device in a file's place could hold the reader forever, so neither is waited for.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(handle)
    # Before fdopen, which would call a folder by the number of the handle.
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        code = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.ENXIO
        raise OSError(code, os.strerror(code), str(path))
    with os.fdopen(handle, "rb") as file:
        content = b"" if found.st_size > limit else file.read(limit + 1)
        if found.st_size > limit or len(content) > limit:
            raise FileTooLarge(limit)
        return content


def said(error: OSError) -> str:
    """The sentence for what the system reports of a file."""
    known = _SAID.get(error.errno or 0)
    return known or f"không đọc hoặc ghi được ({error.strerror or error})."
