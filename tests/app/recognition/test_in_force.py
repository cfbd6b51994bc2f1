"""Which revision and which decision are in force, and what lists and the public see of it."""

from collections.abc import Collection

import pytest
from sqlmodel import col

from app.dossiers import queries as dossiers
from app.dossiers import revision
from app.dossiers.as_schema import line as listed
from app.dossiers.models import Dossier, DossierState
from app.recognition import queries, revoking
from app.recognition.errors import DecisionRefused
from app.recognition.models import RecognitionDecision
from app.recognition.service import amend
from tests.app.external.process import Process

S = DossierState


def _published(process: Process) -> list[tuple[str, int, str]]:
    """Dossier, level and number of the decision, as the public sees them."""
    rows = queries.published_page(process.session, process.campaign.id, None, 50)
    return [(row.id, row.recognised_level, row.number) for row in rows]


def _superseded(process: Process) -> dict[int, bool]:
    """Revision to whether a list says that a later one has taken its place."""
    process.session.flush()
    everything = col(Dossier.id).is_not(None)
    wanted = dossiers.Wanted(body_id="th1")
    rows = dossiers.page(process.session, everything, wanted, "", 50)
    told = [listed(one, process.at) for one in rows]
    return {one.revision: one.superseded for one in told}


def _revise(process: Process, dossier: Dossier) -> Dossier:
    who = process.who("director")
    return revision.open_revision(process.session, dossier, process.campaign, who, "Sai số liệu.")


def _revoke(
    process: Process, decision: RecognitionDecision, only: Collection[str] | None = None
) -> None:
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    revoking.revoke(
        process.session, actor, decision.id, decision.version, "Ghi nhầm (minh họa).", only, at
    )


def _amend(process: Process, earlier: RecognitionDecision, *wanted: Dossier) -> RecognitionDecision:
    given = process.given(*wanted)
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    return amend(process.session, actor, earlier.id, earlier.version, given, at)


def test_the_first_revision_is_shown_until_the_second_is_recognised(process: Process) -> None:
    first = process.bring(process.dossier, S.PUBLISHED)
    (before,) = _published(process)
    second = _revise(process, first)
    for state in (S.AWAITING_SIGNATURE, S.SUBMITTED, S.RECEIVED, S.ASSESSING, S.ASSESSED):
        if state is S.AWAITING_SIGNATURE:
            process.close(second)
        else:
            process.bring(second, state)
        assert _published(process) == [before]
        assert _superseded(process) == {1: False, 2: False}

    process.recognise(second)

    assert _superseded(process) == {1: True, 2: False}
    assert _published(process) == []
    process.publish(second)
    assert [one[0] for one in _published(process)] == [second.id]


def test_revoking_the_second_shows_the_first_again(process: Process) -> None:
    first = process.bring(process.dossier, S.PUBLISHED)
    before = _published(process)
    second = _revise(process, first)
    process.hand_in(second)
    process.assign(second)
    process.bring(second, S.ASSESSED)
    decision = process.recognise(second)
    process.publish(second)
    _revoke(process, decision)
    assert _published(process) == before
    assert _superseded(process) == {1: False, 2: False}


def test_a_superseded_revision_is_neither_revoked_nor_published(process: Process) -> None:
    first = process.bring(process.dossier, S.ASSESSED)
    decision = process.recognise(first)
    second = _revise(process, first)
    process.hand_in(second)
    process.assign(second)
    process.bring(second, S.RECOGNISED)
    with pytest.raises(DecisionRefused) as refused:
        _revoke(process, decision)
    assert [one.code for one in refused.value.reasons] == ["superseded"]
    with pytest.raises(DecisionRefused):
        process.publish(first)
    assert first.state == S.RECOGNISED


def test_what_is_in_force_is_amended_while_its_correction_is_being_written(
    process: Process,
) -> None:
    first = process.bring(process.dossier, S.ASSESSED)
    decision = process.recognise(first)
    second = _revise(process, first)
    later = _amend(process, decision, first)
    assert first.state == S.RECOGNISED
    process.hand_in(second)
    process.assign(second)
    process.bring(second, S.RECOGNISED)
    with pytest.raises(DecisionRefused) as refused:
        _amend(process, later, first)
    assert [one.code for one in refused.value.reasons] == ["newer-revision"]


def test_one_line_is_revoked_after_publication(process: Process) -> None:
    one = process.bring(process.dossier, S.ASSESSED)
    other = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    decision = process.recognise(one, other)
    process.publish(one, other)
    _revoke(process, decision, [one.id])
    assert (one.state, one.published_at, one.recognised_level) == (S.ASSESSED, None, None)
    assert [row[0] for row in _published(process)] == [other.id]
    assert decision.revoked_at is None


def test_a_whole_decision_is_revoked_after_publication(process: Process) -> None:
    one = process.bring(process.dossier, S.ASSESSED)
    other = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    decision = process.recognise(one, other)
    process.publish(one, other)
    _revoke(process, decision)
    assert (one.state, other.state) == (S.ASSESSED, S.ASSESSED)
    assert _published(process) == []
    assert decision.revoked_at is not None


def test_amended_after_publication_it_stays_public_under_the_later_number(
    process: Process,
) -> None:
    one = process.bring(process.dossier, S.ASSESSED)
    other = process.bring(process.school("th2", "79000002"), S.ASSESSED, "-th2")
    first = process.recognise(one, other)
    process.publish(one, other)
    second = _amend(process, first, one)
    assert one.state == S.PUBLISHED
    assert {row[0]: row[2] for row in _published(process)} == {
        one.id: second.number,
        other.id: first.number,
    }
    _revoke(process, second)
    assert (one.state, other.state) == (S.ASSESSED, S.PUBLISHED)
