"""Asking an antivirus, clamd, about a file: the few lines of its protocol that are needed.

The file goes over a socket in pieces (INSTREAM) and a verdict of one line comes back. Only the two
lines that clamd writes for a sound and for an infected file are verdicts; anything else, silence
included, leaves the file in quarantine.
"""

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from evidence.errors import AntivirusUnavailable, FileRefused, Refusal
from evidence.refusals import refused

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4 * 1024
_ADDRESS = re.compile(
    r"unix:(?P<path>/.+)|tcp://(?P<host>[^/:\[\]]+|\[[^\]]+\]):(?P<port>\d{1,5})/?"
)
_FOUND = re.compile(rb"stream: (.{1,500}) FOUND", re.DOTALL)
_SOUND = b"stream: OK"
_TOO_LARGE = b"INSTREAM size limit exceeded"


@dataclass(frozen=True, slots=True)
class Antivirus:
    """Where clamd listens, and how many seconds a whole exchange may take."""

    address: str
    seconds: float = 120.0

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise ValueError(
                f"Địa chỉ phần mềm chống vi-rút “{self.address}” không đọc được; hãy ghi dạng "
                "unix:/run/clamav/clamd.ctl hoặc tcp://127.0.0.1:3310."
            )


def scan(content: BinaryIO, antivirus: Antivirus) -> None:
    """Return where the file is sound. Raises FileRefused, AntivirusUnavailable."""
    deadline = time.monotonic() + antivirus.seconds
    content.seek(0)
    try:
        with _connected(antivirus) as line:
            answer = _exchange(line, content, deadline)
    except OSError as error:
        raise AntivirusUnavailable(f"clamd: {error}") from error
    _judge(answer)


def answers(antivirus: Antivirus) -> bool:
    """Whether somebody is there who speaks the language."""
    deadline = time.monotonic() + antivirus.seconds
    with suppress(OSError), _connected(antivirus) as line:
        line.sendall(b"zPING\0")
        return _answer(line, deadline) == b"PONG"
    return False


def _connected(antivirus: Antivirus) -> socket.socket:
    where = _ADDRESS.fullmatch(antivirus.address)
    assert where is not None  # __post_init__
    if where["path"]:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(antivirus.seconds)
            line.connect(where["path"])
        except OSError:
            line.close()
            raise
        return line
    host = where["host"].strip("[]")
    return socket.create_connection((host, int(where["port"])), antivirus.seconds)


def _exchange(line: socket.socket, content: BinaryIO, deadline: float) -> bytes:
    try:
        _send(line, b"zINSTREAM\0", deadline)
        while piece := content.read(_PIECE):
            _send(line, len(piece).to_bytes(4, "big") + piece, deadline)
        _send(line, bytes(4), deadline)
    except (BrokenPipeError, ConnectionResetError):
        """It has had enough, and may have said why."""
    return _answer(line, deadline)


def _send(line: socket.socket, data: bytes, deadline: float) -> None:
    line.settimeout(_left(deadline))
    line.sendall(data)


def _answer(line: socket.socket, deadline: float) -> bytes:
    """The line up to its zero, or up to the end."""
    told = b""
    while b"\0" not in told and len(told) < _LONGEST_ANSWER:
        line.settimeout(_left(deadline))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        told += piece
    return told.partition(b"\0")[0] if b"\0" in told else b""


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no verdict in time")
    return left


def _judge(answer: bytes) -> None:
    if answer == _SOUND:
        return
    if found := _FOUND.fullmatch(answer):
        name = found[1].decode("ascii", "replace")
        shown = "".join(one for one in name if one.isalnum() or one in "._-/")[:80]
        raise FileRefused(Refusal.INFECTED, f"{refused(Refusal.INFECTED)} (Mã: {shown})")
    if answer.startswith(_TOO_LARGE):
        raise refused(
            Refusal.TOO_HEAVY, "Tệp lớn hơn mức mà phần mềm chống vi-rút được đặt để kiểm tra."
        )
    raise AntivirusUnavailable(f"clamd: {answer[:100]!r}")
