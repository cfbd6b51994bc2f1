"""A small invented province at work: dossiers brought to any state through the real acts.

Every act takes an instant of its own, so that order of time is order of deed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, select

from app import clock
from app.accounts.models import Account, Role
from app.attachments.models import Evidence, EvidenceFile, EvidenceLink
from app.audit.chain import Who
from app.campaigns.models import Assessing, Campaign, CampaignKind, ExternalStart
from app.dossiers import (
    assignment,
    external,
    objections,
    queries,
    returns,
    taking_back,
    transitions,
)
from app.dossiers.changes import AnswerChange, Changes, TextChange
from app.dossiers.corrections import Corrected
from app.dossiers.fields import REQUIRED
from app.dossiers.models import (
    Dossier,
    DossierState,
    Objection,
    QrReading,
    SideName,
    SignedReport,
)
from app.dossiers.saving import open_side, save
from app.dossiers.sheets import edition_of
from app.dossiers.signing import awaited
from app.index.models import StoredEdition
from app.index.service import keep_shipped
from app.recognition import publishing
from app.recognition.guards import Given, GivenLine
from app.recognition.models import RecognitionDecision
from app.recognition.service import issue
from criteria.edition import Edition
from scoring.answers import Verdict
from tests.app.province import NOW, TODAY, Province

SHIPPED = "thangdo.qd-4725"
S = DossierState
PATH = (
    S.DRAFTING,
    S.AWAITING_SIGNATURE,
    S.SUBMITTED,
    S.RECEIVED,
    S.ASSESSING,
    S.ASSESSED,
    S.RECOGNISED,
    S.PUBLISHED,
)


@dataclass
class Process:
    """The bodies, the people, the campaign, and the acts in their order."""

    session: Session
    kind: str = "th"
    edition: str = ""
    at: datetime = NOW
    numbers: int = 0
    people: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keep_shipped(self.session)
        self.province = Province(self.session)
        if not self.edition:
            self.edition = self.session.exec(
                select(StoredEdition.sha256).where(StoredEdition.edition_id == SHIPPED)
            ).one()
        made = self.province
        made.body("so", kind="so")
        made.body("xa", "so", "ubnd_xa")
        for name, role, body in (
            ("leader", Role.BODY_LEADER, "xa"),
            ("deputy", Role.BODY_LEADER, "xa"),
            ("director", Role.BODY_LEADER, "so"),
            ("second", Role.BODY_LEADER, "so"),
            ("assessor", Role.ASSESSOR, "xa"),
            ("lead", Role.TEAM_LEAD, "xa"),
        ):
            self.people[name] = made.person(name, (role, body))
        self.school_kind()
        self.campaign = made.campaign("so")
        self.session.add(
            CampaignKind(
                campaign_id=self.campaign.id,
                kind=self.kind,
                edition_sha256=self.edition,
                assessing=Assessing.ASSESSING,
                recognising=Assessing.OWNER,
            )
        )
        self.session.flush()
        self.school("th1", "79000001")

    @classmethod
    def resumed(cls, session: Session) -> "Process":
        """The same province, found again in a later transaction."""
        found = object.__new__(cls)
        found.session, found.at, found.kind, found.numbers = session, clock.now(), "th", 50
        found.province = Province(session)
        found.campaign = session.exec(select(Campaign)).one()
        found.edition = session.exec(
            select(StoredEdition.sha256).where(StoredEdition.edition_id == SHIPPED)
        ).one()
        found.people = {
            one.email.partition("@")[0]: one.id for one in session.exec(select(Account))
        }
        return found

    def school_kind(self) -> None:
        """A school of the kind, so that the kind is known."""
        self.province.body("th0", "xa", self.kind)

    def school(self, name: str, code: str) -> Dossier:
        """A school with an editor and a head, and its dossier in `đang soạn`."""
        self.province.body(name, "xa", self.kind)
        for person, role in (("editor", Role.SCHOOL_EDITOR), ("head", Role.SCHOOL_HEAD)):
            key = person if name == "th1" else f"{person}-{name}"
            self.people[key] = self.province.person(key, (role, name))
        return self.dossier_of(name, code, self.campaign)

    def dossier_of(self, name: str, code: str, campaign: Campaign) -> Dossier:
        """The school's dossier in a campaign."""
        row = Dossier(
            id=f"d{name}{campaign.id}"[:26],
            tenant_id="so",
            campaign_id=campaign.id,
            body_id=name,
            kind=self.kind,
            school_levels=self.levels,
            body_name=f"Trường minh họa {name}",
            body_code=code,
            assessing_body_id="xa",
            recognising_body_id="so",
            edition_sha256=self.edition,
            state=S.DRAFTING,
            created_at=self.at,
        )
        self.session.add(row)
        self.session.flush()
        return row

    @property
    def levels(self) -> list[str]:
        """What a school of the kind teaches."""
        return {"th": ["tieu_hoc"], "one": ["low"]}[self.kind]

    @property
    def dossier(self) -> Dossier:
        """The first school's dossier, its row held."""
        return self.held(f"dth1{self.campaign.id}")

    def held(self, dossier_id: str) -> Dossier:
        """A dossier, its row held."""
        found = queries.held(self.session, dossier_id)
        assert found is not None
        return found

    def who(self, name: str) -> Who:
        """The person, a minute after the last act."""
        self.at += timedelta(minutes=1)
        return Who(self.people[name], self.at)

    def edition_used(self, dossier: Dossier) -> Edition:
        """The edition that the dossier pins."""
        return edition_of(self.session, dossier)

    # the school

    def answer(self, dossier: Dossier, side: SideName, awards: Mapping[str, str], by: str) -> None:
        """Save answers over whatever stands there."""
        present = {one.item: one.version for one in queries.answers(self.session, dossier.id, side)}
        changes = Changes(
            [
                AnswerChange(
                    code,
                    present.get(code, 0),
                    Verdict(text) if text in tuple(Verdict) else Decimal(text),
                )
                for code, text in awards.items()
            ]
        )
        at = open_side(self.session, dossier, side, self.campaign.state)
        save(self.session, at, changes, self.who(by))

    def fill(self, dossier: Dossier, by: str = "editor") -> None:
        """Every item at its maximum, evidence for every criterion, the whole report."""
        edition = self.edition_used(dossier)
        self.answer(dossier, SideName.SELF, best(edition), by)
        at = open_side(self.session, dossier, SideName.SELF, self.campaign.state)
        texts = [TextChange(name, 0, "Nội dung minh họa.") for name in REQUIRED]
        save(self.session, at, Changes(texts=texts), self.who(by))
        row = Evidence(
            dossier_id=dossier.id,
            code="MC.1.1.01",
            title="Minh chứng minh họa",
            status="present",
            at=self.at,
        )
        self.session.add(row)
        self.session.flush()
        for criterion in edition.criteria:
            self.session.add(EvidenceLink(evidence_id=row.id, target=criterion))
        for revision in (1, 2):
            self.session.add(
                EvidenceFile(
                    evidence_id=row.id,
                    revision=revision,
                    tenant_id="so",
                    object_sha256=str(revision) * 64,
                    file_name="minh-hoa.pdf",
                    at=self.at,
                )
            )
        self.session.flush()

    def close(self, dossier: Dossier, by: str = "editor") -> None:
        """Chốt."""
        transitions.close_sheet(self.session, dossier, self.campaign, self.who(by))

    def sign(self, dossier: Dossier, by: str = "head") -> None:
        """The head's signed file stands beside the snapshot."""
        snapshot = awaited(self.session, dossier)
        who = self.who(by)
        report = SignedReport(
            snapshot_id=snapshot.id,
            tenant_id="so",
            object_sha256="a" * 64,
            file_name="bao-cao.pdf",
            qr=QrReading.MATCHES,
            at=who.at,
        )
        transitions.attach_signed(self.session, dossier, report, snapshot, who)

    def submit(self, dossier: Dossier, by: str = "head") -> None:
        """Hand in."""
        transitions.submit(self.session, dossier, self.campaign, self.who(by))

    def hand_in(self, dossier: Dossier, suffix: str = "") -> None:
        """Chốt, sign, hand in."""
        self.close(dossier, f"editor{suffix}")
        if dossier.state == S.AWAITING_SIGNATURE:
            self.sign(dossier, f"head{suffix}")
            self.submit(dossier, f"head{suffix}")

    # the assessing side

    def assign(self, dossier: Dossier, team: str = "Đoàn 1") -> None:
        """An assessor and a lead."""
        people = assignment.Team(
            dossier,
            [
                assignment.Member("assessor@truong.example"),
                assignment.Member("lead@truong.example", lead=True),
            ],
            team,
        )
        assignment.assign(self.session, [people], self.who("leader"), TODAY)

    def start(self, dossier: Dossier) -> None:
        """Begin the external sheet."""
        external.start(self.session, dossier, self.campaign, self.who("assessor"))

    def judge(self, dossier: Dossier, awards: Mapping[str, str]) -> None:
        """Save external answers."""
        self.answer(dossier, SideName.EXTERNAL, awards, "assessor")

    def give_back(self, dossier: Dossier, *criteria: str, days: int = 10) -> None:
        """Return criteria."""
        who = self.who("leader")
        reasons = dict.fromkeys(criteria, "Thiếu minh chứng minh họa.")
        deadline = who.at + timedelta(days=days)
        returns.return_criteria(self.session, dossier, self.campaign, who, reasons, deadline)

    def take_back(self, dossier: Dossier) -> None:
        """The leader takes the open return back."""
        who = self.who("leader")
        taking_back.take_back(self.session, dossier, who, "Quá hạn mà không nộp lại (minh họa).")

    def conclude(self, dossier: Dossier) -> None:
        """The lead concludes."""
        external.conclude(self.session, dossier, self.campaign, self.who("lead"))

    def object_to(self, dossier: Dossier, *criteria: str) -> None:
        """The head objects."""
        texts = dict.fromkeys(criteria, ("Nhà trường giải trình (minh họa).", "MC.1.1.01"))
        objections.raise_objections(self.session, dossier, self.who("head"), texts)

    def decide(self, dossier: Dossier, criterion: str, corrected: Corrected | None) -> None:
        """The assessor answers and the leader decides the open objection to a criterion."""
        row = self.objection(dossier, criterion)
        objections.answer(
            self.session, dossier, self.who("assessor"), row.id, row.version, "Đoàn trả lời."
        )
        objections.decide(
            self.session,
            dossier,
            self.campaign,
            self.who("leader"),
            row.id,
            row.version,
            "Quyết định của lãnh đạo (minh họa).",
            corrected,
        )

    def objection(self, dossier: Dossier, criterion: str) -> Objection:
        """The latest objection to a criterion."""
        rows = objections.of_dossier(self.session, dossier.id)
        return [row for row in rows if row.criterion == criterion][-1]

    # recognition

    def given(self, *dossiers: Dossier, number: str = "") -> Given:
        """A signed decision over the dossiers."""
        self.numbers += 1
        return Given(
            self.campaign.id,
            number or f"{self.numbers}/QĐ-MH",
            TODAY,
            "Người ký minh họa",
            [GivenLine(one.id) for one in dossiers],
        )

    def recognise(self, *dossiers: Dossier, by: str = "director") -> RecognitionDecision:
        """Issue a decision over them."""
        at = self.who(by).at
        actor = self.province.actor(self.people[by])
        return issue(self.session, actor, "so", self.given(*dossiers), at)

    def publish(self, *dossiers: Dossier) -> None:
        """Publish them."""
        at = self.who("director").at
        actor = self.province.actor(self.people["director"])
        ids = [one.id for one in dossiers]
        publishing.publish(self.session, actor, "so", self.campaign.id, ids, at)

    # shortcuts

    def bring(self, dossier: Dossier, state: DossierState, suffix: str = "") -> Dossier:
        """Through the real acts to a state."""
        if state in {S.RETURNED, S.OBJECTED}:
            self.bring(dossier, S.ASSESSING if state is S.RETURNED else S.ASSESSED, suffix)
            if state is S.RETURNED:
                self.give_back(dossier, "1.3")
            else:
                self.object_to(dossier, "1.3")
            return dossier
        for goal in PATH[PATH.index(S(dossier.state)) + 1 : PATH.index(state) + 1]:
            self._advance(dossier, goal, suffix)
        return dossier

    def _advance(self, dossier: Dossier, goal: DossierState, suffix: str) -> None:
        if goal is S.AWAITING_SIGNATURE:
            self.fill(dossier, f"editor{suffix}")
            self.close(dossier, f"editor{suffix}")
        elif goal is S.SUBMITTED:
            self.sign(dossier, f"head{suffix}")
            self.submit(dossier, f"head{suffix}")
            self.assign(dossier)
        elif goal is S.RECEIVED:
            external.receive(self.session, dossier, self.who("leader"))
        elif goal is S.ASSESSING:
            self.start(dossier)
            if self.campaign.external_start == ExternalStart.BLANK:
                self.judge(dossier, best(self.edition_used(dossier)))
        elif goal is S.ASSESSED:
            self.conclude(dossier)
        elif goal is S.RECOGNISED:
            self.recognise(dossier)
        else:
            self.publish(dossier)
        assert dossier.state == goal


def best(edition: Edition) -> dict[str, str]:
    """Every item at its maximum."""
    return {
        code: "met" if item.max is None else format(item.max.value, "f")
        for code, item in edition.items.items()
    }
