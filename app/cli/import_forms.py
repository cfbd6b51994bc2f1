"""`thangdo import forms`: a folder of filled forms into the dossiers of a campaign."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parameters import AsJson, whole_number
from app.cli.problems import FileTrouble, Problem, SomeFailed, UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.workbooks.folder import Read
    from app.workbooks.importing import Brought, Wanted

import_app = new_app(help="Nạp dữ liệu vào hồ sơ.")

COMMAND = "thangdo import forms"
SECONDS = 60.0
MOST_JOBS = 256
_SHOWN = 3
_SIDES = ("self", "external")
_Folder = Annotated[str, typer.Argument(metavar="THƯ_MỤC", help="Thư mục các phiếu .xlsx.")]
_Campaign = Annotated[
    str, typer.Option("--campaign", metavar="ĐỢT", help="Mã hoặc tên của đợt đánh giá, bắt buộc.")
]
_As = Annotated[
    str,
    typer.Option(
        "--as", metavar="E-MAIL", help="Nạp với quyền của tài khoản này, ghi vào nhật ký."
    ),
]
_Side = Annotated[
    str,
    typer.Option(
        "--side", metavar="PHIẾU", help="self hoặc external; bỏ qua thì theo ghi chú trong phiếu."
    ),
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem trước, chưa ghi gì.")]
_Jobs = Annotated[
    str,
    typer.Option("--jobs", metavar="SỐ", help="Số phiếu đọc cùng lúc; mặc định mọi nhân CPU."),
]


@import_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def forms(
    folder: _Folder,
    *,
    campaign: _Campaign = "",
    account: _As = "",
    side: _Side = "",
    dry_run: _DryRun = False,
    jobs: _Jobs = "",
    as_json: AsJson = False,
) -> None:
    """Nạp các phiếu đã điền vào hồ sơ của một đợt, mỗi phiếu một dòng kết quả.

    Mỗi phiếu là một lần ghi riêng: bị ngắt thì phần đã xong vẫn còn, chạy lại không đổi gì thêm.
    Ô mà máy chủ đã có giá trị khác thì giữ của máy chủ và nêu ra.
    """
    import os

    from app.cli.opening import opened, settings_of
    from app.storage.database import Database

    if not campaign:
        raise UsageWrong("Thiếu --campaign: hãy ghi mã hoặc tên của đợt đánh giá.", COMMAND)
    if side not in {"", *_SIDES}:
        raise UsageWrong(f"--side phải là một trong: {', '.join(_SIDES)}.", COMMAND)
    workers = whole_number("--jobs", jobs, MOST_JOBS, COMMAND) if jobs else 0
    with opened(settings_of(COMMAND)) as database:
        assert isinstance(database, Database)
        with database.reading() as session:
            wanted, editions = _wanted(session, campaign, account, side, dry_run=dry_run)
        count = workers or len(os.sched_getaffinity(0))
        _bring_all(database, wanted, editions, Path(folder), count, as_json=as_json)


def _bring_all(
    database: Any,  # noqa: ANN401 - a Database, imported only when a command runs
    wanted: "Wanted",
    editions: Mapping[str, bytes],
    folder: Path,
    count: int,
    *,
    as_json: bool,
) -> None:
    from app.batch.folder import forms_in
    from app.cli import streams
    from app.cli.progress import progress
    from app.cli.reading import file_trouble
    from app.workbooks.folder import Job, read_all, readers

    with file_trouble(folder):
        found = forms_in(folder)
    if not found:
        raise FileTrouble(folder, "trong thư mục không có phiếu nào (.xlsx).")
    done: dict[str, Brought] = {}
    with (
        progress(len(found), "Nạp phiếu") as one_more,
        readers(editions, count, SECONDS) as workers,
    ):
        for job, read in read_all(workers, [Job(one.path, one.name) for one in found]):
            done[job.name] = _brought(database, wanted, job.name, read)
            if not as_json:
                streams.give(streams.plain(_line(job.name, done[job.name])))
                sys.stdout.flush()  # what is told is done, also in a log that is being followed
            one_more()
    _end({one.name: done[one.name] for one in found}, wanted, as_json=as_json)


def _brought(database: Any, wanted: "Wanted", name: str, read: "Read") -> "Brought":  # noqa: ANN401
    from app.workbooks.importing import Brought, Outcome, bring

    if read.cells is not None:
        return bring(database, wanted, read.cells, name)
    left = tuple(
        (code, f"{sheet}!{cell}: {said}" if cell else said)
        for code, said, sheet, cell in read.faults
    )
    return Brought(Outcome.REFUSED, left=left)


def _end(done: Mapping[str, "Brought"], wanted: "Wanted", *, as_json: bool) -> None:
    from collections import Counter
    from dataclasses import asdict

    from app.cli import streams
    from app.workbooks.importing import Outcome

    if as_json:
        told = [{"file": name, **asdict(one)} for name, one in done.items()]
        streams.give_json({"forms": told, "dry_run": wanted.dry_run})
    counts = Counter(one.outcome for one in done.values())
    words = "Xem trước, chưa ghi gì" if wanted.dry_run else "Xong"
    streams.say(
        f"{words}: {counts[Outcome.CHANGED]} phiếu có thay đổi, "
        f"{counts[Outcome.UNCHANGED]} không đổi, {counts[Outcome.REFUSED]} không nhận được."
    )
    problems = [
        Problem(code, message, file=name)
        for name, one in done.items()
        for code, message in one.left
    ]
    if problems:
        raise SomeFailed(problems, told=as_json)


def _line(name: str, one: "Brought") -> str:
    from app.workbooks.importing import Outcome

    if one.outcome is Outcome.REFUSED:
        said = "; ".join(message for _, message in one.left[:_SHOWN])
        return f"{name}: không nhận: {said}"
    told = "không đổi" if one.outcome is Outcome.UNCHANGED else f"ghi {one.applied} ô"
    left = f", để lại {len(one.left)} ô" if one.left else ""
    return f"{name}: {one.school}: {told}{left}"


def _wanted(
    session: "Session", campaign: str, account: str, side: str, *, dry_run: bool
) -> tuple["Wanted", dict[str, bytes]]:
    from sqlmodel import select

    from app.accounts.queries import account_named
    from app.accounts.signing_in import email_of
    from app.campaigns.models import Campaign
    from app.dossiers.models import SideName
    from app.workbooks.importing import Wanted, editions_of

    either = (Campaign.id == campaign) | (Campaign.title == campaign)
    found = session.exec(select(Campaign).where(either).order_by(Campaign.id)).all()
    if not found:
        raise UsageWrong(f"Không có đợt đánh giá “{campaign}”.", COMMAND)
    if len(found) > 1:
        listed = "; ".join(f"{one.id} (năm học {one.school_year})" for one in found)
        raise UsageWrong(f"Nhiều đợt cùng tên, hãy dùng mã: {listed}.", COMMAND)
    account_id = None
    if account:
        person = account_named(session, email_of(account))
        if person is None or person.disabled_at is not None:
            raise UsageWrong(f"--as: không có tài khoản {account} đang hoạt động.", COMMAND)
        account_id = person.id
    wanted = Wanted(found[0].id, account_id, SideName(side) if side else None, dry_run)
    return wanted, editions_of(session, found[0].id)
