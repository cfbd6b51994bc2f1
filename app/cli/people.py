"""`thangdo people …`: people and their roles from the server's own shell, audited like the rest."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import AsJson
from app.cli.problems import UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from app.accounts.models import Account, Role
    from app.audit.chain import Who

people_app = new_app(help="Người dùng và vai trò.")

_Email = Annotated[str, typer.Argument(metavar="THƯ_ĐIỆN_TỬ", help="Thư điện tử của người đó.")]
_Role = Annotated[
    str,
    typer.Option("--role", metavar="VAI_TRÒ", help="Vai trò; thangdo people roles liệt kê."),
]
_Body = Annotated[
    str,
    typer.Option(
        "--body", metavar="ĐƠN_VỊ", help="Mã ngành hoặc mã định danh; quản trị hệ thống để trống."
    ),
]
_Name = Annotated[str, typer.Option("--name", metavar="HỌ_TÊN", help="Họ và tên người được mời.")]


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def roles() -> None:
    """Liệt kê các vai trò."""
    from app.accounts.titles import ROLE_TITLES
    from app.cli import streams

    for role, title in ROLE_TITLES.items():
        streams.give(f"{role:<22}{title}")


@people_app.command("list", cls=VietnameseCommand, options_metavar=OPTIONS)
def list_people(*, as_json: AsJson = False) -> None:
    """Liệt kê người dùng, vai trò và đơn vị."""
    from app.cli import streams
    from app.cli.opening import opened, settings_of
    from app.cli.people_work import everybody

    with opened(settings_of("thangdo people list")) as database, database.reading() as session:
        people = everybody(session)
    if as_json:
        streams.give_json(people)
        return
    for one in people:
        locked = " (đã khóa)" if one["disabled"] else ""
        streams.give(f"{one['email']}  {one['name']}{locked}")
        for grant in one["grants"]:
            streams.give(f"    {grant['title']}  {grant['body'] or ''}".rstrip())


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def setup() -> None:
    """In liên kết tạo người quản trị đầu tiên, khi hệ thống chưa có ai quản trị."""
    from app.accounts.errors import LinkNotValid
    from app.accounts.joining import is_set_up, setup_link
    from app.cli.people_work import working

    with working("thangdo people setup") as work:
        if is_set_up(work.session):
            raise LinkNotValid("Hệ thống đã có người quản trị. Hãy dùng thangdo people reset.")
        work.link(setup_link(work.session, work.who))


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def invite(email: _Email, role: _Role = "", body: _Body = "", name: _Name = "") -> None:
    """In liên kết mời một người nhận vai trò; chưa có tài khoản thì liên kết tạo tài khoản."""
    from app.accounts.joining import invite as make
    from app.cli.people_work import address_of, working

    command = "thangdo people invite"
    wanted, address = _role(role, command), address_of(email, command)
    with working(command) as work:
        work.link(make(work.session, address, name, wanted, work.body(body), work.who))


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def grant(email: _Email, role: _Role = "", body: _Body = "") -> None:
    """Cấp thêm vai trò cho một tài khoản đã có."""
    from app.accounts.service import grant as give
    from app.cli import streams
    from app.cli.people_work import working

    wanted = _role(role, "thangdo people grant")
    with working("thangdo people grant") as work:
        give(work.session, work.account(email), wanted, work.body(body), work.who)
    streams.say("Đã cấp. Có hiệu lực ngay.")


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def revoke(email: _Email, role: _Role = "", body: _Body = "") -> None:
    """Thu hồi một vai trò."""
    from app.accounts.errors import GrantNotFound
    from app.accounts.queries import same_grant
    from app.accounts.service import revoke as end
    from app.cli import streams
    from app.cli.people_work import working

    wanted = _role(role, "thangdo people revoke")
    with working("thangdo people revoke") as work:
        found = same_grant(work.session, work.account(email).id, wanted, work.body(body))
        if found is None:
            raise GrantNotFound
        end(work.session, found, work.who)
    streams.say("Đã thu hồi. Có hiệu lực ngay.")


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def reset(email: _Email) -> None:
    """In liên kết đặt lại mật khẩu của một người."""
    from app.accounts.joining import reset_link
    from app.cli.people_work import working

    with working("thangdo people reset") as work:
        work.link(reset_link(work.session, work.account(email), work.who))


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def disable(email: _Email) -> None:
    """Khóa tài khoản: kết thúc mọi phiên, thu hồi mọi mã truy cập."""
    from app.accounts.service import disable as lock

    _change(email, "disable", lock, "Đã khóa. Có hiệu lực ngay.")


@people_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def enable(email: _Email) -> None:
    """Mở khóa tài khoản."""
    from app.accounts.service import enable as unlock

    _change(email, "enable", unlock, "Đã mở khóa.")


def _change(
    email: str, word: str, do: "Callable[[Session, Account, Who], None]", said: str
) -> None:
    from app.cli import streams
    from app.cli.people_work import working

    with working(f"thangdo people {word}") as work:
        do(work.session, work.account(email), work.who)
    streams.say(said)


def _role(text: str, command: str) -> "Role":
    from app.accounts.models import Role

    try:
        return Role(text)
    except ValueError as error:
        raise UsageWrong("--role chưa đúng: xem thangdo people roles.", command) from error
