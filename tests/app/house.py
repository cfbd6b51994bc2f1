"""A service over a database of the test's own, with people who can sign in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.engine import URL
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.accounts import passwords, signing_in, tokens
from app.accounts.actor import Scope, by_account
from app.accounts.models import Account
from app.audit.chain import Who
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from tests.app.province import Province

PASSWORD = "câu mật khẩu minh họa"  # noqa: S105 - of invented people


@dataclass
class House:
    """A running service, and a door for the test into its database."""

    app: FastAPI
    client: TestClient
    database: Database

    @contextmanager
    def building(self) -> Iterator[Province]:
        """Rows written by hand, committed at the end."""
        with self.database.writing() as session:
            yield Province(session)

    def set_password(self, account_id: str, password: str = PASSWORD) -> None:
        """Give an account a password."""
        plain = passwords.check(password, "")
        password_hash = passwords.hash_of(plain)
        with self.database.writing() as session:
            row = session.get_one(Account, account_id)
            row.password_hash = password_hash

    def email(self, account_id: str) -> str:
        """By which the account signs in."""
        with self.database.reading() as session:
            return session.exec(select(Account.email).where(Account.id == account_id)).one()

    def browser(self, account_id: str | None = None, at: datetime | None = None) -> TestClient:
        """A browser of its own, signed in if it is somebody's."""
        client = TestClient(self.app, base_url="http://localhost", follow_redirects=False)
        if account_id is not None:
            with self.database.writing() as session:
                begun = signing_in.begin_session(session, account_id, at or clock.now())
            client.cookies.set("thangdo", begun.secret)
        return client

    def machine(
        self, account_id: str, *scopes: Scope, days: int = 30, at: datetime | None = None
    ) -> TestClient:
        """A program with a token of that account."""
        moment = at or clock.now()
        with self.database.writing() as session:
            actor = by_account(session, account_id, clock.day_of(moment))
            assert actor is not None
            wanted = scopes or tuple(Scope)
            who = Who(account_id, moment)
            _, secret = tokens.make(session, actor, "chương trình", wanted, days, who)
        client = TestClient(self.app, base_url="http://localhost", follow_redirects=False)
        client.headers["Authorization"] = f"Bearer {secret}"
        return client


@contextmanager
def opened(url: URL, folder: Path, **settings: object) -> Iterator[House]:
    """A house over that database."""
    chosen = Settings.model_validate(
        {
            "database_url": url.render_as_string(hide_password=False),
            "data_dir": folder,
            "waiting": 64,
            "run_jobs": False,  # a test does them itself, when it wants them done
            **settings,
        }
    )
    app = create_app(chosen)
    with (
        closing(Database(url)) as database,
        TestClient(app, base_url="http://localhost", follow_redirects=False) as client,
    ):
        yield House(app, client, database)
