"""`thangdo import results|bodies|people|evidence|decisions`, `import undo`, `import list`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.import_forms import import_app
from app.cli.parameters import AsJson
from app.cli.problems import UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand

if TYPE_CHECKING:
    from app.cli.importing import Desk
    from app.imports.models import ImportBatch

__all__ = ["import_app"]
_File = Annotated[
    str,
    typer.Argument(metavar="TỆP", help="Bảng .xlsx, .xls, .ods hoặc .csv; - là đầu vào chuẩn."),
]
_Campaign = Annotated[
    str, typer.Option("--campaign", metavar="ĐỢT", help="Mã hoặc tên của đợt đánh giá.")
]
_Body = Annotated[
    str,
    typer.Option(
        "--body",
        metavar="ĐƠN_VỊ",
        help="Mã ngành hoặc mã định danh của đơn vị; bỏ qua thì là đơn vị tổ chức đợt.",
    ),
]
_As = Annotated[
    str, typer.Option("--as", metavar="E-MAIL", help="Nhập với quyền của tài khoản này.")
]
_Side = Annotated[
    str,
    typer.Option(
        "--side",
        metavar="PHIẾU",
        help="self hoặc external: phiếu của các cột không nói rõ; mặc định self.",
    ),
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ chạy thử, chưa ghi gì.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Ghi ngay sau khi chạy thử, không hỏi.")]
_LeaveOut = Annotated[
    bool, typer.Option("--leave-out-invalid", help="Bỏ các dòng có lỗi, ghi các dòng còn lại.")
]
_Marked = Annotated[
    str,
    typer.Option(
        "--marked", metavar="TỆP.xlsx", help="Ghi ra tệp đã gửi với các ô có lỗi được đánh dấu."
    ),
]
_Day = Annotated[
    str,
    typer.Option(
        "--day", metavar="NGÀY", help="Đơn vị: hiệu lực từ ngày (năm-tháng-ngày); mặc định hôm nay."
    ),
]
_Number = Annotated[
    str, typer.Option("--number", metavar="SỐ", help="Quyết định: số, khi bảng không ghi.")
]
_SignedOn = Annotated[
    str,
    typer.Option("--signed-on", metavar="NGÀY", help="Quyết định: ngày ký, khi bảng không ghi."),
]
_Signer = Annotated[
    str, typer.Option("--signer", metavar="TÊN", help="Quyết định: người ký, khi bảng không ghi.")
]
_Rest = Annotated[
    bool,
    typer.Option("--rest", help="Giữ các dòng đã có người làm việc tiếp, hoàn tác dòng khác."),
]
_Id = Annotated[str, typer.Argument(metavar="MÃ", help="Mã lần nhập.")]
_SIDES = ("self", "external")
LISTED = 20


@dataclass(frozen=True)
class _How:
    """The words of a command that imports."""

    kind: str
    file: str
    campaign: str
    body: str
    account: str
    side: str
    dry_run: bool
    yes: bool
    leave_out: bool
    marked: str
    as_json: bool
    said: tuple[tuple[str, str], ...] = ()

    @property
    def command(self) -> str:
        return f"thangdo import {self.kind}"


_THEN = "chạy thử, cho xem, hỏi, rồi ghi tất cả hoặc không gì cả."


def _importing(kind: str, what: str) -> None:
    """A command for a kind of table that says all of itself."""

    def one(
        file: _File,
        *,
        campaign: _Campaign = "",
        body: _Body = "",
        account: _As = "",
        side: _Side = "self",
        dry_run: _DryRun = False,
        yes: _Yes = False,
        leave_out: _LeaveOut = False,
        marked: _Marked = "",
        as_json: AsJson = False,
    ) -> None:
        _import(
            _How(
                kind, file, campaign, body, account, side, dry_run, yes, leave_out, marked, as_json
            )
        )

    one.__doc__ = f"{what}: {_THEN}"
    import_app.command(kind, cls=VietnameseCommand, options_metavar=OPTIONS)(one)


_importing("results", "Nhập kết quả của nhiều trường vào một đợt")
_importing("people", "Nhập danh sách người dùng và vai trò")
_importing("evidence", "Nhập danh mục minh chứng của nhiều trường")


@import_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def bodies(
    file: _File,
    *,
    day: _Day = "",
    campaign: _Campaign = "",
    body: _Body = "",
    account: _As = "",
    dry_run: _DryRun = False,
    yes: _Yes = False,
    leave_out: _LeaveOut = False,
    marked: _Marked = "",
    as_json: AsJson = False,
) -> None:
    """Nhập danh sách đơn vị: chạy thử, cho xem, hỏi, rồi ghi tất cả hoặc không gì cả."""
    said = _said(day=day)
    shared = (campaign, body, account, "self", dry_run, yes, leave_out, marked, as_json)
    _import(_How("bodies", file, *shared, said))


@import_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def decisions(
    file: _File,
    *,
    number: _Number = "",
    signed_on: _SignedOn = "",
    signer: _Signer = "",
    campaign: _Campaign = "",
    body: _Body = "",
    account: _As = "",
    dry_run: _DryRun = False,
    yes: _Yes = False,
    leave_out: _LeaveOut = False,
    marked: _Marked = "",
    as_json: AsJson = False,
) -> None:
    """Nhập quyết định công nhận: chạy thử, cho xem, hỏi, rồi ghi tất cả hoặc không gì cả."""
    said = _said(number=number, signed_on=signed_on, signer=signer)
    shared = (campaign, body, account, "self", dry_run, yes, leave_out, marked, as_json)
    _import(_How("decisions", file, *shared, said))


def _said(**beside: str) -> tuple[tuple[str, str], ...]:
    """What is said beside the table."""
    return tuple((name, text) for name, text in beside.items() if text)


@import_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def undo(
    import_id: _Id, *, rest: _Rest = False, account: _As = "", as_json: AsJson = False
) -> None:
    """Hoàn tác một lần nhập đã ghi: trả lại như trước, tất cả hoặc không gì cả."""
    from app.cli import streams
    from app.cli.importing import at_desk, undone
    from app.cli.opening import settings_of

    command = "thangdo import undo"
    with at_desk(settings_of(command), command, account) as desk:
        batch = undone(desk, import_id, rest=rest)
    if as_json:
        streams.give_json(_told(batch))
    for one in batch.faults:
        streams.say(f"{one['where']}: {one['message']}")
    restored, kept = batch.counts.get("restored", 0), batch.counts.get("kept", 0)
    streams.say(f"Đã hoàn tác {restored} dòng; giữ nguyên {kept} dòng đã có người làm việc tiếp.")


@import_app.command("list", cls=VietnameseCommand, options_metavar=OPTIONS)
def list_imports(*, as_json: AsJson = False) -> None:
    """Các lần nhập gần đây, mới nhất trước."""
    from app import clock
    from app.cli import streams
    from app.cli.importing import at_desk, latest
    from app.cli.opening import settings_of

    command = "thangdo import list"
    with at_desk(settings_of(command), command) as desk:
        found = latest(desk.shop.database, LISTED)
    if as_json:
        streams.give_json({"imports": [_told(one) for one in found]})
        return
    for one in found:
        said = f"{one.id} {one.kind} {one.state} {clock.shown(one.created_at)} {one.file_name}"
        streams.give(streams.plain(said))


def _import(how: _How) -> None:
    from app.cli import streams
    from app.cli.importing import applied, at_desk, brought, give_marked, refuse, tried, where
    from app.cli.opening import settings_of
    from app.cli.reading import read_bytes, shown_name
    from app.imports.models import ImportKind, ImportState
    from app.imports.service import Wanted

    if how.side not in _SIDES:
        raise UsageWrong(f"--side phải là một trong: {', '.join(_SIDES)}.", how.command)
    settings = settings_of(how.command)
    content = read_bytes(how.file, settings.max_import_bytes)
    name = shown_name(how.file) if how.file == "-" else Path(how.file).name
    with at_desk(settings, how.command, how.account) as desk:
        body_id, campaign_id = where(desk, how.campaign, how.body)
        wanted = Wanted(ImportKind(how.kind), body_id, campaign_id, how.side, how.said)
        batch = tried(desk, brought(desk, wanted, content, name))
        if how.marked:
            give_marked(desk, batch, how.marked)
        if batch.state != ImportState.READY:
            refuse(batch, name)
        if not how.as_json:
            _show(desk, batch)
        written = _goes_on(how, batch)
        if written:
            batch = applied(desk, batch, leave_out=how.leave_out)
        if how.as_json:
            streams.give_json(_told(batch))
        _end(desk, how, batch, written=written)


def _show(desk: "Desk", batch: "ImportBatch") -> None:
    from app.cli import streams
    from app.cli.importing import OUTCOMES, SHOWN, wrong_rows

    said = ", ".join(f"{batch.counts.get(one.value, 0)} {word}" for one, word in OUTCOMES.items())
    streams.give(f"Chạy thử {batch.counts['rows']} dòng: {said}.")
    for one in (*batch.faults, *batch.warnings):
        where = f"{one['where']}: " if one["where"] else ""
        streams.give(streams.plain(f"Lưu ý: {where}{one['message']}"))
    for problem in wrong_rows(desk.shop.database, batch, SHOWN):
        streams.give(streams.plain(str(problem)))
    sys.stdout.flush()


def _goes_on(how: _How, batch: "ImportBatch") -> bool:
    """Whether to write: asked, unless it is said; nobody to ask is a no."""
    from app.cli import streams

    if how.dry_run:
        return False
    invalid = batch.counts.get("invalid", 0)
    if invalid and not how.leave_out:
        streams.say(
            f"{invalid} dòng có lỗi nên chưa ghi gì. Hãy sửa tệp, hoặc thêm --leave-out-invalid."
        )
        return False
    if how.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        streams.say("Không có ai để hỏi nên chỉ chạy thử; thêm --yes để ghi.")
        return False
    streams.say("Ghi các thay đổi này? Gõ “có” rồi Enter để ghi:")
    return sys.stdin.readline().strip().casefold() in {"có", "co", "c", "y", "yes"}


def _end(desk: "Desk", how: _How, batch: "ImportBatch", *, written: bool) -> None:
    from app.cli import streams
    from app.cli.importing import SHOWN, wrong_rows
    from app.cli.problems import SomeFailed

    if written:
        streams.say(
            f"Đã ghi {batch.counts.get('changed_now', 0)} dòng. "
            f"Hoàn tác: thangdo import undo {batch.id}"
        )
    else:
        streams.say(f"Chưa ghi gì. Mã lần nhập: {batch.id}")
    if batch.counts.get("invalid", 0):
        raise SomeFailed(wrong_rows(desk.shop.database, batch, SHOWN), told=not how.as_json)


def _told(batch: "ImportBatch") -> dict[str, Any]:
    return {
        "id": batch.id,
        "kind": batch.kind,
        "state": batch.state,
        "body_id": batch.body_id,
        "campaign_id": batch.campaign_id,
        "file_name": batch.file_name,
        "sha256": batch.object_sha256,
        "created_at": batch.created_at,
        "counts": batch.counts,
        "faults": batch.faults,
        "warnings": batch.warnings,
        "fingerprint": batch.fingerprint,
    }
