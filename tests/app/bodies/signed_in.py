"""Clients of the service in this process, each signed in as somebody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app import clock
from app.accounts.actor import Actor
from app.accounts.signing_in import begin_session
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.visit import PLAIN_COOKIE


@contextmanager
def serving(url: URL, folder: Path) -> Iterator[TestClient]:
    """The service over that database; nobody is signed in."""
    text = url.render_as_string(hide_password=False)
    app = create_app(Settings(database_url=text, data_dir=folder))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def sign_in(client: TestClient, database: Database, actor: Actor) -> None:
    """From now on the client is this person's browser."""
    with database.writing() as session:
        begun = begin_session(session, actor.account_id, clock.now())
    client.cookies.set(PLAIN_COOKIE, begun.secret)
