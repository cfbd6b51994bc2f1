"""`thangdo serve` starts, tells where, and ends quietly; settings that cannot be are told."""

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.cli.program import PROGRAM, environment, thangdo


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_told_to_end(sign: signal.Signals, tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(THANGDO_DATA_DIR=str(tmp_path / "data")),
    )
    assert process.stdout is not None
    line = process.stdout.readline().decode("utf-8")
    assert f"http://127.0.0.1:{port}" in line
    assert any(f":{port}/thiet-lap/".encode() in line for line in process.stdout)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    os.kill(process.pid, sign)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"Traceback" not in rest


def test_a_port_in_use_is_code_5(busy_port: int) -> None:
    ended = thangdo("serve", "--port", str(busy_port))
    assert ended.code == 5
    assert "đang có chương trình khác dùng" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("port", ["0", "65536", "tám nghìn"])
def test_a_port_that_cannot_be_is_a_usage_error(port: str) -> None:
    ended = thangdo("serve", "--port", port)
    assert ended.code == 2
    assert "port" in ended.err
