"""A small invented province with a person for every column of `who_may.txt`, and things to ask for.

One dossier of the same school for every state, each in a campaign of its own; what a route needs
(a file, a link, a decision) is really there, so that who is allowed gets it.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from sqlmodel import Session, delete, select

from app import clock
from app.accounts import joining, passwords, signing_in, tokens
from app.accounts.actor import Scope, by_account, hashed
from app.accounts.models import Account, ApiToken, Role, RoleGrant
from app.attachments.fetching import Fetcher
from app.attachments.models import Evidence, EvidenceFile
from app.audit.chain import Who
from app.bodies.models import Body, BodyCode, BodyName
from app.campaigns.models import Assessing, CampaignKind, CampaignState
from app.dossiers import objections
from app.dossiers.models import (
    Dossier,
    DossierState,
    Objection,
    Return,
    SideName,
    Snapshot,
    SnapshotKind,
)
from app.index.models import StoredEdition
from app.jobs.kinds import HANDLERS
from app.jobs.working import Shop, work_all
from app.packages.models import Package
from app.recognition.models import RecognitionDecision
from criteria.loader import shipped
from exports.forms.writer import write_form
from scoring.answers import Profile
from tests.app.external.process import Process
from tests.app.house import PASSWORD, House, opened
from tests.app.index.texts import ID, text
from tests.app.province import LONG_AGO
from tests.app.who_may import COLUMNS
from tests.evidence.samples import pdf, picture

S = DossierState
HERE, NEXT, GONE = "th1", "th2", "th9"
NEXT_EDITION = f"{ID}@1.1"
FILE = {"file": ("minh-hoa.pdf", pdf(), "application/pdf")}
BLANK = {
    "form": ("phieu.xlsx", write_form(shipped("thangdo.qd-4725"), Profile("th", ("tieu_hoc",))))
}
STATES = tuple(S)


@dataclass
class Town:
    """The service, who asks, and what there is to ask for."""

    house: House
    file: Path | None = None
    accounts: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    common: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    def at(self, state: str, column: str) -> Mapping[str, str]:
        """What the parameters of a path stand for: things of the dossier in that state.

        Who is of a dissolved school asks for that school's own things.
        """
        return self.common | self.things[state] | self.own.get(column, {})

    def send(self, column: str, method: str, url: str, **what: Any) -> Any:  # noqa: ANN401
        """One request of that column's browser."""
        self.house.client.cookies.clear()
        headers = dict(what.pop("headers", {}))
        if column in self.cookies:
            headers["Cookie"] = f"thangdo={self.cookies[column]}"
        return self.house.client.request(method, url, headers=headers, **what)

    def token(self, column: str, scopes: frozenset[Scope]) -> str:
        """A token of that column's person."""
        at = clock.now()
        account = self.accounts[column]
        with self.house.database.writing() as session:
            actor = by_account(session, account, clock.day_of(at))
            assert actor is not None
            _, secret = tokens.make(
                session, actor, "hẹp", tuple(sorted(scopes)), 1, Who(account, at)
            )
        return secret

    def remember(self) -> None:
        """This is how everything shall be again."""
        if self.file is not None:
            with closing(sqlite3.connect(self.file)) as live, closing(self._copy()) as copy:
                live.backup(copy)
            shutil.copytree(self._vault, f"{self.file}.vault", dirs_exist_ok=True)

    def as_before(self) -> None:
        """Undo whatever was done since `remember`."""
        assert self.file is not None, "only a file is put back"
        with closing(sqlite3.connect(self.file)) as live, closing(self._copy()) as copy:
            live.execute("PRAGMA synchronous=OFF")
            copy.backup(live)
        shutil.copytree(f"{self.file}.vault", self._vault, dirs_exist_ok=True)

    @property
    def _vault(self) -> Path:
        folder: Path = self.house.app.state.context.settings.data_dir
        return folder / "evidence"

    def _copy(self) -> sqlite3.Connection:
        assert self.file is not None
        return sqlite3.connect(f"{self.file}.before")


@contextmanager
def town_at(url: URL, folder: Path, file: Path | None = None) -> Iterator[Town]:
    """A town over that (migrated, empty) database."""
    with opened(url, folder, fetch_links=True) as house:
        house.app.state.context.fetcher = Fetcher(lambda _host, _port: [])  # knows no name
        town = Town(house, file)
        with house.database.writing() as session:
            _furnish(session, town)
            _name_addresses(session)
        _send_files(town)
        _bring_tables(town)
        _seen_before(town)
        town.remember()
        yield town


def _name_addresses(session: Session) -> None:
    """Every piece of evidence lies on the web."""
    for piece in session.exec(select(Evidence)):
        piece.location = "https://minh-chung.example/"
        session.add(piece)


def _furnish(session: Session, town: Town) -> None:
    process = Process(session)
    made, people = process.province, process.people
    rule = session.exec(select(CampaignKind)).one()
    rule.self_deadline = clock.now() + timedelta(days=30)
    process.fill(process.dossier)
    session.exec(delete(EvidenceFile))  # of no content; a real one is sent later
    for name, *grants in (
        ("none",),
        ("idle", (Role.ASSESSOR, "xa")),
        ("admin", (Role.SO_ADMINISTRATOR, "so")),
        ("auditor", (Role.AUDITOR, "so")),
        ("system", (Role.SYSTEM_ADMINISTRATOR, None)),
        ("spare", (Role.SCHOOL_EDITOR, HERE)),
    ):
        people[name] = made.person(name, *grants)
    process.school(NEXT, "79000002")
    people["next"] = people[f"head-{NEXT}"]
    made.body("so2", kind="so")
    people["abroad"] = made.person(
        "abroad", (Role.SO_ADMINISTRATOR, "so2"), (Role.BODY_LEADER, "so2")
    )
    made.body("th8", "xa", dissolved_on=clock.today())
    made.follows(HERE, "th8", clock.today())
    made.body(GONE, "xa", dissolved_on=clock.today())
    people["gone"] = made.person("gone", (Role.SCHOOL_HEAD, GONE), (Role.SCHOOL_EDITOR, GONE))
    lost = process.dossier_of(GONE, "79000009", process.campaign)
    town.own["gone"] = {"body_id": GONE, "dossier_id": lost.id}
    for body in session.exec(select(Body.id)).all():
        session.add(
            BodyName(
                body_id=body, name=f"Đơn vị {body}", search=f"don vi {body}", valid_from=LONG_AGO
            )
        )
    session.add(BodyCode(body_id=HERE, issuer_id="so", code="79000001", valid_from=LONG_AGO))
    town.accounts = {name: people[name] for name in (*COLUMNS, "spare") if name in people}
    for state in STATES:
        town.things[state] = _dossier_in(process, state)
    for state in (S.DRAFTING, S.AWAITING_SIGNATURE):
        dossier = process.held(town.things[state]["dossier_id"])
        made.assign(dossier, people["assessor"])
        made.assign(dossier, people["lead"], lead=True)
    _common(session, process, town)
    town.common["package_id"] = _package(session, process)
    for name, account in town.accounts.items():
        town.own.setdefault(name, {})["token_id"] = _token_of(session, account)


def _dossier_in(process: Process, state: S) -> dict[str, str]:
    """A dossier in that state, and what hangs on it."""
    session = process.session
    if state is S.DRAFTING:
        dossier = process.dossier
    else:
        campaign = process.province.campaign("so", f"dot{state.replace('_', '')}"[:26])
        before, process.campaign = process.campaign, campaign
        _rule(process, campaign.id)
        dossier = process.dossier_of(HERE, "79000001", campaign)
        process.bring(dossier, state)
        if state is S.ASSESSING:  # for the second time, so that there is a return to look back at
            process.give_back(dossier, "1.3")
            process.hand_in(dossier)
        elif state is S.OBJECTED:
            process.object_to(dossier, "1.4")
            row = process.objection(dossier, "1.4")
            objections.answer(session, dossier, process.who("assessor"), row.id, row.version, "…")
        process.campaign = before
    return _things_of(session, dossier)


def _things_of(session: Session, dossier: Dossier) -> dict[str, str]:
    session.flush()
    found = {
        "campaign_id": dossier.campaign_id,
        "dossier_id": dossier.id,
        "dossier_version": str(dossier.version),
    }
    piece = session.exec(select(Evidence).where(Evidence.dossier_id == dossier.id)).first()
    if piece is not None:
        found["evidence_id"], found["evidence_code"] = piece.id, piece.code
    returned = session.exec(select(Return).where(Return.dossier_id == dossier.id)).first()
    if returned is not None:
        found["return_id"] = returned.id
    for one in session.exec(select(Objection).where(Objection.dossier_id == dossier.id)):
        found["objection_id" if one.answered_at is None else "answered_id"] = one.id
    for shot in session.exec(select(Snapshot).where(Snapshot.dossier_id == dossier.id)):
        found["sha256" if shot.kind == SnapshotKind.SELF else f"sha256:{shot.kind}"] = shot.sha256
    return found


def _rule(process: Process, campaign_id: str) -> None:
    process.session.add(
        CampaignKind(
            campaign_id=campaign_id,
            kind=process.kind,
            edition_sha256=process.edition,
            self_deadline=clock.now() + timedelta(days=30),
            assessing=Assessing.ASSESSING,
            recognising=Assessing.OWNER,
        )
    )
    process.session.flush()


def _common(session: Session, process: Process, town: Town) -> None:
    """What does not hang on a dossier: links, an account to manage, a decision, a draft."""
    who = Who(None, clock.now())
    spare = process.people["spare"]
    grant = session.exec(select(RoleGrant).where(RoleGrant.account_id == spare)).one()
    decision = session.exec(select(RecognitionDecision).limit(1)).one()
    reset = joining.reset_link(session, session.get_one(Account, spare), who)
    invited = joining.invite(session, "moi@truong.example", "Minh họa", Role.AUDITOR, "so", who)
    draft = process.province.campaign("so", "dotnhap", CampaignState.DRAFT)
    _rule(process, draft.id)
    town.common = _editions(session, process) | {
        "account_id": spare,
        "grant_id": grant.id,
        "decision_id": decision.id,
        "decision_version": "2",  # once its file is sent
        "secret:setup": joining.setup_link(session, who).rpartition("/")[2],
        "secret:reset": reset.rpartition("/")[2],
        "secret:invitation": invited.rpartition("/")[2],
        "draft_id": draft.id,
        "edition_sha256": process.edition,
    }
    password_hash = passwords.hash_of(PASSWORD)
    for account in session.exec(select(Account)):
        account.password_hash = password_hash
    for name, account_id in town.accounts.items():
        if name in COLUMNS:
            begun = signing_in.begin_session(session, account_id, who.at)
            town.cookies[name] = begun.secret


def _package(session: Session, process: Process) -> str:
    """The director's, of the first campaign."""
    row = Package(
        campaign_id=process.dossier.campaign_id,
        states=[],
        dossier_ids=[],
        documents=["evidence"],
        by_account=process.people["director"],
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id


def _editions(session: Session, process: Process) -> dict[str, str]:
    """Version 1.1 in use, 1.2 proposed, 1.3 approved; a dossier of the year before."""
    found = {}
    for version, state in (("1.1", "active"), ("1.2", "proposed"), ("1.3", "approved")):
        content = text(version=version)
        found[f"{state}_sha256"] = hashlib.sha256(content).hexdigest()
        session.add(
            StoredEdition(
                sha256=found[f"{state}_sha256"],
                edition_id=ID,
                version=version,
                title="Minh họa",
                content=content,
                state=state,
                proposed_by=process.people["spare"],
                proposed_at=clock.now(),
            )
        )
    before = process.province.campaign("so", "dotcu")
    before.school_year = "2024-2025"
    last_year = process.dossier_of(HERE, "79000001", before)
    process.answer(last_year, SideName.SELF, {"1.3.1": "2"}, "editor")
    session.add(
        Evidence(
            dossier_id=last_year.id,
            code="MC.1.4.77",
            title="Minh họa",
            status="present",
            at=clock.now(),
        )
    )
    return found


def _seen_before(town: Town) -> None:
    """The fingerprint that a preview of a carry-over shows."""
    campaign = town.things[S.DRAFTING]["campaign_id"]
    url = f"/api/v1/campaigns/{campaign}/carry-over?edition={NEXT_EDITION}"
    town.common["fingerprint"] = town.send("admin", "GET", url).json()["fingerprint"]


def _token_of(session: Session, account: str) -> str:
    row = ApiToken(
        account_id=account,
        name="minh họa",
        token_hash=hashed(account),
        hint="abcd",
        scopes=list(Scope),
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    session.add(row)
    session.flush()
    return row.id


def _send_files(town: Town) -> None:
    """Files sent as people send them: of evidence, signed report, objection, decision."""
    drafting, waiting = town.things[S.DRAFTING], town.things[S.AWAITING_SIGNATURE]
    dossier = f"/api/v1/dossiers/{drafting['dossier_id']}"
    other = picture("PDF", (60, 30))  # than good requests bring: the same again would be no news
    _sent(town, "editor", f"{dossier}/evidence/{drafting['evidence_id']}/files", content=other)
    paper = _sent(town, "head", f"/api/v1/dossiers/{waiting['dossier_id']}/signed-report")
    waiting["report_id"] = paper["id"]
    drafting["revision"] = "1"
    objected = town.things[S.OBJECTED]
    objection = f"/api/v1/dossiers/{objected['dossier_id']}/objections/{objected['objection_id']}"
    objected["file_id"] = _sent(town, "head", f"{objection}/files")["id"]
    for writer in ("editor", "head"):
        told = town.send(writer, "POST", f"{dossier}/self/form", files=BLANK).json()
        town.own[writer] |= {"form_id": told["id"], "mark": told["mark"]}
        begun = f"{dossier}/evidence/{drafting['evidence_id']}/uploads"
        town.own[writer]["tus_id"] = _begun_upload(town, writer, begun)
    decision = f"/api/v1/decisions/{town.common['decision_id']}/file"
    _sent(town, "director", decision, {"If-Match": '"1"'})


def _bring_tables(town: Town) -> None:
    """Lists of bodies that the Sở brings in: one that waits to be confirmed, one that was."""
    parts = town.house.app.state.context
    shop = Shop(parts.settings, parts.database, parts.vault)
    url, data = "/api/v1/imports", {"kind": "bodies", "body_id": "so"}
    for name, code in (("import_id", "79000551"), ("applied_id", "79000552")):
        content = f"Mã đơn vị;Tên đơn vị;Loại đơn vị\n{code};Trường minh họa {code};th\n"
        files = {"file": (f"{name}.csv", content.encode(), "text/csv")}
        town.common[name] = town.send("admin", "POST", url, data=data, files=files).json()["id"]
        assert work_all(shop, HANDLERS) == 1
    found = town.send("admin", "GET", f"{url}/{town.common['applied_id']}").json()
    body = {"fingerprint": found["fingerprint"]}
    town.send("admin", "POST", f"{url}/{town.common['applied_id']}/confirm", json=body)
    assert work_all(shop, HANDLERS) == 1
    ready = town.send("admin", "GET", f"{url}/{town.common['import_id']}").json()
    assert ready["state"] == "ready", ready
    town.common |= {
        "import_fingerprint": ready["fingerprint"],
        "import_layout": ready["layouts"][0]["layout"],
    }


def _begun_upload(town: Town, column: str, url: str) -> str:
    """An upload that has brought nothing yet; its id."""
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "1000",
        "Upload-Metadata": "filename YS5wZGY=",
    }
    answer = town.send(column, "POST", url, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"].rpartition("/")[2])


def _sent(
    town: Town,
    column: str,
    url: str,
    headers: Mapping[str, str] | None = None,
    content: bytes = FILE["file"][1],
) -> Any:  # noqa: ANN401
    files = {"file": ("minh-hoa.pdf", content, "application/pdf")}
    answer = town.send(column, "POST", url, files=files, headers=headers or {})
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else {}
