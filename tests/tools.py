"""Programs that only the system's package manager installs, as fixtures.

Where one is missing, its tests are skipped and counted at the end of the run; with
THANGDO_REQUIRE_TOOLS=1 each of them is an error instead.
"""

import ctypes
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.office import Office


@dataclass(frozen=True)
class Tool:
    """A program from outside: its possible commands, the libraries it loads, their packages."""

    name: str
    commands: tuple[str, ...]
    packages: str
    libraries: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why a test was skipped, and what to do about it."""
        return f"thiếu {self.name} (apt-get install {self.packages})"


OFFICE = Tool("LibreOffice", ("soffice", "libreoffice"), "libreoffice-calc libreoffice-writer")
CHROMIUM = Tool(
    "Chromium",
    ("chromium", "chromium-browser", "google-chrome"),
    "chromium libatomic1",
    ("libatomic.so.1",),  # Playwright's driver wants it, and Debian's Chromium does not bring it
)
POPPLER = Tool("Poppler", ("pdftoppm",), "poppler-utils")
IMPRESS = Tool("LibreOffice Impress", ("loimpress",), "libreoffice-impress")
CLAMAV = Tool("ClamAV", ("clamd",), "clamav-daemon")
FFMPEG = Tool("FFmpeg", ("ffmpeg",), "ffmpeg")
TOOLS = (OFFICE, CHROMIUM, POPPLER, IMPRESS, CLAMAV, FFMPEG)

MARKS = {
    "soffice": "office",
    "chromium": "browser",
    "pdftoppm": "poppler",
    "clamav": "antivirus",
    "ffmpeg": "film",
}

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # Chromium started as root needs it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The guard on Python's sockets does not reach another process.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def find(tool: Tool) -> Path | None:
    """Path of the program, if it is there with all that it loads."""
    try:
        for library in tool.libraries:
            ctypes.CDLL(library)
    except OSError:
        return None
    found = next(filter(None, map(shutil.which, tool.commands)), None)
    return Path(found) if found else None


def require(tool: Tool) -> Path:
    """Path of the program; where it is missing, the test is skipped or, on demand, fails."""
    found = find(tool)
    if found:
        return found
    if os.environ.get("THANGDO_REQUIRE_TOOLS") == "1":
        pytest.fail(tool.reason, pytrace=False)
    pytest.skip(tool.reason)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice without a window, with its own profile: soffice.convert(paths, to, outdir)."""
    return Office(require(OFFICE), tmp_path_factory.mktemp("office-profile"))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of the system's Chromium."""
    return require(CHROMIUM)


@pytest.fixture(scope="session")
def pdftoppm() -> Path:
    """Path of Poppler's program that turns the pages of a PDF into pictures."""
    return require(POPPLER)


@pytest.fixture(scope="session")
def impress(soffice: Office) -> Office:
    """LibreOffice with its program for slides, which is a package of its own."""
    require(IMPRESS)
    return soffice


@pytest.fixture(scope="session")
def clamav() -> Path:
    """Path of ClamAV's server; it needs no signatures but those a test gives it."""
    return require(CLAMAV)


@pytest.fixture(scope="session")
def ffmpeg() -> Path:
    """Path of FFmpeg, which makes and plays films."""
    return require(FFMPEG)


# Of a module, not of the session: Playwright leaves its event loop running in this thread, and
# asyncio.run in a later module would refuse to start.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium, started once for a module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(chromium), args=CHROMIUM_ARGUMENTS, headless=True
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in a context of its own, with Vietnamese settings."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield context.new_page()
    context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the programs it needs, so that -m "not office" leaves them out."""
    for item in items:
        for fixture, mark in MARKS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests did not run for want of a program, and how to install it."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    lines = [
        f"BỎ QUA {reasons[tool.reason]} bài vì {tool.reason}"
        for tool in TOOLS
        if reasons[tool.reason]
    ]
    if lines:
        terminalreporter.section("thiếu chương trình / missing programs", sep="!", yellow=True)
        for line in lines:
            terminalreporter.line(line, yellow=True, bold=True)
