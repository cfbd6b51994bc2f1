"""`thangdo serve`: the service with its page."""

from typing import Annotated

import typer

from app.cli.problems import FileTrouble, NoPort, Terminated, UsageWrong

COMMAND = "thangdo serve"
_Host = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="ĐỊA_CHỈ",
        help="Địa chỉ lắng nghe; bỏ qua thì theo THANGDO_HOST, hoặc chỉ máy này (127.0.0.1).",
    ),
]
_Port = Annotated[
    str,
    typer.Option("--port", metavar="CỔNG", help="Cổng; bỏ qua thì theo THANGDO_PORT, hoặc 8000."),
]
_Data = Annotated[
    str,
    typer.Option(
        "--data",
        metavar="THƯ_MỤC",
        help="Thư mục dữ liệu, cơ sở dữ liệu là tệp trong đó; bỏ qua thì theo THANGDO_DATA_DIR và "
        "THANGDO_DATABASE_URL.",
    ),
]


def serve(host: _Host = "", port: _Port = "", data: _Data = "") -> None:
    """Chạy dịch vụ và trang web trên máy này; dừng bằng Ctrl+C."""
    import gc

    # Loading makes half a million objects that stay: looking for garbage among them takes a sixth
    # of the start. `app.server` begins to look once it serves.
    gc.disable()
    from pydantic import ValidationError

    from app.settings import Settings

    chosen = {name: value for name, value in (("host", host), ("port", port)) if value}
    if data:  # a folder named here means its own file
        chosen |= {"data_dir": data, "database_url": ""}
    try:
        settings = Settings.model_validate(chosen)
    except ValidationError as error:
        names = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise UsageWrong(
            f"Thiết lập chưa đúng: {names}. Xem docs/operators.md.", COMMAND
        ) from error
    from app.cli.editions import refused
    from app.server import CannotListen, run
    from app.start import DatabaseUnusable
    from criteria.errors import CriteriaError

    try:
        run(settings)
    except CannotListen as error:
        raise NoPort(str(error)) from error
    except DatabaseUnusable as error:
        raise FileTrouble("cơ sở dữ liệu", str(error)) from error
    except CriteriaError as error:
        raise refused(error) from error
    except (KeyboardInterrupt, Terminated):
        return  # the usual way to end a service: it has closed its connections by now
