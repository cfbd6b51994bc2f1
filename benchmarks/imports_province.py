"""An invented province with an empty dossier for every school, made in a few statements."""

from datetime import UTC, date, datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.accounts.models import Account, Role, RoleGrant
from app.bodies.models import Body, BodyKind, BodyRelation, Relation
from app.campaigns.models import Assessing, Campaign, CampaignKind, CampaignState, ExternalStart
from app.dossiers.models import Dossier, DossierState
from app.index.models import StoredEdition
from app.index.service import keep_shipped
from app.storage.ids import new_id

OFFICE, COMMUNE, CAMPAIGN = "so", "xa", "dot"
ACCOUNT = "nguoi-nhap"
"""Who brings tables in for the Sở."""
_FOUNDED = date(2020, 1, 1)
_KINDS = (("so", True), ("ubnd_xa", True), ("th", False))


def furnish(session: Session, schools: int) -> None:
    """A Sở and who works there, a commune, its schools, an open campaign."""
    keep_shipped(session)
    edition = session.execute(
        select(col(StoredEdition.sha256)).where(col(StoredEdition.edition_id) == "thangdo.qd-4725")
    ).scalar_one()
    at = datetime.now(UTC)
    for kind, manages in _KINDS:
        session.add(
            BodyKind(
                code=kind, title=kind, school_levels=[], manages=manages, issues_codes=kind == "so"
            )
        )
    session.flush()
    session.add_all([_body(OFFICE, "so"), _body(COMMUNE, "ubnd_xa")])
    session.flush()
    session.add(_campaign(at))
    session.add(
        Account(id=ACCOUNT, email="nhap@minh-hoa.example", name="Người nhập", created_at=at)
    )
    session.flush()
    role = Role.SO_ADMINISTRATOR
    session.add(RoleGrant(account_id=ACCOUNT, role=role, body_id=OFFICE, granted_at=at))
    session.add(
        CampaignKind(
            campaign_id=CAMPAIGN,
            kind="th",
            edition_sha256=edition,
            assessing=Assessing.ASSESSING,
            recognising=Assessing.OWNER,
        )
    )
    session.flush()
    _schools(session, schools, edition, at)


def code_of(number: int) -> str:
    """The code of a school; some begin with zeros."""
    return f"{number:08}"


def _schools(session: Session, schools: int, edition: str, at: datetime) -> None:
    numbers = range(schools)
    connection = session.connection()
    bodies = [_body(f"truong{number}", "th").model_dump() for number in numbers]
    connection.execute(insert(Body), bodies)
    above = [(COMMUNE, OFFICE), *((f"truong{number}", COMMUNE) for number in numbers)]
    connection.execute(
        insert(BodyRelation),
        [
            BodyRelation(
                body_id=body,
                relation=Relation.PARENT,
                other_id=parent,
                valid_from=_FOUNDED,
                valid_to=None,
            ).model_dump()
            for body, parent in above
        ],
    )
    rows = [_dossier(number, edition, at).model_dump() for number in numbers]
    connection.execute(insert(Dossier), rows)


def _dossier(number: int, edition: str, at: datetime) -> Dossier:
    return Dossier(
        id=new_id(),
        tenant_id=OFFICE,
        campaign_id=CAMPAIGN,
        body_id=f"truong{number}",
        kind="th",
        school_levels=["tieu_hoc"],
        body_name=f"Trường minh họa {number}",
        body_code=code_of(number),
        assessing_body_id=COMMUNE,
        recognising_body_id=OFFICE,
        edition_sha256=edition,
        state=DossierState.DRAFTING,
        created_at=at,
    )


def _body(name: str, kind: str) -> Body:
    return Body(id=name, tenant_id=OFFICE, kind=kind, school_levels=[], founded_on=_FOUNDED)


def _campaign(at: datetime) -> Campaign:
    return Campaign(
        id=CAMPAIGN,
        tenant_id=OFFICE,
        owner_id=OFFICE,
        title="Đợt minh họa",
        school_year="2026-2027",
        state=CampaignState.OPEN,
        external_start=ExternalStart.COPY,
        created_at=at,
    )
