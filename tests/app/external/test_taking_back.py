"""A return that is never answered is taken back: the school's last hand-in counts, work is kept."""

import json
from decimal import Decimal

import pytest
from sqlmodel import select

from app.attachments.models import Evidence
from app.attachments.queries import links
from app.campaigns.models import CampaignState
from app.dossiers import queries, taking_back
from app.dossiers.changes import Changes, FactChange, TextChange
from app.dossiers.errors import DossierLocked, NotReady, TransitionRefused
from app.dossiers.models import ArchivedAnswer, Dossier, DossierState, SideName, SnapshotKind
from app.dossiers.saving import open_side, save
from tests.app.external.process import Process
from tests.app.external.rows import awards_of, evidence_of

S = DossierState


def _archived(process: Process, dossier: Dossier) -> dict[str, object]:
    rows = process.session.exec(
        select(ArchivedAnswer).where(ArchivedAnswer.dossier_id == dossier.id)
    )
    return {row.code: json.loads(row.payload) for row in rows}


def test_the_self_side_is_again_what_was_handed_in(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.judge(dossier, {"2.4.1": "3"})
    before = awards_of(process.session, dossier, SideName.SELF)
    process.give_back(dossier, "1.3")
    process.answer(dossier, SideName.SELF, {"1.3.1": "1"}, "editor")
    at = open_side(process.session, dossier, SideName.SELF, process.campaign.state)
    texts = [TextChange("narrative.process", 1, "Viết dở (minh họa).")]
    facts = [FactChange("lms_name", 0, "LMS minh họa")] if "lms_name" in at.edition.facts else []
    save(process.session, at, Changes(texts=texts, facts=facts), process.who("editor"))

    process.take_back(dossier)

    assert dossier.state == S.ASSESSING
    assert awards_of(process.session, dossier, SideName.SELF) == before
    told = {row.field: row.value for row in queries.texts(process.session, dossier.id)}
    assert told["narrative.process"] == "Nội dung minh họa."
    kept = _archived(process, dossier)
    assert kept["1.3.1"] == {"award": "1", "comment": "", "inapplicable": None}
    assert kept["narrative.process"] == {"value": "Viết dở (minh họa)."}
    assert awards_of(process.session, dossier, SideName.EXTERNAL)["2.4.1"] == Decimal(3)
    process.conclude(dossier)
    assert dossier.state == S.ASSESSED


def test_the_list_of_evidence_is_again_what_was_handed_in(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    (old,) = evidence_of(process.session, dossier)
    serves = links(process.session, [old.id])[old.id]
    old.title, old.removed_at = "Tên sửa dở", process.who("editor").at
    added = Evidence(
        dossier_id=dossier.id,
        code="MC.1.3.02",
        title="Thêm dở (minh họa)",
        status="absent",
        at=process.at,
    )
    process.session.add_all([old, added])
    process.session.flush()

    process.take_back(dossier)

    rows = {row.code: row for row in evidence_of(process.session, dossier)}
    again = rows["MC.1.1.01"]
    assert (again.title, again.removed_at) == ("Minh chứng minh họa", None)
    assert links(process.session, [old.id])[old.id] == serves
    assert rows["MC.1.3.02"].removed_at == process.at
    assert set(_archived(process, dossier)) == {"MC.1.1.01", "MC.1.3.02"}


def test_what_was_closed_again_but_not_handed_in_is_void(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    first = queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.SELF)
    process.answer(dossier, SideName.SELF, {"1.3.1": "1"}, "editor")
    process.close(dossier)
    assert dossier.state == S.AWAITING_SIGNATURE

    process.take_back(dossier)

    now = queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.SELF)
    assert (dossier.state, now) == (S.ASSESSING, first)
    assert awards_of(process.session, dossier, SideName.SELF)["1.3.1"] == Decimal(6)
    rows = queries.snapshots(process.session, dossier.id)
    assert [row.void for row in rows if row.kind == SnapshotKind.SELF] == [False, True]


def test_it_is_recorded_with_its_reason_and_can_be_returned_again(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    process.take_back(dossier)
    changes = queries.history(process.session, dossier.id, None, 50)
    assert changes[-1][0].act == "external.return_taken_back"
    assert changes[-1][0].reason == "Quá hạn mà không nộp lại (minh họa)."
    process.give_back(dossier, "1.4")
    open_return = queries.open_return(process.session, dossier.id)
    assert open_return is not None
    assert open_return.taken_back == ""
    assert queries.returned_now(process.session, dossier.id).keys() == {"1.4"}


def test_also_in_a_closed_campaign(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    process.campaign.state = CampaignState.CLOSED
    with pytest.raises(DossierLocked):
        process.close(dossier)
    process.take_back(dossier)
    assert dossier.state == S.ASSESSING


def test_a_first_signature_is_not_a_return(process: Process) -> None:
    dossier = process.bring(process.dossier, S.AWAITING_SIGNATURE)
    with pytest.raises(TransitionRefused):
        process.take_back(dossier)
    assert dossier.state == S.AWAITING_SIGNATURE


def test_it_needs_a_reason(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    with pytest.raises(NotReady):
        taking_back.take_back(process.session, dossier, process.who("leader"), " ")
    assert dossier.state == S.RETURNED


def test_untouched_it_archives_nothing(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RETURNED)
    process.take_back(dossier)
    assert _archived(process, dossier) == {}
