"""What the child process may not do any more, whichever way it is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, socket, subprocess, sys, threading, ctypes
import evidence.seccomp as seccomp
if sys.argv[1] == "python":
    seccomp.platform.machine = lambda: "unknown"
print(seccomp.refuse_calls((sys.argv[2] + '/old',)) is (sys.argv[1] == "kernel"))
try:
    {act}
except PermissionError:
    print("refused")
else:
    print("done")
"""
FORBIDDEN = {
    "a socket": "socket.create_connection(('127.0.0.1', 1), 1)",
    "a process": "subprocess.run(['/bin/true'])",
    "a fork": "os.fork()",
    "a program": "os.execv('/bin/true', ['true'])",
    "a new file": "open(sys.argv[2] + '/new', 'x')",
    "a longer file": "open(sys.argv[2] + '/old', 'a')",
    "removing": "os.remove(sys.argv[2] + '/old')",
    "renaming": "os.rename(sys.argv[2] + '/old', sys.argv[2] + '/new')",
    "a folder": "os.mkdir(sys.argv[2] + '/new')",
}
ONLY_KERNEL = {
    "past Python": "assert ctypes.CDLL(None).socket(2, 1, 0) >= 0 or 1 / 0",
    "a signal": "os.kill(os.getppid(), 0)",
}
ALLOWED = {
    "reading": "open(sys.argv[2] + '/old').read()",
    "a thread": "(lambda t: (t.start(), t.join()))(threading.Thread(target=print))",
}


def run(folder: Path, by: str, act: str) -> list[str]:
    (folder / "old").write_text("old")
    done = subprocess.run(
        (sys.executable, "-c", PROGRAM.format(act=act), by, str(folder)),
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )
    return [*done.stdout.split(), *done.stderr.splitlines()[-1:]]


@pytest.mark.parametrize("by", ["kernel", "python"])
@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN)
def test_refuses_what_reading_a_file_does_not_need(tmp_path: Path, by: str, act: str) -> None:
    assert run(tmp_path, by, act) == ["True", "refused"]
    assert [one.name for one in tmp_path.iterdir()] == ["old"]


def test_the_kernel_refuses_signals(tmp_path: Path) -> None:
    assert run(tmp_path, "kernel", ONLY_KERNEL["a signal"]) == ["True", "refused"]


def test_the_kernel_refuses_code_that_goes_past_python(tmp_path: Path) -> None:
    assert "ZeroDivisionError" in run(tmp_path, "kernel", ONLY_KERNEL["past Python"])[-1]


def test_the_kernel_refuses_files_that_were_not_named(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("secret")
    opened = "open(sys.argv[2] + '/other').read()"
    assert run(tmp_path, "kernel", opened) == ["True", "refused"]


@pytest.mark.parametrize("by", ["kernel", "python"])
@pytest.mark.parametrize("act", ALLOWED.values(), ids=ALLOWED)
def test_lets_reading_and_threads_be(tmp_path: Path, by: str, act: str) -> None:
    assert run(tmp_path, by, act) == ["True", "done"]
