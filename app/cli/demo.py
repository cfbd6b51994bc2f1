"""`thangdo demo`: an invented province to try the service with."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import whole_number
from app.cli.problems import FileTrouble, Problem, Refused, UsageWrong

if TYPE_CHECKING:
    from app.demo.build import Built
    from app.settings import Settings

COMMAND = "thangdo demo"
MAX_SCHOOLS = 2000
MIN_SCHOOLS = 12
"""Fewer do not show every state of a dossier."""
_Data = Annotated[
    str,
    typer.Option("--data", metavar="THƯ_MỤC", help="Thư mục dữ liệu; phải chưa có dữ liệu."),
]
_Database = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="ĐỊA_CHỈ",
        help="Cơ sở dữ liệu, ví dụ postgresql://…; bỏ qua thì là tệp trong thư mục dữ liệu.",
    ),
]
_Schools = Annotated[
    str, typer.Option("--schools", metavar="SỐ", help="Số trường có hồ sơ; mặc định 300.")
]


def demo(data: _Data = "", database: _Database = "", schools: _Schools = "300") -> None:
    """Tạo một tỉnh không có thật để dùng thử: đơn vị, người dùng, hai năm hồ sơ (minh họa)."""
    import gc
    import secrets

    count = whole_number("--schools", schools, MAX_SCHOOLS, COMMAND)
    if count < MIN_SCHOOLS:
        raise UsageWrong(f"--schools phải từ {MIN_SCHOOLS} trở lên.", COMMAND)
    settings = _settings(data, database)
    # Hundreds of thousands of rows live until their commit: looking for garbage among them takes
    # a sixth of the time and finds none.
    gc.disable()
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    try:
        _tell(_built(settings, password, count), password)
    finally:
        gc.enable()


def _settings(data: str, database: str) -> "Settings":
    from pydantic import ValidationError

    from app.settings import Settings

    chosen = {"data_dir": data} if data else {}
    if data or database:
        chosen["database_url"] = database  # a folder named here means its own file
    try:
        return Settings.model_validate(chosen)
    except ValidationError as error:
        names = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise UsageWrong(
            f"Thiết lập chưa đúng: {names}. Xem docs/operators.md.", COMMAND
        ) from error


def _built(settings: "Settings", password: str, count: int) -> "Built":
    from contextlib import closing

    from sqlalchemy.exc import OperationalError

    from app import clock
    from app.cli import streams
    from app.demo.build import NotEmpty, Site, build
    from app.start import DatabaseUnusable, migrated
    from app.storage.database import Database
    from evidence.local import LocalStore

    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(Database(settings.database)) as opened:
            migrated(opened)
            vault = LocalStore(settings.data_dir / "evidence")
            return build(Site(opened, vault, clock.now(), streams.say), password, count)
    except NotEmpty as error:
        said = (
            "Cơ sở dữ liệu đã có người dùng hoặc đơn vị nên không tạo dữ liệu minh họa vào đó. "
            "Hãy chọn một thư mục trống: --data THƯ_MỤC."
        )
        raise Refused([Problem("not-empty", said)]) from error
    except OperationalError as error:
        said = f"Không mở được: {error.orig}. Hãy kiểm tra --data hoặc --database."
        raise FileTrouble("cơ sở dữ liệu", said) from error
    except DatabaseUnusable as error:
        raise FileTrouble("cơ sở dữ liệu", str(error)) from error
    except OSError as error:
        said = f"Không ghi được: {error.strerror}. Hãy chọn thư mục khác bằng --data."
        raise FileTrouble(settings.data_dir, said) from error


def _tell(built: "Built", password: str) -> None:
    from app.cli import streams

    rows = [(one.title, one.email, one.at) for one in built.sign_ins]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    dossiers = sum(built.states.values())
    streams.give(f"Dữ liệu minh họa: {built.schools} trường, {dossiers} hồ sơ của hai năm học.")
    streams.give("Đăng nhập bằng một trong các địa chỉ sau (không có thật):")
    for title, email, place in rows:
        streams.give(f"  {title:<{widths[0]}}  {email:<{widths[1]}}  {place}")
    streams.give(f"Mật khẩu chung, chỉ của lần tạo này: {password}")
