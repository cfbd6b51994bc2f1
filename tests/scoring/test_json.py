"""Sheets and answers as JSON: nothing lost on the way, nothing strange let in."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.edition import Edition
from scoring.answers import Answers, Profile, Verdict
from scoring.answers_json import MAX_ANSWERS, answers_from_json, answers_to_json
from scoring.as_json import sheet_to_json
from scoring.engine import score
from scoring.errors import AnswersRefused, SheetUnreadable
from scoring.exact import plain
from scoring.explain import explain
from scoring.from_json import sheet_from_json
from tests.scoring.school import QD_4725, with_totals
from tests.scoring.strategies import sheets_in

STATED = with_totals(
    "75.5",
    "76",
    awards={"1.2": Verdict.UNMET, "1.4": Decimal(8)},
    facts={
        "teachers_total": Decimal(40),
        "teachers_with_account": Decimal(39),
        "digital_materials": Decimal(25),
        "lms_in_use": False,
        "lms_name": "Phần mềm minh họa",
        "lms_origin": "rented",
    },
)


def data() -> dict[str, Any]:
    sheet = score(QD_4725, STATED)
    text = json.dumps(sheet_to_json(QD_4725, sheet, explain(QD_4725, sheet)))
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@given(sheets_in())
def test_sheet_comes_back_equal(pair: tuple[Edition, Answers]) -> None:
    edition, stated = pair
    sheet = score(edition, stated)
    text = json.dumps(sheet_to_json(edition, sheet))
    back = sheet_from_json(json.loads(text))
    assert back == sheet
    assert json.dumps(sheet_to_json(edition, back)) == text


@given(sheets_in())
def test_answers_come_back_equal(pair: tuple[Edition, Answers]) -> None:
    edition, stated = pair
    text = json.dumps(answers_to_json(stated))
    assert answers_from_json(edition, json.loads(text)) == stated


def test_sheet_has_the_agreed_keys_on_top() -> None:
    found = data()
    assert {"edition", "level", "groups", "items", "missing", "blockers"} <= set(found)
    assert found["edition"] == {
        "id": "thangdo.qd-4725",
        "version": "1.0",
        "sha256": QD_4725.ref.sha256,
    }


def test_decimals_are_strings_in_plain_form() -> None:
    def walk(node: object) -> None:
        assert not isinstance(node, float)
        children = node.values() if isinstance(node, dict) else node
        if isinstance(children, str) or not hasattr(children, "__iter__"):
            return
        for child in children:
            walk(child)

    found = data()
    walk(found)
    assert found["groups"][0]["total"] == "73.5"
    assert found["items"][2]["award"] == "6"
    assert found["blockers"] == [{"kind": "unmet", "code": "1.2", "points": "0"}]


def test_each_item_shows_its_facts_ceiling_and_sentence() -> None:
    items = {one["code"]: one for one in data()["items"]}
    assert items["1.3.2"]["facts"] == ["lms_in_use"]
    assert items["1.6.1"]["facts"] == ["teachers_with_account", "teachers_total"]
    assert items["1.4"]["ceiling"] == {
        "points": "7",
        "reason": "measure",
        "known": "inferred",
        "source": "wording",
    }
    assert items["1.4"]["sentence"].startswith("Được 8/10 điểm: 25 học liệu")


def test_unconfirmed_values_are_listed_with_their_marks() -> None:
    unconfirmed = {one["value"]: one["known"] for one in data()["unconfirmed"]}
    assert unconfirmed["combine"] == "inferred"
    assert unconfirmed["1.3.2.max"] == "single"
    assert "levels" not in unconfirmed


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.00", "0"),
        ("4.50", "4.5"),
        ("10", "10"),
        ("1E+2", "100"),
        ("1E-4", "0.0001"),
        ("100", "100"),
    ],
)
def test_a_number_has_one_plain_form(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@st.composite
def broken_sheets(draw: st.DrawFn) -> object:
    """A sheet's data with one value somewhere replaced or removed."""
    found: Any = data()
    node: Any = found
    for _ in range(draw(st.integers(0, 3))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        below = [key for key in keys if isinstance(node[key], dict | list) and node[key]]
        if not below:
            break
        node = node[draw(st.sampled_from(below))]
    key = draw(st.sampled_from(list(node) if isinstance(node, dict) else list(range(len(node)))))
    strange: st.SearchStrategy[object] = st.sampled_from(
        [None, 1.5, "x", [], {}, True, "NaN", "1E999999999", "-1", 10**30, "", [None], "٣"]
    )
    if draw(st.booleans()):
        del node[key]
    else:
        node[key] = draw(strange)
    return found


@given(broken_sheets())
def test_broken_sheet_is_refused_or_read_but_never_crashes(broken: object) -> None:
    try:
        sheet = sheet_from_json(broken)
    except SheetUnreadable:
        return
    assert sheet.edition.id


@pytest.mark.parametrize("strange", [None, [], "x", 1, {}, {"edition": {}}, {"edition": {"id": 1}}])
def test_what_is_no_sheet_is_refused(strange: object) -> None:
    with pytest.raises(SheetUnreadable, match="không phải là một phiếu điểm"):
        sheet_from_json(strange)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("groups", 0, "total"), 74.5),
        (("groups", 0, "total"), "74.50"),
        (("groups", 0, "total"), "7,5"),
        (("groups", 0, "complete"), "true"),
        (("groups", 0, "level"), "3"),
        (("groups", 0, "level"), True),
        (("items", 0, "state"), "done"),
        (("items", 0, "verdict"), "maybe"),
        (("items", 2, "award"), "1E3"),
        (("findings", 0, "severity"), "fatal"),
        (("missing",), "1.1"),
        (("groups",), {}),
        (("facts", 0, "type"), "date"),
    ],
)
def test_sheet_with_one_wrong_value_is_refused(path: tuple[str | int, ...], value: object) -> None:
    found: Any = data()
    node = found
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    with pytest.raises(SheetUnreadable):
        sheet_from_json(found)


def test_answers_may_leave_out_what_is_usual() -> None:
    read = answers_from_json(QD_4725, {"profile": {"kind": "th_thcs"}})
    assert read == Answers(Profile("th_thcs", ("tieu_hoc", "thcs")), {}, {}, {})


def test_answers_are_typed_by_the_edition() -> None:
    read = answers_from_json(
        QD_4725,
        {
            "profile": {"kind": "thcs", "school_levels": ["thcs"]},
            "awards": {"1.1": "met", "1.3.1": "4.5"},
            "facts": {"teachers_total": "40", "lms_name": "40", "lms_in_use": True},
        },
    )
    assert read.awards == {"1.1": Verdict.MET, "1.3.1": Decimal("4.5")}
    assert read.facts == {"teachers_total": Decimal(40), "lms_name": "40", "lms_in_use": True}


def test_text_becomes_nfc() -> None:
    read = answers_from_json(
        QD_4725,
        {"profile": {"kind": "thcs"}, "facts": {"lms_name": "e\u0302\u0301"}},
    )
    assert read.facts == {"lms_name": "\u1ebf"}


@pytest.mark.parametrize(
    ("strange", "where"),
    [
        (None, [""]),
        ([], [""]),
        ({}, ["profile"]),
        ({"profile": {"kind": 1}}, ["profile.kind"]),
        ({"profile": {"kind": "thcs", "school_levels": "thcs"}}, ["profile.school_levels"]),
        ({"profile": {"kind": "thcs", "school_levels": [1]}}, ["profile.school_levels"]),
        ({"profile": {"kind": "thcs", "school_levels": ["x"] * 51}}, ["profile.school_levels"]),
        ({"profile": {"kind": "thcs", "name": "x"}}, ["name"]),
        ({"profile": {"kind": "thcs"}, "points": {}}, ["points"]),
        ({"profile": {"kind": "thcs"}, "awards": []}, ["awards"]),
        ({"profile": {"kind": "thcs"}, "awards": {1: "1"}}, ["awards"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": 4.5}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": 4}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": "4,5"}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": "1E9"}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": "NaN"}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": "٣"}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": "1" * 99}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "awards": {"1.1": None}}, ["awards.1.1"]),
        ({"profile": {"kind": "thcs"}, "facts": {"teachers_total": 40}}, ["facts.teachers_total"]),
        ({"profile": {"kind": "thcs"}, "facts": {"lms_name": ["a"]}}, ["facts.lms_name"]),
        ({"profile": {"kind": "thcs"}, "inapplicable": {"1.4": 1}}, ["inapplicable.1.4"]),
        (
            {"profile": {"kind": "thcs"}, "inapplicable": {"1.4": "x" * 2_001}},
            ["inapplicable.1.4"],
        ),
        (
            {"profile": {}, "awards": {"a": 1, "b": 2}, "facts": 3},
            ["profile.kind", "awards.a", "awards.b", "facts"],
        ),
    ],
)
def test_names_every_value_of_the_wrong_shape(strange: object, where: list[str]) -> None:
    with pytest.raises(AnswersRefused) as error:
        answers_from_json(QD_4725, strange)
    assert [one.where for one in error.value.findings] == where
    assert {one.code for one in error.value.findings} == {"bad-shape"}


def test_too_many_answers_are_not_even_looked_at() -> None:
    flood = {str(number): "x" for number in range(MAX_ANSWERS + 1)}
    with pytest.raises(AnswersRefused) as error:
        answers_from_json(QD_4725, {"profile": {"kind": "thcs"}, "awards": flood})
    assert [one.where for one in error.value.findings] == ["awards"]


def test_as_many_answers_as_allowed_are_looked_at() -> None:
    most = {str(number): "1" for number in range(MAX_ANSWERS)}
    read = answers_from_json(QD_4725, {"profile": {"kind": "thcs"}, "awards": most})
    assert len(read.awards) == MAX_ANSWERS


def test_well_shaped_answers_are_still_judged_by_scoring() -> None:
    read = answers_from_json(
        QD_4725,
        {"profile": {"kind": "thcs"}, "awards": {"9.9": "1", "1.3.1": "-1"}, "facts": {"x": "1"}},
    )
    with pytest.raises(AnswersRefused) as error:
        score(QD_4725, read)
    assert [one.code for one in error.value.findings] == [
        "unknown-item",
        "not-points",
        "unknown-fact",
    ]
