"""The pages of decisions: what waits, what is issued over ticks, what is published."""

from datetime import timedelta

from sqlmodel import select

from app import clock
from app.dossiers.models import Dossier, DossierState
from app.recognition.models import RecognitionDecision
from tests.app.dossiers.desk import furnished
from tests.app.dossiers.test_pages import browser
from tests.app.house import House


def told(dossier: Dossier, **more: str) -> dict[str, str]:
    return {
        "body": dossier.recognising_body_id,
        "campaign": dossier.campaign_id,
        "number": "15/QĐ-SGDĐT",
        "signed_on": (clock.today() - timedelta(days=1)).isoformat(),
        "signer": "Người ký minh họa",
    } | more


def test_a_ticked_dossier_is_recognised_and_then_published(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSED)
    director, one = browser(desk, "director"), desk.dossier
    page = director.get("/quyet-dinh").text
    assert f'name="hs-{one.id}"' in page
    made = director.post("/quyet-dinh", data=told(one, **{f"hs-{one.id}": "1"}))
    assert made.status_code == 303
    assert desk.dossier.state == DossierState.RECOGNISED
    shown = director.get(made.headers["location"]).text
    assert "15/QĐ-SGDĐT" in shown
    assert one.body_name in shown
    published = director.post("/quyet-dinh/cong-bo", data=told(one))
    assert published.status_code == 303
    assert desk.dossier.state == DossierState.PUBLISHED


def test_nothing_ticked_is_told_and_what_was_typed_stays(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSED)
    refused = browser(desk, "director").post("/quyet-dinh", data=told(desk.dossier))
    assert refused.status_code == 409
    assert "Chưa chọn hồ sơ nào" in refused.text
    assert 'value="15/QĐ-SGDĐT"' in refused.text
    with desk.rows() as session:
        assert session.exec(select(RecognitionDecision.id)).all() == []
    assert desk.dossier.state == DossierState.ASSESSED


def test_a_school_has_no_such_page(house: House) -> None:
    desk = furnished(house, DossierState.ASSESSED)
    assert browser(desk, "head").get("/quyet-dinh").status_code == 403
    assert "/quyet-dinh" not in browser(desk, "head").get("/ho-so").text
    assert 'href="/quyet-dinh"' in browser(desk, "director").get("/ho-so").text
