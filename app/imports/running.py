"""The jobs of imports: what to do with which import, on whose account."""

from sqlmodel import Session

from app import clock
from app.audit.chain import Who
from app.imports.doing import apply, give_up, undo
from app.imports.trying import dry_run
from app.jobs.models import Job
from app.jobs.queue import Taken
from app.jobs.working import Handler, Handlers, Shop

DRY_RUN, APPLY, UNDO = "import.dry_run", "import.apply", "import.undo"


class _Step:
    """A step of an import."""

    def do(self, shop: Shop, job: Taken) -> None:
        """Do it on the account of who asked for it."""
        who = Who(job.by_account, clock.now())
        if job.kind == DRY_RUN:
            dry_run(shop, job.subject, who, job)
        elif job.kind == APPLY:
            apply(shop, job.subject, who, job)
        else:
            undo(shop, job.subject, who, rest=bool(job.payload.get("rest")), job=job)

    def failed(self, session: Session, job: Job) -> None:
        """Leave the import in a state from which people can go on."""
        give_up(session, job.subject, job.fault)


_STEP: Handler = _Step()
HANDLERS: Handlers = {DRY_RUN: _STEP, APPLY: _STEP, UNDO: _STEP}
