"""What is told of the way: states, the chain, what blocks, the buttons."""

import pytest

from app.dossiers.models import (
    Dossier,
    DossierState,
)
from tests.app.dossiers.desk import Desk, furnished
from tests.app.dossiers.handing_in import codes, handed_in
from tests.app.house import House

S = DossierState


def test_the_states_passed_are_told_in_order_page_by_page(full: Desk) -> None:
    handed_in(full)
    whole = full.get("/history").json()
    assert [(one["before"], one["after"]) for one in whole["changes"]] == [
        ("drafting", "awaiting_signature"),
        ("awaiting_signature", "submitted"),
    ]
    assert [one["by_name"] for one in whole["changes"]] == ["editor", "head"]
    first = full.get("/history", params={"limit": 1}).json()
    rest = full.get("/history", params={"limit": 1, "after": first["next"]}).json()
    assert [*first["changes"], *rest["changes"]] == whole["changes"]
    assert rest["next"] is None


def test_the_trail_is_the_chain_page_by_page(full: Desk) -> None:
    handed_in(full)
    whole = full.get("/audit").json()["rows"]
    assert [one["act"] for one in whole] == full.acts()
    assert [one["previous"] for one in whole[1:]] == [one["hash"] for one in whole[:-1]]
    assert whole[-1]["payload"]["after"] == "submitted"
    first = full.get("/audit", params={"limit": 2}).json()
    rest = full.get("/audit", params={"limit": 200, "after": first["next"]}).json()
    assert first["rows"] + rest["rows"] == whole


@pytest.mark.parametrize("rest", ["/history", "/audit"])
@pytest.mark.parametrize(
    "cursor", ["rác", "WzFd", "WyJhIiwiYiJd", "WyItMSJd", "WyI5OTk5OTk5OTk5OTkiXQ"]
)
def test_a_cursor_of_nobody_is_refused(desk: Desk, rest: str, cursor: str) -> None:
    assert desk.get(rest, params={"after": cursor}).status_code == 422


def test_the_school_reads_nothing_of_what_assessors_did_before_they_conclude(
    house: House,
) -> None:
    desk = furnished(house, S.ASSESSING)
    desk.put("1.3.2", "0", 1, side="external", person="assessor")
    rows = {one["act"]: one for one in desk.get("/audit").json()["rows"]}
    assert rows["external.saved"]["payload"] is None
    assert rows["self.submitted"]["payload"] is not None
    theirs = {one["act"]: one for one in desk.get("/audit", "assessor").json()["rows"]}
    assert theirs["external.saved"]["payload"]["answers"][0]["award"] == "0"


def test_an_assessor_is_told_what_blocks_the_conclusion(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    desk.put("1.3.2", None, 1, side="external", person="assessor")
    told = desk.get("/readiness", "assessor").json()
    assert (told["act"], codes(told, "blocks")) == ("conclude", {("1.3.2", "unanswered")})
    assert desk.get("/readiness").status_code == 403


def test_the_buttons_are_those_that_work(full: Desk) -> None:
    def acts(person: str) -> set[str]:
        return set(full.get(person=person).json()["acts"])

    assert {"close", "write_self"} <= acts("editor")
    full.post("/close")
    assert "close" not in acts("editor")
    assert {"submit", "reopen", "sign"} <= acts("head")
    assert "submit" not in acts("editor")


def test_a_level_of_the_other_side_is_not_told_before_it_is_concluded(house: House) -> None:
    desk = furnished(house, S.ASSESSED)
    assert desk.get().json()["levels"] == {"self": 3, "external": 3, "recognised": None}

    def alter(dossier: Dossier, _: object) -> None:
        dossier.state = S.ASSESSING

    desk.change(alter)
    assert desk.get().json()["levels"]["external"] is None
