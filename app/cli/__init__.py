"""The command line `thangdo`. Described, command by command, in docs/command-line.md."""

from app.cli.main import main

__all__ = ["main"]
