"""Decisions: all or nothing, one in force per dossier, amended, revoked, published."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.bodies.errors import BodyNotFound
from app.dossiers import queries as dossier_queries
from app.dossiers import revision
from app.dossiers.errors import NotReady, VersionStale
from app.dossiers.models import Dossier, DossierState, Snapshot, SnapshotKind
from app.errors import ServiceError
from app.recognition import publishing, queries, revoking
from app.recognition.errors import DecisionNotFound, DecisionRefused, NumberTaken
from app.recognition.guards import Given, GivenLine
from app.recognition.models import DecisionLine, RecognitionDecision
from app.recognition.service import amend, issue
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.external.rows import rows_of
from tests.app.province import TODAY
from tests.statements import counted

S = DossierState


def _codes(error: ServiceError) -> set[str]:
    return {one.code for one in error.reasons}


def _lines(process: Process, dossier: Dossier) -> list[DecisionLine]:
    wanted = select(DecisionLine).where(DecisionLine.dossier_id == dossier.id)
    return list(process.session.exec(wanted.order_by(col(DecisionLine.id))).all())


def _issue(process: Process, given: Given, by: str = "director") -> RecognitionDecision:
    at = process.who(by).at
    return issue(process.session, process.province.actor(process.people[by]), "so", given, at)


def test_a_decision_recognises_with_the_level_of_the_external_snapshot(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSING)
    process.judge(dossier, {"1.1": "unmet"})
    process.conclude(dossier)
    decision = process.recognise(dossier)

    (line,) = _lines(process, dossier)
    assert (dossier.state, dossier.recognised_level) == (S.RECOGNISED, 1)
    assert dossier.decision_line_id == line.id
    assert (line.decision_id, line.level) == (decision.id, 1)
    taken = dossier_queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.RECOGNITION)
    outside = dossier_queries.snapshot_in_force(process.session, dossier.id, SnapshotKind.EXTERNAL)
    assert taken is not None
    assert outside is not None
    assert line.snapshot_id == taken.id
    content, told = json.loads(taken.content), json.loads(outside.content)
    assert content["recognition"]["level"] == 1
    assert content["recognition"]["number"] == decision.number
    assert content["recognition"]["external_sha256"] == outside.sha256
    assert content["external"] == told["external"]
    assert content["self"] == told["self"]


def test_one_dossier_that_does_not_fit_refuses_all(process: Process) -> None:
    ready = process.bring(process.dossier, S.ASSESSED)
    early = process.bring(process.school("th2", "79000002"), S.ASSESSING, "-th2")
    before = [rows_of(process.session, one.id) for one in (ready, early)]
    with pytest.raises(DecisionRefused) as refused:
        process.recognise(ready, early)
    assert [(one.where, one.code) for one in refused.value.reasons] == [
        (early.id, "not-assessed"),
        (early.id, "no-external-snapshot"),
    ]
    assert [rows_of(process.session, one.id) for one in (ready, early)] == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": " "}, "number-missing"),
        ({"signer": ""}, "signer-missing"),
        ({"signed_on": TODAY + timedelta(days=1)}, "day-ahead"),
        ({"lines": []}, "nothing-named"),
        ({"campaign_id": "khac"}, "other-campaign"),
        ({"lines": [GivenLine("dth1dot", 2)]}, "other-level"),
        ({"lines": [GivenLine("dth1dot"), GivenLine("dth1dot")]}, "twice"),
        ({"lines": [GivenLine("khong-co")]}, "unknown-dossier"),
    ],
)
def test_what_is_wrong_with_a_decision_is_named(
    process: Process, change: dict[str, object], code: str
) -> None:
    dossier = process.bring(process.dossier, S.ASSESSED)
    with pytest.raises(DecisionRefused) as refused:
        _issue(process, replace(process.given(dossier), **change))  # type: ignore[arg-type]
    assert code in _codes(refused.value)
    assert dossier.state == S.ASSESSED


def test_numbers_are_unique_per_body_and_year(process: Process) -> None:
    first = process.bring(process.dossier, S.ASSESSED)
    second = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    _issue(process, process.given(first, number="05/QĐ-SGDĐT"))
    with pytest.raises(NumberTaken):
        _issue(process, process.given(second, number="05 /qđ-sgdđt"))
    last_year = replace(
        process.given(second, number="05/QĐ-SGDĐT"), signed_on=TODAY.replace(year=2025)
    )
    _issue(process, last_year)
    assert second.state == S.RECOGNISED


def test_only_a_leader_of_the_recognising_body_decides(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSED)
    with pytest.raises((NotAllowed, BodyNotFound)):
        process.recognise(dossier, by="leader")
    other = process.province.body("xa2", "so", "ubnd_xa")
    process.people["chair"] = process.province.person("chair", (Role.BODY_LEADER, other))
    actor = process.province.actor(process.people["chair"])
    with pytest.raises(DecisionRefused) as refused:
        issue(process.session, actor, other, process.given(dossier), process.at)
    assert _codes(refused.value) == {"unknown-dossier"}


def test_a_leader_who_works_for_the_school_does_not_recognise_it(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSED)
    process.province.grant(process.people["director"], Role.SCHOOL_EDITOR, "th1")
    with pytest.raises(DecisionRefused) as refused:
        process.recognise(dossier)
    assert _codes(refused.value) == {"own-school"}


def test_work_that_was_handed_over_is_recognised_by_the_successor(process: Process) -> None:
    dossier = process.bring(process.dossier, S.ASSESSED)
    process.province.body("so2", kind="so")
    process.province.hand_over("so", "so2")
    process.people["new"] = process.province.person("new", (Role.BODY_LEADER, "so2"))
    actor = process.province.actor(process.people["new"])
    issue(process.session, actor, "so2", process.given(dossier), process.who("new").at)
    assert dossier.state == S.RECOGNISED


def test_a_dossier_with_a_newer_revision_is_not_recognised(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RECOGNISED)
    revision.open_revision(
        process.session, dossier, process.campaign, process.who("director"), "Sai."
    )
    _revoke(process, dossier)
    with pytest.raises(DecisionRefused) as refused:
        process.recognise(dossier)
    assert _codes(refused.value) == {"newer-revision"}


def _revoke(process: Process, *dossiers: Dossier, whole: bool = False) -> RecognitionDecision:
    (line,) = [one for one in _lines(process, dossiers[0]) if one.revoked_at is None]
    found = queries.decision(process.session, line.decision_id)
    assert found is not None
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    ids = None if whole else [one.id for one in dossiers]
    return revoking.revoke(
        process.session, actor, found.id, found.version, "Sai sót (minh họa).", ids, at
    )


def test_a_revoked_line_returns_its_dossier_and_leaves_the_others(process: Process) -> None:
    first = process.bring(process.dossier, S.ASSESSED)
    second = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    process.recognise(first, second)
    process.publish(first, second)
    decision = _revoke(process, first)
    assert (first.state, first.recognised_level, first.decision_line_id) == (S.ASSESSED, None, None)
    assert first.published_at is None
    assert second.state == S.PUBLISHED
    assert decision.revoked_at is None
    recognition = dossier_queries.snapshot_in_force(
        process.session, first.id, SnapshotKind.RECOGNITION
    )
    assert recognition is None
    process.recognise(first)
    assert first.state == S.RECOGNISED


def test_a_whole_decision_is_revoked_once(process: Process) -> None:
    first = process.bring(process.dossier, S.ASSESSED)
    second = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    process.recognise(first, second)
    decision = _revoke(process, first, whole=True)
    assert (first.state, second.state) == (S.ASSESSED, S.ASSESSED)
    assert decision.revoked_at == process.at
    actor = process.province.actor(process.people["director"])
    with pytest.raises(DecisionRefused):
        revoking.revoke(
            process.session, actor, decision.id, decision.version, "Nữa.", None, process.at
        )


@pytest.mark.parametrize("reason", ["", " ", "x" * 2001])
def test_revoking_needs_a_reason(process: Process, reason: str) -> None:
    dossier = process.bring(process.dossier, S.RECOGNISED)
    (line,) = _lines(process, dossier)
    actor = process.province.actor(process.people["director"])
    with pytest.raises(NotReady):
        revoking.revoke(process.session, actor, line.decision_id, 1, reason, None, process.at)
    assert dossier.state == S.RECOGNISED


def test_a_stale_or_unknown_decision_is_not_revoked(process: Process) -> None:
    dossier = process.bring(process.dossier, S.RECOGNISED)
    (line,) = _lines(process, dossier)
    actor = process.province.actor(process.people["director"])
    with pytest.raises(VersionStale):
        revoking.revoke(process.session, actor, line.decision_id, 7, "Sai.", None, process.at)
    with pytest.raises(DecisionNotFound):
        revoking.revoke(process.session, actor, "khong-co", 1, "Sai.", None, process.at)
    editor = process.province.actor(process.people["editor"])
    with pytest.raises(NotAllowed):
        revoking.revoke(process.session, editor, line.decision_id, 1, "Sai.", None, process.at)
    process.school("th2", "79000002")
    stranger = process.province.actor(process.people["head-th2"])
    with pytest.raises(DecisionNotFound):
        revoking.revoke(process.session, stranger, line.decision_id, 1, "Sai.", None, process.at)


def test_a_later_decision_replaces_lines_and_adds_others(process: Process) -> None:
    first = process.bring(process.dossier, S.ASSESSED)
    second = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    third = process.bring(process.school("th3", "79000003"), S.ASSESSED, "-th3")
    earlier = process.recognise(first, second)
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    given = process.given(first, third)
    later = amend(process.session, actor, earlier.id, earlier.version, given, at)

    old, new = _lines(process, first)
    assert (old.revoked_at, old.replaced_by) == (at, new.id)
    assert (new.decision_id, first.decision_line_id) == (later.id, new.id)
    assert later.amends_id == earlier.id
    assert [one.state for one in (first, second, third)] == [S.RECOGNISED] * 3
    (kept,) = _lines(process, second)
    assert (kept.decision_id, kept.revoked_at) == (earlier.id, None)
    with pytest.raises(DecisionRefused) as refused:
        process.recognise(first)
    assert "in-another" in _codes(refused.value)


def test_publication_takes_all_that_the_body_recognised(process: Process) -> None:
    first = process.bring(process.dossier, S.RECOGNISED)
    second = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    done = publishing.publish(process.session, actor, "so", process.campaign.id, None, at)
    assert done == [first.id]
    assert (first.state, first.published_at, second.state) == (S.PUBLISHED, at, S.ASSESSED)
    rows = queries.published_page(process.session, process.campaign.id, None, 10)
    assert [(row.body_code, row.recognised_level) for row in rows] == [("79000001", 3)]
    with pytest.raises(DecisionRefused):
        publishing.publish(process.session, actor, "so", process.campaign.id, None, at)


def _copies(process: Process, count: int) -> list[Dossier]:
    """More assessed dossiers, each with the first one's external snapshot."""
    model = process.bring(process.dossier, S.ASSESSED)
    taken = dossier_queries.snapshot_in_force(process.session, model.id, SnapshotKind.EXTERNAL)
    assert taken is not None
    found = [model]
    for number in range(1, count):
        name = f"nhieu{number}"
        process.province.body(name, "xa", "th")
        row = process.dossier_of(name, f"8{number:07}", process.campaign)
        row.state, row.external_level = S.ASSESSED, 3
        process.session.add(row)
        process.session.add(
            Snapshot(
                dossier_id=row.id,
                kind=SnapshotKind.EXTERNAL,
                sha256=taken.sha256,
                content=taken.content,
                at=process.at,
            )
        )
        found.append(row)
    process.session.flush()
    return found


def test_statements_do_not_grow_with_the_dossiers(process: Process) -> None:
    dossiers = _copies(process, 120)
    few, many = dossiers[:3], dossiers[3:]
    ran = []
    for part in (few, many):
        given = process.given(*part)
        process.session.expunge_all()
        with counted(process.session.connection()) as statements:
            _issue(process, given)
        ran.append(len(statements))
    assert ran[1] <= ran[0] + 3, ran
    states = process.session.exec(select(Dossier.state)).all()
    assert states == [S.RECOGNISED] * len(dossiers)


def test_of_two_leaders_over_the_same_dossiers_one_wins(
    database: Database, another_database: Callable[[], Database]
) -> None:
    with database.writing() as session:
        process = Process(session)
        ids = [one.id for one in _copies(process, 5)]
        actors = [process.province.actor(process.people[name]) for name in ("director", "second")]
        campaign, at = process.campaign.id, process.at + timedelta(hours=1)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def decide(number: int) -> None:
        mine = another_database()
        lines = [GivenLine(one) for one in (ids if number else ids[::-1])[: 4 + number]]
        given = Given(campaign, f"{number}/QĐ", TODAY, "Người ký minh họa", lines)
        ready.wait()
        try:
            with mine.writing() as session:
                issue(session, actors[number], "so", given, at)
            outcomes.append("issued")
        except DecisionRefused as refused:
            outcomes.append("refused" if "in-another" in _codes(refused) else "otherwise")

    threads = [threading.Thread(target=decide, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["issued", "refused"]
    with database.reading() as session:
        (decision,) = session.exec(select(RecognitionDecision)).all()
        lines = session.exec(select(DecisionLine.dossier_id, DecisionLine.decision_id)).all()
        states = dict(session.exec(select(Dossier.id, Dossier.state)).all())
        assert {decision_id for _, decision_id in lines} == {decision.id}
    recognised = {dossier_id for dossier_id, _ in lines}
    assert len(recognised) in {4, 5}
    assert {key for key, state in states.items() if state == S.RECOGNISED} == recognised
