"""Hosts, sites and headers."""

import pytest
from starlette.responses import Response
from starlette.types import Scope

from app.edge.guards import SECURITY_HEADERS, HostGuard, SameSite, SecurityHeaders, host_name
from app.edge.problems import problem_response
from app.errors import ServiceError
from tests.app.edge.asgi import chunks, drive, echo, scope_of


def answer(_scope: Scope, error: ServiceError) -> Response:
    return problem_response(error)


SITE = SameSite(echo, answer=answer)


def status_from(headers: dict[str, str], method: str = "POST") -> int | None:
    scope = scope_of(method, headers={"Host": "thangdo.example", **headers})
    return drive(SITE, scope, chunks(b"")).status


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "SAME-ORIGIN"])
def test_refuses_what_the_browser_says_comes_from_elsewhere(site: str) -> None:
    assert status_from({"Sec-Fetch-Site": site}) == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_takes_what_the_browser_says_comes_from_here(site: str) -> None:
    assert status_from({"Sec-Fetch-Site": site, "Origin": "null"}) == 200


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://[", "https://thangdo.example:8443", ""]
)
def test_refuses_another_origin_of_an_older_browser(origin: str) -> None:
    assert status_from({"Origin": origin}) == 403


def test_takes_our_own_origin_behind_a_proxy_that_speaks_tls() -> None:
    assert status_from({"Origin": "https://thangdo.example"}) == 200


def test_takes_a_program_that_says_neither() -> None:
    assert status_from({}) == 200


def test_lets_anybody_read() -> None:
    assert status_from({"Sec-Fetch-Site": "cross-site"}, "GET") == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("thangdo.example", 200),
        ("THANGDO.example:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("thangdo.example.evil.example", 421),
        ("", 421),
    ],
)
def test_answers_only_under_allowed_names(host: str, status: int) -> None:
    guard = HostGuard(echo, allowed=("thangdo.example", "[::1]"), answer=answer)
    assert drive(guard, scope_of("GET", headers={"Host": host}), chunks(b"")).status == status


def test_refuses_two_hosts() -> None:
    guard = HostGuard(echo, allowed=("thangdo.example",), answer=answer)
    scope = scope_of("GET")
    scope["headers"] = [(b"host", b"thangdo.example"), (b"host", b"evil.example")]
    assert drive(guard, scope, chunks(b"")).status == 421


def test_a_star_allows_every_name() -> None:
    guard = HostGuard(echo, allowed=("*",), answer=answer)
    assert drive(guard, scope_of("GET", headers={"Host": "x"}), chunks(b"")).status == 200


def test_every_answer_carries_the_security_headers() -> None:
    answered = drive(SecurityHeaders(echo), scope_of("GET"), chunks(b""))
    for name, value in SECURITY_HEADERS.items():
        assert answered.headers[name.lower()] == value
    assert answered.headers["cache-control"] == "no-store"
    assert "unsafe-inline" not in answered.headers["content-security-policy"]


def test_keeps_the_brackets_of_ipv6() -> None:
    assert host_name("[::1]:80") == "[::1]"
