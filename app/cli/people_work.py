"""What the commands of people share: one transaction, looked up by what an operator would type."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from app import clock
from app.accounts import queries
from app.accounts.errors import AccountNotFound
from app.accounts.models import Account, Role, RoleGrant
from app.accounts.schemas import Email
from app.accounts.signing_in import email_of
from app.accounts.titles import ROLE_TITLES
from app.audit.chain import Who
from app.bodies.models import Body, BodyKind
from app.bodies.queries import IN_ONE_STATEMENT, by_code, names
from app.cli import streams
from app.cli.opening import opened, settings_of
from app.cli.problems import UsageWrong
from app.server import address
from app.settings import Settings


@dataclass(frozen=True)
class Work:
    """One command's transaction."""

    session: Session
    settings: Settings
    who: Who

    def account(self, email: str) -> Account:
        """The account of an e-mail. Raises AccountNotFound."""
        found = queries.account_named(self.session, email_of(email))
        if found is None:
            raise AccountNotFound
        return found

    def body(self, text: str) -> str | None:
        """The body of an id or of a sector code. Raises CodeUnknown, CodeAmbiguous."""
        if not text or self.session.get(Body, text) is not None:
            return text or None
        issuers = self.session.exec(
            select(Body.id)
            .join(BodyKind, col(BodyKind.code) == Body.kind)
            .where(col(BodyKind.issues_codes).is_(True))
        ).all()
        return by_code(self.session, text, issuers, clock.day_of(self.who.at))

    def link(self, path: str) -> None:
        """Print a one-time link."""
        streams.give(f"{self.settings.public_url or address(self.settings)}{path}")


@contextmanager
def working(command: str) -> Iterator[Work]:
    """The transaction of a command; nobody's account stands in the log, only the shell."""
    settings = settings_of(command)
    with opened(settings) as database, database.writing() as session:
        yield Work(session, settings, Who(None, clock.now()))


def address_of(email: str, command: str) -> str:
    """An e-mail that an account can have. Raises UsageWrong."""
    try:
        return str(TypeAdapter(Email).validate_python(email))
    except ValidationError as error:
        raise UsageWrong("Thư điện tử chưa đúng dạng.", command) from error


def everybody(session: Session) -> list[dict[str, Any]]:
    """Every account with its roles, by name."""
    people = session.exec(select(Account).order_by(col(Account.search), col(Account.id))).all()
    held: dict[str, list[RoleGrant]] = {}
    for start in range(0, len(people), IN_ONE_STATEMENT):
        some = people[start : start + IN_ONE_STATEMENT]
        held |= queries.grants_of(session, [one.id for one in some])
    bodies = (row.body_id for rows in held.values() for row in rows)
    known = names(session, bodies, clock.today())
    return [
        {
            "email": one.email,
            "name": one.name,
            "disabled": one.disabled_at is not None,
            "grants": [
                {
                    "role": row.role,
                    "title": ROLE_TITLES[Role(row.role)],
                    "body_id": row.body_id,
                    "body": known.get(row.body_id or ""),
                }
                for row in held[one.id]
            ],
        }
        for one in people
    ]
