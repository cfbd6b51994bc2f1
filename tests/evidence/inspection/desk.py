"""Files handed to the inspection, as a service would."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evidence.inspection import Findings, inspect
from tests.evidence.samples import Sent


@dataclass(frozen=True)
class Inspected:
    """What was found, and the copy for others."""

    found: Findings
    copy: bytes


def hand_in(sent: Sent, roots: Path | None = None) -> Inspected:
    """Inspect a file in the child process."""
    with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as copy:
        content.write(sent.content)
        content.flush()
        found = inspect(content, sent.name, sent.declared, copy=copy, roots=roots)
        return Inspected(found, os.pread(copy.fileno(), 1 << 30, 0))
