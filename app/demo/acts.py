"""The acts of a dossier's life in their order, as far as its fate says."""

from decimal import Decimal

from sqlmodel import Session

from app.campaigns.models import Campaign
from app.clock import by_day, day_of
from app.demo import answers, names
from app.demo.fates import BEGUN, CLOSED, CONCLUDED, HANDED_IN, TABLED, TAKEN, Fate
from app.demo.year import SELF_DAYS, Case, extend
from app.dossiers import external, objections, queries, returns, transitions
from app.dossiers.changes import AnswerChange, Changes
from app.dossiers.corrections import Corrected, CorrectedAnswer
from app.dossiers.importing import Imported, ImportedSide, import_dossier
from app.dossiers.models import DossierState, SideName
from app.dossiers.saving import open_side, save
from app.dossiers.sheets import edition_of

_RETURNED = "Minh chứng chưa thể hiện số liệu của năm học này; đề nghị bổ sung (minh họa)."
_OBJECTION = "Nhà trường đã bổ sung bảng tổng hợp có xác nhận; đề nghị xem lại điểm (minh họa)."


def self_assess(session: Session, case: Case) -> None:
    """The school's own way: from an empty sheet to what it hands in."""
    campaign = case.year.campaign(session)
    if case.fate is Fate.EXTENDED:
        extend(session, case, SELF_DAYS + 45)
    if case.fate in TABLED:
        bring(session, case, campaign)
        return
    if case.fate is Fate.BLANK:
        return
    fill(session, case, campaign)
    if case.fate in CLOSED:
        hand_in(session, case, campaign)
    if case.fate is Fate.SENT_BACK:
        leader = case.who(case.team.leader, 0.5)
        external.send_back(
            session, case.dossier, campaign, leader, "Thiếu chữ ký ở trang cuối (minh họa)."
        )


def assess(session: Session, case: Case) -> None:
    """The assessors' part, of a dossier that has its team."""
    campaign = case.year.campaign(session)
    if case.fate not in TAKEN:
        return
    external.receive(session, case.dossier, case.who(case.team.leader, 0.5))
    if case.fate not in BEGUN:
        return
    external.start(session, case.dossier, campaign, case.who(case.team.assessors[0], 0.5))
    _judge(session, case, campaign)
    if case.fate in {Fate.RETURNED, Fate.SUPPLEMENTED}:
        _give_back(session, case, campaign)
    if case.fate in CONCLUDED:
        external.conclude(session, case.dossier, campaign, case.who(case.team.lead, 1))
    if case.fate in {Fate.OBJECTED, Fate.SETTLED}:
        _object(session, case, campaign)


def bring(session: Session, case: Case, campaign: Campaign) -> None:
    """A row of the Sở's old table becomes the dossier."""
    year, dossier = case.year, case.dossier
    edition = edition_of(session, dossier)
    come = answers.standing(case.school, year.number)
    told = answers.whole(edition, case.school, year.school_year, come)
    own = ImportedSide(
        {one.item: one.award for one in told.answers if one.award is not None},
        {one.fact: one.value for one in told.facts if one.value is not None},
    )
    external = own if case.fate is Fate.IMPORTED_SHEETS else None
    given = Imported(f"bảng tổng hợp cũ của Sở ({names.LABEL})", own, external)
    case.days = SELF_DAYS - 4
    who = case.who(year.people.administrator, 0)
    import_dossier(session, dossier, campaign, given, who)


def fill(session: Session, case: Case, campaign: Campaign) -> None:
    """Answers, facts, words and evidence: all of them, or what half the work gives."""
    year, dossier = case.year, case.dossier
    come = answers.standing(case.school, year.number)
    done = case.fate in CLOSED
    at = open_side(session, dossier, SideName.SELF, campaign.state)
    fitting = answers.whole if done else answers.some
    changes = fitting(at.edition, case.school, year.school_year, come)
    save(session, at, changes, case.editor(case.chance.uniform(8, 20)))
    if done:
        year.papers.evidence(session, dossier, campaign, case.editor(1), files_too=case.rich)
    else:
        year.papers.missing(session, dossier, campaign, case.editor(1))


def hand_in(session: Session, case: Case, campaign: Campaign) -> None:
    """Chốt, sign, hand in; the late ones after their deadline."""
    dossier = case.dossier
    snapshot, _ = transitions.close_sheet(session, dossier, campaign, case.editor(1))
    if case.fate not in HANDED_IN:
        return
    if case.fate is Fate.LATE:
        case.days = SELF_DAYS + 1.5
    case.year.papers.sign(session, dossier, snapshot, case.head(0.3), real=case.rich)
    transitions.submit(session, dossier, campaign, case.head(0.2))


def _judge(session: Session, case: Case, campaign: Campaign) -> None:
    """What the assessors see otherwise: two items a step lower, each with a comment."""
    at = open_side(session, case.dossier, SideName.EXTERNAL, campaign.state)
    present = queries.answers(session, case.dossier.id, SideName.EXTERNAL)
    scored = [row for row in present if row.award]
    step = at.edition.score_step.value
    changed = [
        AnswerChange(
            row.item,
            row.version,
            max(Decimal(0), (row.award or Decimal(0)) - step),
            comment="Minh chứng chưa đủ cho toàn bộ điểm đề nghị (minh họa).",
        )
        for row in case.chance.sample(scored, min(2, len(scored)))
    ]
    save(session, at, Changes(changed), case.who(case.team.assessors[-1], 1))


def _give_back(session: Session, case: Case, campaign: Campaign) -> None:
    """Return two criteria; the fate may be that the school hands in again."""
    dossier = case.dossier
    who = case.who(case.team.lead, 1)
    deadline = by_day(day_of(case.year.after(case.days + 14)))
    returns.return_criteria(
        session, dossier, campaign, who, {"1.3": _RETURNED, "2.4": _RETURNED}, deadline
    )
    if case.fate is Fate.SUPPLEMENTED:
        snapshot, _ = transitions.close_sheet(session, dossier, campaign, case.editor(3))
        case.year.papers.sign(session, dossier, snapshot, case.head(0.3), real=False)
        transitions.submit(session, dossier, campaign, case.head(0.2))


def _object(session: Session, case: Case, campaign: Campaign) -> None:
    """The head objects, an assessor answers; settled, the leader gives half a step more."""
    dossier, item = case.dossier, _raised(session, case)
    raised = objections.raise_objections(
        session, dossier, case.head(2), {item[0]: (_OBJECTION, "")}
    )
    row = raised[0]
    words = "Đoàn đã xem lại bảng tổng hợp (minh họa)."
    answerer = case.who(case.team.assessors[0], 1)
    objections.answer(session, dossier, answerer, row.id, row.version, words)
    if case.fate is Fate.SETTLED:
        corrected = Corrected([CorrectedAnswer(item[1], item[2])])
        leader = case.who(case.team.leader, 1)
        objections.decide(
            session, dossier, campaign, leader, row.id, row.version,
            f"Chấp nhận giải trình ({names.LABEL}).", corrected,
        )  # fmt: skip


def _raised(session: Session, case: Case) -> tuple[str, str, Decimal]:
    """A criterion, one of its items, and the points that the school claims for it."""
    claimed = queries.answers(session, case.dossier.id, SideName.SELF)
    edition = open_side(session, case.dossier, SideName.EXTERNAL, "").edition
    first = next(row for row in sorted(claimed, key=lambda row: row.item) if row.award)
    assert first.award is not None
    return edition.items[first.item].criterion, first.item, first.award


def is_open(case: Case) -> bool:
    """Whether a team can be assigned: handed in, not sent back, and not just come from a table."""
    return case.dossier.state == DossierState.SUBMITTED and case.fate not in TABLED
