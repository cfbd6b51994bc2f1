"""Asking an address of the web whether it answers, and nothing that is nearer than the Internet.

The address comes from a user, so it may be an attack on the network the service stands in:

- a name is resolved once, and every address it resolves to must be allowed; the connection then
  goes to a checked address by number, so nothing resolves the name again (DNS rebinding). The name
  stays in Host and in TLS, whose certificate is verified against it;
- each redirect is judged anew; nothing of one request (cookies, credentials, proxies of the
  environment) reaches the next; only GET;
- all of it ends within one time, however slowly the other side drips; of an answer only the head is
  read (httpcore takes at most 100 KB of it, and 64 KB at once), never the body.
"""

import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import anyio
import httpx
from anyio import CapacityLimiter, to_thread

from app.attachments import addresses, linking
from app.attachments.addresses import Address
from app.errors import Busy

SECONDS = 5.0
AT_ONCE = 4
REDIRECTS = 3
TRIED = 3
"""Addresses of one name that are tried one after the other."""
_MEDIA_TYPE = re.compile(r"[a-z0-9][\w.+-]{0,48}/[a-z0-9][\w.+-]{0,48}")
_MOVED = frozenset({301, 302, 303, 307, 308})


class Failure(StrEnum):
    """Why an address gave no answer.

    A name that is unknown is told like one of a private network, so that nobody learns what names
    that network has.
    """

    REFUSED = "refused"
    NOT_PUBLIC = "not-public"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    BROKEN = "broken"
    REDIRECTS = "redirects"


class Outcome(NamedTuple):
    """What came of it: a status of HTTP (0: none) or a failure, where it ended, of what kind."""

    status: int
    failure: Failure | None
    final_url: str
    media_type: str = ""


class _Failed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the machine resolves it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


@dataclass
class Fetcher:
    """Who asks. `allowed` judges every address and port before anything is sent there."""

    resolve: Callable[[str, int], Sequence[str]] = resolved
    allowed: Callable[[Address, int], bool] = addresses.may_ask
    seconds: float = SECONDS
    trust: ssl.SSLContext | None = None

    @cached_property
    def asking(self) -> CapacityLimiter:
        """How many are asked at the same time."""
        return CapacityLimiter(AT_ONCE)

    @cached_property
    def resolving(self) -> CapacityLimiter:
        """Threads that wait for resolvers; one that hangs keeps its place until it ends."""
        return CapacityLimiter(2 * AT_ONCE)

    async def ask(self, address: str) -> Outcome:
        """What the address answers. Raises Busy."""
        try:
            self.asking.acquire_nowait()
        except anyio.WouldBlock as error:
            raise Busy from error
        try:
            return await self._in_time(address)
        finally:
            self.asking.release()

    async def _in_time(self, address: str) -> Outcome:
        trail = [address]
        try:
            with anyio.fail_after(self.seconds):
                return await self._followed(trail)
        except TimeoutError:
            return Outcome(0, Failure.SILENT, trail[-1])
        except _Failed as failed:
            return Outcome(0, failed.failure, trail[-1])

    async def _followed(self, trail: list[str]) -> Outcome:
        while True:
            answer = await self._answer(trail[-1])
            target = answer.headers.get("location", "")
            if answer.status_code not in _MOVED or not target:
                return Outcome(answer.status_code, None, trail[-1], _media_type(answer))
            if len(trail) > REDIRECTS:
                raise _Failed(Failure.REDIRECTS)
            target = _joined(trail[-1], target)
            if not target or linking.wrong_with(target):
                raise _Failed(Failure.REFUSED)
            trail.append(target)

    async def _answer(self, address: str) -> httpx.Response:
        """The head of the answer, from the first of the checked addresses that can be reached."""
        if linking.wrong_with(address):
            raise _Failed(Failure.REFUSED)
        parts = urlsplit(address)
        host = linking.host_of(parts)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        failure = Failure.UNREACHABLE
        for one in (await self._checked(host, port))[:TRIED]:
            try:
                return await self._sent(address, host, one)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                failure = _failure_of(error)
            if failure is not Failure.UNREACHABLE:
                break
        raise _Failed(failure)

    async def _checked(self, host: str, port: int) -> list[Address]:
        """The addresses of a name, IPv4 first; not one of them may be forbidden."""
        literal = addresses.read(host)
        found: list[Address | None] = [literal]
        if literal is None:
            try:
                told = await to_thread.run_sync(
                    self.resolve, host, port, limiter=self.resolving, abandon_on_cancel=True
                )
            except (OSError, UnicodeError):
                told = ()
            found = [addresses.read(one) for one in dict.fromkeys(told)]
        checked = [one for one in found if one is not None and self.allowed(one, port)]
        if not checked or len(checked) < len(found):
            raise _Failed(Failure.NOT_PUBLIC)
        return sorted(checked, key=lambda one: one.version)

    async def _sent(self, address: str, host: str, checked: Address) -> httpx.Response:
        """One GET to the checked address; what comes back is closed after its head."""
        url = httpx.URL(address)
        url = url.copy_with(host=str(checked), fragment=None)
        named = f"[{host}]" if ":" in host else host
        headers = {
            "Host": named if url.port is None else f"{named}:{url.port}",
            "User-Agent": "ThangDo",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        trust = self.trust if self.trust is not None else True
        async with httpx.AsyncClient(
            verify=trust, trust_env=False, timeout=self.seconds, follow_redirects=False
        ) as client:
            client.headers.clear()
            request = client.build_request(
                "GET", url, headers=headers, extensions={"sni_hostname": host}
            )
            answer = await client.send(request, stream=True)
            await answer.aclose()
            return answer


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return ""


def _media_type(answer: httpx.Response) -> str:
    told = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return told if _MEDIA_TYPE.fullmatch(told) else ""


def _failure_of(error: Exception) -> Failure:
    if isinstance(error, httpx.InvalidURL):
        return Failure.REFUSED
    if any(isinstance(one, ssl.SSLError) for one in _causes(error)):
        return Failure.INSECURE
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Failure.UNREACHABLE
    return Failure.SILENT if isinstance(error, httpx.TimeoutException) else Failure.BROKEN


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
