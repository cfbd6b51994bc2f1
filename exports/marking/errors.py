"""What marking can refuse.

MarkingError
└── MarkingRefused     the package is damaged, or built so that it cannot be marked; `code` says how
"""


class MarkingError(Exception):
    """Root of the tree."""


class MarkingRefused(MarkingError):
    """The file cannot be marked; the message is for its owner."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def damaged() -> MarkingRefused:
    """The refusal of a package that says of itself what is not so."""
    return MarkingRefused(
        "damaged",
        "Tệp bị hỏng nên không đánh dấu lỗi được. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi "
        "lại.",
    )


def too_large() -> MarkingRefused:
    """The refusal of a part that unpacks to more than is read."""
    return MarkingRefused(
        "too-large",
        "Tệp giải nén ra quá lớn nên không đánh dấu lỗi được. Hãy chia tệp thành nhiều tệp nhỏ.",
    )
