"""A table on its way into the vault: who may bring it in is judged before it has come.

The texts beside the file stand before it, so that its first piece already knows where it goes.
"""

from contextlib import ExitStack

from anyio import to_thread
from fastapi import Request

from app.attachments.errors import AntivirusSilent, FileJustPruned
from app.attachments.receiving import told
from app.context import Context
from app.edge.attachments import safe_name
from app.edge.multipart import Parts, wrong_field
from app.edge.uploads import FILE, Received, receive_file
from app.imports import service
from app.imports.models import ImportBatch, ImportKind
from app.imports.service import Came, Wanted
from app.imports.vaulted import kind_kept, note
from app.visit import Visit
from evidence.antivirus import scan
from evidence.errors import AntivirusUnavailable
from evidence.store import Arrival, Stored

TEXTS = frozenset({"kind", "body_id", "campaign_id", "side", *service.SAID})


async def taken(request: Request, visit: Visit, extra: frozenset[str] = frozenset()) -> ImportBatch:
    """The request's file as a new import; its dry run waits to be done.

    `extra` names texts that a page sends besides. Raises what `service.admitted` raises, what the
    edge raises of bodies, FileTooLarge, FileNotAccepted, AntivirusSilent, VaultFull,
    VaultUnavailable, FileJustPruned.
    """
    disk, limit = visit.service.disk, visit.service.settings.max_import_bytes
    with told(), ExitStack() as stack:
        sink = _Coming(request, visit, limit, stack)
        received = await receive_file(request, sink, TEXTS | extra, disk)
        arrival = sink.arrival
        if arrival is None:
            raise wrong_field(FILE, "là tệp rỗng")
        _same(sink.wanted, wanted_of(received))
        kept = await visit.service.inspectors.do(_judged, visit.service, arrival)
        return await to_thread.run_sync(_created, visit, sink.wanted, kept, received)


def wanted_of(texts: Parts) -> Wanted:
    """What the texts beside a file say. Raises ShapeWrong."""
    kind = texts.text("kind", ImportKind.RESULTS.value)
    if kind not in set(ImportKind):
        raise wrong_field("kind", f"phải là một trong: {', '.join(ImportKind)}")
    body_id, campaign_id = texts.text("body_id"), texts.text("campaign_id")
    if not body_id:
        raise wrong_field("body_id", "còn trống; các trường phải đứng trước tệp")
    side = texts.text("side") or "self"
    said = tuple((name, text) for name in service.SAID if (text := texts.text(name)))
    return Wanted(ImportKind(kind), body_id, campaign_id or None, side, said)


class _Coming:
    """Where the file goes: its place in the vault is made when its first piece comes."""

    def __init__(self, request: Request, visit: Visit, limit: int, stack: ExitStack) -> None:
        self.arrival: Arrival | None = None
        self.wanted: Wanted
        self._request, self._visit, self._limit, self._stack = request, visit, limit, stack

    def write(self, chunk: bytes) -> None:
        """Take more bytes in; called in threads, one after the other."""
        if self.arrival is None:
            self.wanted = wanted_of(Parts(self._request.state.texts))
            with self._visit.reading() as work:
                batch = service.admitted(work.session, work.actor, self.wanted, work.who)
            vault = self._visit.service.vault
            self.arrival = self._stack.enter_context(vault.arriving(batch.tenant_id, self._limit))
        self.arrival.write(chunk)


def _same(before: Wanted, after: Wanted) -> None:
    """Refuse texts that came behind the file: it went by those before it."""
    if before != after:
        raise wrong_field(FILE, "phải đứng sau các trường khác")


def _judged(parts: Context, arrival: Arrival) -> tuple[Stored, str]:
    with arrival.content() as content:
        if parts.antivirus is not None:
            try:
                scan(content, parts.antivirus)
            except AntivirusUnavailable as error:
                raise AntivirusSilent from error
        kind = kind_kept(content)
    return arrival.keep(), kind


def _created(
    visit: Visit, wanted: Wanted, kept: tuple[Stored, str], received: Received
) -> ImportBatch:
    stored, kind = kept
    came = Came(stored.sha256, stored.size, safe_name(received.file_name))
    with visit.writing() as work:
        batch = service.admitted(work.session, work.actor, wanted, work.who)
        note(work.session, batch.tenant_id, stored, kind, work.at)
        if not visit.service.vault.exists(batch.tenant_id, stored.sha256):
            raise FileJustPruned  # its row is held now, so from here on it stays
        batch = service.create(work.session, batch, came, work.who)
    visit.service.foreman.news()
    return batch
