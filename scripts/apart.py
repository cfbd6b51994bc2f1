"""Fills .venv-NAME from requirements/NAME.txt: .venv/bin/python scripts/apart.py client|yardsticks.

What generates a client wants other versions than we do, and what the benchmarks are held against
is nothing of ours, so each gets an environment of its own. The pip of .venv fills it. The stamp
says, as that of .venv does, that an install came to its end.
"""

import json
import sys
import venv
from pathlib import Path

from environment import PYTHON, ROOT, alone, digest, run


def home(name: str) -> Path:
    """Where the environment is."""
    return Path(ROOT, f".venv-{name}")


def lock(name: str) -> Path:
    """What it is filled from."""
    return Path(ROOT, "requirements", f"{name}.txt")


def stamp(name: str) -> Path:
    """Where it says that it is whole."""
    return home(name) / "thangdo-stamp.json"


def wanted(name: str) -> dict[str, str]:
    """What a finished environment says of itself."""
    return {"lock": digest(lock(name)), "python": sys.version, "place": str(home(name))}


def is_ready(name: str) -> bool:
    """Whether it is there and whole."""
    try:
        found: object = json.loads(stamp(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found == wanted(name)


def fill(name: str) -> None:
    """Make it anew: it is small."""
    venv.EnvBuilder(clear=True, with_pip=False, symlinks=True).create(home(name))
    pip = (str(PYTHON), "-m", "pip", "--quiet", "--no-input")
    into = ("--python", str(home(name) / "bin" / "python"))
    only = ("--require-hashes", "--only-binary", ":all:", "--requirement", str(lock(name)))
    run(*pip, *into, "install", *only)
    stamp(name).write_text(json.dumps(wanted(name)), encoding="utf-8")


def main() -> None:
    """Fill it unless it is ready."""
    name = sys.argv[1]
    with alone():
        if not is_ready(name):
            fill(name)


if __name__ == "__main__":
    main()
