"""What the commands that change the service's index share: who acts, which edition, which files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlmodel import Session

from app.accounts.actor import Actor, by_account
from app.accounts.errors import AccountNotFound
from app.audit.chain import Who
from app.cli.opening import opened, settings_of
from app.cli.people_work import Work, address_of, working
from app.cli.problems import UsageWrong
from app.cli.reading import read_bytes
from app.clock import day_of
from app.errors import EditionNotFound
from app.index.examining import Examined, GivenEdition, examined
from app.index.queries import named, sources
from criteria.strict_yaml import MAX_BYTES


@contextmanager
def acting(command: str, email: str) -> Iterator[tuple[Work, Actor]]:
    """The transaction of a command that somebody must answer for. Raises UsageWrong."""
    if not email:
        raise UsageWrong("Cần --as: thư điện tử của người làm việc này.", command)
    address = address_of(email, command)
    with working(command) as work:
        account = work.account(address)
        actor = by_account(work.session, account.id, day_of(work.who.at))
        if actor is None:
            raise AccountNotFound
        yield replace(work, who=Who(account.id, work.who.at)), actor


def of_file(file: str, golden: str, carry_map: str) -> GivenEdition:
    """The files as an edition to propose. Raises FileTrouble, Refused."""
    return GivenEdition(
        read_bytes(file, MAX_BYTES),
        read_bytes(golden, MAX_BYTES) if golden else None,
        read_bytes(carry_map, MAX_BYTES) if carry_map else None,
    )


def read_apart(command: str, given: GivenEdition) -> Examined:
    """What the files hold, read in a process of their own. Raises Refused with every fault."""
    with opened(settings_of(command)) as database:
        with database.reading() as session:
            known = sources(session)
        return examined(given._replace(known=known))


def hash_of(session: Session, name: str) -> str:
    """The hash of `id@version`, in whatever state. Raises EditionNotFound."""
    edition_id, _, version = name.partition("@")
    found = named(session, edition_id, version)
    if found is None:
        message = f"Dịch vụ không lưu bộ chỉ số “{name}”. Xem thangdo criteria list."
        raise EditionNotFound(message)
    return found.sha256
