"""`thangdo bodies …`: lists of bodies from the server's own shell, audited like the rest."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import AsJson
from app.cli.problems import UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

if TYPE_CHECKING:
    from datetime import date

    from app.bodies.schemas import LoadOut

bodies_app = new_app(help="Đơn vị: Sở, xã, trường.")

COMMAND = "thangdo bodies load"
MAX_BYTES = 10 * 1024 * 1024
_File = Annotated[
    str,
    typer.Argument(metavar="TỆP", help="Danh sách .xlsx hoặc .csv (UTF-8); - là đầu vào chuẩn."),
]
_Under = Annotated[
    str,
    typer.Option(
        "--under", metavar="ĐƠN_VỊ", help="Mã ngành hoặc mã định danh của đơn vị quản lý, bắt buộc."
    ),
]
_On = Annotated[
    str,
    typer.Option("--on", metavar="NGÀY", help="Ngày hiệu lực, năm-tháng-ngày; mặc định hôm nay."),
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem trước, chưa ghi gì.")]


@bodies_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def load(
    file: _File,
    under: _Under = "",
    on: _On = "",
    *,
    dry_run: _DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Nạp danh sách đơn vị: tất cả hoặc không gì cả; nạp lại đúng tệp cũ thì không đổi gì."""
    from app.bodies.load.service import ListFile, load_as, preview_as
    from app.cli import streams
    from app.cli.people_work import working
    from app.cli.reading import read_bytes
    from app.clock import day_of

    day = _day(on)
    content = read_bytes(file, MAX_BYTES)
    with working(COMMAND) as work:
        root_id = work.body(under)
        if root_id is None:
            raise UsageWrong("Thiếu --under: hãy ghi mã của đơn vị quản lý.", COMMAND)
        given = ListFile(root_id, content, day or day_of(work.who.at))
        if dry_run:
            told = preview_as(work.session, given)
        else:
            told = load_as(work.session, given, work.who)
    if as_json:
        streams.give_json(told.model_dump(mode="json"))
    else:
        _say(told)


def _say(told: "LoadOut") -> None:
    from app.cli import streams

    for line in told.lines:
        act = "+" if line.act == "found" else "~"
        streams.give(streams.plain(f"{act} {line.code} {line.name}: {'; '.join(line.changes)}"))
    for sentence in told.ignored:
        streams.say(streams.plain(sentence))
    done = "Đã nạp" if told.applied else "Xem trước, chưa ghi gì"
    streams.say(f"{done}: lập mới {told.founded}, thay đổi {told.changed}, giữ nguyên {told.same}.")


def _day(text: str) -> "date | None":
    from datetime import date

    from app.bodies.schemas import FIRST_DAY, LAST_DAY

    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageWrong("--on phải là một ngày, dạng năm-tháng-ngày.", COMMAND) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UsageWrong("--on ngoài khoảng cho phép.", COMMAND)
    return day
