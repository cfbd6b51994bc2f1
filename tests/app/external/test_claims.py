"""Claims that an item does not apply: made by the school, judged by the assessor."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from app.dossiers import queries
from app.dossiers.changes import AnswerChange, Changes
from app.dossiers.corrections import Corrected, CorrectedAnswer
from app.dossiers.errors import NotReady
from app.dossiers.models import Dossier, DossierState, SideName
from app.dossiers.saving import open_side, save
from app.errors import AnswersNotAccepted
from app.index.models import StoredEdition
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.province import NOW
from tests.scoring.small import Scored, small

S = DossierState
WHY = "Trường không có phòng máy (minh họa)."


@pytest.fixture
def process(database: Database) -> Iterator[Process]:
    edition = small([[None, Scored("10"), Scored("10")]], inapplicable="full")
    with database.writing() as session:
        session.add(
            StoredEdition(
                sha256=edition.ref.sha256,
                edition_id=edition.ref.id,
                version=edition.ref.version,
                title=edition.title,
                content=edition.source,
                state="active",
                proposed_at=NOW,
            )
        )
        session.flush()
        yield Process(session, kind="one", edition=edition.ref.sha256)


def _save(process: Process, dossier: Dossier, side: SideName, change: AnswerChange) -> None:
    found = queries.answers(process.session, dossier.id, side, [change.item])
    over = change._replace(version=found[0].version if found else 0)
    at = open_side(process.session, dossier, side, process.campaign.state)
    who = process.who("editor" if side is SideName.SELF else "assessor")
    save(process.session, at, Changes([over]), who)


def _assessing(process: Process) -> Dossier:
    """Being assessed, with a claim for 1.3."""
    dossier = process.dossier
    process.fill(dossier)
    _save(process, dossier, SideName.SELF, AnswerChange("1.3", 0, inapplicable=WHY))
    process.hand_in(dossier)
    process.assign(dossier)
    return process.bring(dossier, S.ASSESSING)


def test_a_copied_claim_counts_only_once_it_is_accepted(process: Process) -> None:
    dossier = _assessing(process)
    with pytest.raises(NotReady) as refused:
        process.conclude(dossier)
    assert [one.where for one in refused.value.reasons] == ["1.3"]

    accepted = AnswerChange("1.3", 0, inapplicable=WHY, claim_accepted=True)
    _save(process, dossier, SideName.EXTERNAL, accepted)
    process.conclude(dossier)
    assert (dossier.self_level, dossier.external_level) == (3, 3)


def test_a_rejected_claim_is_judged_with_points(process: Process) -> None:
    dossier = _assessing(process)
    rejected = AnswerChange("1.3", 0, inapplicable=WHY, claim_accepted=False)
    _save(process, dossier, SideName.EXTERNAL, rejected)
    with pytest.raises(NotReady):
        process.conclude(dossier)
    _save(process, dossier, SideName.EXTERNAL, AnswerChange("1.3", 0, Decimal(0)))
    process.conclude(dossier)
    assert (dossier.self_level, dossier.external_level) == (3, 2)


def test_an_assessor_makes_no_claim_of_their_own(process: Process) -> None:
    dossier = _assessing(process)
    with pytest.raises(AnswersNotAccepted) as refused:
        _save(
            process,
            dossier,
            SideName.EXTERNAL,
            AnswerChange("1.2", 0, inapplicable=WHY, claim_accepted=True),
        )
    assert [one.code for one in refused.value.reasons] == ["not-claimed"]


def test_an_upheld_objection_accepts_the_claim(process: Process) -> None:
    dossier = _assessing(process)
    _save(process, dossier, SideName.EXTERNAL, AnswerChange("1.3", 0, Decimal(0)))
    process.conclude(dossier)
    process.object_to(dossier, "1.3")
    corrected = Corrected([CorrectedAnswer("1.3", inapplicable=WHY, claim_accepted=True)])
    process.decide(dossier, "1.3", corrected)
    assert (dossier.state, dossier.external_level) == (S.ASSESSED, 3)
