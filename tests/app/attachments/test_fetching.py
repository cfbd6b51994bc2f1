"""The service opens an address of the web, and an attacker's address leads it nowhere nearer."""

import socket
import ssl
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.attachments.addresses import is_public, may_ask
from app.attachments.fetching import AT_ONCE, Failure, Fetcher, Outcome
from app.clock import now
from app.errors import Busy
from tests.app.attachments.far_away import (
    HERE,
    NAME,
    OK,
    Machine,
    Names,
    fetcher,
    machine,
    moves_to,
    says,
)

SHORT = 0.3
"""Seconds after which a machine that drips is given up, in place of five."""


def ask(of: Fetcher, address: str) -> Outcome:
    """What came of it."""
    return anyio.run(of.ask, address)


def at(there: Machine, path: str = "/") -> str:
    """An address of the machine."""
    return f"http://{NAME}:{there.port}{path}"


def unasked(host: str, _port: int) -> Sequence[str]:
    """A resolver that nobody may ask."""
    raise AssertionError(host)


def told(*answers: str) -> Fetcher:
    """The service's own rule, and a name that resolves to these."""
    return Fetcher(Names({NAME: [list(answers)]}))


def test_a_page_that_answers_is_told_with_its_kind() -> None:
    with machine(says(OK)) as there:
        found = ask(fetcher(there), at(there, "/a?b=c#d"))
        head, *lines = there.heard[0].decode().split("\r\n")
    assert found == Outcome(200, None, at(there, "/a?b=c#d"), "text/html")
    assert head == "GET /a?b=c HTTP/1.1"
    assert {one.partition(":")[0].lower() for one in lines if one} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
    }
    assert f"Host: {NAME}:{there.port}" in lines


def test_an_error_of_the_page_is_told_as_its_status() -> None:
    with machine(says(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) as there:
        assert ask(fetcher(there), at(there))[:2] == (404, None)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://8.8.8.8:22/",
        "http://8.8.8.8:8080/",
    ],
)
def test_a_number_that_is_not_public_or_another_port_is_never_asked(address: str) -> None:
    assert ask(Fetcher(unasked), address) == Outcome(0, Failure.NOT_PUBLIC, address)


@pytest.mark.parametrize(
    "address",
    [
        "http://0x7f000001/",
        "http://2130706433/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://localhost/",
        "http://localhost./",
        "http://[fe80::1%25eth0]/",
        "http://ten:khoa@trang.example/",
        "http://trang.example\\@127.0.0.1/",
        "ftp://trang.example/",
    ],
)
def test_what_is_no_real_address_is_not_even_resolved(address: str) -> None:
    assert ask(Fetcher(unasked), address).failure is Failure.REFUSED


@pytest.mark.parametrize(
    "answers",
    [
        ("127.0.0.1",),
        ("8.8.8.8", "10.0.0.1"),
        ("2606:4700::1111", "::1"),
        ("8.8.8.8", "fe80::1%eth0"),
        ("8.8.8.8", "not an address"),
        (),
    ],
)
def test_every_address_of_a_name_must_be_public(answers: tuple[str, ...]) -> None:
    assert ask(told(*answers), f"http://{NAME}/").failure is Failure.NOT_PUBLIC


def test_an_unknown_name_is_told_like_a_private_one() -> None:
    assert ask(Fetcher(Names({})), f"http://{NAME}/").failure is Failure.NOT_PUBLIC


def test_one_forbidden_address_beside_an_allowed_one_and_nothing_is_sent() -> None:
    with machine(says(OK)) as there:
        found = ask(fetcher(there, Names({NAME: [[HERE, "127.0.0.2"]]})), at(there))
    assert found.failure is Failure.NOT_PUBLIC
    assert there.heard == []


def test_a_name_is_resolved_once_so_a_second_answer_changes_nothing() -> None:
    names = Names({NAME: [[HERE], ["10.0.0.1"]]})
    with machine(says(OK)) as there:
        assert ask(fetcher(there, names), at(there)).status == 200
    assert names.asked == [NAME]


@pytest.mark.parametrize(
    ("target", "failure"),
    [
        ("http://169.254.169.254/latest/", Failure.NOT_PUBLIC),
        ("http://[::1]/", Failure.NOT_PUBLIC),
        ("http://khac.example/", Failure.NOT_PUBLIC),
        (f"//{HERE}:22/", Failure.NOT_PUBLIC),
        ("http://2130706433/", Failure.REFUSED),
        ("http://ten:khoa@khac.example/", Failure.REFUSED),
        ("file:///etc/passwd", Failure.REFUSED),
        ("gopher://khac.example/", Failure.REFUSED),
        ("http://[/", Failure.REFUSED),
        ("/" + "a" * 2000, Failure.REFUSED),
    ],
)
def test_where_a_page_moves_to_is_judged_anew(target: str, failure: Failure) -> None:
    with machine(moves_to(target)) as there:
        found = ask(fetcher(there), at(there))
    assert found.failure is failure
    assert len(there.heard) == 1


def test_a_redirect_is_followed_without_what_came_before() -> None:
    def once(line: socket.socket, there: Machine) -> None:
        first = len(there.heard) == 1
        cookie = (
            b"HTTP/1.1 302 Found\r\nSet-Cookie: a=b\r\nLocation: /sau\r\nContent-Length: 0\r\n\r\n"
        )
        line.sendall(cookie if first else OK)

    with machine(once) as there:
        assert ask(fetcher(there), at(there)) == Outcome(200, None, at(there, "/sau"), "text/html")
    assert b"cookie" not in there.heard[1].lower()
    assert b"referer" not in there.heard[1].lower()


def test_a_page_that_moves_in_a_circle_is_left_after_three() -> None:
    with machine(moves_to("/")) as there:
        assert ask(fetcher(there), at(there)).failure is Failure.REDIRECTS
    assert len(there.heard) == 4


def test_a_body_without_end_is_not_read() -> None:
    def endless(line: socket.socket, there: Machine) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
        while not there.stopped.is_set():
            line.sendall(b"a" * 65536)

    with machine(endless) as there:
        found = ask(fetcher(there), at(there))
    assert (found.status, found.media_type) == (200, "video/mp4")


def test_a_head_that_drips_is_given_up() -> None:
    def drip(line: socket.socket, there: Machine) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        while not there.stopped.wait(0.02):
            line.sendall(b"a: b\r\n")

    with machine(drip) as there:
        assert ask(fetcher(there, seconds=SHORT), at(there)).failure is Failure.SILENT


def test_a_resolver_that_hangs_is_given_up() -> None:
    with machine(says(OK)) as there:

        def hang(_host: str, _port: int) -> Sequence[str]:
            there.stopped.wait(5)
            return [HERE]

        slow = fetcher(there, seconds=SHORT)
        slow.resolve = hang

        async def given_up() -> Outcome:
            found = await slow.ask(at(there))
            there.stopped.set()
            return found

        assert anyio.run(given_up).failure is Failure.SILENT
        assert there.heard == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n" + b"a: " + b"b" * 2_000_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_answer_of_the_web_is_told_so(answer: bytes) -> None:
    with machine(says(answer)) as there:
        assert ask(fetcher(there), at(there)).failure is Failure.BROKEN


def test_nobody_there_is_told_so() -> None:
    with machine(says(OK)) as there:
        gone = fetcher(there)
    assert ask(gone, at(there)).failure is Failure.UNREACHABLE


def secure(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A machine's certificate of that name, and a client that trusts its authority alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Minh họa")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    machines, clients = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    with tempfile.NamedTemporaryFile() as file:
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write(private + pem)
        file.flush()
        machines.load_cert_chain(file.name)
    clients.load_verify_locations(cadata=pem.decode())
    return machines, clients


def test_a_certificate_is_verified_against_the_name_though_a_number_is_called() -> None:
    machines, clients = secure(NAME)
    names: list[str | None] = []
    machines.sni_callback = lambda _line, name, _context: names.append(name)
    with machine(says(OK), machines) as there:
        found = ask(fetcher(there, trust=clients), f"https://{NAME}:{there.port}/")
    assert found.status == 200
    assert names == [NAME]


@pytest.mark.parametrize(("name", "trusted"), [("khac.example", True), (NAME, False)])
def test_a_certificate_of_another_name_or_authority_is_refused(name: str, trusted: bool) -> None:  # noqa: FBT001 - a parameter of the test
    machines, clients = secure(name)
    with machine(says(OK), machines) as there:
        asking = fetcher(there, trust=clients if trusted else None)
        found = ask(asking, f"https://{NAME}:{there.port}/")
    assert found.failure is Failure.INSECURE
    assert there.heard == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine(says(OK)) as there, machine(says(OK)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{HERE}:{proxy.port}")
        assert ask(fetcher(there), at(there)).status == 200
        assert proxy.heard == []


def test_more_than_a_few_at_once_are_told_to_come_again() -> None:
    def wait(_line: socket.socket, there: Machine) -> None:
        there.stopped.wait(5)

    async def crowd(of: Fetcher, address: str) -> None:
        async with anyio.create_task_group() as group:
            for _ in range(AT_ONCE):
                group.start_soon(of.ask, address)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Busy):
                await of.ask(address)
            group.cancel_scope.cancel()

    with machine(wait) as there:
        anyio.run(crowd, fetcher(there), at(there))


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_may_be_asked_on_the_ports_of_the_web(text: str) -> None:
    address = ip_address(text)
    assert is_public(address)
    assert [port for port in (22, 80, 443, 8080) if may_ask(address, port)] == [80, 443]
