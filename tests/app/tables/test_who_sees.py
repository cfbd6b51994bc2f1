"""Who finds which schools and which numbers in a table: what they may read, and no more."""

import json
from collections.abc import Iterator

import pytest
from sqlmodel import Session, select

from app.accounts.models import Role
from app.dossiers.models import Dossier, DossierState
from app.policy import visible_external
from app.policy.acts import Act
from app.policy.decisions import Verdict, decide
from app.policy.standing import to_dossier
from app.province.orders import What
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.province import LONG_AGO, TODAY, Province
from tests.app.tables.files import actor_of, made, opened, table

FIRST, SECOND = "79000001", "79000002"
S = DossierState


@pytest.fixture
def process(database: Database) -> Iterator[Process]:
    """Two schools: one concluded, one being assessed."""
    with database.writing() as session:
        made_up = Process(session)
        made_up.school("th2", SECOND)
        made_up.bring(made_up.held("dth1dot"), S.ASSESSED)
        made_up.bring(made_up.held("dth2dot"), S.ASSESSING, "-th2")
        yield made_up


def rows(process: Process, person: str, what: What = What.RESULTS) -> dict[str, dict[str, object]]:
    return table(made(process.session, process.people[person], what))


def external_of(row: dict[str, object]) -> set[object]:
    return {value for key, value in row.items() if key.startswith("Đánh giá ngoài")} - {None}


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        ("editor", {FIRST}),
        ("head-th2", {SECOND}),
        ("assessor", {FIRST, SECOND}),
        ("leader", {FIRST, SECOND}),
        ("director", {FIRST, SECOND}),
    ],
)
@pytest.mark.parametrize("what", [What.TEMPLATE, What.RESULTS])
def test_a_table_holds_the_schools_that_a_person_may_read(
    process: Process, person: str, codes: set[str], what: What
) -> None:
    assert set(rows(process, person, what)) == codes


def test_a_school_gets_the_assessors_numbers_once_they_are_concluded(process: Process) -> None:
    assert external_of(rows(process, "editor")[FIRST])
    assert not external_of(rows(process, "editor-th2")[SECOND])
    assert external_of(rows(process, "leader")[SECOND])


def test_who_works_for_a_school_gets_no_assessors_numbers_of_it_by_another_role(
    process: Process,
) -> None:
    made_up = process.province
    process.people["tied"] = made_up.person(
        "tied", (Role.BODY_LEADER, "xa"), (Role.SCHOOL_EDITOR, "th2")
    )
    found = rows(process, "tied")
    assert external_of(found[FIRST])
    assert not external_of(found[SECOND])


def test_below_a_body_are_its_own_schools(process: Process) -> None:
    process.province.body("xa2", "so", "ubnd_xa")
    process.province.body("th3", "xa2", "th")
    dossier = process.dossier_of("th3", "79000003", process.campaign)
    dossier.assessing_body_id = "xa2"
    process.session.flush()
    director = process.people["director"]
    told = [set(table(made(process.session, director, What.TEMPLATE, body)))
            for body in ("so", "xa", "xa2", "th3")]  # fmt: skip
    assert told == [{FIRST, SECOND, "79000003"}, {FIRST, SECOND}, {"79000003"}, {"79000003"}]


def test_nobody_s_table_has_its_header_and_no_row(process: Process) -> None:
    process.people["idle"] = process.province.person("idle", (Role.ASSESSOR, "xa"))
    assert rows(process, "idle") == {}
    assert rows(process, "idle", What.TEMPLATE) == {}


def test_the_province_shows_external_levels_to_those_who_may_see_them(process: Process) -> None:
    def levels(person: str) -> dict[str, tuple[object, object]]:
        page = opened(made(process.session, process.people[person], What.PROVINCE))["Dữ liệu"]
        return {str(row[2]): (row[6], row[7]) for row in page.iter_rows(2, values_only=True)}

    assert levels("leader") == {FIRST: (3, 3), SECOND: (3, None)}
    assert levels("editor-th2") == {SECOND: (3, None)}


def test_a_correction_in_writing_hides_nothing_of_what_is_recognised(process: Process) -> None:
    dossier = process.bring(process.held("dth1dot"), S.RECOGNISED)
    newer = Dossier(
        **dossier.model_dump(exclude={"id", "revision", "state", "recognised_level",
                                      "decision_line_id"}),
        id="newer", revision=2, state=S.DRAFTING, recognised_level=None, decision_line_id=None,
    )  # fmt: skip
    process.session.add(newer)
    process.session.flush()
    director = process.people["director"]
    page = opened(made(process.session, director, What.PROVINCE))["Dữ liệu"]
    assert [row[8] for row in page.iter_rows(2, values_only=True)] == [3, None]
    assert rows(process, "director")[FIRST]["Mức công nhận"] is None


def test_published_levels_are_for_all_who_read_the_campaign(process: Process) -> None:
    process.bring(process.held("dth1dot"), S.PUBLISHED)
    content = made(process.session, process.people["editor-th2"], What.JSON)
    (level,) = json.loads(content)["levels"]
    assert (level["body_code"], level["level"], level["parent_name"]) == (FIRST, 3, "")
    assert level["decision_number"].endswith("/QĐ-MH")
    lines = made(process.session, process.people["editor-th2"], What.CSV).decode("utf-8-sig")
    assert len(lines.splitlines()) == 2


EVERY_STATE = tuple(DossierState)


def test_the_list_of_external_sides_and_the_rules_agree_for_every_role_and_state(
    database: Database,
) -> None:
    """The condition is a second wording of the rules: it must not drift from them."""
    with database.writing() as session:
        built = _reorganised(session)
        dossiers = session.exec(select(Dossier)).all()
        assert len(dossiers) == 2 * len(EVERY_STATE)
        for number, (role, body) in enumerate(
            (role, body) for role in Role for body in ("so", "xa", "th1", "th2", "th_moi")
        ):
            grants = [(role, body), (Role.SCHOOL_EDITOR, "th1")][: 1 + number % 2]
            account = built.person(f"{role}-{body}", *grants)
            for dossier in dossiers[::2]:
                built.assign(dossier, account)
            actor = actor_of(session, account)
            condition = visible_external(actor, TODAY)
            listed = set(session.exec(select(Dossier.id).where(condition)))
            by_rules = {
                one.id
                for one in dossiers
                if decide(to_dossier(session, actor, one, TODAY), Act.READ_EXTERNAL, S(one.state))
                is Verdict.YES
            }
            assert listed == by_rules, grants


def _reorganised(session: Session) -> Province:
    """A school in every state; th2 came from th1, which a new school has followed besides."""
    built = Province(session)
    built.body("so", kind="so")
    built.body("xa", "so", "ubnd_xa")
    for school in ("th1", "th2", "th_moi"):
        built.body(school, "xa")
    built.follows("th2", "th1", LONG_AGO)
    built.follows("th_moi", "th2", TODAY)
    for school in ("th1", "th2"):
        first = built.dossier(school, "xa", "so", built.campaign("so", f"dot-{school}"))
        for state in EVERY_STATE[1:]:
            campaign = built.campaign("so", f"dot-{school}-{state}"[:26])
            told = {"id": f"{school}-{state}"[:26], "campaign_id": campaign.id, "state": state}
            session.add(Dossier(**first.model_dump() | told))
    session.flush()
    return built
