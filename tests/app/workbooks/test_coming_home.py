"""A form goes out and comes home: compared three ways, applied once, nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.accounts.models import Role
from app.campaigns.models import CampaignState
from app.dossiers.models import Dossier, DossierState, DossierText, FactAnswer, SideName
from app.main import forget
from app.workbooks.models import FormDownload, FormUpload
from tests.app.cli import forms
from tests.app.dossiers.desk import Desk, furnished
from tests.app.house import House
from tests.app.workbooks.paper import (
    blank,
    confirmed,
    downloaded,
    fates,
    previewed,
    sent,
)
from tests.statements import counted

AWARD, NOTE, FACT = "award:1.3.2", "comment:1.3.2", "fact:teachers_total"
PROCESS, PLACE = "text:narrative.process", "text:header.place"


def test_what_was_typed_into_a_downloaded_form_stands_in_the_rows(desk: Desk) -> None:
    desk.put("1.3.2", "4.5", more={"comment": "Cũ"})
    paper = downloaded(desk)
    assert (paper[AWARD], paper[NOTE]) == (4.5, "Cũ")
    paper[AWARD], paper[NOTE], paper["award:1.1"] = 5, None, "Đạt"
    paper[FACT], paper["fact:lms_in_use"] = 41, "Có"
    paper[PROCESS], paper[PLACE] = "Đã tổ chức\nhai đợt", "Minh Họa"
    preview = previewed(desk, paper)
    assert set(fates(preview).values()) == {"apply"}
    assert desk.answers()["1.3.2"].version == 1  # a preview saves nothing
    saved = confirmed(desk, preview).json()
    assert saved["applied"] == len(fates(preview)) == 7
    rows = desk.answers()
    assert (str(rows["1.3.2"].award), rows["1.3.2"].comment, rows["1.3.2"].version) == ("5", "", 2)
    assert rows["1.1"].verdict == "met"
    assert facts(desk) == {"teachers_total": "41", "lms_in_use": "true"}
    assert texts(desk) == {"narrative.process": "Đã tổ chức\nhai đợt", "header.place": "Minh Họa"}
    assert desk.acts()[-2:] == ["self.saved", "self.form"]
    desk.chains_hold()


def test_an_untouched_form_changes_nothing(desk: Desk) -> None:
    desk.put("1.3.2", "4.5", more={"comment": " hai  khoảng trắng \n\n" + "dài " * 400})
    preview = previewed(desk, downloaded(desk))
    assert (preview["cells"], preview["problems"], preview["notes"]) == ([], [], [])
    acts = desk.acts()
    assert confirmed(desk, preview).json()["applied"] == 0
    assert (desk.acts(), desk.answers()["1.3.2"].version) == (acts, 1)


def test_a_colleagues_change_is_left_and_shown_with_name_and_time(desk: Desk) -> None:
    paper = downloaded(desk)
    desk.put("1.3.3", "3", person="head")
    paper[AWARD] = 5
    preview = previewed(desk, paper)
    assert fates(preview) == {AWARD: "apply", "award:1.3.3": "theirs"}
    theirs = next(cell for cell in preview["cells"] if cell["fate"] == "theirs")
    assert (theirs["base"], theirs["server"], theirs["by_name"]) == ("", "3", "head")
    assert theirs["at"]
    confirmed(desk, preview)
    rows = desk.answers()
    assert (str(rows["1.3.2"].award), str(rows["1.3.3"].award)) == ("5", "3")
    assert rows["1.3.3"].by_account == desk.account("head")


@pytest.mark.parametrize(("choice", "kept"), [(None, "3"), ("server", "3"), ("file", "5")])
def test_of_two_different_changes_the_one_chosen_stands(
    desk: Desk, choice: str | None, kept: str
) -> None:
    paper = downloaded(desk)
    desk.put("1.3.2", "3", person="head")
    paper[AWARD], paper["award:1.3.3"] = 5, 4
    preview = previewed(desk, paper)
    assert fates(preview) == {AWARD: "conflict", "award:1.3.3": "apply"}
    saved = confirmed(desk, preview, {AWARD: choice} if choice else None)
    assert saved.status_code == 200, saved.text
    rows = desk.answers()
    assert (str(rows["1.3.2"].award), str(rows["1.3.3"].award)) == (kept, "4")


def test_the_same_change_by_both_is_none(desk: Desk) -> None:
    paper = downloaded(desk)
    desk.put("1.3.2", "5", person="head")
    paper[AWARD] = 5
    assert previewed(desk, paper)["cells"] == []


def test_a_comment_of_the_file_joins_the_points_of_a_colleague(desk: Desk) -> None:
    desk.put("1.3.2", "3", more={"comment": "cũ"})
    paper = downloaded(desk)
    desk.put("1.3.2", "4", 1, person="head")
    paper[NOTE] = "mới"
    preview = previewed(desk, paper)
    assert fates(preview) == {AWARD: "theirs", NOTE: "apply"}
    confirmed(desk, preview)
    row = desk.answers()["1.3.2"]
    assert (str(row.award), row.comment, row.version) == ("4", "mới", 3)


def test_what_changed_since_the_preview_brings_a_fresh_one_and_saves_nothing(desk: Desk) -> None:
    paper = downloaded(desk)
    paper[AWARD] = 5
    preview = previewed(desk, paper)
    desk.put("1.3.2", "3", person="head")
    stale = confirmed(desk, preview)
    assert (stale.status_code, stale.json()["code"]) == (412, "form-preview-stale")
    assert str(desk.answers()["1.3.2"].award) == "3"
    fresh = stale.json()["current"]["preview"]
    assert fates(fresh) == {AWARD: "conflict"}
    assert confirmed(desk, fresh, {AWARD: "file"}).status_code == 200
    assert str(desk.answers()["1.3.2"].award) == "5"


def test_confirmed_twice_it_answers_the_same_and_saves_once(desk: Desk) -> None:
    paper = downloaded(desk)
    paper[AWARD] = 5
    preview = previewed(desk, paper)
    first = confirmed(desk, preview)
    desk.put("1.3.2", "3", 1, person="head")
    second = confirmed(desk, preview)
    assert (second.status_code, second.json()) == (200, first.json())
    assert (str(desk.answers()["1.3.2"].award), desk.answers()["1.3.2"].version) == ("3", 2)
    assert desk.acts().count("self.form") == 1
    shown = desk.get(f"/self/form/{preview['id']}").json()
    assert shown["confirmed"] == first.json()


def test_confirmed_by_two_at_once_it_is_saved_once(desk: Desk) -> None:
    paper = downloaded(desk)
    paper[AWARD] = 5
    preview = previewed(desk, paper)
    clients = [desk.house.machine(desk.account("editor")) for _ in range(4)]

    def confirm(client: TestClient) -> tuple[int, str]:
        answer = client.post(
            desk.url(f"/self/form/{preview['id']}/confirm"),
            json={},
            headers={"If-Match": f'"{preview["mark"]}"'},
        )
        return answer.status_code, answer.text

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = set(pool.map(confirm, clients))
    assert [status for status, _ in answers] == [200]
    assert desk.answers()["1.3.2"].version == 1
    assert desk.acts().count("self.form") == 1
    desk.chains_hold()


def test_a_blank_form_is_compared_with_the_server_and_clears_nothing(desk: Desk) -> None:
    desk.put("1.3.2", "3", more={"comment": "giữ"})
    paper = blank(desk.edition)
    paper["award:1.3.3"], paper["text:school.name"] = 4, "Trường minh họa th1"
    preview = previewed(desk, paper)
    assert fates(preview) == {"award:1.3.3": "apply", "text:header.issuer": "apply"}
    assert "không xóa gì" in preview["notes"][0]
    confirmed(desk, preview)
    rows = desk.answers()
    assert (str(rows["1.3.2"].award), rows["1.3.2"].comment) == ("3", "giữ")
    assert str(rows["1.3.3"].award) == "4"


def test_a_cell_that_cannot_be_read_is_named_and_loses_nothing_else(desk: Desk) -> None:
    desk.put("1.3.2", "3")
    paper = downloaded(desk)
    paper[AWARD], paper["award:1.3.3"], paper[PLACE] = "nhiều", 4, "Minh Họa"
    paper["award:1.3.1"] = 99
    preview = previewed(desk, paper)
    assert fates(preview) == {"award:1.3.3": "apply", PLACE: "apply"}
    where = [one["where"] for one in preview["problems"]]
    assert sorted(where) == sorted([paper.place(AWARD), paper.place("award:1.3.1")])
    confirmed(desk, preview)
    assert {item: str(row.award) for item, row in desk.answers().items()} == {
        "1.3.2": "3",
        "1.3.3": "4",
    }


def test_of_a_returned_dossier_only_the_named_criteria_come_in(house: House) -> None:
    desk = furnished(house, DossierState.RETURNED)  # 1.3 was named
    before = {item: row.version for item, row in desk.answers().items()}
    paper = downloaded(desk)
    paper[NOTE], paper["comment:1.4"], paper[PROCESS] = "bổ sung", "không được", "thêm"
    preview = previewed(desk, paper)
    assert fates(preview) == {NOTE: "apply", "comment:1.4": "locked", PROCESS: "apply"}
    locked = next(cell for cell in preview["cells"] if cell["fate"] == "locked")
    assert "1.3" in locked["message"]
    assert confirmed(desk, preview).status_code == 200
    after = {item: row.version for item, row in desk.answers().items()}
    assert after == before | {"1.3.2": before["1.3.2"] + 1}


@pytest.mark.parametrize("closed", ["campaign", "state"])
def test_a_locked_dossier_takes_no_form_and_one_locked_meanwhile_keeps_the_preview(
    desk: Desk, closed: str
) -> None:
    paper = downloaded(desk)
    paper[AWARD] = 5
    preview = previewed(desk, paper)

    def lock(dossier: Dossier, campaign: object) -> None:
        if closed == "state":
            dossier.state = DossierState.AWAITING_SIGNATURE
        else:
            campaign.state = CampaignState.CLOSED  # type: ignore[attr-defined]

    desk.change(lock)
    for answer in (sent(desk, paper.content), confirmed(desk, preview)):
        assert (answer.status_code, answer.json()["code"]) == (409, "dossier-locked")
    assert desk.answers() == {}
    assert desk.get(f"/self/form/{preview['id']}").status_code == 200


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("text:school.code", "79000999", "form-other-school"),
        ("text:school.school_year", "2031-2032", "form-other-year"),
    ],
)
def test_another_schools_form_is_refused(desk: Desk, key: str, typed: str, code: str) -> None:
    paper = blank(desk.edition)
    paper[key], paper[AWARD] = typed, 5
    answer = sent(desk, paper.content)
    assert (answer.status_code, answer.json()["code"]) == (400, "form-refused")
    assert [one["code"] for one in answer.json()["errors"]] == [code]


def test_a_form_of_another_dossier_of_the_same_school_is_refused(desk: Desk) -> None:
    paper = downloaded(desk)
    with desk.house.database.writing() as session:
        row = session.exec(select(FormDownload)).one()
        other = session.get_one(Dossier, desk.dossier_id).model_dump()
        session.add(Dossier.model_validate({**other, "id": "other", "revision": 2}))
        session.flush()
        row.dossier_id = "other"
        session.add(row)
    answer = sent(desk, paper.content)
    assert [one["code"] for one in answer.json()["errors"]] == ["form-other-dossier"]


def test_a_form_of_another_edition_is_refused_by_its_hash(desk: Desk) -> None:
    paper = downloaded(desk)
    sheet = paper.book["_thangdo"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "edition_sha256")
    row[1].value = "0" * 64
    answer = sent(desk, paper.content)
    assert [one["code"] for one in answer.json()["errors"]] == ["edition-other"]


@pytest.mark.parametrize("make", [forms.zip_bomb, forms.with_macro, forms.encrypted])
def test_a_hostile_file_is_refused_and_leaves_nothing(
    desk: Desk, make: Callable[[], bytes]
) -> None:
    answer = sent(desk, make())
    assert (answer.status_code, answer.json()["code"]) == (400, "form-refused")
    with desk.rows() as session:
        assert session.exec(select(FormUpload)).all() == []


def test_assessors_fill_their_side_beside_what_the_school_states(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    own = desk.answers()["1.3.2"]
    paper = downloaded(desk, "assessor", "external")
    assert paper.external
    assert paper["own:1.3.2"] == own.award
    version = desk.answers(SideName.EXTERNAL)["1.3.2"].version
    paper[AWARD], paper[NOTE] = 1, "Chưa đủ minh chứng"
    preview = previewed(desk, paper, "assessor", "external")
    assert fates(preview) == {AWARD: "apply", NOTE: "apply"}
    assert confirmed(desk, preview, person="assessor").status_code == 200
    row = desk.answers(SideName.EXTERNAL)["1.3.2"]
    assert (str(row.award), row.comment, row.version) == ("1", "Chưa đủ minh chứng", version + 1)
    assert desk.answers()["1.3.2"] == own
    desk.chains_hold()


def test_the_report_of_the_school_is_not_the_assessors_to_change(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    paper = downloaded(desk, "assessor", "external")
    paper[PROCESS], before = "của đoàn", texts(desk)
    preview = previewed(desk, paper, "assessor", "external")
    assert fates(preview) == {PROCESS: "refused"}
    confirmed(desk, preview, person="assessor")
    assert texts(desk) == before


def test_a_form_of_one_side_is_refused_at_the_other(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    paper = downloaded(desk, "assessor", "self")
    answer = sent(desk, paper.content, "assessor", "external")
    assert [one["code"] for one in answer.json()["errors"]] == ["form-side"]


def test_who_may_not_write_may_download_at_most(desk: Desk) -> None:
    paper = downloaded(desk, "leader")
    assert sent(desk, paper.content, "leader").status_code == 403
    with desk.house.building() as province:
        province.body("khac", "xa")
        stranger = province.person("stranger", (Role.SCHOOL_EDITOR, "khac"))
    client = desk.house.machine(stranger)
    assert client.get(desk.url("/self/form")).status_code == 404
    assert client.post(desk.url("/self/form")).status_code == 404


def test_a_preview_is_its_uploaders_alone_and_can_be_dropped(desk: Desk) -> None:
    paper = downloaded(desk)
    paper[AWARD] = 5
    preview = previewed(desk, paper)
    at = f"/self/form/{preview['id']}"
    assert desk.get(at, "head").status_code == 404
    assert desk.by("editor").delete(desk.url(at)).status_code == 204
    assert desk.get(at).status_code == 404
    assert confirmed(desk, preview).json()["code"] == "form-preview-gone"


def test_a_newer_upload_takes_the_place_of_the_one_that_waits(desk: Desk) -> None:
    paper = downloaded(desk)
    paper[AWARD] = 5
    first, second = previewed(desk, paper), previewed(desk, paper)
    assert desk.get(f"/self/form/{first['id']}").status_code == 404
    assert confirmed(desk, second).status_code == 200


def test_a_second_download_of_the_same_content_is_the_same_form(desk: Desk) -> None:
    first, second = (desk.get("/self/form").content for _ in range(2))
    assert first == second
    desk.put("1.3.2", "3")
    assert desk.get("/self/form").content != first
    with desk.rows() as session:
        noted = session.exec(select(FormDownload)).all()
    assert [row.base for row in sorted(noted, key=lambda row: row.at)] == [{}, {AWARD: "3"}]


def test_uploads_are_forgotten_after_their_time(desk: Desk) -> None:
    preview = previewed(desk, downloaded(desk))
    week = clock.now() + timedelta(days=8)
    with desk.house.database.writing() as session:
        forget(session, week)
    assert desk.get(f"/self/form/{preview['id']}").status_code == 404
    with desk.rows() as session:
        assert len(session.exec(select(FormDownload)).all()) == 1


def test_the_number_of_statements_does_not_grow_with_the_form(desk: Desk) -> None:
    codes = list(desk.edition.items)
    noted = [{"item": code, "version": 0, "comment": "cũ"} for code in codes]
    desk.patch({"answers": noted})
    few, many = statements(desk, codes[:2]), statements(desk, codes)
    assert few == many
    assert {row.comment for row in desk.answers().values()} == {"mới, cả 29 mục"}


def statements(desk: Desk, codes: list[str]) -> tuple[int, int]:
    """How many statements an upload and its confirmation take, transactions left out."""
    engine = desk.house.app.state.context.database.engine
    paper = downloaded(desk)
    for code in codes:
        paper[f"comment:{code}"] = f"mới, cả {len(codes)} mục"
    with counted(engine) as uploading:
        preview = previewed(desk, paper)
    with counted(engine) as confirming:
        assert confirmed(desk, preview).json()["applied"] == len(codes)
    return of_ours(uploading), of_ours(confirming)


def of_ours(ran: list[str]) -> int:
    """Without transactions, and what the service writes and forgets now and then by itself."""
    return sum(not one.startswith(("BEGIN", "DELETE")) and "access_row" not in one for one in ran)


def facts(desk: Desk) -> dict[str, str | None]:
    """The facts in the rows."""
    with desk.rows() as session:
        return {row.fact: row.value for row in session.exec(select(FactAnswer))}


def texts(desk: Desk) -> dict[str, str]:
    """The report in the rows."""
    with desk.rows() as session:
        return {row.field: row.value for row in session.exec(select(DossierText)) if row.value}
