"""Who loses their role in the middle of an upload adds no byte more."""

from sqlmodel import select

from app import clock
from app.accounts.models import Account, RoleGrant
from app.attachments.models import EvidenceFile
from app.bodies.models import Body
from app.uploads.models import Upload
from tests.app.attachments.school import EDITOR, SCHOOL, Desk
from tests.app.uploads.papers import paper
from tests.app.uploads.sending import Sending, begun

CONTENT = paper(300_000)


def half_sent(desk: Desk) -> Sending:
    """An upload of which something is there."""
    sending = begun(desk, desk.made()["id"], len(CONTENT))
    assert sending.patch(0, CONTENT[:100_000]).status_code == 204
    return sending


def refused(desk: Desk, sending: Sending, status: int) -> None:
    """Neither more bytes nor a look at the upload; nothing became a file."""
    assert sending.patch(100_000, CONTENT[100_000:]).status_code == status
    assert sending.head().status_code == status
    assert sending.delete().status_code == status
    with desk.database.reading() as session:
        assert session.exec(select(Upload.received)).one() == 100_000
        assert session.exec(select(EvidenceFile)).all() == []


def test_a_role_that_was_taken_away_ends_the_upload(desk: Desk) -> None:
    sending = half_sent(desk)
    with desk.database.writing() as session:
        for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == EDITOR)):
            session.delete(grant)
    refused(desk, sending, 404)


def test_a_school_that_was_dissolved_takes_no_more_bytes(desk: Desk) -> None:
    sending = half_sent(desk)
    with desk.database.writing() as session:
        school = session.get_one(Body, SCHOOL)
        school.dissolved_on = clock.today()
        session.add(school)
    refused(desk, sending, 404)


def test_a_disabled_account_sends_nothing_more(desk: Desk) -> None:
    sending = half_sent(desk)
    with desk.database.writing() as session:
        account = session.get_one(Account, EDITOR)
        account.disabled_at = clock.now()
        session.add(account)
    refused(desk, sending, 401)
