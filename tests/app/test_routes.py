"""Every route of the service, and what it answers: a new route without a line here fails."""

from typing import NamedTuple

import pytest
from fastapi import FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from app.edge.guards import SECURITY_HEADERS
from app.errors import all_errors
from app.main import ROUTERS
from tests.app.cli import forms
from tests.app.who_may import TABLE, split

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html; charset=utf-8"
EDITION = "/api/v1/editions/thangdo.qd-4725/1.0"


class Expected(NamedTuple):
    """One good request and the kind of its answer."""

    url: str
    media_type: str
    kept: bool = False


EXPECTED: dict[tuple[str, str], Expected] = {
    ("GET", "/healthz"): Expected("/healthz", "application/json"),
    ("GET", "/api/v1/editions"): Expected("/api/v1/editions", "application/json"),
    ("GET", "/api/v1/editions/{edition_id}"): Expected(EDITION[:-4], "application/json"),
    ("GET", "/api/v1/editions/{edition_id}/{version}"): Expected(EDITION, "application/json"),
    ("GET", "/api/v1/editions/{edition_id}/{version}/source"): Expected(
        f"{EDITION}/source", "application/yaml", kept=True
    ),
    ("GET", "/api/v1/editions/{edition_id}/{version}/form"): Expected(
        f"{EDITION}/form?kind=th_thcs&school_levels=thcs", XLSX
    ),
    ("POST", "/api/v1/score"): Expected("/api/v1/score", "application/json"),
    ("POST", "/api/v1/what-if"): Expected("/api/v1/what-if", "application/json"),
    ("POST", "/api/v1/reports"): Expected("/api/v1/reports", "application/pdf"),
    ("GET", "/"): Expected("/", HTML),
    ("GET", "/phieu-trong"): Expected(
        "/phieu-trong?bo-chi-so=thangdo.qd-4725@1.0&loai-truong=th&cap-hoc=tieu_hoc", XLSX
    ),
    ("GET", "/static/{name}"): Expected("/static/page.css", "text/css; charset=utf-8", kept=True),
    ("POST", "/ket-qua"): Expected("/ket-qua", HTML),
    ("GET", "/vi-du/{name}"): Expected("/vi-du/muc-2", HTML),
    ("POST", "/tai-ve"): Expected("/tai-ve", "application/pdf"),
    ("GET", "/bo-chi-so"): Expected("/bo-chi-so", HTML),
    ("GET", "/bo-chi-so/{edition_id}/{version}"): Expected("/bo-chi-so/thangdo.qd-4725/1.0", HTML),
    ("GET", "/api"): Expected("/api", HTML),
    ("GET", "/api/loi"): Expected("/api/loi", HTML),
}
FIELDS = {
    "/api/v1/what-if": {"target": "3"},
    "/api/v1/reports": {"format": "pdf"},
    "/tai-ve": {"format": "pdf"},
}


# Open as well, since they are how one gets in or out; tested with the accounts.
SIGNING_IN = {
    (method, path)
    for path in (
        "/dang-nhap",
        "/dang-xuat",
        "/thiet-lap/{secret}",
        "/loi-moi/{secret}",
        "/dat-lai-mat-khau/{secret}",
    )
    for method in ("GET", "POST")
}


def test_every_route_is_in_the_table(app: FastAPI) -> None:
    own = [route for route in app.routes if isinstance(route, Route)]
    assert len(app.routes) == len(ROUTERS) + len(own)  # nothing else is mounted
    inner = [route for router in ROUTERS for route in router.routes]
    found: set[tuple[str, str]] = set()
    for route in (*own, *inner):
        assert isinstance(route, Route)
        found |= {(method, route.path) for method in route.methods or () if method != "HEAD"}
    assert found == {split(route) for route in TABLE}


UPLOADS = "/api/v1/dossiers/{dossier_id}/evidence/{evidence_id}/uploads"


def test_what_is_open_to_all_is_what_is_meant_to_be() -> None:
    open_to_all = {split(route) for route, row in TABLE.items() if row.scope == "open"}
    told = {("GET", "/openapi.json"), ("OPTIONS", UPLOADS)}
    assert open_to_all == set(EXPECTED) | SIGNING_IN | told


@pytest.mark.parametrize("route", EXPECTED, ids=" ".join)
def test_answers_a_good_request(client: TestClient, route: tuple[str, str]) -> None:
    method, path = route
    expected = EXPECTED[route]
    if method == "POST":
        files = {"form": ("p.xlsx", forms.filled("0.7"))}
        answer = client.post(expected.url, data=FIELDS.get(path, {}), files=files)
    else:
        answer = client.get(expected.url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected.media_type
    assert (answer.headers["cache-control"] != "no-store") == expected.kept
    assert "set-cookie" not in answer.headers
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("route", EXPECTED, ids=" ".join)
def test_refuses_another_method(client: TestClient, route: tuple[str, str]) -> None:
    method, path = route
    answer = client.request("DELETE", EXPECTED[route].url)
    assert answer.status_code == 405
    assert method in answer.headers["allow"]
    is_for_programs = path.startswith(("/api/v1", "/healthz"))
    assert ("problem+json" in answer.headers["content-type"]) == is_for_programs


@pytest.mark.parametrize("route", [one for one in EXPECTED if one[0] == "POST"], ids=" ".join)
def test_refuses_what_another_site_sends(client: TestClient, route: tuple[str, str]) -> None:
    answer = client.post(EXPECTED[route].url, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "trang web khác" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nope", "/nope", "/static/../main.py", "/static/%2e%2e/main.py", "/vi-du/muc-9",
     "/api/v1/editions/x", f"{EDITION[:-3]}9.9", "/api/v1/editions/%00/1.0", "/bo-chi-so/x/1",
     "/healthz/", "/docs", "/redoc"],
)  # fmt: skip
def test_an_unknown_address_is_404_in_words(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Không có" in answer.text


def test_head_is_answered_like_get_without_a_body(client: TestClient) -> None:
    answer = client.head("/healthz")
    assert (answer.status_code, answer.content) == (200, b"")


def test_every_code_is_explained_on_its_page(client: TestClient) -> None:
    page = client.get("/api/loi").text
    for error in all_errors():
        assert f'id="{error.code}"' in page


def test_codes_are_unique() -> None:
    codes = [error.code for error in all_errors()]
    assert len(set(codes)) == len(codes)
