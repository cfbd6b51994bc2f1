"""No test reaches a machine other than this one."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class NetworkRefused(RuntimeError):
    """A test tried to reach another machine."""


def is_this_machine(address: object) -> bool:
    """Whether a socket address names a loopback address or a local file."""
    if not isinstance(address, tuple):
        return True  # a unix socket's path, or netlink: neither leaves the machine
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(method: Callable[..., Any], position: int) -> Callable[..., Any]:
    """The socket method, refusing any address elsewhere; position counts from the end."""

    def call(this: socket.socket, *arguments: Any) -> Any:  # noqa: ANN401 - passes anything through
        if not is_this_machine(arguments[position]):
            raise NetworkRefused(
                f"the tests use no network, but one called {arguments[position]!r}"
            )
        return method(this, *arguments)

    return call


def guarded_lookup(method: Callable[..., Any]) -> Callable[..., Any]:
    """Name resolution, refusing any name but this machine's."""

    def look_up(host: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - passes through
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_this_machine((name, 0)):
            raise NetworkRefused(f"the tests use no network, but one looked up {name!r}")
        return method(host, *arguments, **options)

    return look_up


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection, datagram and look-up that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect, 0))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, 0))
        patch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, -1))
        patch.setattr(socket, "getaddrinfo", guarded_lookup(socket.getaddrinfo))
        yield
