"""What making a file of many schools is refused for; a leaf of the one tree in `app.errors`.

ServiceError
└── TableNotMade    500  the data are fine, but the file could not be made
"""

from app.errors import ServiceError


class TableNotMade(ServiceError):
    """The process that makes it ended too early or took too long."""

    code = "table-not-made"
    status = 500
    title = "Chưa lập được bảng"
    said = (
        "Bảng chưa lập xong thì bị dừng. Hãy thử lại, hoặc chọn một đơn vị nhỏ hơn; "
        "nếu vẫn không được, hãy báo người quản trị."
    )
