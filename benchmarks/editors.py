"""Editors at work: a small invented province in a database, and clients that save answer by answer.

The clients speak plain HTTP over kept connections, so that they cost little beside the service.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from app.accounts.actor import Scope, hashed
from app.accounts.models import Account, ApiToken, Role, RoleGrant
from app.bodies.models import Body, BodyKind
from app.campaigns.models import Campaign, CampaignState, ExternalStart
from app.dossiers.models import Dossier, DossierState
from app.index.models import StoredEdition
from app.index.service import keep_shipped
from criteria.loader import shipped

_FOUNDED = date(2020, 1, 1)
OK = 200


def furnish(session: Session, schools: int) -> None:
    """Schools with an empty dossier and an editor each; the token of school 7 is `token-7`."""
    keep_shipped(session)
    edition = session.exec(
        select(StoredEdition.sha256).where(StoredEdition.edition_id == "thangdo.qd-4725")
    ).first()
    assert edition is not None
    at = datetime.now(UTC)
    for kind, manages in (("so", True), ("th", False)):
        session.add(
            BodyKind(code=kind, title=kind, school_levels=[], manages=manages, issues_codes=manages)
        )
    session.flush()
    session.add(_body("so", "so"))
    session.flush()
    session.add(
        Campaign(
            id="dot",
            tenant_id="so",
            owner_id="so",
            title="Đợt minh họa",
            school_year="2026-2027",
            state=CampaignState.OPEN,
            external_start=ExternalStart.COPY,
            created_at=at,
        )
    )
    numbers = range(schools)
    session.add_all([_body(f"truong{number}", "th") for number in numbers])
    hire(session, numbers, at)
    session.add_all([_dossier(number, edition, at) for number in numbers])
    session.flush()


def hire(session: Session, numbers: Sequence[int], at: datetime) -> None:
    """An editor at each of the schools `truong7`, with the token `token-7`."""
    session.add_all([_account(number, at) for number in numbers])
    session.flush()
    for number in numbers:
        session.add(
            RoleGrant(
                account_id=f"nguoi{number}",
                role=Role.SCHOOL_EDITOR,
                body_id=f"truong{number}",
                granted_at=at,
            )
        )
        session.add(_token(number, at))
    session.flush()


def _body(name: str, kind: str) -> Body:
    return Body(id=name, tenant_id="so", kind=kind, school_levels=[], founded_on=_FOUNDED)


def _account(number: int, at: datetime) -> Account:
    return Account(
        id=f"nguoi{number}",
        email=f"nguoi{number}@truong.example",
        name=f"Người minh họa {number}",
        created_at=at,
    )


def _token(number: int, at: datetime) -> ApiToken:
    return ApiToken(
        account_id=f"nguoi{number}",
        name="minh họa",
        token_hash=hashed(f"token-{number}"),
        hint="token",
        scopes=list(Scope),
        created_at=at,
        expires_at=at + timedelta(days=1),
    )


def _dossier(number: int, edition: str, at: datetime) -> Dossier:
    return Dossier(
        id=f"hoso{number}",
        tenant_id="so",
        campaign_id="dot",
        body_id=f"truong{number}",
        kind="th",
        school_levels=["tieu_hoc"],
        body_name=f"Trường minh họa {number}",
        assessing_body_id="so",
        recognising_body_id="so",
        edition_sha256=edition,
        state=DossierState.DRAFTING,
        created_at=at,
    )


def items() -> list[str]:
    """The items that take points."""
    edition = shipped("thangdo.qd-4725")
    return [code for code, item in edition.items.items() if not item.mandatory]


@dataclass
class Editor:
    """One editor: saves the items of a dossier round and round, each over its own version."""

    port: int
    path: str
    token: str
    codes: Sequence[str]
    versions: dict[str, int] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    """Seconds that each save took."""
    begun: list[float] = field(default_factory=list)
    """When each of them began (`time.perf_counter`)."""
    over: bool = False
    """Set to end before the time."""

    async def work(self, until: float) -> None:
        """Save until then (`time.perf_counter`). Raises RuntimeError on any other answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        turn = 0
        while time.perf_counter() < until and not self.over:
            code = self.codes[turn % len(self.codes)]
            turn += 1
            begun = time.perf_counter()
            writer.write(self._request(code))
            status, body = await _answer(reader)
            if status != OK:
                raise RuntimeError(f"{status}: {body[:300]!r}")
            self.taken.append(time.perf_counter() - begun)
            self.begun.append(begun)
            self.versions[code] = self.versions.get(code, 0) + 1
        writer.close()

    def _request(self, code: str) -> bytes:
        body = json.dumps({"award": "1.5", "comment": "Có quyết định và nhật ký sử dụng."}).encode()
        version = self.versions.get(code, 0)
        head = (
            f"PUT {self.path.format(item=code)} HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f'If-Match: "{version}"\r\n'
        )
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        return f"{head}\r\n".encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next(
        int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")
    )
    return int(lines[0].split()[1]), await reader.readexactly(length)


def drive(editors: Sequence[Editor], seconds: float) -> tuple[float, list[float]]:
    """All of them at once; saves per second, and how long each save took."""

    async def all_at_once() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(editor.work(until) for editor in editors))

    for editor in editors:
        editor.taken.clear()
        editor.begun.clear()
    begun = time.perf_counter()
    asyncio.run(all_at_once())
    spent = time.perf_counter() - begun
    taken = [one for editor in editors for one in editor.taken]
    return len(taken) / spent, taken
