"""ClamAV's own server, which knows one harmless string."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.antivirus import Antivirus, answers
from tests.evidence.hostile_words import eicar


@contextmanager
def listening(clamav: Path, folder: Path, limit: int) -> Iterator[Antivirus]:
    """The server on a socket in that folder, for files up to `limit` bytes."""
    known = folder / "known"
    known.mkdir()
    (known / "test.ndb").write_text(f"Thu.Nghiem.EICAR:0:*:{eicar().hex()}\n")
    place = folder / "clamd.sock"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {known}\nLocalSocket {place}\nForeground yes\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength {limit}\nMaxThreads 2\nSelfCheck 0\n"
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen((clamav, "-c", settings), stdout=log, stderr=log)
        here = Antivirus(f"unix:{place}", seconds=60)
        try:
            for _ in range(600):
                if answers(here) or server.poll() is not None:
                    break
                time.sleep(0.1)
            assert answers(here), (folder / "log").read_text()
            yield here
        finally:
            server.terminate()
            server.wait(30)
