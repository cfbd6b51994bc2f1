"""Reporting in worker processes: what a lost worker means for its form."""

import os
import time
from datetime import date
from pathlib import Path, PurePath

from app.batch.printing import Order
from app.batch.reporting import Job, Plan, Reported, report_one
from app.batch.run import report_all, reporters
from app.batch.workers import Workers
from app.batch.writing import staging
from tests.app.cli.forms import NAME, filled


def job(name: str) -> Job:
    return Job(Path(name), name, PurePath(name).with_suffix(""))


def crash(_job: Job) -> Reported:
    os.abort()


def sleep(_job: Job) -> Reported:
    time.sleep(60)
    raise AssertionError


def test_a_crash_is_told_of_its_form() -> None:
    with Workers[Job, Reported](crash, count=1, seconds=30) as workers:
        (reported,) = report_all(workers, [job("a.xlsx")])
    assert reported.name == "a.xlsx"
    assert [fault.code for fault in reported.faults] == ["crashed"]


def test_a_form_past_its_time_is_told() -> None:
    with Workers[Job, Reported](sleep, count=1, seconds=0.5) as workers:
        (reported,) = report_all(workers, [job("a.xlsx")])
    assert [fault.message for fault in reported.faults] == [
        "quá 0.5 giây mà chưa xong nên đã dừng. Hãy chép nội dung sang một phiếu mới."
    ]


def test_a_form_is_reported_by_a_worker(tmp_path: Path) -> None:
    form, out = tmp_path / "a.xlsx", tmp_path / "ra"
    form.write_bytes(filled())
    with staging(out) as place:
        plan = Plan(Order(frozenset({"docx"}), date(2026, 1, 1)), place, out)
        with reporters(plan, 1, 60) as workers:
            (reported,) = report_all(workers, [Job(form, "a.xlsx", PurePath("a"))])
    assert reported.faults == ()
    assert (reported.school, reported.level, reported.level_name) == (NAME, 3, "Mức đáp ứng tốt")
    assert reported.files == ("a-bao-cao.docx", "a-phieu-danh-gia.docx")


def test_a_mistake_of_ours_is_told_and_not_raised(tmp_path: Path) -> None:
    form = tmp_path / "a.xlsx"
    form.write_bytes(filled())
    plan = Plan(None, tmp_path, tmp_path)  # type: ignore[arg-type] # the mistake
    (fault,) = report_one(plan, Job(form, "a.xlsx", PurePath("a"))).faults
    assert (fault.kind, fault.code) == ("ours", "unexpected")
    assert "AttributeError" in fault.message
