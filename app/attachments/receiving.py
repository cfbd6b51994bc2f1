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
from app.attachments.inspecting import Examined, Question, examining, kept_copy
from app.context import Context
from app.edge.attachments import safe_name
from app.edge.bodies import megabytes
from app.edge.uploads import Received, receive_file
from app.errors import Reason
from criteria.edition import Edition
from evidence.errors import FileRefused, ObjectTooLarge, StoreFull, StoreUnavailable
from evidence.kinds import INSPECTED_KINDS, Kind
from evidence.store import Arrival

T = TypeVar("T")

ROOM_FOR_TEXTS = 64 * 1024
"""What the texts beside a file, and the lines between the parts, may take."""
_ADDRESSES = re.compile(
    r"(?:/api/v1)?/[^/]+/[^/]+/(?:(?:evidence|objections)/[^/]+/files|signed-report|file)"
    r"|/ho-so/[^/]+/(?:minh-chung/[^/]+/tep|ban-ky)"
    r"|/api/v1/imports|/nhap-du-lieu"
)
_PIECES = re.compile(r"/api/v1/dossiers/[^/]+/evidence/[^/]+/uploads/[^/]+")
_METHODS = {"POST": _ADDRESSES, "PATCH": _PIECES}


def brings_file(scope: Scope) -> bool:
    """Whether a request's body goes to the vault piece by piece."""
    addresses = _METHODS.get(scope["method"])
    return addresses is not None and addresses.fullmatch(scope["path"]) is not None


class Wanted(NamedTuple):
    """What may come: under which tenant, which kinds, and the texts beside the file."""

    tenant_id: str
    kinds: Collection[Kind] = INSPECTED_KINDS
    texts: frozenset[str] = frozenset()


def kinds_of(edition: Edition) -> frozenset[Kind]:
    """What evidence may be under an edition: what it names, else all that is inspected."""
    return frozenset(map(Kind, edition.evidence_kinds)) or frozenset(INSPECTED_KINDS)


Look = Callable[[Received, Kind, BinaryIO], T]


async def receive(
    request: Request, service: Context, wanted: Wanted, look: Look[T]
) -> tuple[Kept, T]:
    """Read the request into the vault; `look` judges it, after inspection, before it is kept.

    Raises what the edge raises of bodies, FileNotAccepted, FileTooLarge, NotInspected,
    AntivirusSilent, VaultFull, VaultUnavailable, and what `look` raises.
    """
    limit = service.settings.max_file_bytes
    with told():
        arrival = await service.disk.do(service.vault.arriving, wanted.tenant_id, limit)
        with arrival:
            received = await receive_file(request, arrival, wanted.texts, service.disk)
            return await keep(service, arrival, received, wanted, look)


async def keep(
    service: Context, arrival: Arrival, received: Received, wanted: Wanted, look: Look[T]
) -> tuple[Kept, T]:
    """Judge what has arrived, in threads for that alone, and keep it with what others may see.

    Raises FileRefused, NotInspected, AntivirusSilent, what the vault raises and what `look` does.
    """
    return await service.inspectors.do(_judge_and_keep, service, arrival, received, wanted, look)


def nothing_more(_received: Received, _kind: Kind, _content: BinaryIO) -> None:
    """For evidence: inspection is all that judges it."""


def _judge_and_keep(
    service: Context, arrival: Arrival, received: Received, wanted: Wanted, look: Look[T]
) -> tuple[Kept, T]:
    question = Question(received.file_name, received.declared, frozenset(wanted.kinds))
    with arrival.content() as content, examining(service, content, question) as (found, copy):
        content.seek(0)
        seen = look(received, found.kind, content)
        stored = arrival.keep()
        shown = kept_copy(service.vault, wanted.tenant_id, copy) if found.copy else None
        told = Examined(found, service.antivirus is not None, service.version, shown)
    return Kept(stored, found.kind, safe_name(received.file_name), told), seen


@contextmanager
def told() -> Iterator[None]:
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
