"""Fills .venv-client from requirements/client.txt: .venv/bin/python scripts/client_generator.py.

What generates a client wants other versions than we do, so it gets an environment of its own. The
pip of .venv fills it. The stamp says, as that of .venv does, that an install came to its end.
"""

import json
import sys
import venv

from environment import PYTHON, ROOT, alone, digest, run

HOME = ROOT / ".venv-client"
LOCK = ROOT / "requirements" / "client.txt"
STAMP = HOME / "thangdo-stamp.json"


def wanted() -> dict[str, str]:
    """What a finished environment says of itself."""
    return {"lock": digest(LOCK), "python": sys.version, "place": str(HOME)}


def is_ready() -> bool:
    """Whether it is there and whole."""
    try:
        found: object = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found == wanted()


def fill() -> None:
    """Make it anew: it is small."""
    venv.EnvBuilder(clear=True, with_pip=False, symlinks=True).create(HOME)
    pip = (str(PYTHON), "-m", "pip", "--quiet", "--no-input")
    into = ("--python", str(HOME / "bin" / "python"))
    only = ("--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK))
    run(*pip, *into, "install", *only)
    STAMP.write_text(json.dumps(wanted()), encoding="utf-8")


def main() -> None:
    """Fill it unless it is ready."""
    with alone():
        if not is_ready():
            fill()


if __name__ == "__main__":
    main()
