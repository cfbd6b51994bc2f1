"""The assessing side as its routes use it: the dossier reached and held, then one act."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlmodel import Session

from app.audit.chain import Who
from app.campaigns.models import Campaign
from app.clock import by_day
from app.dossiers import (
    assignment,
    external,
    objection_files,
    objections,
    queries,
    returns,
    revision,
    taking_back,
)
from app.dossiers import schemas as out
from app.dossiers.corrections import Corrected, CorrectedAnswer, CorrectedFact
from app.dossiers.external_schemas import (
    ObjectionFileOut,
    ObjectionOut,
    ObjectionsIn,
    ObjectionsOut,
    ReturnIn,
    TeamIn,
    TeamOut,
)
from app.dossiers.incoming import changes_of
from app.dossiers.models import Dossier, Objection
from app.dossiers.objection_schemas import ObjectionDecisionIn
from app.dossiers.reaching import held, held_in_open, seen
from app.dossiers.service import described
from app.dossiers.sheets import edition_of, profile_of
from app.dossiers.workload import team_of
from app.errors import Reason, ShapeWrong
from app.policy import Act
from app.visit import Work


class Step(NamedTuple):
    """One of the assessing side's acts, what it needs permission for, and an open campaign for."""

    act: Act
    do: Callable[[Session, Dossier, Campaign, Who, str], object]
    while_open: bool = False


RECEIVE = Step(Act.RECEIVE, lambda s, d, _c, w, _r: external.receive(s, d, w))
SEND_BACK = Step(Act.SEND_BACK, external.send_back, while_open=True)
RECALL = Step(Act.RECALL, lambda s, d, _c, w, r: external.recall(s, d, w, r))
START = Step(Act.START_EXTERNAL, lambda s, d, c, w, _r: external.start(s, d, c, w))
TAKE_BACK = Step(Act.TAKE_BACK, lambda s, d, _c, w, r: taking_back.take_back(s, d, w, r))
CONCLUDE = Step(Act.CONCLUDE, lambda s, d, c, w, _r: external.conclude(s, d, c, w))


def stepped(
    work: Work, dossier_id: str, step: Step, version: int | None, reason: str = ""
) -> out.DossierOut:
    """Do it; the dossier as it is then."""
    reached = held_in_open if step.while_open else held
    dossier, campaign = reached(work, dossier_id, step.act, version)
    step.do(work.session, dossier, campaign, work.who, reason)
    return now(work, dossier)


def give_back(work: Work, dossier_id: str, version: int | None, sent: ReturnIn) -> out.DossierOut:
    """Return criteria for supplement."""
    dossier, campaign = held_in_open(work, dossier_id, Act.RETURN, version)
    reasons = {one.criterion: one.reason for one in sent.criteria}
    _once("criteria", [one.criterion for one in sent.criteria])
    returns.return_criteria(work.session, dossier, campaign, work.who, reasons, by_day(sent.by))
    return now(work, dossier)


def team(work: Work, dossier_id: str) -> TeamOut:
    """Who assesses the dossier; for those who may see its external side."""
    seen(work, dossier_id, Act.READ_EXTERNAL)
    return team_of(work.session, dossier_id)


def assign(work: Work, dossier_id: str, version: int | None, sent: TeamIn) -> TeamOut:
    """Name the whole team."""
    dossier, _ = held(work, dossier_id, Act.ASSIGN, version)
    members = [
        assignment.Member(one.email.strip().casefold(), one.lead, f"members[{number}].email")
        for number, one in enumerate(sent.members)
    ]
    wanted = assignment.Team(dossier, members, sent.team.strip())
    assignment.assign(work.session, [wanted], work.who, work.today)
    return team_of(work.session, dossier_id)


def objections_of(work: Work, dossier_id: str) -> ObjectionsOut:
    """All rounds."""
    seen(work, dossier_id, Act.READ_EXTERNAL)
    rows = objections.of_dossier(work.session, dossier_id)
    return ObjectionsOut(objections=_told(work, rows))


def object_to(
    work: Work, dossier_id: str, version: int | None, sent: ObjectionsIn
) -> ObjectionsOut:
    """The school objects."""
    dossier, _ = held(work, dossier_id, Act.OBJECT, version)
    _once("objections", [one.criterion for one in sent.objections])
    texts = {one.criterion: (one.text, one.evidence_code) for one in sent.objections}
    objections.raise_objections(work.session, dossier, work.who, texts)
    rows = objections.of_dossier(work.session, dossier_id)
    return ObjectionsOut(objections=_told(work, rows))


def answer_objection(
    work: Work, dossier_id: str, objection_id: str, version: int, text: str
) -> ObjectionOut:
    """The assessor answers."""
    dossier, _ = held(work, dossier_id, Act.ANSWER_OBJECTION)
    row = objections.answer(work.session, dossier, work.who, objection_id, version, text)
    return _told(work, [row])[0]


def decide_objection(
    work: Work, dossier_id: str, objection_id: str, version: int, sent: ObjectionDecisionIn
) -> ObjectionOut:
    """The leader decides."""
    dossier, campaign = held(work, dossier_id, Act.DECIDE_OBJECTION)
    corrected = _corrected(work.session, dossier, sent) if sent.upheld else None
    row = objections.decide(
        work.session, dossier, campaign, work.who, objection_id, version, sent.text, corrected
    )
    return _told(work, [row])[0]


def revise(work: Work, dossier_id: str, version: int | None, reason: str) -> out.DossierOut:
    """Open revision n+1; that one."""
    dossier, campaign = held_in_open(work, dossier_id, Act.REVISE, version)
    fresh = revision.open_revision(work.session, dossier, campaign, work.who, reason)
    return now(work, fresh)


def now(work: Work, dossier: Dossier) -> out.DossierOut:
    """The dossier after an act."""
    placed = queries.one(work.session, dossier.id)
    assert placed is not None
    return described(work, placed)


def _told(work: Work, rows: Sequence[Objection]) -> list[ObjectionOut]:
    """Objections as the API gives them, with their files: one statement more."""
    files = objection_files.of_objections(work.session, [row.id for row in rows])
    columns = set(ObjectionOut.model_fields) - {"files"}
    return [
        ObjectionOut(
            **row.model_dump(include=columns),
            files=[
                ObjectionFileOut(id=one.id, file_name=one.file_name, at=one.at)
                for one in files.get(row.id, ())
            ],
        )
        for row in rows
    ]


def _corrected(session: Session, dossier: Dossier, sent: ObjectionDecisionIn) -> Corrected:
    """The corrections, their numbers read by the types that the index gives."""
    changes = changes_of(
        edition_of(session, dossier),
        profile_of(dossier),
        out.ChangesIn(
            answers=[out.AnswerChangeIn(version=0, **one.model_dump()) for one in sent.answers],
            facts=[out.FactChangeIn(version=0, **one.model_dump()) for one in sent.facts],
        ),
    )
    return Corrected(
        [
            CorrectedAnswer(one.item, one.award, one.inapplicable, one.comment, one.claim_accepted)
            for one in changes.answers
        ],
        [CorrectedFact(one.fact, one.value) for one in changes.facts],
    )


def _once(where: str, codes: list[str]) -> None:
    if len(set(codes)) < len(codes):
        message = f"“{where}” nêu một tiêu chí hai lần."
        raise ShapeWrong(reasons=(Reason(where, "twice", message),))
