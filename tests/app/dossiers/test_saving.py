"""Saving: one answer over its version, batches whole or not at all, and what is refused."""

from typing import Any

import pytest

from app.accounts.actor import Scope
from app.dossiers.models import DossierState, SideName
from tests.app.dossiers.desk import BASE, Desk, everything, furnished
from tests.app.house import House


def test_keeps_an_answer_and_gives_its_version(desk: Desk) -> None:
    answer = desk.put("1.3.2", "4.5")
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == 1
    assert answer.headers["ETag"] == '"1"'
    row = desk.answers()["1.3.2"]
    assert (str(row.award), row.version) == ("4.5", 1)
    assert row.by_account == desk.account("editor")


def test_what_was_saved_is_what_is_read(desk: Desk) -> None:
    desk.put("1.3.2", "4.5", more={"comment": "Có nhật ký sử dụng"})
    read = desk.get("/self/answers/1.3.2")
    assert read.headers["ETag"] == '"1"'
    assert (read.json()["award"], read.json()["comment"]) == ("4.5", "Có nhật ký sử dụng")


def test_an_item_without_an_answer_has_version_0(desk: Desk) -> None:
    read = desk.get("/self/answers/1.3.2")
    assert (read.headers["ETag"], read.json()["version"], read.json()["award"]) == ('"0"', 0, None)


def test_a_newer_answer_takes_the_place_of_the_one_it_names(desk: Desk) -> None:
    desk.put("1.3.2", "4.5")
    assert desk.put("1.3.2", "5", 1).json()["version"] == 2
    assert str(desk.answers()["1.3.2"].award) == "5"


def test_an_answer_can_be_cleared(desk: Desk) -> None:
    desk.put("1.3.2", "4.5")
    assert desk.put("1.3.2", None, 1).status_code == 200
    row = desk.answers()["1.3.2"]
    assert (row.award, row.verdict, row.version) == (None, None, 2)


def test_a_comment_stays_when_it_is_not_sent_again(desk: Desk) -> None:
    desk.put("1.3.2", "4.5", more={"comment": "Nhận xét"})
    desk.put("1.3.2", "5", 1)
    assert desk.answers()["1.3.2"].comment == "Nhận xét"
    desk.put("1.3.2", "5", 2, more={"comment": ""})
    assert desk.answers()["1.3.2"].comment == ""


def test_a_batch_of_one_new_and_one_changed_answer_and_fact_keeps_all(desk: Desk) -> None:
    first = {"fact": "teachers_total", "version": 0, "value": "40"}
    desk.patch({"answers": [{"item": "1.3.2", "version": 0, "award": "4.5"}], "facts": [first]})
    saved = desk.patch(
        {
            "answers": [
                {"item": "1.3.2", "version": 1, "award": "5"},
                {"item": "1.3.3", "version": 0, "award": "3"},
            ],
            "facts": [
                {"fact": "teachers_total", "version": 1, "value": "41"},
                {"fact": "lms_in_use", "version": 0, "value": True},
            ],
        }
    )
    assert saved.status_code == 200, saved.text
    rows = desk.answers()
    assert {item: str(row.award) for item, row in rows.items()} == {"1.3.2": "5", "1.3.3": "3"}
    told = {one["fact"]: one["value"] for one in desk.get("/self/answers").json()["facts"]}
    assert (told["teachers_total"], told["lms_in_use"]) == ("41", "true")


def test_without_a_version_nothing_is_saved(desk: Desk) -> None:
    answer = desk.by("editor").put(desk.url("/self/answers/1.3.2"), json={"award": "4.5"})
    assert (answer.status_code, answer.json()["code"]) == (428, "version-missing")
    assert desk.answers() == {}


@pytest.mark.parametrize("stated", [0, 1, 3, 99])
def test_a_stale_version_overwrites_nothing_and_shows_what_stands_there(
    desk: Desk, stated: int
) -> None:
    desk.put("1.3.2", "4.5")
    desk.put("1.3.2", "5", 1)
    answer = desk.put("1.3.2", "1", stated)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (412, "version-stale")
    assert [one["where"] for one in problem["errors"]] == ["1.3.2"]
    (current,) = problem["current"]["answers"]
    assert (current["award"], current["version"]) == ("5", 2)
    assert current["by_account"] == desk.account("editor")
    assert str(desk.answers()["1.3.2"].award) == "5"
    assert desk.acts() == ["self.saved", "self.saved"]


def test_a_version_of_what_is_not_there_is_stale_too(desk: Desk) -> None:
    answer = desk.put("1.3.2", "1", 7)
    assert answer.status_code == 412
    assert answer.json()["current"] == {"answers": [], "facts": [], "texts": []}
    assert desk.answers() == {}


@pytest.mark.parametrize(
    ("item", "award", "code"),
    [
        ("1.3.2", "999", "award-above-max"),
        ("1.3.2", "met", "not-points"),
        ("1.1", "5", "not-a-verdict"),
        ("1.3.2", "0.00001", "award-too-fine"),
    ],
)
def test_what_the_index_does_not_allow_is_refused(
    desk: Desk, item: str, award: str, code: str
) -> None:
    answer = desk.put(item, award)
    assert answer.status_code == 400
    assert [one["code"] for one in answer.json()["errors"]] == [code]
    assert desk.answers() == {}


def test_an_unknown_item_is_not_found(desk: Desk) -> None:
    assert desk.put("9.9.9", "1").status_code == 404
    assert desk.get("/self/answers/9.9.9").status_code == 404


def test_a_claim_is_refused_where_the_edition_allows_none(desk: Desk) -> None:
    answer = desk.put("1.3.2", None, more={"inapplicable": "Không có phòng máy"})
    assert [one["code"] for one in answer.json()["errors"]] == ["claim-not-allowed"]


def test_a_school_does_not_accept_its_own_claim(desk: Desk) -> None:
    answer = desk.put("1.3.2", "1", more={"claim_accepted": True})
    assert [one["code"] for one in answer.json()["errors"]] == ["not-yours-to-accept"]


@pytest.mark.parametrize(
    "body",
    [
        {"award": 4.5},
        {"award": "4,5"},
        {"award": "-1"},
        {"award": "NaN"},
        {"comment": "a\u0000b"},
        {"comment": "x" * 4001},
        {"strange": 1},
        {"claim_accepted": "yes"},
        [],
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_by_its_shape(desk: Desk, body: Any) -> None:  # noqa: ANN401
    answer = desk.by("editor").put(
        desk.url("/self/answers/1.3.2"), json=body, headers={"If-Match": '"0"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")
    assert desk.answers() == {}


def test_a_batch_is_kept_whole(desk: Desk) -> None:
    batch = everything(desk.edition) | {
        "facts": [
            {"fact": "teachers_total", "version": 0, "value": "40"},
            {"fact": "lms_in_use", "version": 0, "value": True},
        ]
    }
    answer = desk.patch(batch)
    assert answer.status_code == 200, answer.text
    saved = answer.json()
    assert set(saved["answers"]) == set(desk.edition.items)
    assert set(saved["answers"].values()) == {1}
    assert saved["facts"] == {"teachers_total": 1, "lms_in_use": 1}
    facts = {one["fact"]: one for one in desk.get("/self/answers").json()["facts"]}
    assert (facts["teachers_total"]["value"], facts["lms_in_use"]["value"]) == ("40", "true")
    assert desk.acts() == ["self.saved"]


def test_one_stale_item_keeps_a_whole_batch_out(desk: Desk) -> None:
    desk.put("1.3.2", "1")
    batch = {
        "answers": [
            {"item": "1.3.1", "version": 0, "award": "1"},
            {"item": "1.3.2", "version": 0, "award": "2"},
        ],
        "facts": [{"fact": "teachers_total", "version": 4, "value": "40"}],
        "texts": [{"field": "narrative.process", "version": 0, "value": "…"}],
    }
    answer = desk.patch(batch)
    assert answer.status_code == 412
    assert {one["where"] for one in answer.json()["errors"]} == {"1.3.2", "teachers_total"}
    assert {row.item: str(row.award) for row in desk.answers().values()} == {"1.3.2": "1"}
    texts = {one["field"]: one["version"] for one in desk.get("/texts").json()["texts"]}
    assert texts["narrative.process"] == 0


def test_a_batch_names_every_refusal_at_once(desk: Desk) -> None:
    answer = desk.patch(
        {
            "answers": [
                {"item": "1.3.1", "version": 0, "award": "99"},
                {"item": "9.9", "version": 0, "award": None},
                {"item": "1.1", "version": 0, "award": "met"},
                {"item": "1.1", "version": 0, "award": "unmet"},
            ],
            "facts": [{"fact": "nothing", "version": 0, "value": None}],
            "texts": [
                {"field": "header.day", "version": 0, "value": "31/5/2027"},
                {"field": "narrative.none", "version": 0, "value": ""},
                {"field": "header.signer", "version": 0, "value": "hai\ndòng"},
            ],
        }
    )
    assert answer.status_code == 400
    found = {(one["where"], one["code"]) for one in answer.json()["errors"]}
    assert found == {
        ("1.3.1", "award-above-max"),
        ("9.9", "unknown-item"),
        ("1.1", "twice"),
        ("nothing", "unknown-fact"),
        ("header.day", "text-refused"),
        ("narrative.none", "text-refused"),
        ("header.signer", "text-refused"),
    }
    assert desk.answers() == {}


def test_an_empty_batch_changes_nothing(desk: Desk) -> None:
    assert desk.patch({}).json() == {"answers": {}, "facts": {}, "texts": {}}
    assert desk.acts() == []


def test_text_is_kept_in_nfc(desk: Desk) -> None:
    decomposed = "Tru\u031bo\u031b\u0300ng"
    desk.patch({"texts": [{"field": "narrative.process", "version": 0, "value": decomposed}]})
    texts = {one["field"]: one["value"] for one in desk.get("/texts").json()["texts"]}
    assert texts["narrative.process"] == "Trường"


def test_saving_confirms_what_was_brought_along(desk: Desk) -> None:
    desk.put("1.3.2", "4.5")
    with desk.house.database.writing() as session:
        row = session.merge(desk.answers()["1.3.2"])
        row.unconfirmed, row.review = True, "Tiêu chí đã đổi"
    assert desk.get("/self/answers/1.3.2").json()["unconfirmed"] is True
    desk.put("1.3.2", "4.5", 1)
    row = desk.answers()["1.3.2"]
    assert (row.unconfirmed, row.review) == (False, "")


def test_every_save_has_its_row_in_the_chain(desk: Desk) -> None:
    desk.put("1.3.1", "1")
    desk.put("1.3.1", "2", 1)
    desk.patch({"facts": [{"fact": "teachers_total", "version": 0, "value": "40"}]})
    assert desk.acts() == ["self.saved"] * 3
    assert desk.dossier.chain_length == 3
    desk.chains_hold()


@pytest.mark.parametrize(
    "state",
    [
        DossierState.AWAITING_SIGNATURE,
        DossierState.SUBMITTED,
        DossierState.ASSESSING,
        DossierState.ASSESSED,
        DossierState.RECOGNISED,
    ],
)
def test_a_locked_dossier_takes_nothing_on_its_own_side(house: House, state: DossierState) -> None:
    desk = furnished(house, state)
    before = desk.dossier
    answer = desk.put("1.3.2", "0", 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "dossier-locked")
    assert (
        desk.patch(
            {"texts": [{"field": "narrative.process", "version": 1, "value": ""}]}
        ).status_code
        == 409
    )
    assert desk.answers()["1.3.2"].version == 1
    assert desk.dossier.chain_head == before.chain_head


def test_a_closed_campaign_takes_nothing(desk: Desk) -> None:
    desk.change(lambda _, campaign: setattr(campaign, "state", "closed"))
    assert desk.put("1.3.2", "1").json()["code"] == "dossier-locked"


def test_only_what_was_returned_is_open(house: House) -> None:
    desk = furnished(house, DossierState.RETURNED)  # 1.3 was named
    assert desk.put("1.3.2", "1", 1).status_code == 200
    refused = desk.put("1.4", "1", 1)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (409, "1.4")
    assert "1.3" in refused.json()["errors"][0]["message"]


def test_a_returned_criterion_opens_its_own_facts_and_the_shared_ones_it_uses(
    house: House,
) -> None:
    desk = furnished(house, DossierState.RETURNED)
    mine = next(code for code, fact in desk.edition.facts.items() if fact.scope.startswith("1.3"))
    other = next(code for code, fact in desk.edition.facts.items() if fact.scope.startswith("2."))
    for code, status in ((mine, 200), (other, 409)):
        fact = desk.edition.facts[code]
        value: object = True if fact.type.value == "yes_no" else "1"
        if fact.type.value == "choice":
            value = fact.options[0][0]
        answer = desk.patch({"facts": [{"fact": code, "version": 0, "value": value}]})
        assert answer.status_code == status, (code, answer.text)


def test_the_narrative_is_open_while_returned(house: House) -> None:
    desk = furnished(house, DossierState.RETURNED)
    change = {"texts": [{"field": "narrative.process", "version": 1, "value": "Đã bổ sung."}]}
    assert desk.patch(change).status_code == 200


def test_the_assessor_writes_the_external_side_and_nothing_else(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    before = desk.answers()
    assert desk.put("1.3.2", "0", 1, side="external", person="assessor").status_code == 200
    assert str(desk.answers(SideName.EXTERNAL)["1.3.2"].award) == "0"
    assert desk.answers() == before
    assert desk.put("1.3.2", "0", 1, person="assessor").status_code == 403


def test_the_external_side_takes_no_words_of_the_report(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    change = {"texts": [{"field": "narrative.process", "version": 1, "value": "…"}]}
    answer = desk.patch(change, "external", "assessor")
    assert [one["code"] for one in answer.json()["errors"]] == ["text-refused"]


def test_the_school_writes_nothing_outside_its_side(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSING)
    assert desk.put("1.3.2", "0", 1, side="external").status_code == 403


def test_who_may_not_see_it_is_not_told_that_it_is_there(desk: Desk) -> None:
    with desk.house.building() as province:
        province.person("nobody")
    assert desk.put("1.3.2", "1", person="nobody").status_code == 404
    assert (
        desk.by("editor")
        .put(f"{BASE}/nosuch/self/answers/1.3.2", json={}, headers={"If-Match": '"0"'})
        .json()["code"]
        == "dossier-not-found"
    )


def test_a_token_without_the_scope_writes_nothing(desk: Desk) -> None:
    client = desk.by("editor", Scope.READ)
    answer = client.put(
        desk.url("/self/answers/1.3.2"), json={"award": "1"}, headers={"If-Match": '"0"'}
    )
    assert answer.json()["code"] == "scope-missing"


def test_the_same_key_gives_the_same_answer_and_saves_once(desk: Desk) -> None:
    key = {"Idempotency-Key": "lan-1"}
    first = desk.put("1.3.2", "4.5", headers=key)
    again = desk.put("1.3.2", "4.5", headers=key)
    assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), '"1"')
    assert desk.acts() == ["self.saved"]


def test_the_same_key_with_another_answer_is_refused(desk: Desk) -> None:
    key = {"Idempotency-Key": "lan-1"}
    desk.put("1.3.2", "4.5", headers=key)
    answer = desk.put("1.3.2", "5", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-key-reused")
    assert str(desk.answers()["1.3.2"].award) == "4.5"


def test_a_refused_save_leaves_its_key_free(desk: Desk) -> None:
    key = {"Idempotency-Key": "lan-1"}
    assert desk.put("1.3.2", "999", headers=key).status_code == 400
    assert desk.put("1.3.2", "4.5", headers=key).status_code == 200


def test_other_words_in_place_of_a_side_are_no_address(desk: Desk) -> None:
    assert desk.get("/nobody/answers").json()["code"] == "not-found"
