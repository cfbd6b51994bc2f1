"""`thangdo` run as a real process, the way a shell or a script runs it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("thangdo")
SECONDS = 90


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The variables a run sees; none of them asks for colours or a language."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    return {**kept, "LANG": "C", **changes}


def thangdo(
    *words: str | Path, cwd: Path | None = None, given: bytes = b"", **variables: str
) -> Ended:
    """Run `thangdo words…`; `given` is its standard input."""
    ended = subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=cwd,
        input=given,
        capture_output=True,
        timeout=SECONDS,
        env=environment(**variables),
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


def listing(folder: Path) -> list[str]:
    """Everything below the folder, hidden files too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
