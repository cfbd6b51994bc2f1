"""A dossier returned for supplement, as its school meets it."""

from app.dossiers import queries
from app.dossiers.models import (
    DossierState,
    SideName,
)
from tests.app.dossiers.desk import furnished
from tests.app.dossiers.handing_in import handed_in, snapshots
from tests.app.house import House

S = DossierState


def test_after_a_return_a_new_snapshot_supersedes_the_first_without_voiding_it(
    house: House,
) -> None:
    desk = furnished(house, S.RETURNED)
    assert desk.put("1.3.2", "1", 1).status_code == 200
    assert desk.post("/close").status_code == 200
    first, second = snapshots(desk)
    assert (first.void, second.void) == (False, False)
    shown = desk.get("/snapshots").json()["snapshots"]
    assert [(one["sha256"], one["in_force"]) for one in shown] == [
        (first.sha256, False),
        (second.sha256, True),
    ]


def test_reopening_after_a_return_leaves_what_was_handed_in_first(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    desk.post("/close")
    desk.post("/reopen", {"reason": "Sửa tiếp"}, "head")
    first, second = snapshots(desk)
    assert (first.void, second.void) == (False, True)
    assert desk.dossier.state == S.RETURNED


def test_handing_in_again_goes_back_to_the_assessors(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    before = desk.answers(SideName.EXTERNAL)
    handed_in(desk)
    assert desk.dossier.state == S.ASSESSING
    assert desk.answers(SideName.EXTERNAL) == before
    assert desk.get().json()["returned"] == []


def test_a_return_that_needs_no_new_signature_goes_back_when_closed(house: House) -> None:
    desk = furnished(house, S.RETURNED)
    desk.change(lambda _, campaign: setattr(campaign, "sign_again", False))
    assert desk.post("/close").json()["dossier"]["state"] == "assessing"
    with desk.rows() as session:
        assert queries.open_return(session, desk.dossier_id) is None


def test_a_supplement_past_its_deadline_is_marked_late(house: House) -> None:
    desk = furnished(house, S.RETURNED)  # its deadline was in March 2026
    handed_in(desk)
    assert desk.dossier.late is True


def test_the_school_sees_why_it_was_returned(house: House) -> None:
    told = furnished(house, S.RETURNED).get().json()
    assert told["returned"] == [{"criterion": "1.3", "reason": "Thiếu minh chứng minh họa."}]
    assert told["deadline"] is not None
