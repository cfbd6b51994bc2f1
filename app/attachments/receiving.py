"""Taking a file in: from the network into the vault, judged before anything counts.

Nothing is left behind by what is refused, cut off or too large. A file that reached the vault but
not its record (the dossier was closed meanwhile) is an object that nobody names; pruning finds it.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, TypeVar

from fastapi import Request
from starlette.types import Scope

from app.attachments.errors import FileNotAccepted, FileTooLarge, VaultFull, VaultUnavailable
from app.attachments.files import Kept
from app.context import Context
from app.edge.attachments import safe_name
from app.edge.bodies import megabytes
from app.edge.uploads import Received, receive_file
from app.errors import Reason
from evidence.errors import FileRefused, ObjectTooLarge, StoreFull, StoreUnavailable
from evidence.kinds import EVERY_KIND, Kind, kind_of
from evidence.store import Arrival, Stored

T = TypeVar("T")

ROOM_FOR_TEXTS = 64 * 1024
"""What the texts beside a file, and the lines between the parts, may take."""
_ADDRESSES = re.compile(
    r"(?:/api/v1)?/[^/]+/[^/]+/(?:(?:evidence|objections)/[^/]+/files|signed-report|file)"
    r"|/ho-so/[^/]+/(?:minh-chung/[^/]+/tep|ban-ky)"
)


def brings_file(scope: Scope) -> bool:
    """Whether a request's body goes to the vault piece by piece."""
    return scope["method"] == "POST" and _ADDRESSES.fullmatch(scope["path"]) is not None


class Wanted(NamedTuple):
    """What may come: under which tenant, which kinds, and the texts beside the file."""

    tenant_id: str
    kinds: Collection[Kind] = EVERY_KIND
    texts: frozenset[str] = frozenset()


Look = Callable[[Received, Kind, BinaryIO], T]


async def receive(
    request: Request, service: Context, wanted: Wanted, look: Look[T]
) -> tuple[Kept, T]:
    """Read the request into the vault; `look` judges it, in the workshop, before it is kept.

    Raises what the edge raises of bodies, FileNotAccepted, FileTooLarge, VaultFull,
    VaultUnavailable, Busy, and what `look` raises.
    """
    limit = service.settings.max_file_bytes
    with _told():
        arrival = await service.disk.do(service.vault.arriving, wanted.tenant_id, limit)
        with arrival:
            received = await receive_file(request, arrival, wanted.texts, service.disk)
            kind = await service.disk.do(_kind, arrival, received, wanted.kinds)
            seen = await service.work.do(_look, arrival, received, kind, look)
            stored: Stored = await service.disk.do(arrival.keep)
    return Kept(stored, kind, safe_name(received.file_name)), seen


def nothing_more(_received: Received, _kind: Kind, _content: BinaryIO) -> None:
    """For evidence: its kind is all that is judged."""


def _kind(arrival: Arrival, received: Received, allowed: Collection[Kind]) -> Kind:
    with arrival.content() as content:
        return kind_of(content, received.file_name, received.declared, allowed)


def _look(arrival: Arrival, received: Received, kind: Kind, look: Look[T]) -> T:
    with arrival.content() as content:
        return look(received, kind, content)


@contextmanager
def _told() -> Iterator[None]:
    """What the vault says, in the service's words."""
    try:
        yield
    except FileRefused as error:
        reason = Reason("file", error.reason, str(error))
        raise FileNotAccepted(str(error), (reason,)) from error
    except ObjectTooLarge as error:
        shown = megabytes(error.limit)
        raise FileTooLarge(f"Mỗi tệp không quá {shown} MB. {FileTooLarge.said}") from error
    except StoreFull as error:
        raise VaultFull from error
    except StoreUnavailable as error:
        raise VaultUnavailable from error
