"""Starting the service, and being busy."""

import socket
import threading

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.server import CannotListen, address, listening
from app.settings import Settings
from tests.app.cli import forms


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - shown, not bound
        ("::1", "http://[::1]:8000"),
        ("thangdo.example", "http://thangdo.example:8000"),
    ],
)
def test_says_what_to_open_in_a_browser(host: str, shown: str) -> None:
    assert address(Settings(host=host)) == shown


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotListen, match="--port 8001"):
            listening(Settings(port=taken.getsockname()[1]))


def test_the_second_job_is_told_to_come_back_while_the_only_worker_works() -> None:
    app = create_app(Settings(workers=1, waiting=0))
    go = threading.Event()
    with TestClient(app, base_url="http://localhost") as client:
        assert client.portal is not None
        working = client.portal.start_task_soon(app.state.context.work.do, go.wait, 30)
        for path in ("/api/v1/score", "/ket-qua"):
            answer = client.post(path, files={"form": ("p.xlsx", forms.filled())})
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "3"
            assert "đang bận" in answer.text
        assert client.get("/healthz").status_code == 200
        go.set()
        assert working.result(30)
        answer = client.post("/api/v1/score", files={"form": ("p.xlsx", forms.filled())})
        assert answer.status_code == 200
