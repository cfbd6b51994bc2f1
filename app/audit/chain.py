"""Appending to a chain. The chain's end is a row that the caller's transaction already holds.

`hash = SHA-256(chain ‖ previous ‖ number ‖ at ‖ account ‖ act ‖ payload_hash)`, in canonical JSON:
a changed, removed, reordered or inserted row is found, also one that was moved from another chain,
and a truncated chain against a sealed head (`app.audit.seal`).
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from app.audit.models import AuditPayload, AuditRow, ChainHead
from app.dossiers.models import Dossier
from app.storage.database import locked

INSTALLATION = "installation"
"""Stands for a body in the chain of what belongs to none."""


class Who(NamedTuple):
    """On whose account an act happens, and when (UTC)."""

    account_id: str | None
    at: datetime


def canonical(content: object) -> bytes:
    """Canonical JSON: sorted keys, NFC, decimals as plain strings, UTF-8 without white space."""
    text = json.dumps(
        _plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def record_on_dossier(
    session: Session, dossier: Dossier, who: Who, act: str, payload: Mapping[str, object]
) -> None:
    """Append to the dossier's chain; the caller holds the dossier's row (`locked`)."""
    number, previous = dossier.chain_length + 1, dossier.chain_head
    chain = dossier_chain(dossier.id)
    dossier.chain_head = _append(session, chain, number, previous, who, act, payload)
    dossier.chain_length = number


def record_on_body(
    session: Session, body_id: str, who: Who, act: str, payload: Mapping[str, object]
) -> None:
    """Append to a body's chain (`installation` for what belongs to no body)."""
    chain = f"body:{body_id}"
    head = _held(session, chain)
    number = head.length + 1
    head.head = _append(session, chain, number, head.head, who, act, payload)
    head.length = number


def dossier_chain(dossier_id: str) -> str:
    """The name of a dossier's chain."""
    return f"dossier:{dossier_id}"


def link(  # noqa: PLR0913, PLR0917 - the end of a chain, and what to hang on it
    chain: str, number: int, previous: str, who: Who, act: str, payload: Mapping[str, object]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The next row of a chain and its payload, as columns: for who writes them himself."""
    return linked(chain, number, previous, who, act, canonical(payload))


def linked(  # noqa: PLR0913, PLR0917 - the end of a chain, and what to hang on it
    chain: str, number: int, previous: str, who: Who, act: str, content: bytes
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same for a payload that is canonical JSON already."""
    digest = payload_hash(content)
    row = {
        "chain": chain,
        "number": number,
        "at": who.at,
        "account_id": who.account_id,
        "act": act,
        "payload_hash": digest,
        "previous": previous,
        "hash": _hash(chain, previous, number, who.at, who.account_id, act, digest),
    }
    return row, {"chain": chain, "number": number, "content": content.decode()}


def row_hash(row: AuditRow | Row[Any]) -> str:
    """The hash that `row` must carry."""
    return _hash(
        row.chain, row.previous, row.number, row.at, row.account_id, row.act, row.payload_hash
    )


def payload_hash(content: bytes) -> str:
    """The hash by which the chain knows a payload."""
    return hashlib.sha256(content).hexdigest()


def _held(session: Session, chain: str) -> ChainHead:
    """The head of a body's chain, its row held; the first act makes it."""
    wanted = select(ChainHead).where(ChainHead.chain == chain)
    found = locked(session, wanted)
    if found is None:
        # Two first acts at once: the second waits here for the first and then finds its row.
        kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        row = {"chain": chain, "length": 0, "head": ""}
        session.connection().execute(kind.insert(ChainHead).values(row).on_conflict_do_nothing())
        found = locked(session, wanted)
    assert found is not None
    return found


def _append(  # noqa: PLR0913, PLR0917 - the end of a chain, and one row to hang on it
    session: Session,
    chain: str,
    number: int,
    previous: str,
    who: Who,
    act: str,
    payload: Mapping[str, object],
) -> str:
    row, told = link(chain, number, previous, who, act, payload)
    session.add(AuditRow(**row))
    session.add(AuditPayload(**told))
    return str(row["hash"])


def _hash(  # noqa: PLR0913, PLR0917 - exactly the columns that the chain protects
    chain: str,
    previous: str,
    number: int,
    at: datetime,
    account_id: str | None,
    act: str,
    digest: str,
) -> str:
    moment = at.isoformat(timespec="microseconds")
    return hashlib.sha256(
        canonical([chain, previous, number, moment, account_id, act, digest])
    ).hexdigest()


def _plain(content: object) -> object:  # noqa: PLR0911 - one line per kind of value
    # The commonest first: a snapshot has thousands of texts.
    if isinstance(content, str):
        return _composed(content)
    if content is None or isinstance(content, bool | int):
        return content
    if isinstance(content, dict | Mapping):
        return {_composed(str(key)): _plain(one) for key, one in content.items()}
    if isinstance(content, list | tuple | set | frozenset):
        rows = sorted(content) if isinstance(content, set | frozenset) else content
        return [_plain(one) for one in rows]
    if isinstance(content, Decimal):
        return format(content, "f")
    if isinstance(content, datetime):
        return content.isoformat(timespec="microseconds")
    return str(content)


def _composed(text: str) -> str:
    """NFC, without the look at every letter where there is nothing to compose."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
