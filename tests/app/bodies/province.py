"""An invented province for tests: who runs it, its bodies, and short ways to make more of them."""

from datetime import UTC, date, datetime

from sqlmodel import Session

from app.accounts.actor import Actor, Grant
from app.accounts.models import Account, Role, RoleGrant
from app.bodies import service
from app.bodies.kinds import seed_kinds
from app.bodies.models import Body
from app.bodies.schemas import FoundIn, Person
from app.storage.database import Database

FOUNDED = date(2020, 9, 1)
AT = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
MERGED = date(2025, 7, 1)
LATER = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)


def person(session: Session, name: str, *grants: Grant) -> Actor:
    """An account with these roles, and the actor that its browser's session would be."""
    email = f"{name.replace(' ', '.').lower()}@minh-hoa.example"
    account = Account(email=email, name=name, created_at=AT)
    session.add(account)
    session.flush()
    for role, body_id in grants:
        session.add(RoleGrant(account_id=account.id, role=role, body_id=body_id, granted_at=AT))
    session.flush()
    return Actor(account.id, name, grants)


def system(session: Session) -> Actor:
    """Whoever runs the installation; the kinds are there too."""
    seed_kinds(session)
    return person(session, "quan tri", Grant(Role.SYSTEM_ADMINISTRATOR, None))


def body(  # noqa: PLR0913, PLR0917 - the few things a body is made of
    session: Session,
    actor: Actor,
    kind: str,
    name: str,
    parent: str | None = None,
    code: str | None = None,
    on: date = FOUNDED,
    focal: Person | None = None,
) -> Body:
    """A body founded by that actor."""
    wanted = FoundIn(kind=kind, name=name, parent_id=parent, code=code, on=on, focal=focal)
    return service.found(session, actor, wanted, AT)


class Province:
    """Sở A with Phòng P, schools X (under P) and Y (under the Sở)."""

    def __init__(self, database: Database) -> None:
        with database.writing() as session:
            self.system = system(session)
            so = body(session, self.system, "so", "Sở GDĐT tỉnh A (dữ liệu minh họa)", code="A")
            self.so = so.id
            self.admin = person(session, "quan tri a", Grant(Role.SO_ADMINISTRATOR, so.id))
            self.phong = body(session, self.admin, "phong", "Phòng GDĐT huyện P", so.id, "A100").id
            self.x = body(
                session, self.admin, "th", "Trường Tiểu học Hoa Sen", self.phong, "00101"
            ).id
            self.y = body(session, self.admin, "thpt", "Trường THPT Đông Hà", self.so, "00201").id
