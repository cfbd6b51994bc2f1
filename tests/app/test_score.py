"""`/api/v1/score` and `/api/v1/what-if`."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from criteria.loader import shipped
from scoring.answers_json import answers_to_json
from scoring.engine import score
from scoring.from_json import sheet_from_json
from tests.app.cli import forms

EDITION = shipped("thangdo.qd-4725")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def stated(share: str = "0.8", **more: object) -> dict[str, Any]:
    return {"edition": str(EDITION.ref), **answers_to_json(forms.answers(EDITION, share)), **more}


def test_json_answers_become_the_engines_own_sheet(client: TestClient) -> None:
    answer = client.post("/api/v1/score", json=stated())
    assert answer.status_code == 200
    assert sheet_from_json(answer.json()) == score(EDITION, forms.answers(EDITION))
    assert answer.json()["sentences"]["overall"].startswith("Xếp mức 3")


@pytest.mark.parametrize("way", ["multipart", "alone"])
def test_a_form_gives_the_same_sheet_as_its_answers(client: TestClient, way: str) -> None:
    form = forms.filled("0.6")
    if way == "multipart":
        answer = client.post("/api/v1/score", files={"form": ("p.xlsx", form)})
    else:
        answer = client.post("/api/v1/score", content=form, headers={"Content-Type": XLSX})
    expected = client.post("/api/v1/score", json=stated("0.6")).json()
    assert answer.json() == expected


def test_nothing_answered_has_no_level_and_says_what_is_missing(client: TestClient) -> None:
    body = {"edition": "thangdo.qd-4725", "profile": {"kind": "th"}}
    sheet = client.post("/api/v1/score", json=body).json()
    assert sheet["level"] is None
    assert len(sheet["missing"]) == 29


def test_the_edition_is_the_newest_where_none_is_named(client: TestClient) -> None:
    sheet = client.post("/api/v1/score", json=stated() | {"edition": EDITION.ref.id}).json()
    assert sheet["edition"]["sha256"] == EDITION.ref.sha256


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"edition": "thangdo.nope"}, 400, "edition-not-offered"),
        ({"edition": "thangdo.qd-4725@9.9"}, 400, "edition-not-offered"),
        ({"awards": {"1.4": "11"}}, 400, "answers-refused"),
        ({"awards": {"9.9": "1"}}, 400, "answers-refused"),
        ({"awards": {"1.4": "met"}}, 400, "answers-refused"),
        ({"facts": {"teachers_total": "bốn mươi"}}, 400, "answers-refused"),
        ({"facts": {"teachers_total": True}}, 400, "answers-refused"),
        ({"profile": {"kind": "đại học"}}, 400, "answers-refused"),
        ({"profile": {"kind": "thcs", "school_levels": ["thpt"]}}, 400, "answers-refused"),
        ({"inapplicable": {"1.4": "không có"}}, 400, "answers-refused"),
        ({"awards": {"1.4": 7}}, 422, "shape"),
        ({"awards": {"1.4": "-1"}}, 422, "shape"),
        ({"awards": {"1.4": "1e3"}}, 422, "shape"),
        ({"awards": {"1.4": None}}, 422, "shape"),
        ({"awards": []}, 422, "shape"),
        ({"award": {}}, 422, "shape"),
        ({"profile": None}, 422, "shape"),
        ({"facts": {"x" * 65: "1"}}, 422, "shape"),
        ({"edition": "../../etc/passwd"}, 422, "shape"),
    ],
)
def test_refuses_with_a_stable_code_and_vietnamese_words(
    client: TestClient, change: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/api/v1/score", json=stated() | change)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["title"]
    assert problem["errors"] or problem["detail"].startswith(("Không có", "Bộ chỉ số"))
    assert all(one["message"].endswith(".") for one in problem["errors"])


def test_every_wrong_answer_is_named_at_once(client: TestClient) -> None:
    body = stated() | {"awards": {"1.4": "11", "1.3.1": "7", "9": "1"}}
    errors = client.post("/api/v1/score", json=body).json()["errors"]
    assert [one["where"] for one in errors] == ["1.4", "1.3.1", "9"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "không phải JSON"),
        (b"[" * 60_000, "quá sâu"),
        (b'{"edition": ' + b"9" * 5000 + b"}", "chữ số"),
        (b'{"edition": NaN}', "NaN"),
        (b'{"edition": "\xff"}', "UTF-8"),
        (b'{"edition": "a", "edition": "b"}', "hai lần"),
    ],
)
def test_refuses_what_is_no_json(client: TestClient, body: bytes, words: str) -> None:
    answer = client.post(
        "/api/v1/score", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "body-unreadable")
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    "part", ['"facts": {"\\ud800": "1"}', '"facts": {"lms_name": "\\ud800"}', '"\\ud800": 1']
)
def test_half_a_surrogate_pair_is_refused_and_not_sent_back(client: TestClient, part: str) -> None:
    body = f'{{"edition": "thangdo.qd-4725", "profile": {{"kind": "th"}}, {part}}}'
    answer = client.post(
        "/api/v1/score", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1", b"true"])
def test_refuses_json_that_is_no_object(client: TestClient, body: bytes) -> None:
    answer = client.post(
        "/api/v1/score", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/xml", "application/json; charset=utf-16"]
)
def test_refuses_another_content_type(client: TestClient, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    answer = client.post("/api/v1/score", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "media-type")


def test_what_if_names_the_fewest_things_to_do(client: TestClient) -> None:
    plan = client.post("/api/v1/what-if", json=stated("0.7", target=3)).json()
    assert plan["target_level"] == 3
    assert plan["steps"]
    assert plan["sentences"][0].startswith("Để đạt mức 3")


def test_what_if_of_a_form_is_that_of_its_answers(client: TestClient) -> None:
    sent = {"target": "3", "unreachable": ["1.3.1", "2.3.3"]}
    answer = client.post(
        "/api/v1/what-if", data=sent, files={"form": ("p.xlsx", forms.filled("0.7"))}
    )
    expected = client.post(
        "/api/v1/what-if", json=stated("0.7", target=3, unreachable=["1.3.1", "2.3.3"])
    )
    assert answer.json() == expected.json()
    assert not {"1.3.1", "2.3.3"} & {step["code"] for step in answer.json()["steps"]}


def test_what_if_says_why_a_level_cannot_be_reached(client: TestClient) -> None:
    body = stated("0.2", target=3, unreachable=sorted(EDITION.items))
    answer = client.post("/api/v1/what-if", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "target-unreachable")
    assert answer.json()["errors"]


@pytest.mark.parametrize("target", ["", "0", "100", "ba", "٣", "-1"])
def test_what_if_of_a_form_refuses_a_target_that_is_no_level(
    client: TestClient, target: str
) -> None:
    form = {"form": ("p.xlsx", forms.filled())}
    answer = client.post("/api/v1/what-if", data={"target": target}, files=form)
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")
