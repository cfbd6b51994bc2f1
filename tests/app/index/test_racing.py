"""Two administrators at the same moment: one edition, one decision, one audit row each."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from app.accounts.actor import Actor, by_account
from app.accounts.models import Account
from app.audit.models import AuditRow
from app.audit.verify import verify
from app.clock import now, today
from app.errors import ServiceError
from app.index import adopting
from app.index.errors import EditionRecordedOtherwise, EditionStateWrong
from app.index.examining import Examined, GivenEdition, examine
from app.index.models import StoredEdition
from tests.app.house import House
from tests.app.index.test_adopting import furnish
from tests.app.index.texts import NEXT

OTHER = NEXT + b"# khac\n"


@pytest.fixture
def office(house: House) -> House:
    """Two system administrators."""
    furnish(house)
    return house


def actor(house: House, name: str) -> Actor:
    with house.database.reading() as session:
        account = session.exec(select(Account.id).where(Account.name == name)).one()
        found = by_account(session, account, today())
    assert found is not None
    return found


def proposing(house: House, who: Actor, content: bytes, gate: Barrier) -> str:
    given = GivenEdition(content)
    found: Examined = examine(given)
    gate.wait()
    try:
        with house.database.writing() as session:
            return adopting.propose(session, who, given, found, now()).sha256
    except ServiceError as error:
        return error.code


def acts(house: House) -> list[str]:
    with house.database.reading() as session:
        assert verify(session).findings == ()
        return sorted(
            session.exec(select(AuditRow.act).where(AuditRow.chain == "body:installation"))
        )


def test_of_two_texts_under_one_version_one_is_recorded(office: House) -> None:
    people = [actor(office, name) for name in ("an", "binh")]
    gate = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        futures = [
            pool.submit(proposing, office, who, content, gate)
            for who, content in zip(people, (NEXT, OTHER), strict=True)
        ]
        told = {one.result() for one in futures}
    with office.database.reading() as session:
        kept = session.exec(
            select(StoredEdition.sha256).where(StoredEdition.version == "1.1")
        ).one()
    assert told == {kept, EditionRecordedOtherwise.code}
    assert acts(office) == ["edition.proposed"]


def test_the_same_text_from_both_is_recorded_once(office: House) -> None:
    people = [actor(office, name) for name in ("an", "binh")]
    gate = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(proposing, office, who, NEXT, gate) for who in people]
        told = {one.result() for one in futures}
    assert told == {hashlib.sha256(NEXT).hexdigest()}
    assert acts(office) == ["edition.proposed"]


def test_of_two_approvals_one_counts(office: House) -> None:
    an, binh = (actor(office, name) for name in ("an", "binh"))
    given = GivenEdition(NEXT)
    with office.database.writing() as session:
        sha256 = adopting.propose(session, an, given, examine(given), now()).sha256
    gate = Barrier(2)

    def approving() -> str:
        gate.wait()
        try:
            with office.database.writing() as session:
                return adopting.approve(session, binh, sha256, now(), two_people=True).state
        except EditionStateWrong as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(approving), pool.submit(approving)]
        told = sorted(one.result() for one in futures)
    assert told == ["approved", "edition-state"]
    assert acts(office) == ["edition.approved", "edition.proposed"]
