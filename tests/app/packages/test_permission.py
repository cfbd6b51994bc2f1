"""A package holds what its owner may read, no more, and the access log says what was handed out."""

import pytest
from sqlmodel import select

from app.accounts.models import RoleGrant
from app.audit.models import AccessRow
from app.clock import now
from app.packages import service
from tests.app.packages.yard import MISSING, Yard, lines


def schools(yard: Yard, person: str, *documents: str) -> list[str]:
    package = yard.taken(*documents, person=person)
    return [name[:8] for name in package.namelist() if name.startswith("7900000")]


def test_everybody_gets_the_dossiers_they_may_read(yard: Yard) -> None:
    assert schools(yard, "leader", "evidence") == ["79000001", "79000002", "79000003"]
    assert schools(yard, "head", "evidence") == ["79000001"]
    assert schools(yard, "assessor", "evidence") == ["79000002", "79000003"]


def test_who_reads_none_gets_a_package_of_none(yard: Yard) -> None:
    with yard.house.building() as made:
        yard.people["new"] = made.person("new")
    told = yard.asked("evidence", person="new")
    assert told.status_code == 404


def test_a_school_gets_the_external_sheet_only_once_it_is_concluded(yard: Yard) -> None:
    assert schools(yard, "head-th3", "external-docx") == ["79000003"]
    package = yard.taken("external-docx", person="head-th2")
    (line,) = lines(package, MISSING)
    assert line.startswith("79000002 Trường minh họa th2: Phiếu đánh giá ngoài (.docx): ")
    assert line.endswith("bạn không được xem kết quả đánh giá ngoài của hồ sơ này.")


def test_a_package_is_its_owners_alone(yard: Yard) -> None:
    package_id = yard.put_down("evidence")
    for rest in ("", "/content"):
        answer = yard.by("leader").get(f"/api/v1/packages/{package_id}{rest}")
        assert (answer.status_code, answer.json()["code"]) == (404, "package-not-found")


def test_a_dossier_that_may_not_be_seen_cannot_be_named(yard: Yard) -> None:
    answer = yard.asked("evidence", person="head", dossier_ids=yard.dossiers[:2])
    assert (answer.status_code, answer.json()["code"]) == (404, "dossier-not-found")


@pytest.mark.parametrize("body", ["so", "thereisnone"])
def test_a_body_that_may_not_be_seen_cannot_be_named(yard: Yard, body: str) -> None:
    answer = yard.asked("evidence", person="head", body_id=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "body-not-found")


def test_rights_that_ended_since_count(yard: Yard) -> None:
    package_id = yard.put_down("evidence", person="deputy")
    with yard.house.database.writing() as session:
        grant = session.exec(
            select(RoleGrant).where(RoleGrant.account_id == yard.people["deputy"])
        ).one()
        grant.revoked_at = now()
        session.add(grant)
    package = yard.fetched(package_id, "deputy")
    assert len(package.namelist()) == 1
    assert yard.told(package_id, "deputy")["total"] == 0


def test_the_access_log_names_every_dossier_that_was_handed_out(yard: Yard) -> None:
    yard.taken("evidence", "docx", person="assessor")
    yard.house.app.state.context.access.write()
    with yard.house.database.reading() as session:
        seen = session.exec(
            select(AccessRow.thing).where(
                AccessRow.act == "package", AccessRow.account_id == yard.people["assessor"]
            )
        ).all()
    assert sorted(seen) == [f"dossier:{one}" for one in yard.dossiers[1:]]


def test_a_person_s_oldest_packages_go_as_more_are_put_down(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_OF_ONE_PERSON", 3)
    others = yard.put_down("pdf", person="second")
    mine = [yard.put_down("pdf") for _ in range(5)]
    left = [yard.by("director").get(f"/api/v1/packages/{one}").status_code for one in mine]
    assert left == [404, 404, 200, 200, 200]
    assert yard.told(others, "second")["state"] == "ready"
