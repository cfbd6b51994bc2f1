"""Closing names what is midway; told to, it takes returns back, and nothing is left stuck."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlmodel import col, select

from app.accounts.models import Role
from app.campaigns import running
from app.campaigns.changing import Target
from app.campaigns.errors import CampaignMidway
from app.campaigns.models import Campaign, CampaignState
from app.dossiers import queries
from app.dossiers.errors import DossierLocked, TransitionRefused
from app.dossiers.external import send_back
from app.dossiers.models import Dossier, DossierState, Return
from app.storage.database import Database
from tests.app.external.process import Process

S = DossierState


def _close(process: Process, *, take_back: bool = False) -> Campaign:
    if "admin" not in process.people:
        process.people["admin"] = process.province.person("admin", (Role.SO_ADMINISTRATOR, "so"))
    at = process.who("admin").at
    actor = process.province.actor(process.people["admin"])
    target = Target(process.campaign.id, process.campaign.version)
    return running.close_campaign(process.session, actor, target, at, take_back=take_back)


def test_what_is_midway_is_named_and_nothing_changes(database: Database) -> None:
    with database.writing() as session:
        process = Process(session)
        returned = process.bring(process.dossier, S.RETURNED)
        waiting = process.school("th2", "79000002")
        process.bring(waiting, S.AWAITING_SIGNATURE, "-th2")
        with pytest.raises(CampaignMidway) as refused:
            _close(process)
        assert {(one.where, one.code) for one in refused.value.reasons} == {
            (returned.id, "midway-returned"),
            (waiting.id, "midway-awaiting_signature"),
        }
        assert process.campaign.state == CampaignState.OPEN
        assert returned.state == S.RETURNED


def test_told_to_it_takes_returns_back_and_they_go_on_to_recognition(database: Database) -> None:
    with database.writing() as session:
        process = Process(session)
        returned = process.bring(process.dossier, S.RETURNED)
        again = process.bring(process.school("th2", "79000002"), S.RETURNED, "-th2")
        process.close(again, "editor-th2")
        waiting = process.school("th3", "79000003")
        process.bring(waiting, S.AWAITING_SIGNATURE, "-th3")
        _close(process, take_back=True)
        assert process.campaign.state == CampaignState.CLOSED
        assert (returned.state, again.state) == (S.ASSESSING, S.ASSESSING)
        assert waiting.state == S.AWAITING_SIGNATURE
        process.bring(returned, S.RECOGNISED)
        process.bring(again, S.PUBLISHED, "-th2")


def test_a_campaign_without_anything_midway_closes_untold(database: Database) -> None:
    with database.writing() as session:
        process = Process(session)
        process.bring(process.dossier, S.ASSESSING)
        process.school("th2", "79000002")
        assert _close(process).state == CampaignState.CLOSED


def test_in_a_closed_campaign_nothing_is_sent_back_to_where_it_could_not_return_from(
    database: Database,
) -> None:
    with database.writing() as session:
        process = Process(session)
        dossier = process.bring(process.dossier, S.SUBMITTED)
        _close(process)
        with pytest.raises(DossierLocked):
            send_back(session, dossier, process.campaign, process.who("leader"), "Nhầm năm.")
        assert dossier.state == S.SUBMITTED
        process.bring(dossier, S.ASSESSED)


def test_many_midway_are_counted_beyond_those_named(database: Database) -> None:
    with database.writing() as session:
        process = Process(session)
        for number in range(52):
            school = process.province.body(f"m{number}", "xa")
            found = process.dossier_of(school, f"79{number:06}", process.campaign)
            found.state = S.AWAITING_SIGNATURE
        session.flush()
        with pytest.raises(CampaignMidway) as refused:
            _close(process)
        assert refused.value.reasons[-1].message == "Và 2 hồ sơ khác."
        assert len(refused.value.reasons) == 51


def test_a_school_that_hands_in_while_it_is_closed_is_in_or_taken_back(
    database: Database, another_database: Callable[[], Database]
) -> None:
    with database.writing() as session:
        process = Process(session)
        process.campaign.sign_again = False
        ids = []
        for number in range(2, 6):
            name = f"th{number}"
            school = process.school(name, f"7900000{number}")
            ids.append(process.bring(school, S.RETURNED, f"-{name}").id)
        process.people["admin"] = process.province.person("admin", (Role.SO_ADMINISTRATOR, "so"))
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def school_side() -> None:
        mine = another_database()
        ready.wait()
        for dossier_id in ids:
            with suppress(DossierLocked, TransitionRefused), mine.writing() as session:
                queries.campaign_kept(session, dossier_id)  # as every act that needs it open
                at_work = Process.resumed(session)
                number = dossier_id.removeprefix("dth")[0]
                at_work.close(at_work.held(dossier_id), f"editor-th{number}")

    def campaign_side() -> None:
        mine = another_database()
        ready.wait()
        with mine.writing() as session:
            outcomes.append(_close(Process.resumed(session), take_back=True).state)

    threads = [threading.Thread(target=work) for work in (school_side, campaign_side)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [CampaignState.CLOSED]
    with database.reading() as session:
        states = set(session.exec(select(Dossier.state).where(col(Dossier.id).in_(ids))))
        left = session.exec(select(Return.id).where(col(Return.closed_at).is_(None))).all()
    assert states == {S.ASSESSING}
    assert left == []
