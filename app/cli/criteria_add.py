"""`thangdo criteria add|approve|activate|withdraw|editions`: a new edition into the service."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import AsJson

if TYPE_CHECKING:
    from app.index.schemas import ProposalOut

_Name = Annotated[str, typer.Argument(metavar="MÃ@PHIÊN_BẢN", help="Bộ chỉ số đã đề xuất.")]
_File = Annotated[str, typer.Argument(metavar="TỆP.yaml", help="Bộ chỉ số mới.")]
_As = Annotated[
    str,
    typer.Option("--as", metavar="THƯ_ĐIỆN_TỬ", help="Tài khoản quản trị hệ thống của người làm."),
]
_Golden = Annotated[str, typer.Option("--golden", metavar="TỆP", help="Ca mẫu, chạy khi kiểm tra.")]
_Map = Annotated[
    str, typer.Option("--map", metavar="TỆP", help="Bản đồ chuyển từ một phiên bản đang dùng.")
]
_Reason = Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao rút lại.")]


def add(
    file: _File,
    golden: _Golden = "",
    carry_map: _Map = "",
    email: _As = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Đề xuất một bộ chỉ số cho dịch vụ: kiểm tra, so với bản đang dùng, rồi chờ phê duyệt."""
    from app.cli.adoption import acting, of_file, read_apart
    from app.index.adopting import propose
    from app.index.showing import proposal

    command = "thangdo criteria add"
    given = of_file(file, golden, carry_map)
    found = read_apart(command, given)  # before the transaction: others may write meanwhile
    with acting(command, email) as (work, actor):
        row = propose(work.session, actor, given, found, work.who.at)
        told = proposal(work.session, row)
    _tell(told, as_json=as_json)


def approve(name: _Name, email: _As = "", *, as_json: AsJson = False) -> None:
    """Phê duyệt bản đề xuất của người khác."""
    from app.cli.adoption import acting, hash_of
    from app.index import adopting
    from app.index.showing import proposal

    with acting("thangdo criteria approve", email) as (work, actor):
        two = work.settings.editions_two_people
        sha256 = hash_of(work.session, name)
        row = adopting.approve(work.session, actor, sha256, work.who.at, two_people=two)
        told = proposal(work.session, row)
    _tell(told, as_json=as_json)


def activate(name: _Name, email: _As = "", *, as_json: AsJson = False) -> None:
    """Đưa bản đã phê duyệt vào dùng; dịch vụ đang chạy thấy ngay."""
    from app.cli.adoption import acting, hash_of
    from app.index import adopting
    from app.index.showing import proposal

    with acting("thangdo criteria activate", email) as (work, actor):
        sha256 = hash_of(work.session, name)
        row = adopting.activate(work.session, actor, sha256, work.who.at)
        told = proposal(work.session, row)
    _tell(told, as_json=as_json)


def withdraw(
    name: _Name, reason: _Reason = "", email: _As = "", *, as_json: AsJson = False
) -> None:
    """Rút lại bản chưa kích hoạt."""
    from app.cli.adoption import acting, hash_of
    from app.cli.problems import UsageWrong
    from app.index import adopting
    from app.index.showing import proposal

    if not reason.strip():
        raise UsageWrong("Cần --reason: vì sao rút lại.", "thangdo criteria withdraw")
    with acting("thangdo criteria withdraw", email) as (work, actor):
        sha256 = hash_of(work.session, name)
        row = adopting.withdraw(work.session, actor, sha256, reason.strip()[:500], work.who.at)
        told = proposal(work.session, row)
    _tell(told, as_json=as_json)


def list_editions(*, as_json: AsJson = False) -> None:
    """Liệt kê các bộ chỉ số của dịch vụ và trạng thái của từng bản."""
    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.index.adopting import STATES
    from app.index.showing import page

    with opened(settings_of("thangdo criteria list")) as database, database.reading() as session:
        found = page(session, (), "", 1000).editions
    if as_json:
        streams.give_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        streams.give(f"{one.id}@{one.version}  {one.sha256[:12]}  {STATES[one.state]}")


def _tell(told: "ProposalOut", *, as_json: bool) -> None:
    from app.cli import streams
    from app.index.adopting import STATES

    if as_json:
        streams.give_json(told.model_dump(mode="json"))
        return
    for one in told.warnings:
        streams.say(f"Lưu ý: {one}")
    name = f"{told.id}@{told.version}"
    if told.against is None:
        streams.give(f"{name}: bộ chỉ số mới, chưa có bản nào đang dùng để so.")
    else:
        count = len(told.changes)
        streams.give(f"{name} so với {told.against}: {count} khác biệt.")
    for change in told.changes:
        sign = "!" if change.effect == "score" else " "
        streams.give(f"{sign} {streams.plain(change.sentence)}")
    streams.say(f"{name} {STATES[told.state]}.")
