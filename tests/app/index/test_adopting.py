"""A new edition into a running service: what is refused, who must agree, who sees it when."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import Account, Role
from app.audit.models import AuditPayload, AuditRow
from app.audit.verify import verify
from app.index.models import StoredEdition
from app.index.service import keep_shipped
from tests.app.house import House, opened
from tests.app.index.texts import ID, MAP, NEXT, OLD, golden, text

EDITIONS = "/api/v1/index/editions"
SHA = hashlib.sha256(NEXT).hexdigest()


@pytest.fixture
def office(house: House) -> House:
    """Two system administrators and a Sở's."""
    furnish(house)
    return house


def furnish(house: House) -> None:
    with house.building() as province:
        keep_shipped(province.session)
        province.body("so", kind="so")
        for name in ("an", "binh"):
            province.person(name, (Role.SYSTEM_ADMINISTRATOR, None))
        province.person("chi", (Role.SO_ADMINISTRATOR, "so"))


def by(house: House, name: str) -> TestClient:
    with house.database.reading() as session:
        account = session.exec(select(Account.id).where(Account.name == name)).one()
    return house.machine(account)


def propose(client: TestClient, content: bytes = NEXT, **beside: bytes) -> Any:  # noqa: ANN401
    files = {"file": ("1.1.yaml", content), **{k: (f"{k}.yaml", v) for k, v in beside.items()}}
    return client.post(EDITIONS, files=files)


def adopt(house: House, content: bytes = NEXT, **beside: bytes) -> str:
    sha256 = str(propose(by(house, "an"), content, **beside).json()["sha256"])
    for who, step in (("binh", "approval"), ("an", "activation")):
        answer = by(house, who).post(f"{EDITIONS}/{sha256}/{step}")
        assert answer.status_code == 200, answer.text
    return sha256


def acts(house: House) -> list[str]:
    with house.database.reading() as session:
        assert verify(session).findings == ()
        rows = session.exec(select(AuditRow).where(AuditRow.act.startswith("edition.")))
        return [row.act for row in sorted(rows, key=lambda row: row.number)]


def rows(house: House) -> dict[str, StoredEdition]:
    with house.database.reading() as session:
        found = session.exec(select(StoredEdition).where(StoredEdition.version == "1.1"))
        return {row.sha256: row for row in found}


def test_a_proposal_is_kept_by_hash_and_shows_what_changes(office: House) -> None:
    answer = propose(by(office, "an"), map=MAP)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["sha256"], told["state"], told["against"]) == (SHA, "proposed", f"{ID}@1.0")
    said = [one["sentence"] for one in told["changes"] if one["effect"] == "score"]
    assert any("1.3.1" in one and "“6 điểm” → “4 điểm”" in one for one in said)
    assert told["score_changes"] == len(said)
    assert rows(office)[SHA].content == NEXT
    assert rows(office)[SHA].carry_from == hashlib.sha256(OLD).hexdigest()
    assert acts(office) == ["edition.proposed"]


def test_the_same_bytes_again_get_the_same_answer(office: House) -> None:
    first, second = (propose(by(office, name)) for name in ("an", "binh"))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(rows(office)) == 1
    assert acts(office) == ["edition.proposed"]


def test_the_recorded_hash_holds(office: House) -> None:
    propose(by(office, "an"))
    other = propose(by(office, "binh"), NEXT + b"# khac\n")
    assert (other.status_code, other.json()["code"]) == (409, "edition-recorded-otherwise")
    shipped = propose(by(office, "an"), OLD + b"# khac\n")
    assert (shipped.status_code, shipped.json()["code"]) == (409, "edition-recorded-otherwise")
    assert list(rows(office)) == [SHA]


def test_faults_carry_file_line_and_sentence(office: House) -> None:
    answer = propose(by(office, "an"), text(("      max: 15\n", "      max: 16\n")))
    assert (answer.status_code, answer.json()["code"]) == (400, "index-file-refused")
    fault = answer.json()["errors"][0]
    assert fault["where"].startswith("edition.yaml:")
    assert "1.5" in fault["message"]
    assert rows(office) == {}


def test_golden_cases_are_run(office: House) -> None:
    good = propose(by(office, "an"), text(), golden=golden())
    assert (good.status_code, good.json()["golden"]) == (201, True)
    bad = propose(by(office, "an"), NEXT, golden=golden().replace(b"level: 2", b"level: 3", 1))
    assert bad.status_code == 400
    assert bad.json()["errors"][0]["where"].startswith("golden.yaml:")


def test_a_second_person_approves_and_activation_follows(office: House) -> None:
    sha256 = propose(by(office, "an")).json()["sha256"]
    url = f"{EDITIONS}/{sha256}"
    own = by(office, "an").post(f"{url}/approval")
    assert (own.status_code, own.json()["code"]) == (409, "edition-second-person")
    early = by(office, "binh").post(f"{url}/activation")
    assert (early.status_code, early.json()["code"]) == (409, "edition-state")
    approved = by(office, "binh").post(f"{url}/approval")
    assert (approved.json()["state"], approved.json()["approved_by"]["name"]) == (
        "approved",
        "binh",
    )
    assert approved.json()["one_person"] is False
    active = by(office, "an").post(f"{url}/activation")
    assert active.json()["state"] == "active"
    late = by(office, "an").post(f"{url}/withdrawal", json={"reason": "muộn"})
    assert late.status_code == 409
    assert acts(office) == ["edition.proposed", "edition.approved", "edition.activated"]


def test_one_administrator_alone_is_recorded_as_such(database_url: URL, tmp_path: Path) -> None:
    with opened(database_url, tmp_path, editions_two_people=False) as house:
        furnish(house)
        sha256 = propose(by(house, "an")).json()["sha256"]
        answer = by(house, "an").post(f"{EDITIONS}/{sha256}/approval")
        assert (answer.status_code, answer.json()["one_person"]) == (200, True)
        with house.database.reading() as session:
            told = session.exec(
                select(AuditPayload.content).where(AuditPayload.chain == "body:installation")
            ).all()
        assert sum('"waived":"second-person"' in (one or "") for one in told) == 1


def test_a_withdrawn_proposal_can_come_again_with_the_same_bytes(office: House) -> None:
    client = by(office, "an")
    sha256 = propose(client).json()["sha256"]
    gone = client.post(f"{EDITIONS}/{sha256}/withdrawal", json={"reason": "Gửi nhầm tệp"})
    assert (gone.json()["state"], gone.json()["withdrawn_reason"]) == ("withdrawn", "Gửi nhầm tệp")
    assert by(office, "binh").post(f"{EDITIONS}/{sha256}/approval").status_code == 409
    assert propose(client, map=MAP).json()["state"] == "proposed"
    assert acts(office) == ["edition.proposed", "edition.withdrawn", "edition.proposed"]


def test_only_system_administrators_have_a_say(office: House) -> None:
    sha256 = propose(by(office, "an")).json()["sha256"]
    so = by(office, "chi")
    assert propose(so, text(version="1.2")).status_code == 403
    assert so.get(EDITIONS).status_code == 403
    assert so.post(f"{EDITIONS}/{sha256}/approval").status_code == 403
    assert [row.state for row in rows(office).values()] == ["proposed"]


@pytest.fixture
def second(house: House, database_url: URL, tmp_path: Path) -> Iterator[House]:
    """Another worker on the same database."""
    folder = tmp_path / "second"
    folder.mkdir()
    with opened(database_url, folder) as other:
        assert other.app is not house.app
        yield other


def test_every_worker_sees_it_in_the_next_request(office: House, second: House) -> None:
    url = f"/api/v1/editions/{ID}/1.1"
    assert second.client.get(url).status_code == 404
    adopt(office, NEXT)
    assert second.client.get(url).json()["sha256"] == SHA
    assert second.client.get(f"{url}/source").content == NEXT
    listed = second.client.get(f"/api/v1/editions/{ID}").json()["versions"]
    assert [one["version"] for one in listed] == ["1.0", "1.1"]
    award = {"profile": {"kind": "th"}, "awards": {"1.3.6": "6"}, "edition": ID}
    scored = second.client.post("/api/v1/score", json=award)
    assert scored.status_code == 200, scored.text
    assert scored.json()["edition"]["version"] == "1.1"


def test_what_is_only_proposed_is_nowhere(office: House, second: House) -> None:
    propose(by(office, "an"))
    assert second.client.get(f"/api/v1/editions/{ID}/1.1").status_code == 404


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: &a [x, x]\n" + b"".join(b"k%d: &k%d [*a, *a]\n" % (n, n) for n in range(100)),
        b"x" * 10_000_000,
        b"[" * 900_000,
        b"- " * 400_000,
        b"\xff\xfe\x00",
        b"",
        b"format: 1\n" * 50_000,
    ],
    ids=["bomb", "10 MB", "deep", "deep list", "no text", "empty", "one key 50,000 times"],
)
def test_a_hostile_text_is_refused(small_house: House, tmp_path: Path, hostile: bytes) -> None:
    with opened(small_house.database.url, tmp_path, max_upload_bytes=16 * 1024 * 1024) as house:
        furnish(house)
        answer = propose(by(house, "an"), hostile)
        assert (answer.status_code, answer.json()["code"]) == (400, "index-file-refused")
        assert rows(house) == {}


def test_the_list_is_paged_and_filtered(office: House) -> None:
    client = by(office, "an")
    propose(client)
    propose(client, text(version="1.2"))
    seen: list[str] = []
    after = ""
    while True:
        page = client.get(EDITIONS, params={"limit": 1, "after": after}).json()
        seen += [one["version"] for one in page["editions"]]
        after = page["next"]
        if not after:
            break
    assert seen[:2] == ["1.2", "1.1"]
    assert len(seen) == 4
    only = client.get(EDITIONS, params={"state": "proposed"}).json()["editions"]
    assert {one["version"] for one in only} == {"1.1", "1.2"}
