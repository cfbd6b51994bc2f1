"""Imported dossiers and decisions: what was waived is said wherever it shows."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from app.dossiers import external, queries
from app.dossiers.as_schema import line as listed
from app.dossiers.errors import DossierLocked
from app.dossiers.importing import Imported, ImportedSide, import_dossier
from app.dossiers.models import Dossier, DossierState, Origin, SideName, Snapshot, SnapshotKind
from app.recognition import queries as recognition
from app.recognition import revoking
from app.recognition.errors import DecisionRefused
from app.recognition.guards import Given, GivenLine
from app.recognition.models import DecisionLine, RecognitionDecision
from app.recognition.service import amend, issue
from scoring.answers import Award, Verdict
from tests.app.external.process import Process, best
from tests.app.external.rows import awards_of

S = DossierState
WAIVED = ["approval", "signature", "evidence"]


def _table(process: Process, **points: str) -> Imported:
    """Every item at its maximum but those given."""
    edition = process.edition_used(process.dossier)
    stated = best(edition) | {code.replace("_", "."): text for code, text in points.items()}
    return Imported("bảng minh họa 2025.xlsx", ImportedSide(_awards(stated)))


def _awards(stated: dict[str, str]) -> dict[str, Award]:
    verdicts = tuple(Verdict)
    return {
        code: Verdict(text) if text in verdicts else Decimal(text) for code, text in stated.items()
    }


def _import(process: Process, given: Imported | None = None) -> Dossier:
    dossier = process.dossier
    given = given or _table(process)
    import_dossier(process.session, dossier, process.campaign, given, process.who("director"))
    return dossier


def _issue(
    process: Process, dossier: Dossier, level: int | None, origin: Origin = Origin.IMPORT
) -> RecognitionDecision:
    given = replace(process.given(dossier), lines=[GivenLine(dossier.id, level)], origin=origin)
    return _decide(process, given)


def _decide(process: Process, given: Given) -> RecognitionDecision:
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    return issue(process.session, actor, "so", given, at)


def _snapshots(process: Process, dossier: Dossier) -> list[str]:
    rows = queries.snapshots(process.session, dossier.id)
    return [row.kind for row in rows if not row.void]


def test_an_import_is_handed_in_without_a_snapshot_and_says_what_was_waived(
    process: Process,
) -> None:
    dossier = _import(process, _table(process, **{"1_3_1": "2"}))
    assert (dossier.state, dossier.origin, dossier.waived) == (S.SUBMITTED, "import", WAIVED)
    assert dossier.self_level is not None
    assert awards_of(process.session, dossier, SideName.SELF)["1.3.1"] == Decimal(2)
    assert _snapshots(process, dossier) == []


def test_importing_again_replaces_it_whole(process: Process) -> None:
    _import(process, _table(process, **{"1_3_1": "2"}))
    own = ImportedSide({"1.3.1": Decimal(3)})
    dossier = _import(process, Imported("bảng sửa", own))
    present = awards_of(process.session, dossier, SideName.SELF)
    assert {code: award for code, award in present.items() if award is not None} == {
        "1.3.1": Decimal(3)
    }
    assert (dossier.state, dossier.self_level) == (S.SUBMITTED, None)
    acts = [row.act for row, _ in queries.history(process.session, dossier.id, None, 9)]
    assert acts == ["import.made", "import.changed"]


def test_once_a_person_acted_it_is_imported_no_more(process: Process) -> None:
    dossier = _import(process)
    process.assign(dossier)
    with pytest.raises(DossierLocked):
        _import(process)


def test_what_a_school_has_begun_is_not_imported_over(process: Process) -> None:
    process.answer(process.dossier, SideName.SELF, {"1.3.1": "1"}, "editor")
    with pytest.raises(DossierLocked):
        _import(process)
    assert process.dossier.origin == "typed"


def test_external_columns_bring_it_to_the_assessors_who_alone_conclude(process: Process) -> None:
    own = _table(process).own
    outside = ImportedSide({**own.awards, "1.3.1": Decimal(1)})
    dossier = _import(process, Imported("bảng minh họa", own, outside))
    assert (dossier.state, dossier.external_level) == (S.ASSESSING, None)
    process.assign(dossier)
    process.conclude(dossier)
    assert dossier.state == S.ASSESSED
    assert _snapshots(process, dossier) == ["self", "external"]


def test_the_first_act_of_a_person_takes_the_snapshot(process: Process) -> None:
    dossier = _import(process)
    external.receive(process.session, dossier, process.who("leader"))
    assert _snapshots(process, dossier) == ["self"]
    taken = queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.SELF)
    assert taken is not None
    assert json.loads(taken.content)["dossier"]["waived"] == WAIVED


def test_sent_back_the_school_does_everything_itself(process: Process) -> None:
    dossier = _import(process)
    who = process.who("leader")
    external.send_back(process.session, dossier, process.campaign, who, "Trường tự làm.")
    assert (dossier.state, dossier.waived) == (S.DRAFTING, [])


def test_an_imported_decision_recognises_it_with_the_level_printed(process: Process) -> None:
    dossier = _import(process)
    decision = _issue(process, dossier, 2)
    assert decision.origin == "import"
    assert (dossier.state, dossier.recognised_level) == (S.RECOGNISED, 2)
    assert (dossier.self_level, dossier.external_level) == (3, None)
    assert dossier.waived == [*WAIVED, "external"]
    row = process.session.exec(select(DecisionLine)).one()
    assert (row.level, row.waived) == (2, ["external"])
    taken = process.session.get_one(Snapshot, row.snapshot_id)
    told = json.loads(taken.content)
    assert told["dossier"]["waived"] == [*WAIVED, "external"]
    assert (told["external"], told["recognition"]["external_sha256"]) == (None, None)
    assert told["recognition"]["level"] == 2
    placed = queries.one(process.session, dossier.id)
    assert placed is not None
    assert listed(placed, process.at).waived == [*WAIVED, "external"]
    process.publish(dossier)
    (public,) = recognition.published_page(process.session, process.campaign.id, None, 5)
    assert (public.recognised_level, public.waived) == (2, [*WAIVED, "external"])


@pytest.mark.parametrize(
    ("level", "origin", "codes"),
    [
        (None, Origin.IMPORT, {"level-missing"}),
        (9, Origin.IMPORT, {"unknown-level"}),
        (2, Origin.TYPED, {"not-assessed", "no-external-snapshot"}),
    ],
)
def test_without_a_level_or_an_imported_decision_it_is_refused(
    process: Process, level: int | None, origin: Origin, codes: set[str]
) -> None:
    dossier = _import(process)
    with pytest.raises(DecisionRefused) as refused:
        _issue(process, dossier, level, origin)
    assert {one.code for one in refused.value.reasons} == codes
    assert dossier.state == S.SUBMITTED


def test_an_imported_decision_waives_nothing_of_a_typed_dossier(process: Process) -> None:
    dossier = process.bring(process.dossier, S.SUBMITTED)
    with pytest.raises(DecisionRefused):
        _issue(process, dossier, 2)
    process.bring(dossier, S.ASSESSED)
    with pytest.raises(DecisionRefused) as refused:
        _issue(process, dossier, 2)
    assert {one.code for one in refused.value.reasons} == {"other-level"}
    _issue(process, dossier, 3)
    assert dossier.waived == []


def test_revoked_it_is_again_what_was_imported(process: Process) -> None:
    dossier = _import(process)
    decision = _issue(process, dossier, 2)
    actor = process.province.actor(process.people["director"])
    at = process.who("director").at
    revoking.revoke(process.session, actor, decision.id, decision.version, "Sai.", None, at)
    assert (dossier.state, dossier.recognised_level) == (S.SUBMITTED, None)
    assert dossier.waived == WAIVED
    external.receive(process.session, dossier, process.who("leader"))
    process.assign(dossier)
    process.start(dossier)
    process.conclude(dossier)
    process.recognise(dossier)
    assert (dossier.recognised_level, dossier.waived) == (3, WAIVED)


def test_an_imported_line_is_amended_by_an_imported_decision(process: Process) -> None:
    dossier = _import(process)
    first = _issue(process, dossier, 2)
    given = process.given(dossier)
    actor = process.province.actor(process.people["director"])
    with pytest.raises(DecisionRefused):
        amend(process.session, actor, first.id, first.version, given, process.who("director").at)
    printed = replace(given, lines=[GivenLine(dossier.id, 1)], origin=Origin.IMPORT)
    amend(process.session, actor, first.id, first.version, printed, process.who("director").at)
    assert (dossier.state, dossier.recognised_level) == (S.RECOGNISED, 1)
    assert dossier.waived == [*WAIVED, "external"]
