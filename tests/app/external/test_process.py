"""A whole external assessment, act by act."""

from decimal import Decimal

import pytest
from sqlmodel import col, select

from app.audit.chain import row_hash
from app.audit.models import AuditRow
from app.campaigns.models import CampaignState, ExternalStart
from app.dossiers import external, queries, returns
from app.dossiers.errors import DossierLocked, NotReady, TransitionRefused
from app.dossiers.models import DossierState, SideName, SnapshotKind
from app.dossiers.unpacking import sheet_in
from tests.app.external.process import Process
from tests.app.external.rows import awards_of

S = DossierState


def test_a_copy_starts_from_the_self_sheet_and_never_touches_it(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    before = awards_of(process.session, dossier, SideName.SELF)
    assert awards_of(process.session, dossier, SideName.EXTERNAL) == before

    process.judge(dossier, {"1.3.1": "2", "1.1": "unmet"})

    assert awards_of(process.session, dossier, SideName.SELF) == before
    outside = awards_of(process.session, dossier, SideName.EXTERNAL)
    assert outside["1.3.1"] == Decimal(2)
    assert outside["1.1"] == "unmet"


def test_a_blank_sheet_starts_without_any_answer(process: Process) -> None:
    process.campaign.external_start = ExternalStart.BLANK
    dossier = process.bring(process.dossier, S.RECEIVED)
    process.start(dossier)
    assert awards_of(process.session, dossier, SideName.EXTERNAL) == {}
    with pytest.raises(NotReady) as refused:
        process.conclude(dossier)
    assert len(refused.value.reasons) == len(process.edition_used(dossier).items)
    assert dossier.state == S.ASSESSING


def test_the_level_comes_from_the_external_sheet_alone(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.judge(dossier, {"1.1": "unmet"})
    process.conclude(dossier)
    assert (dossier.self_level, dossier.external_level) == (3, 1)
    taken = queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.EXTERNAL)
    assert taken is not None
    own, outside = sheet_in(taken.content, "self"), sheet_in(taken.content, "external")
    assert own is not None
    assert outside is not None
    assert (own["level"], outside["level"]) == (3, 1)


def test_sent_back_before_acceptance_the_signature_is_void(process: Process) -> None:
    dossier = process.bring(process.dossier, S.SUBMITTED)
    external.send_back(
        process.session, dossier, process.campaign, process.who("leader"), "Nhầm năm học."
    )
    assert dossier.state == S.DRAFTING
    assert dossier.submitted_at is None
    assert queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.SELF) is None


def test_an_acceptance_is_recalled_and_given_again(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RECEIVED)
    external.recall(process.session, dossier, process.who("leader"), "Tiếp nhận nhầm.")
    assert dossier.state == S.SUBMITTED
    external.receive(process.session, dossier, process.who("leader"))
    assert dossier.state == S.RECEIVED


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_reasons_are_mandatory_and_bounded(process: Process, reason: str) -> None:
    dossier = process.bring(process.dossier, S.SUBMITTED)
    with pytest.raises(NotReady):
        external.send_back(
            process.session, dossier, process.campaign, process.who("leader"), reason
        )
    external.receive(process.session, dossier, process.who("leader"))
    with pytest.raises(NotReady):
        external.recall(process.session, dossier, process.who("leader"), reason)
    process.start(dossier)
    who = process.who("leader")
    with pytest.raises(NotReady):
        returns.return_criteria(
            process.session,
            dossier,
            process.campaign,
            who,
            {"1.3": reason},
            who.at.replace(year=2027),
        )
    assert dossier.state == S.ASSESSING


def test_a_return_names_known_criteria_and_a_deadline_ahead(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    who = process.who("leader")
    with pytest.raises(NotReady) as refused:
        returns.return_criteria(
            process.session, dossier, process.campaign, who, {"9.9": "lý do", "1.3": ""}, who.at
        )
    assert {one.code for one in refused.value.reasons} == {
        "unknown-criterion",
        "reason-missing",
        "deadline-past",
    }


def test_a_closed_campaign_takes_no_supplement(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.campaign.state = CampaignState.CLOSED
    with pytest.raises(DossierLocked):
        process.give_back(dossier, "1.3")


def test_three_rounds_of_returns_keep_the_external_work(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.judge(dossier, {"2.4.1": "3"})
    for number, criterion in enumerate(("1.3", "1.4", "1.3"), 1):
        process.give_back(dossier, criterion)
        item = {"1.3": "1.3.1", "1.4": "1.4"}[criterion]
        process.answer(dossier, SideName.SELF, {item: str(number)}, "editor")
        with pytest.raises(DossierLocked):
            process.answer(dossier, SideName.SELF, {"2.4.1": "1"}, "editor")
        with pytest.raises(DossierLocked):
            process.judge(dossier, {"2.4.1": "1"})
        process.hand_in(dossier)
        assert dossier.state == S.ASSESSING
        assert awards_of(process.session, dossier, SideName.EXTERNAL)["2.4.1"] == Decimal(3)
    own = awards_of(process.session, dossier, SideName.SELF)
    assert (own["1.3.1"], own["1.4"]) == (Decimal(3), Decimal(2))
    assert awards_of(process.session, dossier, SideName.EXTERNAL)["1.4"] == Decimal(10)
    process.conclude(dossier)
    assert dossier.state == S.ASSESSED


def test_without_a_second_signature_closing_again_hands_in(process: Process) -> None:
    process.campaign.sign_again = False
    dossier = process.bring(process.dossier, S.RETURNED)
    process.close(dossier)
    assert dossier.state == S.ASSESSING
    assert queries.open_return(process.session, dossier.id) is None


def test_the_chain_of_a_whole_process_holds(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    process.hand_in(dossier)
    process.bring(dossier, S.OBJECTED)
    process.decide(dossier, "1.3", None)
    process.bring(dossier, S.PUBLISHED)
    process.session.flush()
    rows = process.session.exec(
        select(AuditRow)
        .where(AuditRow.chain == f"dossier:{dossier.id}")
        .order_by(col(AuditRow.number))
    ).all()
    previous = ""
    for number, row in enumerate(rows, 1):
        assert (row.number, row.previous) == (number, previous)
        assert row.hash == row_hash(row)
        previous = row.hash
    assert (dossier.chain_length, dossier.chain_head) == (len(rows), previous)
    assert len(rows) > 15


def test_nothing_starts_from_a_state_it_does_not_start_from(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RECEIVED)
    with pytest.raises(TransitionRefused):
        external.receive(process.session, dossier, process.who("leader"))
