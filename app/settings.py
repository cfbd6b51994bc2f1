"""What an operator may set: environment variables THANGDO_…, each with its default and reason.

The settings are data: `settings_table` lists them, and docs/operators.md is tested against it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from criteria.loader import SHELF

PREFIX = "THANGDO_"
MEGABYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One installation's settings. Descriptions are Vietnamese: operators read them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(
        "127.0.0.1",
        description="Địa chỉ dịch vụ lắng nghe. Mặc định chỉ máy này vào được.",
    )
    port: int = Field(8000, ge=1, le=65535, description="Cổng dịch vụ lắng nghe.")
    # A page that another name resolves to this machine could otherwise drive the service.
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="Các tên máy được phép trong địa chỉ, cách nhau bằng dấu phẩy; * là mọi tên.",
    )
    # The reader takes forms up to 10 MB, and the page sends one back as base64, a third longer.
    max_upload_bytes: int = Field(
        16 * MEGABYTE,
        ge=64 * 1024,
        le=64 * MEGABYTE,
        description="Số byte tối đa của một lần gửi lên.",
    )
    # All bodies being received together: what a crowd can make the service hold at once.
    max_held_bytes: int = Field(
        64 * MEGABYTE,
        ge=MEGABYTE,
        description="Số byte tối đa của mọi lần gửi lên đang nhận cùng lúc.",
    )
    # A form of 100 KB takes 40 s on a line of 20 kbit/s; what is slower is taken for an attack.
    body_seconds: float = Field(
        60, gt=0, le=3600, description="Số giây tối đa để nhận xong một lần gửi lên."
    )
    # A scan of 100 pages at 200 dpi takes 20 to 40 MB.
    max_file_bytes: int = Field(
        100 * MEGABYTE,
        ge=MEGABYTE,
        le=4096 * MEGABYTE,
        description="Số byte tối đa của một tệp minh chứng.",
    )
    max_dossier_bytes: int = Field(
        2048 * MEGABYTE,
        ge=MEGABYTE,
        description="Số byte tối đa của mọi tệp, mọi lần gửi, trong một hồ sơ.",
    )
    max_campaign_bytes: int = Field(
        0,
        ge=0,
        description="Số byte tối đa của mọi tệp minh chứng trong một đợt; 0 là không giới hạn.",
    )
    # 26,000 schools by 70 columns are an .xlsx of 7 MB, an .xls of 14, a .csv of 20.
    max_import_bytes: int = Field(
        50 * MEGABYTE,
        ge=64 * 1024,
        le=64 * MEGABYTE,  # what the reader's child takes
        description="Số byte tối đa của một tệp bảng tính nhập vào.",
    )
    run_jobs: bool = Field(
        default=True,
        description="Dịch vụ tự mở một tiến trình riêng để làm các việc lâu (nhập bảng tính); "
        "false là không, khi đó hãy chạy thangdo work.",
    )
    # 100 MB in an hour is 28 KB/s; a line that falls silent is given up after body_seconds.
    upload_seconds: float = Field(
        3600, gt=0, le=86_400, description="Số giây tối đa để nhận xong một tệp minh chứng."
    )
    # Each holds 0.3 MB of memory and a connection.
    uploads: int = Field(
        32, ge=1, le=1000, description="Số tệp minh chứng được nhận cùng lúc; quá số này báo bận."
    )
    header_seconds: float = Field(
        10, gt=0, le=600, description="Số giây tối đa để nhận xong phần đầu của một yêu cầu."
    )
    # Printing holds the interpreter's lock about half the time: beyond 4 threads nothing is won.
    workers: int = Field(
        2, ge=1, le=32, description="Số việc nặng (đọc phiếu, in văn bản) làm cùng lúc."
    )
    # A PDF is 45 ms of a printing process and 3 ms of the service: two print 40 in a second.
    package_processes: int = Field(
        2,
        ge=1,
        le=32,
        description="Số tiến trình in cùng lúc cho mọi gói văn bản của nhiều trường; chúng nhường "
        "bộ xử lý cho các việc khác.",
    )
    # A job takes 0.1 to 0.3 s: 16 waiting behind 2 workers wait about 2 s, then the answer is 503.
    waiting: int = Field(
        16, ge=0, le=1000, description="Số việc nặng được chờ; quá số này dịch vụ báo bận."
    )
    connections: int = Field(200, ge=1, le=10_000, description="Số kết nối tối đa cùng lúc.")
    data_dir: Path = Field(
        ROOT / "data",
        description="Thư mục dữ liệu của máy này: tệp SQLite và tệp minh chứng.",
    )
    database_url: str = Field(
        "",
        repr=False,  # it may carry a password
        description="Địa chỉ cơ sở dữ liệu, ví dụ postgresql://…; "
        "để trống là tệp thangdo.db trong thư mục dữ liệu.",
    )
    s3_bucket: str = Field(
        "",
        pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$",
        description="Tên bucket S3 chứa tệp minh chứng; để trống là thư mục evidence trong thư mục "
        "dữ liệu.",
    )
    s3_endpoint: str = Field(
        "",
        pattern=r"^(https?://[^?#\s]+)?$",
        description="Địa chỉ máy chủ S3, ví dụ https://s3.thangdo.example.",
    )
    s3_region: str = Field("us-east-1", max_length=50, description="Vùng của bucket.")
    s3_access_key: str = Field("", max_length=200, description="Mã khóa truy cập S3.")
    s3_secret_key: SecretStr = Field(SecretStr(""), description="Khóa bí mật S3.")
    s3_virtual_hosted: bool = Field(
        default=False, description="Tên bucket nằm trong tên máy thay vì trong đường dẫn."
    )
    # A piece of 8 MB takes 3 s on a line of 20 Mbit/s.
    s3_seconds: float = Field(
        30, gt=0, le=600, description="Số giây tối đa chờ máy chủ S3 trả lời một yêu cầu."
    )
    clamd: str = Field(
        "",
        pattern=r"^(unix:/.+|(tcp://)?([^/:\[\]\s]+|\[[^\]\s]+\]):\d{1,5})?$",
        description="Phần mềm chống vi-rút clamd: unix:/run/clamav/clamd.ctl hoặc máy:cổng; có thì "
        "mọi tệp phải được nó xem trước khi được nhận. Để trống là không dùng.",
    )
    signature_roots: str = Field(
        "",
        description="Tệp PEM các chứng thư gốc được tin khi xem chữ ký số trong PDF; để trống là "
        "không tin ai, chữ ký vẫn được xem còn nguyên vẹn hay không.",
    )
    # The address comes from a user: the service would reach out from inside the operator's network.
    fetch_links: bool = Field(
        default=False,
        description="Dịch vụ được tự mở đường dẫn của minh chứng (chỉ địa chỉ công khai) để xem "
        "còn mở được không; true là bật.",
    )
    prune_days: int = Field(
        30,
        ge=1,
        le=3660,
        description="Số ngày một tệp không hồ sơ nào dùng còn được giữ trước khi lệnh prune dọn.",
    )
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^/?#\s]+)?$",
        description="Địa chỉ người dùng gõ vào trình duyệt, ví dụ https://thangdo.example; "
        "để trống là địa chỉ của từng yêu cầu. Có https:// thì cookie chỉ đi qua https.",
    )
    # Sign-ins are counted per address: behind a proxy all would come from the proxy's.
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Địa chỉ các máy proxy được tin để đọc X-Forwarded-For, cách nhau bằng dấu "
        "phẩy; để trống là không tin máy nào.",
    )
    access_log_days: int = Field(
        180, ge=1, le=3660, description="Số ngày giữ nhật ký ai đã xem gì; cũ hơn thì xóa."
    )
    editions: Path = Field(
        SHELF,
        description="Thư mục các bộ chỉ số: <mã>/<phiên bản>.yaml và SHA256SUMS.",
    )
    # Changing what everybody is measured by is not one person's decision.
    editions_two_people: bool = Field(
        default=True,
        description="Bộ chỉ số mới cần người thứ hai phê duyệt; false khi chỉ có một quản trị.",
    )
    examples: Path = Field(
        ROOT / "examples", description="Thư mục ba phiếu ví dụ; không có thì trang không nêu."
    )

    @property
    def database(self) -> str:
        """Where the data are."""
        return self.database_url or f"sqlite:///{self.data_dir / 'thangdo.db'}"

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service through TLS."""
        return self.public_url.startswith("https://")

    @field_validator("signature_roots")
    @classmethod
    def _there(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError(f"không có tệp {value}")
        return value

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(one.strip().lower() for one in value.split(",") if one.strip())
        return value


class Setting(NamedTuple):
    """One row of the table of settings."""

    variable: str
    default: str
    description: str


def settings_table() -> Iterator[Setting]:
    """Every setting as an operator sees it; paths are given from the project's root."""
    for name, field in Settings.model_fields.items():
        yield Setting(f"{PREFIX}{name.upper()}", _shown(field.default), field.description or "")


def _shown(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(default)
    if isinstance(default, Path):
        return default.relative_to(ROOT).as_posix()
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return str(default)
