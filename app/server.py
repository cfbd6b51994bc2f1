"""Running the service: uvicorn with limits of its own, and a word on what to open."""

import errno
import gc
import logging
import socket
import sys
from typing import Any

import uvicorn

from app.edge.protocol import impatient
from app.main import create_app
from app.settings import Settings
from app.start import make_ready

KEEP_ALIVE_SECONDS = 10
# A report takes 0.3 s; what a stop interrupts after this is nobody's any more.
STOP_SECONDS = 10


class CannotListen(Exception):
    """The address is taken, not ours, or not allowed; the text says what to do."""


def run(settings: Settings | None = None) -> None:
    """Serve until Ctrl+C or SIGTERM.

    Raises `criteria.errors.CriteriaError` for an edition that breaks a rule, CannotListen, and
    DatabaseUnusable, all before anything is served.
    """
    chosen = settings or Settings()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    # It warns of every odd part that a stranger sends; the answer is a refusal anyway.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    configuration = config(chosen)
    with listening(chosen) as where:
        lines = make_ready(chosen, address(chosen))
        _Server(configuration, chosen, lines).run(sockets=[where])


def listening(settings: Settings) -> socket.socket:
    """A socket bound to the address of the settings. Raises CannotListen."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(place)
        except OSError:
            found.close()
            raise
    except OSError as error:
        raise CannotListen(_why(error, settings)) from error
    return found


def _why(error: OSError, settings: Settings) -> str:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return f"Cổng {where} đang có chương trình khác dùng. Hãy chọn cổng khác: --port 8001."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Không được phép mở cổng {where}. Hãy chọn cổng từ 1024 trở lên."
    return f"Không mở được {where}: địa chỉ này không thuộc máy đang chạy. Hãy kiểm tra lại --host."


def config(settings: Settings) -> uvicorn.Config:
    """Uvicorn's configuration for these settings."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=impatient(settings.header_seconds),
        ws="none",
        lifespan="on",
        limit_concurrency=settings.connections,
        backlog=min(2048, settings.connections * 4),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_level="warning",
    )


def address(settings: Settings) -> str:
    """What to type into a browser on this machine."""
    host = settings.host
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


class _Server(uvicorn.Server):
    """Says where it is once it listens, not before."""

    def __init__(self, configuration: uvicorn.Config, settings: Settings, lines: list[str]) -> None:
        super().__init__(configuration)
        self._settings = settings
        self._lines = lines

    async def startup(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        await super().startup(*arguments, **options)
        # What the program itself is made of stays: only what requests make is looked through.
        gc.collect()
        gc.freeze()
        gc.enable()
        if self.started:
            _say(f"Thang Đo đã sẵn sàng. Hãy mở {address(self._settings)} trong trình duyệt.")
            for line in self._lines:
                _say(line)
            _say("Nhấn Ctrl+C để dừng.")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
