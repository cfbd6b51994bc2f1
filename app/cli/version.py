"""Which Thang Đo this is."""

from importlib.metadata import version as installed

PACKAGE = "thangdo"


def version() -> str:
    """The name and number that `--version` prints."""
    return f"{PACKAGE} {installed(PACKAGE)}"
