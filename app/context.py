"""What every route may need, made once by `create_app` and found through the request."""

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from app.attachments.fetching import Fetcher
from app.audit.access import AccessLog
from app.edge.press import Press
from app.edge.uploads import Disk
from app.edge.work import Workshop
from app.editions.service import Editions
from app.imports.marked import Markers
from app.jobs.foreman import Foreman
from app.packages.packer import Packer
from app.province.apart import Makers
from app.settings import Settings
from app.storage.database import Database
from app.web.examples import Examples
from app.web.rendering import Pages
from evidence.antivirus import Antivirus
from evidence.store import Store

# Depends(context) in a route; FastAPI calls it.


@dataclass
class Context:
    """The parts of one running service."""

    settings: Settings
    editions: Editions
    examples: Examples
    pages: Pages
    database: Database
    access: AccessLog
    vault: Store
    disk: Disk
    press: Press
    foreman: Foreman
    workshop: Workshop | None = None

    @cached_property
    def _looking(self) -> CapacityLimiter:
        """Threads of its own, so that scoring never waits behind those who save."""
        return CapacityLimiter(2)

    async def look(self) -> None:
        """Know of every edition that was activated before this request came."""
        await to_thread.run_sync(self.editions.look, self.database, limiter=self._looking)

    @cached_property
    def inspectors(self) -> Disk:
        """Threads in which files are inspected: each waits for a child process of its own."""
        return Disk(self.settings.workers)

    @cached_property
    def packer(self) -> Packer:
        """Who makes packages of documents, by printing processes of their own."""
        return Packer(self.settings.package_processes)

    def close_packer(self) -> None:
        """End what makes packages, if any was made; the next one starts it again."""
        packer = self.__dict__.pop("packer", None)
        if isinstance(packer, Packer):
            packer.close()

    @cached_property
    def makers(self) -> Makers:
        """Who makes tables of many schools: each waits for a child process of its own."""
        return Makers(self.settings.workers, self.settings.waiting)

    @cached_property
    def markers(self) -> Markers:
        """Who marks files of imports: each waits for a child process of its own."""
        return Markers(self.settings.workers, self.settings.waiting)

    @cached_property
    def fetcher(self) -> Fetcher:
        """Who asks addresses of the web, where the operator lets the service do so."""
        return Fetcher()

    @cached_property
    def antivirus(self) -> Antivirus | None:
        """Who is asked about every file, where the operator named one."""
        named = self.settings.clamd
        if not named:
            return None
        return Antivirus(named if named.startswith(("unix:", "tcp://")) else f"tcp://{named}")

    @cached_property
    def version(self) -> str:
        """The version of the program."""
        return version("thangdo")

    @property
    def work(self) -> Workshop:
        """The workshop, open while the service runs."""
        if self.workshop is None:
            raise RuntimeError("the service has not been started: run its lifespan")
        return self.workshop


def context(request: Request) -> Context:
    """The service that the request reached."""
    found = request.app.state.context
    assert isinstance(found, Context)
    return found


async def context_with_editions(request: Request) -> Context:
    """The same, its editions as they are now: for routes that name or list them."""
    found = context(request)
    await found.look()
    return found
