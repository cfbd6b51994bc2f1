"""A correction after recognition: a copy, one at a time, in force only once recognised."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.attachments.models import EvidenceFile, EvidenceLink
from app.campaigns.deadlines import deadline_of, is_late
from app.campaigns.models import CampaignKind
from app.dossiers import queries, revision
from app.dossiers.errors import NotReady
from app.dossiers.models import Dossier, DossierState, SideName
from app.recognition import revoking
from tests.app.external.process import Process
from tests.app.external.rows import awards_of, evidence_of, rows_of
from tests.app.province import NOW

S = DossierState


def _revise(process: Process, dossier: Dossier) -> Dossier:
    who = process.who("director")
    return revision.open_revision(
        process.session, dossier, process.campaign, who, "Sai số liệu (minh họa)."
    )


def test_a_revision_is_a_copy_in_draft_and_leaves_the_first_in_force(process: Process) -> None:
    first = process.bring(process.dossier, S.PUBLISHED)
    kept = rows_of(process.session, first.id)
    second = _revise(process, first)

    assert (second.revision, second.state, second.supersedes_id) == (2, S.DRAFTING, first.id)
    assert awards_of(process.session, second, SideName.SELF) == awards_of(
        process.session, first, SideName.SELF
    )
    assert awards_of(process.session, second, SideName.EXTERNAL) == {}
    rows = queries.answers(process.session, second.id, SideName.SELF)
    assert all(row.review == "Chép từ bản 1." and not row.unconfirmed for row in rows)
    assert (first.state, first.superseded_at) == (S.PUBLISHED, None)
    after = rows_of(process.session, first.id)
    for table in ("answer", "snapshot", "evidence", "state_change", "decision_line"):
        assert after[table] == kept[table]


def test_evidence_comes_along_with_links_and_all_revisions_of_files(process: Process) -> None:
    first = process.bring(process.dossier, S.RECOGNISED)
    second = _revise(process, first)
    (old,), (new,) = (evidence_of(process.session, one) for one in (first, second))
    assert (new.code, new.title, new.status) == (old.code, old.title, old.status)
    assert new.id != old.id
    session = process.session
    links = [
        set(session.exec(select(EvidenceLink.target).where(EvidenceLink.evidence_id == one.id)))
        for one in (old, new)
    ]
    assert links[0] == links[1] != set()
    files = [
        sorted(
            session.exec(
                select(EvidenceFile.revision, EvidenceFile.object_sha256).where(
                    EvidenceFile.evidence_id == one.id
                )
            )
        )
        for one in (old, new)
    ]
    assert files[0] == files[1] == [(1, "1" * 64), (2, "2" * 64)]


def test_at_most_one_revision_is_open(process: Process) -> None:
    first = process.bring(process.dossier, S.RECOGNISED)
    _revise(process, first)
    with pytest.raises(NotReady) as refused:
        _revise(process, first)
    assert refused.value.reasons[0].code == "revision-exists"


def test_recognising_the_revision_supersedes_the_first(process: Process) -> None:
    first = process.bring(process.dossier, S.RECOGNISED)
    second = _revise(process, first)
    process.close(second)
    process.sign(second)
    process.submit(second)
    process.assign(second)
    process.bring(second, S.ASSESSED)
    assert first.superseded_at is None
    process.recognise(second)
    assert first.superseded_at == process.at
    assert (first.state, second.state) == (S.RECOGNISED, S.RECOGNISED)


def test_revoking_the_revision_puts_the_first_in_force_again(process: Process) -> None:
    first = process.bring(process.dossier, S.RECOGNISED)
    second = _revise(process, first)
    process.hand_in(second)
    process.assign(second)
    process.bring(second, S.ASSESSED)
    decision = process.recognise(second)
    at = process.who("director").at
    actor = process.province.actor(process.people["director"])
    revoking.revoke(process.session, actor, decision.id, decision.version, "Sai.", None, at)
    assert (second.state, first.superseded_at) == (S.ASSESSED, None)


def test_a_correction_has_no_deadline_of_the_campaign_s(process: Process) -> None:
    first = process.bring(process.dossier, S.PUBLISHED)
    kind = process.session.exec(
        select(CampaignKind).where(CampaignKind.campaign_id == first.campaign_id)
    ).first()
    assert kind is not None
    kind.self_deadline = NOW
    process.session.add(kind)
    process.session.flush()
    second = _revise(process, first)
    long_after = NOW + timedelta(days=400)
    assert is_late(process.session, first, long_after)
    assert deadline_of(process.session, second) is None
    assert not is_late(process.session, second, long_after)
