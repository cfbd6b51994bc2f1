"""Fills .venv from a hashed lock: python scripts/environment.py run|dev.

Runs on the system's Python with the standard library alone, before anything is installed.
The stamp inside .venv is removed before pip begins and written after it ends, so a missing stamp
means an interrupted install, and .venv is then built anew. One file lock keeps two runs apart.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "thangdo-stamp.json"
LOCK = ROOT / ".venv.lock"

# These stay although no lock names them: pip made the environment, thangdo is the project itself.
KEPT = {"pip", "thangdo"}


def digest(*paths: Path) -> str:
    """SHA-256 over the bytes of the files, in order."""
    running = hashlib.sha256()
    for path in paths:
        running.update(path.read_bytes())
    return running.hexdigest()


def wanted_stamp(kind: str) -> dict[str, str]:
    """What a finished environment of this kind says of itself; a moved or upgraded one differs."""
    locks = [ROOT / "requirements" / f"{kind}.txt", ROOT / "pyproject.toml"]
    return {"kind": kind, "locks": digest(*locks), "python": sys.version, "place": str(VENV)}


def found_stamp() -> dict[str, str]:
    """The stamp in .venv, empty where the install never ended."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other run, nor a pip that outlived its run, is at work on .venv."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Children keep the lock: where this process is killed, pip goes on alone for a while.
        os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 - takes no keyword
        yield


def run(*command: str, silent: bool = False) -> None:
    """Run a command that shares the lock; its own messages tell what went wrong."""
    # A user's "user = true" would send the packages outside the environment.
    environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    output = subprocess.DEVNULL if silent else None
    subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=output, close_fds=False)


def pip(*arguments: str) -> None:
    """Run pip of the environment."""
    run(str(PYTHON), "-m", "pip", "--quiet", "--no-input", *arguments)


def create() -> None:
    """Make .venv anew, whatever is there, with the pip that Python carries."""
    # Not with_pip=True: the process it starts would not share the lock.
    venv.EnvBuilder(clear=True, with_pip=False, symlinks=True).create(VENV)
    run(str(PYTHON), "-Im", "ensurepip", "--upgrade", "--default-pip", silent=True)


def locked_names(kind: str) -> set[str]:
    """Names of the packages in the lock, which uv writes normalised."""
    lines = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0].split("[")[0] for line in lines if "==" in line}


def installed_names() -> set[str]:
    """Names of the packages in the environment, normalised as the lock's are."""
    script = (
        "import importlib.metadata as m, re; "
        "print(*{re.sub('[-_.]+', '-', d.name).lower() for d in m.distributions()})"
    )
    # -I: the checkout's own build metadata is not taken for an installed package.
    command = [str(PYTHON), "-I", "-c", script]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(output.split())


def fill(kind: str) -> None:
    """Install the lock, remove what it no longer names, install the project itself."""
    # Wheels only: building a source archive would fetch build tools that no lock names.
    requirements = str(ROOT / "requirements" / f"{kind}.txt")
    pip("install", "--require-hashes", "--only-binary", ":all:", "--requirement", requirements)
    left_over = installed_names() - locked_names(kind) - KEPT
    if left_over:
        pip("uninstall", "--yes", *sorted(left_over))
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def prepare(kind: str) -> None:
    """Bring .venv to the lock of this kind, or leave it untouched where it already is."""
    found = found_stamp()
    if found.get("kind") == "dev":
        kind = "dev"  # dev.txt contains run.txt: never take the test tools away again
    wanted = wanted_stamp(kind)
    if found == wanted:
        return
    sys.stderr.write(
        "Đang cài các thư viện cần thiết vào .venv (lần đầu mất vài phút)…\n"
        "(Installing the locked packages into .venv; the first time takes some minutes.)\n"
    )
    same_interpreter = all(found.get(key) == wanted[key] for key in ("python", "place"))
    if not same_interpreter:
        create()
    STAMP.unlink(missing_ok=True)
    fill(kind)
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def main() -> int:
    """Prepare the environment named on the command line under the lock."""
    kind = sys.argv[1]
    with alone():
        try:
            prepare(kind)
        except subprocess.CalledProcessError as failure:
            sys.stderr.write(
                "Cài đặt chưa xong (xem thông báo của pip ở trên). Hãy kiểm tra kết nối mạng rồi "
                "chạy lại lệnh này; lần chạy sau sẽ tự cài lại từ đầu.\n"
                "(The installation did not finish; run the command again.)\n"
            )
            return failure.returncode or 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
