"""Taking the bytes of an upload in: part by part into the back end, then the whole as a file."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from anyio import to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from app.attachments.errors import FileNotAccepted
from app.attachments.files import Kept
from app.attachments.receiving import Wanted, keep, nothing_more, told
from app.context import Context
from app.edge.bodies import ClientGone
from app.edge.uploads import PIECE, Received
from app.errors import Reason, ServiceError, ShapeWrong, Unexpected
from app.uploads import service
from app.uploads.service import LEASE, Begun, Place
from app.visit import Visit
from evidence.store import Arrival, Store, whole

PART_BYTES = 8 * 1024 * 1024
"""What a killed worker can lose of a transfer; object storage takes parts of this size well."""


async def take_in(request: Request, visit: Visit, place: Place, offset: int) -> int:
    """Add the body to the upload; the new offset.

    A body that breaks off counts as far as it came. Raises what `service.begin` raises, what the
    gate raises of a body on its way, what the vault raises, and of the whole file what a plain
    upload raises.
    """
    begun = await to_thread.run_sync(_begin, visit, place, offset)
    taking = _Taking(visit, begun)
    try:
        return await taking.all_of(request)
    finally:
        await to_thread.run_sync(_let_go, visit, taking.begun)


class _Taking:
    """One request's share of an upload."""

    def __init__(self, visit: Visit, begun: Begun) -> None:
        self.begun = begun
        self._visit = visit
        self._context = visit.service
        self._renewed = asyncio.get_running_loop().time()

    async def all_of(self, request: Request) -> int:
        pieces = _pieces(request, self.begun.length - self.begun.received)
        more = True
        while more:
            more = await self._part(pieces)
            if self.begun.received == self.begun.length:
                break
        return self.begun.received

    async def _part(self, pieces: AsyncIterator[bytes]) -> bool:
        """Take in at most one part; whether more may come. The last one makes the file."""
        disk, begun = self._context.disk, self.begun
        broken: Exception | None = None
        ended = True
        with told():
            arrival = await disk.do(self._arriving)
            with arrival:
                try:
                    async for piece in pieces:
                        await disk.do(arrival.write, piece)
                        await self._renew()
                        if arrival.size >= PART_BYTES:
                            ended = False
                            break
                except (ClientGone, ClientDisconnect, ServiceError) as error:
                    broken = error  # what came until here is kept all the same
                size = arrival.size
                if size:
                    await disk.do(arrival.keep)
        complete = begun.received + size == begun.length
        if complete and not isinstance(broken, ServiceError):
            await self._finish()  # also for a client that left at the very end
            return False
        if size and not complete:
            self.begun = await to_thread.run_sync(self._advance, size)
        if broken is not None:
            raise broken
        return not ended

    def _arriving(self) -> Arrival:
        begun = self.begun
        return self._context.vault.arriving_part(
            begun.tenant_id,
            begun.place.upload_id,
            begun.part,
            begun.length - begun.received,
        )

    def _advance(self, size: int) -> Begun:
        with self._visit.writing() as work:
            return service.advance(work.session, self.begun, size, work.at)

    async def _finish(self) -> None:
        """All parts are safe: judge the whole, keep it, make it the evidence's."""
        begun, context = self.begun, self._context
        holding = asyncio.create_task(self._hold())
        try:
            kept = await _assembled(context, begun)
        except FileNotAccepted as error:
            await to_thread.run_sync(self._refuse, error)
            await context.disk.do(context.vault.drop_parts, begun.tenant_id, begun.place.upload_id)
            raise
        finally:
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)
        await to_thread.run_sync(self._done, kept)
        self.begun = begun._replace(received=begun.length)
        with told():
            await context.disk.do(context.vault.drop_parts, begun.tenant_id, begun.place.upload_id)

    async def _renew(self) -> None:
        """A slow line takes minutes for a part: the lease is renewed in the meantime."""
        now = asyncio.get_running_loop().time()
        if now - self._renewed > LEASE.total_seconds() / 3:
            self._renewed = now
            await to_thread.run_sync(self._hold_on, LEASE)

    async def _hold(self) -> None:
        """Keep the lease while the whole is put together and judged, until cancelled."""
        while True:
            await to_thread.run_sync(self._hold_on, LEASE)
            await asyncio.sleep(LEASE.total_seconds() / 3)

    def _hold_on(self, time: timedelta) -> None:
        with self._visit.writing() as work:
            service.hold_on(work.session, self.begun, work.at + time)

    def _refuse(self, error: FileNotAccepted) -> None:
        with self._visit.writing() as work:
            service.refuse(work.session, self.begun, error.detail)

    def _done(self, kept: Kept) -> None:
        with self._visit.writing() as work:
            service.finish(work, self.begun, kept, self._context.vault, self._context.settings)


async def _assembled(context: Context, begun: Begun) -> Kept:
    """The parts as one object; its hash is of what lies in the back end, whoever brought it."""
    received = Received([])
    received.file_name, received.declared = begun.file_name, begun.declared
    with told():
        arrival = await context.disk.do(
            context.vault.arriving, begun.tenant_id, context.settings.max_file_bytes
        )
        with arrival:
            await context.disk.do(_pour, context.vault, begun, arrival)
            if arrival.size != begun.length:
                raise Unexpected
            wanted = Wanted(begun.tenant_id, begun.kinds)
            kept, _ = await keep(context, arrival, received, wanted, nothing_more)
    return kept


def _pour(vault: Store, begun: Begun, arrival: Arrival) -> None:
    for piece in whole(vault, begun.tenant_id, begun.place.upload_id, (*begun.parts, begun.part)):
        arrival.write(piece)


async def _pieces(request: Request, room: int) -> AsyncIterator[bytes]:
    """The body in pieces worth a thread's while. Raises ShapeWrong past what was promised."""
    held = bytearray()
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > room:
                message = "Nhiều byte hơn Upload-Length đã báo: hãy tạo lại lượt gửi."
                raise ShapeWrong(reasons=(Reason("Upload-Length", "length", message),))
            held += chunk
            while len(held) >= PIECE:
                yield bytes(held[:PIECE])
                del held[:PIECE]
    except (ClientGone, ClientDisconnect):
        if held:
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


def _begin(visit: Visit, place: Place, offset: int) -> Begun:
    with visit.writing() as work:
        return service.begin(work, place, offset)


def _let_go(visit: Visit, begun: Begun) -> None:
    with visit.service.database.writing() as session:
        service.let_go(session, begun)
