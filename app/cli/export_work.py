"""What the exports share: who it is for, of which campaign, and a file that appears whole."""

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session, select

from app import clock
from app.accounts.actor import Actor, by_account
from app.accounts.queries import account_named
from app.accounts.signing_in import email_of
from app.audit.chain import Who
from app.batch.writing import staging
from app.campaigns.models import Campaign
from app.cli import streams
from app.cli.people_work import Work as Shell
from app.cli.problems import UsageWrong
from app.cli.reading import STANDARD, file_trouble
from app.settings import Settings
from app.visit import Work

_PART = "part"


def campaign_of(session: Session, named: str, command: str) -> Campaign:
    """By its id or its title. Raises UsageWrong."""
    either = (Campaign.id == named) | (Campaign.title == named)
    found = session.exec(select(Campaign).where(either).order_by(Campaign.id)).all()
    if not found:
        raise UsageWrong(f"Không có đợt đánh giá “{named}”.", command)
    if len(found) > 1:
        listed = "; ".join(f"{one.id} (năm học {one.school_year})" for one in found)
        raise UsageWrong(f"Nhiều đợt cùng tên, hãy dùng mã: {listed}.", command)
    return found[0]


def work_of(session: Session, email: str, command: str) -> Work:
    """As that person sees things now. Raises UsageWrong."""
    at = clock.now()
    person = account_named(session, email_of(email))
    actor: Actor | None = None
    if person is not None and person.disabled_at is None:
        actor = by_account(session, person.id, clock.day_of(at))
    if actor is None:
        raise UsageWrong(f"--as: không có tài khoản {email} đang hoạt động.", command)
    return Work(session, actor, at)


def body_of(session: Session, settings: Settings, named: str) -> str | None:
    """By its sector code or its id. Raises CodeUnknown, CodeAmbiguous."""
    return Shell(session, settings, Who(None, clock.now())).body(named)


def give_pieces(name: str, pieces: Iterable[bytes]) -> None:
    """Write a file that appears once all of it is there, or send it on as it comes for `-`."""
    if name == STANDARD:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    target = Path(name)
    with file_trouble(name), staging(target.parent) as place:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        with (place / _PART).open("xb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        (place / _PART).replace(target)
    streams.say(f"Đã ghi {name}")
