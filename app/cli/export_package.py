"""`thangdo export package`: the documents of many schools into one .zip, with a bar."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from sqlmodel import Session

from app import clock
from app.audit.access import AccessLog, Sight
from app.cli import streams
from app.cli.export_work import body_of, campaign_of, give_pieces, work_of
from app.cli.opening import opened, settings_of
from app.cli.problems import Problem, SomeFailed, UsageWrong
from app.cli.progress import progress
from app.dossiers.documents import BY_FORMAT
from app.dossiers.models import DossierState
from app.packages.making import Made
from app.packages.packer import Packer
from app.packages.queries import Wish
from app.packages.reading import Parcel, read
from app.packages.service import Plan, plan
from app.packages.streaming import pieces
from app.policy import Act, require
from app.storage.database import Database
from app.visit import Work


class Wanted(NamedTuple):
    """The words of the command."""

    campaign: str
    account: str
    body: str
    documents: str
    states: str


def write(wanted: Wanted, out: str, count: int, command: str) -> None:
    """The package as a file; ends as `SomeFailed` where documents are missing."""
    documents = _listed("--documents", wanted.documents, BY_FORMAT, command)
    states = _listed("--states", wanted.states, [one.value for one in DossierState], command)
    if not documents:
        raise UsageWrong("--documents: hãy nêu ít nhất một loại văn bản.", command)
    settings = settings_of(command)
    with opened(settings) as database:
        with database.reading() as session:
            campaign = campaign_of(session, wanted.campaign, command)
            work = work_of(session, wanted.account, command)
            require(session, work.actor, Act.READ_CAMPAIGN, campaign, work.today)
            body_id = body_of(session, settings, wanted.body)
            found = plan(work, Wish(campaign.id, body_id, states), documents)
        if not found.dossier_ids:
            raise UsageWrong("Không có hồ sơ nào khớp mà tài khoản này được xem.", command)
        log = AccessLog(database, timedelta(days=settings.access_log_days))
        again = partial(work_of, email=wanted.account, command=command)
        packing = Packing(database, found, work.actor.account_id, again)
        try:
            faults = packing.into(out, count or len(os.sched_getaffinity(0)), log)
        finally:
            log.write()
    made = len(found.dossier_ids) * len(documents) - len(faults)
    streams.say(f"Xong: {made} văn bản của {len(found.dossier_ids)} hồ sơ.")
    if faults:
        raise SomeFailed([Problem("not-in-package", one) for one in faults], told=False)


@dataclass(frozen=True, slots=True)
class Packing:
    """A package on its way into a file."""

    database: Database
    plan: Plan
    account_id: str
    work: Callable[[Session], Work]
    """As the person may read now."""

    def into(self, out: str, processes: int, log: AccessLog) -> list[str]:
        """Write it; what is not in it."""
        faults: list[str] = []
        with (
            closing(Packer(processes)) as packer,
            progress(len(self.plan.dossier_ids), "Đóng gói") as one_more,
        ):

            def saw(made: Made, _size: int) -> None:
                faults.extend(made.faults)
                if made.files:
                    thing = f"dossier:{made.dossier_id}"
                    log.note(Sight(clock.now(), self.account_id, "", thing, "package"))
                one_more()

            with closing(pieces(self.plan.order(self._read), packer.hands, saw)) as content:
                give_pieces(out, content)
        return faults

    def _read(self, dossier_ids: Sequence[str]) -> list[Parcel]:
        with self.database.reading() as session:
            return read(session, self.plan.wanted(self.work(session)), dossier_ids)


def _listed(option: str, text: str, allowed: Iterable[str], command: str) -> list[str]:
    known = list(allowed)
    found = list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    for one in found:
        if one not in known:
            raise UsageWrong(f"{option}: không có “{one}”; có: {', '.join(known)}.", command)
    return found
