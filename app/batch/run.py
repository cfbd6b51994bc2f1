"""All forms of a folder through the workers; every one comes back, whatever became of it."""

from collections.abc import Iterable, Iterator
from functools import partial

from app.batch.reporting import Fault, Job, Plan, Reported, report_one, warm_up
from app.batch.workers import Crashed, TooSlow, Workers

PRELOAD = ("app.batch.reporting",)


def reporters(plan: Plan, count: int, seconds: float) -> Workers[Job, Reported]:
    """`count` workers that report forms, each form within `seconds`. Use as a context manager."""
    return Workers(
        partial(report_one, plan), count=count, seconds=seconds, start=warm_up, preload=PRELOAD
    )


def report_all(workers: Workers[Job, Reported], jobs: Iterable[Job]) -> Iterator[Reported]:
    """What became of each form, in the order in which they are done."""
    for job, outcome in workers.run(jobs):
        yield (
            outcome if isinstance(outcome, Reported) else Reported(job.name, faults=_lost(outcome))
        )


def _lost(outcome: Crashed | TooSlow) -> tuple[Fault]:
    if isinstance(outcome, TooSlow):
        message = (
            f"quá {outcome.seconds:g} giây mà chưa xong nên đã dừng. "
            "Hãy chép nội dung sang một phiếu mới."
        )
        return (Fault("refused", "too-slow", message),)
    message = "chương trình con bị dừng khi xử lý tệp này. Hãy chép nội dung sang một phiếu mới."
    return (Fault("ours", "crashed", message),)
