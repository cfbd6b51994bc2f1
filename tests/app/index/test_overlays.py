"""A Sở's own guidance: words over an edition, chosen by its campaigns."""

import hashlib
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.models import Account, Role
from app.audit.models import AuditRow
from app.index.models import StoredEdition, StoredOverlay
from app.index.service import edition, keep_shipped
from tests.app.house import House
from tests.app.index.texts import ID, OVERLAY

URL = "/api/v1/bodies/so/overlays"
SHA = hashlib.sha256(OVERLAY).hexdigest()


@pytest.fixture
def office(house: House) -> House:
    """Two Sở with an administrator each."""
    with house.building() as province:
        keep_shipped(province.session)
        for body, name in (("so", "chi"), ("so2", "dung")):
            province.body(body, kind="so")
            province.person(name, (Role.SO_ADMINISTRATOR, body))
        province.body("th1", "so")
        province.person("editor", (Role.SCHOOL_EDITOR, "th1"))
    return house


def by(house: House, name: str) -> TestClient:
    with house.database.reading() as session:
        return house.machine(session.exec(select(Account.id).where(Account.name == name)).one())


def add(
    client: TestClient, content: bytes = OVERLAY, url: str = URL, name: str = f"{ID}@1.0"
) -> Any:  # noqa: ANN401
    return client.post(url, files={"file": ("o.yaml", content)}, data={"edition": name})


def rows(session: Session) -> list[StoredOverlay]:
    return list(session.exec(select(StoredOverlay)))


def test_it_is_kept_listed_and_laid_over_the_edition(office: House) -> None:
    client = by(office, "chi")
    answer = add(client)
    assert (answer.status_code, answer.json()["sha256"]) == (201, SHA)
    again = add(client)
    assert (again.status_code, again.json()) == (201, answer.json())
    assert client.get(URL).json() == {"overlays": [answer.json()], "next": None}
    with office.database.reading() as session:
        assert [row.content for row in rows(session)] == [OVERLAY]
        base = session.exec(
            select(StoredEdition.sha256).where(StoredEdition.edition_id == ID)
        ).one()
        assert edition(session, base, SHA).criteria["1.4"].guidance == "Ghi ca duong dan."
        acts = session.exec(select(AuditRow.chain).where(AuditRow.act == "overlay.added")).all()
        assert list(acts) == ["body:so"]


@pytest.mark.parametrize(
    "bad",
    [
        OVERLAY.replace(b"  guidance: Ghi", b"  max: 99\n  guidance: Ghi"),
        OVERLAY.replace(b'"1.4"', b'"9.9"'),
        OVERLAY.replace(b'versions: ["1.0"]', b'versions: ["2.0"]'),
        b"- " * 400_000,
    ],
    ids=["changes a score", "unknown code", "another version", "deep"],
)
def test_what_does_more_than_add_words_is_refused(office: House, bad: bytes) -> None:
    answer = add(by(office, "chi"), bad)
    assert (answer.status_code, answer.json()["code"]) == (400, "index-file-refused")
    assert answer.json()["errors"][0]["where"].startswith("overlay.yaml:")
    with office.database.reading() as session:
        assert rows(session) == []


def test_a_version_is_never_another_text(office: House) -> None:
    add(by(office, "chi"))
    other = add(by(office, "chi"), OVERLAY + b"# khac\n")
    assert (other.status_code, other.json()["code"]) == (409, "overlay-recorded-otherwise")
    elsewhere = add(by(office, "dung"), url="/api/v1/bodies/so2/overlays")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "overlay-recorded-otherwise")


def test_only_the_body_s_own_administrator_adds(office: House) -> None:
    assert add(by(office, "dung")).status_code == 404
    assert add(by(office, "editor"), url="/api/v1/bodies/th1/overlays").status_code == 403
    assert add(by(office, "chi"), name=f"{ID}@9.9").status_code == 404


def test_a_campaign_uses_it(office: House) -> None:
    client = by(office, "chi")
    add(client)
    with office.database.reading() as session:
        base = session.exec(
            select(StoredEdition.sha256).where(StoredEdition.edition_id == ID)
        ).one()
    rule = {"kind": "th", "edition_sha256": base, "overlay_sha256": SHA}
    wanted = {"owner_id": "so", "title": "Đợt", "school_year": "2026-2027", "kinds": [rule]}
    made = client.post("/api/v1/campaigns", json=wanted)
    assert made.status_code == 201, made.text
    assert made.json()["kinds"][0]["overlay_sha256"] == SHA
    foreign = by(office, "dung").post("/api/v1/campaigns", json=wanted | {"owner_id": "so2"})
    assert (foreign.status_code, foreign.json()["code"]) == (409, "campaign-edition-unfit")
