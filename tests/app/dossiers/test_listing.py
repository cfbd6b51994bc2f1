"""Lists: what is seen, filters, pages, and the number of statements whatever the rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app import clock
from app.bodies.models import BodyName
from app.campaigns.models import CampaignKind, Extension
from app.dossiers.models import Dossier, DossierState
from tests.app.dossiers.desk import BASE, Desk
from tests.app.external.process import Process
from tests.app.house import House
from tests.app.province import LONG_AGO, Province
from tests.statements import counted

S = DossierState


@pytest.fixture
def desk(house: House) -> Desk:
    """Three dossiers: one in đang soạn, one handed in, one being assessed."""
    return crowded(house, 3)


def crowded(house: House, schools: int) -> Desk:
    with house.database.writing() as session:
        process = Process(session)
        process.bring(process.dossier, S.ASSESSING)
        names = ["th1"]
        for number in range(2, schools + 1):
            name = f"th{number}"
            names.append(name)
            dossier = process.school(name, f"7900{number:04d}")
            if number == 2:
                process.bring(dossier, S.SUBMITTED, f"-{name}")
        for number, name in enumerate(names, 1):
            session.add(
                BodyName(
                    body_id=name,
                    name=f"Trường Tiểu học Đỗ Minh Họa {number}",
                    search=f"truong tieu hoc do minh hoa {number}",
                    valid_from=LONG_AGO,
                )
            )
        found = process.dossier.id
    return Desk(house, found)


def ids(desk: Desk, person: str = "director", **wanted: Any) -> list[str]:  # noqa: ANN401
    answer = desk.by(person).get(BASE, params=wanted)
    assert answer.status_code == 200, answer.text
    return [one["body_id"] for one in answer.json()["dossiers"]]


def test_everybody_sees_their_own(desk: Desk) -> None:
    assert ids(desk, "director") == ["th1", "th2", "th3"]
    assert ids(desk, "leader") == ["th1", "th2", "th3"]
    assert ids(desk, "editor") == ["th1"]
    assert ids(desk, "head-th2") == ["th2"]
    assert ids(desk, "assessor") == ["th1", "th2"]  # those assigned to them


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "drafting"}, ["th3"]),
        ({"state": ["submitted", "assessing"]}, ["th1", "th2"]),
        ({"kind": "th"}, ["th1", "th2", "th3"]),
        ({"kind": "thcs"}, []),
        ({"body": "th2"}, ["th2"]),
        ({"campaign": "dot"}, ["th1", "th2", "th3"]),
        ({"campaign": "other"}, []),
        ({"q": "đỗ minh HỌA 2"}, ["th2"]),
        ({"q": "do minh hoa"}, ["th1", "th2", "th3"]),
        ({"q": "79000003"}, ["th3"]),
        ({"q": "100%"}, []),
        ({"q": "_"}, []),
        ({"late": "false"}, ["th1", "th2", "th3"]),
        ({"late": "true"}, []),
    ],
)
def test_filters(desk: Desk, wanted: dict[str, Any], found: list[str]) -> None:
    assert ids(desk, **wanted) == found


def test_mine_are_those_of_my_school_or_assigned_to_me(desk: Desk) -> None:
    assert ids(desk, "director", mine=True) == []
    assert ids(desk, "editor", mine=True) == ["th1"]
    assert ids(desk, "assessor", mine=True) == ["th1", "th2"]


def test_late_are_the_overdue_and_those_handed_in_late(desk: Desk) -> None:
    with desk.house.database.writing() as session:
        rule = session.exec(select(CampaignKind)).one()
        rule.self_deadline = clock.now() - timedelta(minutes=1)
        session.add(rule)
    assert ids(desk, late=True) == ["th3"]
    assert ids(desk, late=False) == ["th1", "th2"]
    desk.change(lambda dossier, _: setattr(dossier, "late", True))
    assert ids(desk, late=True) == ["th1", "th3"]


def test_the_latest_extension_counts(desk: Desk) -> None:
    with desk.house.database.writing() as session:
        rule = session.exec(select(CampaignKind)).one()
        rule.self_deadline = clock.now() - timedelta(minutes=1)
        session.add(rule)
        for days, ago in ((-5, 1), (5, 0)):
            session.add(
                Extension(
                    campaign_id="dot",
                    body_id="th3",
                    deadline=clock.now() + timedelta(days=days),
                    reason="minh họa",
                    by_account=desk.account("director"),
                    at=clock.now() - timedelta(minutes=ago),
                )
            )
    assert ids(desk, late=True) == []


def test_pages_follow_one_another_without_a_gap(desk: Desk) -> None:
    client = desk.by("director")
    found, after = [], ""
    for _ in range(3):
        page = client.get(BASE, params={"limit": 1, "after": after}).json()
        found += [one["body_id"] for one in page["dossiers"]]
        after = page["next"] or ""
    assert (found, after) == (["th1", "th2", "th3"], "")


def test_a_line_tells_what_a_list_needs(desk: Desk) -> None:
    line = desk.by("director").get(BASE, params={"body": "th1"}).json()["dossiers"][0]
    assert (line["state"], line["state_title"]) == ("assessing", "đang đánh giá ngoài")
    assert line["levels"] == {"self": 3, "external": None, "recognised": None}
    assert (line["school_year"], line["campaign_title"]) == ("2025-2026", "Đợt minh họa")


def test_a_role_less_person_sees_an_empty_list(desk: Desk) -> None:
    with desk.house.building() as province:
        province.person("nobody")
    assert ids(desk, "nobody") == []


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """What runs in the service's own engine, transactions and the access log left out."""
    engine = desk.house.app.state.context.database.engine
    with counted(engine) as ran:
        kept: list[str] = []
        yield kept
        kept += [one for one in ran if not one.startswith("BEGIN") and "access_row" not in one]


def how_many(desk: Desk, item: str, key: str) -> dict[str, int]:
    """Statements of each hot endpoint, the token noted and the edition compiled beforehand."""
    client, assessor = desk.by("director"), desk.by("assessor")
    school = desk.by("editor-th3")
    other = f"{BASE}/dth3dot"

    def save(version: int, **headers: str) -> Any:  # noqa: ANN401
        told = {"If-Match": f'"{version}"'} | headers
        return school.put(f"{other}/self/answers/{item}", json={"award": "1"}, headers=told)

    calls: dict[str, Callable[[], Any]] = {
        "list": lambda: client.get(BASE),
        "list by q": lambda: client.get(BASE, params={"q": "minh hoa", "late": False}),
        "one": lambda: client.get(desk.url()),
        "answers": lambda: client.get(desk.url("/self/answers")),
        "sheet": lambda: assessor.get(desk.url("/external/sheet")),
        "history": lambda: client.get(desk.url("/history")),
        "audit": lambda: client.get(desk.url("/audit")),
        "snapshots": lambda: client.get(desk.url("/snapshots")),
        "readiness": lambda: school.get(f"{other}/readiness"),
        "first save": lambda: save(0),
        "save": lambda: save(1),
        "save with a key": lambda: save(2, **{"Idempotency-Key": key}),
        "external save": lambda: desk.put(item, "1", 1, side="external", person="assessor"),
    }
    for warm in (client, assessor, school):
        warm.get(BASE)  # the use of a token is noted once a minute
    counts = {}
    for name, call in calls.items():
        with statements(desk) as ran:
            answer = call()
        assert answer.status_code == 200, (name, answer.text)
        counts[name] = len(ran)
    return counts


def grown(desk: Desk, schools: int) -> None:
    """More schools with dossiers, and a longer history of the one that is looked at."""
    with desk.house.database.writing() as session:
        province = Province(session)
        like = session.get_one(Dossier, desk.dossier_id).model_dump()
        for number in range(schools):
            name = province.body(f"more{number}", "xa")
            own = {"id": f"dmore{number}", "body_id": name, "chain_length": 0, "chain_head": ""}
            session.add(Dossier(**(like | own)))
            session.flush()
    for version in range(1, 6):
        desk.put("2.1", "met", version, side="external", person="assessor")


def test_the_number_of_statements_does_not_grow_with_the_rows(house: House) -> None:
    desk = crowded(house, 3)
    few = how_many(desk, "1.3.2", "first")
    grown(desk, 40)
    many = how_many(desk, "1.3.1", "second")
    assert len(ids(desk)) == 43
    assert many == few
    assert few["list"] == 2
    assert few["one"] <= 4
    for name in ("first save", "save", "save with a key", "external save"):
        assert few[name] <= 8, few
