"""An invented Sở with two schools at work, people with tokens, and their dossiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from httpx import Response
from sqlalchemy.engine import URL
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.actor import Scope, hashed
from app.accounts.models import Account, ApiToken, Role
from app.clock import now
from app.dossiers.models import Dossier, DossierState, Origin
from app.index.models import StoredEdition
from app.index.service import keep_shipped
from app.settings import Settings
from app.storage.database import Database
from tests.app.province import NOW, Province
from tests.evidence.samples import pdf

SCHOOL, OTHER, FOREIGN = "truong", "truongkhac", "truongxa"
DOSSIER, OTHER_DOSSIER, FOREIGN_DOSSIER = "hoso", "hosokhac", "hosoxa"
EDITOR, HEAD, NEIGHBOUR, STRANGER, NOBODY = "soan", "truongdon", "hangxom", "nguoila", "khongvai"
ASSESSOR, LEADER, AUDITOR, FAR = "danhgia", "lanhdao", "kiemtra", "soxa"
PEOPLE = (EDITOR, HEAD, NEIGHBOUR, STRANGER, NOBODY, ASSESSOR, LEADER, AUDITOR, FAR)


def furnish(database: Database) -> None:
    """Two Sở; one has two schools under a commune, the other has one of its own."""
    with database.writing() as session:
        keep_shipped(session)
        province = Province(session)
        province.body("so", kind="so")
        province.body("xa", "so", kind="ubnd_xa")
        province.body(SCHOOL, "xa")
        province.body(OTHER, "xa")
        province.body("sokhac", kind="so")
        province.body(FOREIGN, "sokhac")
        _person(province, EDITOR, Role.SCHOOL_EDITOR, SCHOOL)
        _person(province, HEAD, Role.SCHOOL_HEAD, SCHOOL)
        _person(province, NEIGHBOUR, Role.SCHOOL_EDITOR, OTHER)
        _person(province, STRANGER, Role.SCHOOL_HEAD, FOREIGN)
        _person(province, NOBODY)
        _person(province, ASSESSOR, Role.ASSESSOR, "xa")
        _person(province, LEADER, Role.BODY_LEADER, "xa")
        _person(province, AUDITOR, Role.AUDITOR, "so")
        _person(province, FAR, Role.SO_ADMINISTRATOR, "sokhac")
        here, there = province.campaign("so"), province.campaign("sokhac", "dotxa")
        edition = session.exec(
            select(StoredEdition.sha256).where(StoredEdition.edition_id == "thangdo.qd-4725")
        ).one()
        for name, school, tenant, campaign in (
            (DOSSIER, SCHOOL, "so", here),
            (OTHER_DOSSIER, OTHER, "so", here),
            (FOREIGN_DOSSIER, FOREIGN, "sokhac", there),
        ):
            session.add(
                Dossier(
                    id=name,
                    tenant_id=tenant,
                    campaign_id=campaign.id,
                    body_id=school,
                    kind="th",
                    school_levels=["tieu_hoc"],
                    body_name="Trường Tiểu học Minh Họa",
                    assessing_body_id="xa" if tenant == "so" else "sokhac",
                    recognising_body_id=tenant,
                    edition_sha256=edition,
                    state=DossierState.DRAFTING,
                    origin=Origin.TYPED,
                    created_at=NOW,
                )
            )
        session.flush()
        province.assign(session.get_one(Dossier, DOSSIER), ASSESSOR)
        for person in PEOPLE:
            _token(session, person)


def _person(province: Province, name: str, role: Role | None = None, body: str = "") -> None:
    """Called by the name the tests give."""
    province.session.add(
        Account(id=name, email=f"{name}@minh-hoa.example", name=name, created_at=NOW)
    )
    province.session.flush()
    if role is not None:
        province.grant(name, role, body)


def _token(session: Session, person: str) -> None:
    session.add(
        ApiToken(
            account_id=person,
            name="minh họa",
            token_hash=hashed(person),
            hint=person[:4],
            scopes=list(Scope),
            created_at=now(),
            expires_at=now() + timedelta(days=1),
        )
    )


def settings_for(url: URL, folder: Path, **more: Any) -> Settings:  # noqa: ANN401
    """The service on this database, with its vault in this folder."""
    text = url.render_as_string(hide_password=False)
    return Settings(database_url=text, data_dir=folder, **more)


@dataclass(frozen=True)
class Desk:
    """Somebody at work with a dossier."""

    client: TestClient
    database: Database
    vault: Path
    person: str = EDITOR
    dossier: str = DOSSIER

    def as_(self, person: str, dossier: str = DOSSIER) -> "Desk":
        """Somebody else."""
        return Desk(self.client, self.database, self.vault, person, dossier)

    def send(self, method: str, path: str, **options: Any) -> Response:  # noqa: ANN401
        """One request with the person's token."""
        headers = {"Authorization": f"Bearer {self.person}"} | options.pop("headers", {})
        address = f"/api/v1/dossiers/{self.dossier}{path}"
        return self.client.request(method, address, headers=headers, **options)  # type: ignore[return-value]

    def add(self, **words: object) -> Response:
        """A piece of evidence."""
        return self.send("POST", "/evidence", json=words_of(**words))

    def made(self, **words: object) -> Mapping[str, Any]:
        """The piece, once it is there."""
        answer = self.add(**words)
        assert answer.status_code == 201, answer.text
        found: Mapping[str, Any] = answer.json()
        return found

    def upload(
        self, evidence: str, content: bytes, name: str = "a.pdf", declared: str = "application/pdf"
    ) -> Response:
        """A file for it."""
        files = {"file": (name, content, declared)}
        return self.send("POST", f"/evidence/{evidence}/files", files=files)

    def move(self, state: DossierState, dossier: str = DOSSIER) -> None:
        """Put the dossier into a state, whatever the way there."""
        with self.database.writing() as session:
            row = session.get_one(Dossier, dossier)
            row.state = state
            session.add(row)

    def objects(self) -> list[Path]:
        """Every file in the vault, also what is only arriving."""
        return sorted(path for path in self.vault.rglob("*") if path.is_file())


def words_of(**words: object) -> dict[str, object]:
    """The words of a piece of evidence."""
    return {
        "title": "Kế hoạch chuyển đổi số (dữ liệu minh họa)",
        "status": "present",
        "links": ["1.4"],
    } | words


def pdf_of(size: int, mark: bytes = b"") -> bytes:
    """A PDF of that size, with a mark of its own inside: more lines, and its end once more."""
    end = pdf()[pdf().rindex(b"startxref") :]
    rest = size - len(pdf()) - len(end)
    lines = (b"\n%" + mark.ljust(70, b".")) * (rest // 72) + b"\n" * (rest % 72)
    return pdf() + lines[:-1] + b"\n" + end
