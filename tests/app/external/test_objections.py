"""Giải trình: rounds, corrections of upheld objections, and nothing else that changes."""

from decimal import Decimal

import pytest

from app.dossiers import objections, queries
from app.dossiers.corrections import Corrected, CorrectedAnswer, CorrectedFact
from app.dossiers.errors import NotReady, PartNotFound, TransitionRefused, VersionStale
from app.dossiers.models import DossierState, SideName, SnapshotKind
from app.errors import AnswersNotAccepted
from scoring.answers import Verdict
from tests.app.external.process import Process
from tests.app.external.rows import award, awards_of, rows_of

S = DossierState


def _external_hash(process: Process) -> str:
    taken = queries.snapshot_in_force(process.session, process.dossier.id, SnapshotKind.EXTERNAL)
    assert taken is not None
    return taken.sha256


def test_an_upheld_objection_changes_its_items_and_takes_a_new_snapshot(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.judge(dossier, {"1.3.1": "2", "1.1": "unmet"})
    process.conclude(dossier)
    own, outside = (awards_of(process.session, dossier, side) for side in SideName)
    before = _external_hash(process)
    process.object_to(dossier, "1.3", "1.1")

    process.decide(dossier, "1.3", award("1.3.1", "5"))
    assert dossier.state == S.OBJECTED
    assert awards_of(process.session, dossier, SideName.EXTERNAL) == outside
    process.decide(dossier, "1.1", None)

    assert dossier.state == S.ASSESSED
    assert awards_of(process.session, dossier, SideName.SELF) == own
    after = awards_of(process.session, dossier, SideName.EXTERNAL)
    assert after == outside | {"1.3.1": Decimal(5)}
    assert _external_hash(process) != before
    assert dossier.external_level == 1


def test_an_upheld_condition_raises_the_level(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.judge(dossier, {"1.1": "unmet"})
    process.conclude(dossier)
    process.object_to(dossier, "1.1")
    process.decide(dossier, "1.1", Corrected([CorrectedAnswer("1.1", Verdict.MET)]))
    assert (dossier.state, dossier.external_level, dossier.self_level) == (S.ASSESSED, 3, 3)


def test_where_all_are_rejected_the_snapshot_stays(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    before = _external_hash(process)
    process.decide(dossier, "1.3", None)
    assert dossier.state == S.ASSESSED
    assert _external_hash(process) == before


def test_rounds_repeat(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    process.decide(dossier, "1.3", None)
    process.object_to(dossier, "1.3", "1.4")
    process.decide(dossier, "1.4", award("1.4", "4"))
    process.decide(dossier, "1.3", award("1.3.2", "4"))
    rows = objections.of_dossier(process.session, dossier.id)
    assert [(row.round, row.criterion, row.upheld) for row in rows] == [
        (1, "1.3", False),
        (2, "1.3", True),
        (2, "1.4", True),
    ]
    outside = awards_of(process.session, dossier, SideName.EXTERNAL)
    assert (outside["1.4"], outside["1.3.2"]) == (Decimal(4), Decimal(4))


def test_a_closed_round_is_decided_no_more(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    process.decide(dossier, "1.3", None)
    first = process.objection(dossier, "1.3")
    with pytest.raises(TransitionRefused):
        objections.answer(
            process.session, dossier, process.who("assessor"), first.id, first.version, "Muộn."
        )
    process.object_to(dossier, "1.4")
    with pytest.raises(NotReady) as refused:
        objections.answer(
            process.session, dossier, process.who("assessor"), first.id, first.version, "Muộn."
        )
    assert refused.value.reasons[0].code == "round-closed"


def test_an_unanswered_objection_is_not_decided(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    row = process.objection(dossier, "1.3")
    with pytest.raises(NotReady) as refused:
        objections.decide(
            process.session,
            dossier,
            process.campaign,
            process.who("leader"),
            row.id,
            row.version,
            "Bác.",
            None,
        )
    assert refused.value.reasons[0].code == "not-answered"


@pytest.mark.parametrize(
    ("corrected", "code"),
    [
        (Corrected(), "nothing-corrected"),
        (award("1.4", "1"), "outside-criterion"),
        (award("1.3.1", "7"), "award-above-max"),
        (Corrected([CorrectedAnswer("1.3.1", inapplicable="Không dạy.", claim_accepted=True)]), ""),
        (Corrected(facts=[CorrectedFact("teachers_total", Decimal(3))]), "outside-criterion"),
    ],
)
def test_corrections_are_held_to_the_rules_of_any_save(
    process: Process, corrected: Corrected, code: str
) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    with pytest.raises(AnswersNotAccepted) as refused:
        process.decide(dossier, "1.3", corrected)
    assert not code or code in {one.code for one in refused.value.reasons}


def test_a_correction_that_leaves_an_item_unanswered_is_refused(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    with pytest.raises(NotReady) as refused:
        process.decide(dossier, "1.3", Corrected([CorrectedAnswer("1.3.1")]))
    assert {one.where for one in refused.value.reasons} == {"1.3.1"}


def test_a_decision_may_be_changed_until_the_round_closes(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSED)
    process.object_to(dossier, "1.3", "1.4")
    process.decide(dossier, "1.3", award("1.3.1", "1"))
    row = process.objection(dossier, "1.3")
    objections.decide(
        process.session,
        dossier,
        process.campaign,
        process.who("leader"),
        row.id,
        row.version,
        "Xem lại: không chấp nhận.",
        None,
    )
    process.decide(dossier, "1.4", None)
    assert awards_of(process.session, dossier, SideName.EXTERNAL)["1.3.1"] == Decimal(6)


def test_a_stale_version_is_refused_and_nothing_changes(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    row = process.objection(dossier, "1.3")
    before = rows_of(process.session, dossier.id)
    with pytest.raises(VersionStale):
        objections.answer(
            process.session, dossier, process.who("assessor"), row.id, row.version + 1, "Trả lời."
        )
    assert rows_of(process.session, dossier.id) == before


def test_another_dossiers_objection_is_not_there(process: Process) -> None:
    process.bring(process.dossier, S.OBJECTED)
    row = process.objection(process.dossier, "1.3")
    other = process.bring(process.school("th2", "79000002"), S.OBJECTED, "-th2")
    with pytest.raises(PartNotFound):
        objections.answer(
            process.session, other, process.who("assessor"), row.id, row.version, "Trả lời."
        )


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({}, "nothing-named"),
        ({"9.9": ("Nội dung.", "")}, "unknown-criterion"),
        ({"1.3": ("  ", "")}, "text-missing"),
        ({"1.3": ("Nội dung.", "MC.9.9.99")}, "unknown-evidence"),
    ],
)
def test_an_objection_names_a_criterion_words_and_known_evidence(
    process: Process, texts: dict[str, tuple[str, str]], code: str
) -> None:
    dossier = process.bring(process.dossier, S.ASSESSED)
    with pytest.raises(NotReady) as refused:
        objections.raise_objections(process.session, dossier, process.who("head"), texts)
    assert code in {one.code for one in refused.value.reasons}


def test_a_criterion_is_objected_to_once_a_round(process: Process) -> None:
    dossier = process.bring(process.dossier, S.OBJECTED)
    with pytest.raises(NotReady) as refused:
        process.object_to(dossier, "1.3")
    assert refused.value.reasons[0].code == "objected-already"
