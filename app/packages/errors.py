"""What packages refuse; all are leaves of the one tree in `app.errors`.

ServiceError
├── PackageNotFound  404  no such package, or somebody else's, or forgotten
├── PackageTooLarge  409  more documents than one package holds
└── PackagesBusy     503  as many packages are being fetched as the service makes at once
"""

from app.errors import ServiceError

AGAIN_SECONDS = 30


class PackageNotFound(ServiceError):
    """No such package, or somebody else's, or forgotten."""

    code = "package-not-found"
    status = 404
    title = "Không có gói này"
    said = "Gói không tồn tại, đã quá hạn giữ, hoặc do người khác lập. Hãy lập gói mới."


class PackageTooLarge(ServiceError):
    """More documents than one package holds."""

    code = "package-too-large"
    status = 409
    title = "Gói quá lớn"
    said = "Hãy chọn ít loại văn bản hơn, hoặc lập gói riêng cho từng đơn vị."


class PackagesBusy(ServiceError):
    """As many packages are being fetched as the service makes at once."""

    code = "packages-busy"
    status = 503
    title = "Đang có nhiều gói được tải"
    said = "Máy chủ chỉ làm vài gói cùng lúc. Hãy đợi ít phút rồi tải lại; gói vẫn còn đó."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": str(AGAIN_SECONDS)})
