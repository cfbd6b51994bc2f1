"""A small invented province: every state, chains that verify, levels that the engine gives."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlmodel import col, func, select

from app import clock
from app.accounts.models import Account, Role, RoleGrant
from app.audit.verify import verify
from app.bodies.models import Body, BodyName
from app.campaigns.models import Campaign, CampaignState, Extension
from app.demo.build import Built, NotEmpty, Site, build
from app.dossiers.models import (
    Answer,
    Assignment,
    Dossier,
    DossierState,
    Objection,
    Origin,
    QrReading,
    Return,
    SideName,
    SignedReport,
    Snapshot,
    SnapshotKind,
)
from app.dossiers.queries import snapshot_in_force
from app.dossiers.sheets import edition_of, side_of
from app.dossiers.unpacking import sheet_in
from app.recognition.models import DecisionLine, RecognitionDecision
from app.storage.database import Database
from evidence.local import LocalStore
from tests.app.house import House, opened
from tests.databases import KINDS, _made

PASSWORD = "một câu của lần này"  # noqa: S105 - of invented people
SCHOOLS = 12


@contextmanager
def made(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[URL]:
    """A migrated database of this kind, kept for a whole module."""
    if kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = folder / "thangdo.db"
        path.write_bytes(template.read_bytes())
        yield URL.create("sqlite", database=str(path))
        return
    server: URL = request.getfixturevalue("postgresql_server")
    with _made(server, "demo", request.getfixturevalue("postgresql_template")) as url:
        yield url


def built_in(url: URL, folder: Path, count: int = SCHOOLS) -> Built:
    with closing(Database(url)) as database:
        vault = LocalStore(folder / "evidence")
        return build(Site(database, vault, clock.now()), PASSWORD, count)


@pytest.fixture(scope="module", params=KINDS)
def province(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Built]]:
    """Built once for each kind of database; the tests only read it."""
    folder = tmp_path_factory.mktemp("demo")
    with made(request, request.param, folder) as url:
        built = built_in(url, folder)
        with opened(url, folder) as house:
            yield house, built


def dossiers(house: House, state: CampaignState) -> list[Dossier]:
    with house.database.reading() as session:
        wanted = select(Dossier).join(Campaign, col(Campaign.id) == Dossier.campaign_id)
        return list(session.exec(wanted.where(Campaign.state == state)))


def test_every_state_has_a_dossier_this_year(province: tuple[House, Built]) -> None:
    house, built = province
    found = Counter(row.state for row in dossiers(house, CampaignState.OPEN))
    assert set(found) == set(DossierState)
    assert set(built.states) == set(DossierState)


def test_last_year_is_published_by_decisions(province: tuple[House, Built]) -> None:
    house, _ = province
    rows = dossiers(house, CampaignState.CLOSED)
    in_force = [row for row in rows if row.superseded_at is None]
    assert len(in_force) == SCHOOLS
    assert {row.recognised_level is None for row in in_force} == {False}
    with house.database.reading() as session:
        lines = session.exec(select(DecisionLine.dossier_id)).all()
        decisions = session.exec(select(RecognitionDecision)).all()
    assert {row.id for row in rows} <= set(lines)
    assert all("-MH" in one.number for one in decisions)


def test_dossiers_of_every_origin_are_there_with_what_was_waived(
    province: tuple[House, Built],
) -> None:
    house, _ = province
    (printed,) = [row for row in dossiers(house, CampaignState.CLOSED) if row.waived]
    assert (printed.origin, printed.state) == (Origin.IMPORT, DossierState.PUBLISHED)
    assert set(printed.waived) == {"approval", "signature", "evidence", "external"}
    with house.database.reading() as session:
        assert set(session.exec(select(RecognitionDecision.origin))) == {
            Origin.IMPORT,
            Origin.TYPED,
        }


def test_one_is_superseded_and_one_is_being_corrected(province: tuple[House, Built]) -> None:
    house, _ = province
    closed, running = (
        dossiers(house, CampaignState.CLOSED),
        dossiers(house, CampaignState.OPEN),
    )
    (old,) = [row for row in closed if row.superseded_at is not None]
    assert [row.state for row in closed if row.supersedes_id == old.id] == ["recognised"]
    assert [row.state for row in running if row.revision > 1] == ["drafting"]


def test_the_edges_of_a_year_are_there(province: tuple[House, Built]) -> None:
    house, _ = province
    with house.database.reading() as session:
        counts = {
            table.__name__: session.exec(select(func.count()).select_from(table)).one()
            for table in (Extension, Return, Objection, Assignment)
        }
        late = session.exec(select(func.count()).where(col(Dossier.late))).one()
        comments = session.exec(
            select(func.count()).where(Answer.side == SideName.EXTERNAL, Answer.comment != "")
        ).one()
        read = set(session.exec(select(SignedReport.qr)))
        voided = session.exec(select(func.count()).where(col(Snapshot.void))).one()
    assert min(*counts.values(), late, comments, voided) > 0, counts
    assert read == set(QrReading)


def test_every_role_has_a_sign_in(province: tuple[House, Built]) -> None:
    house, built = province
    assert [one.role for one in built.sign_ins] == list(Role)
    for one in built.sign_ins:
        sent = {"email": one.email, "password": PASSWORD}
        answer = house.browser().post(
            "/dang-nhap", data=sent, headers={"Origin": "http://localhost"}
        )
        assert answer.status_code == 303, one


def test_everybody_carries_the_label(province: tuple[House, Built]) -> None:
    house, _ = province
    with house.database.reading() as session:
        bodies = session.exec(select(BodyName.name)).all()
        campaigns = session.exec(select(Campaign.title)).all()
        people = session.exec(select(Account)).all()
    assert [name for name in (*bodies, *campaigns) if "dữ liệu minh họa" not in name] == []
    assert {one.email.partition("@")[2] for one in people} == {"huongsao.example"}
    assert {one.name.split()[0] for one in people} == {"Mẫu"}


def test_offices_became_communes(province: tuple[House, Built]) -> None:
    house, _ = province
    with house.database.reading() as session:
        bodies = session.exec(select(Body)).all()
        grants = session.exec(select(RoleGrant.body_id)).all()
    ended = {body.id for body in bodies if body.dissolved_on is not None}
    assert {body.kind for body in bodies if body.id in ended} == {"phong"}
    assert not ended & set(grants)


def test_chains_verify(province: tuple[House, Built]) -> None:
    house, _ = province
    with house.database.reading() as session:
        found = verify(session, {})
    assert list(found.findings) == []
    assert found.chains > SCHOOLS


def test_levels_are_what_the_engine_gives(province: tuple[House, Built]) -> None:
    house, _ = province
    with house.database.reading() as session:
        rows = session.exec(select(Dossier)).all()
        for row in rows:
            edition = edition_of(session, row)
            levels = {
                side: side_of(session, edition, row, side).sheet.level
                for side in (SideName.SELF, SideName.EXTERNAL)
            }
            if row.self_level is not None:
                assert row.self_level == levels[SideName.SELF]
            if row.external_level is not None:
                assert row.external_level == levels[SideName.EXTERNAL]
            if row.recognised_level is not None and not row.external_version:
                assert "external" in row.waived
                assert row.recognised_level == levels[SideName.SELF]
            elif row.recognised_level is not None:
                assert row.recognised_level == levels[SideName.EXTERNAL]
                taken = snapshot_in_force(session, row.id, SnapshotKind.EXTERNAL)
                assert taken is not None
                kept = sheet_in(taken.content, "external")
                assert kept is not None
                assert kept["level"] == row.recognised_level


PAGES = ("", "/readiness", "/self/sheet", "/self/answers", "/texts", "/history", "/snapshots")
OUTSIDE = ("/external/sheet", "/comparison")


@pytest.mark.parametrize("role", list(Role))
def test_every_dossier_answers_for_its_role(province: tuple[House, Built], role: Role) -> None:
    house, built = province
    (who,) = [one for one in built.sign_ins if one.role is role]
    with house.database.reading() as session:
        account = session.exec(select(Account.id).where(Account.email == who.email)).one()
    browser = house.browser(account)
    listed = browser.get("/api/v1/dossiers", params={"limit": 100}).json()["dossiers"]
    assert bool(listed) is (role is not Role.SYSTEM_ADMINISTRATOR)
    for line in listed:
        shown = browser.get(f"/api/v1/dossiers/{line['id']}").json()
        outside = "read_external" in shown["acts"] and shown["external_version"]
        for page in (*PAGES, *(OUTSIDE if outside else ())):
            answer = browser.get(f"/api/v1/dossiers/{line['id']}{page}")
            assert answer.status_code == 200, (page, line["state"], answer.text)


def test_refuses_where_somebody_is(sqlite_url: URL, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database, database.writing() as session:
        session.add(Account(email="mot@truong.example", name="Một", created_at=clock.now()))
    with pytest.raises(NotEmpty):
        built_in(sqlite_url, tmp_path)
    with closing(Database(sqlite_url)) as database, database.reading() as session:
        assert session.exec(select(func.count()).select_from(Body)).one() == 0
        assert session.exec(select(func.count()).select_from(Account)).one() == 1


def test_the_same_program_builds_the_same_province(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("again")
        with made(request, "sqlite", folder) as url:
            built_in(url, folder)
            with closing(Database(url)) as database, database.reading() as session:
                rows = session.exec(select(Dossier).order_by(col(Dossier.id))).all()
                told.append(
                    sorted(
                        (row.body_name, row.revision, row.state, str(row.self_level), row.kind)
                        for row in rows
                    )
                )
    assert told[0] == told[1]


@pytest.mark.timeout(400)
def test_a_whole_province(sqlite_url: URL, tmp_path: Path) -> None:
    built = built_in(sqlite_url, tmp_path, 300)
    assert built.schools == 300
    assert set(built.states) == set(DossierState)
    with closing(Database(sqlite_url)) as database, database.reading() as session:
        assert list(verify(session, {}).findings) == []
        kinds = set(session.exec(select(Body.kind)))
        levels = set(session.exec(select(Dossier.recognised_level)))
    assert kinds == {
        *("so", "phong", "ubnd_xa", "mam_non", "th", "thcs", "th_thcs", "thpt"),
        *("nhieu_cap_hoc", "gdtx", "gdnn_gdtx"),
    }
    assert levels == {None, 1, 2, 3}
