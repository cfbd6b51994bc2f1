"""LibreOffice without a window, bounded in time."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

# A workbook that says it was made by Excel is not recalculated on loading unless the profile asks
# for it; without this the tests would read our own cached values back.
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" \
oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class OfficeError(RuntimeError):
    """LibreOffice did not finish in time, or left a file unconverted."""


class Office:
    """One LibreOffice with a profile of its own, so that parallel tests do not meet in one."""

    def __init__(self, program: Path, profile: Path) -> None:
        """Prepare the profile; nothing is started yet."""
        self.program = program
        self.profile = profile
        (profile / "user").mkdir(parents=True)
        settings = profile / "user" / "registrymodifications.xcu"
        settings.write_text(RECALCULATE_ALWAYS, encoding="utf-8")

    def convert(
        self, paths: Sequence[Path], to: str, outdir: Path, *, seconds: float = 110
    ) -> list[Path]:
        """Convert all files in one start, workbooks recalculated; the new paths in the same order.

        `to` is an extension or extension:filter as --convert-to takes it. The stems of the paths
        must differ. Raises OfficeError past `seconds` (the default stays under the limit of a
        test) and where any file was not converted.
        """
        extension = to.split(":", 1)[0]
        made = [outdir / f"{path.stem}.{extension}" for path in paths]
        if len(set(made)) < len(made):
            raise ValueError("two files with the same stem would overwrite each other")
        said = self._run(["--convert-to", to, "--outdir", str(outdir), *map(str, paths)], seconds)
        missing = [path.name for path in made if not path.is_file()]
        if missing:
            raise OfficeError(f"LibreOffice did not make {', '.join(missing)}:\n{said}")
        return made

    def _run(self, arguments: list[str], seconds: float) -> str:
        command = [
            str(self.program),
            f"-env:UserInstallation={self.profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            *arguments,
        ]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        ) as process:
            try:
                said, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                # soffice is a shell script around the real program: the whole group has to go.
                os.killpg(process.pid, signal.SIGKILL)
                raise OfficeError(f"LibreOffice took longer than {seconds:g} s") from None
        return said
