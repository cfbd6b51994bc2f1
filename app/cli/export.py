"""`thangdo export …`: what a campaign holds, as files with what an account may read."""

from typing import Annotated

import typer

from app.cli.parameters import whole_number
from app.cli.problems import UsageWrong
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

export_app = new_app(help="Xuất dữ liệu của một đợt đánh giá ra tệp.")

MOST_PROCESSES = 64
_Campaign = Annotated[
    str, typer.Option("--campaign", metavar="ĐỢT", help="Mã hoặc tên của đợt đánh giá, bắt buộc.")
]
_As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="E-MAIL",
        help="Tài khoản đứng tên: tệp chỉ có những gì người này được xem; bắt buộc.",
    ),
]
_Out = Annotated[
    str, typer.Option("--out", metavar="TỆP", help="Tệp được ghi, - là đầu ra chuẩn; bắt buộc.")
]
_Body = Annotated[
    str,
    typer.Option(
        "--body",
        metavar="ĐƠN_VỊ",
        help="Chỉ các trường thuộc đơn vị này: mã ngành hoặc mã định danh.",
    ),
]
_Documents = Annotated[
    str,
    typer.Option(
        "--documents",
        metavar="LOẠI",
        help="Các loại văn bản, cách nhau bằng dấu phẩy; mặc định pdf.",
    ),
]
_States = Annotated[
    str,
    typer.Option(
        "--states",
        metavar="TRẠNG_THÁI",
        help="Chỉ hồ sơ ở các trạng thái này, cách nhau bằng dấu phẩy.",
    ),
]
_Processes = Annotated[
    str,
    typer.Option("--jobs", metavar="SỐ", help="Số tiến trình in cùng lúc; mặc định mọi nhân CPU."),
]
_Format = Annotated[
    str, typer.Option("--format", metavar="DẠNG", help="csv (mặc định), json hoặc parquet.")
]


@export_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def package(
    *,
    campaign: _Campaign = "",
    account: _As = "",
    out: _Out = "",
    body: _Body = "",
    documents: _Documents = "pdf",
    states: _States = "",
    jobs: _Processes = "",
) -> None:
    """Đóng gói văn bản của nhiều trường vào một tệp .zip.

    Hồ sơ đã chốt in từ bản chốt, hồ sơ chưa chốt là bản nháp. Văn bản nào không in được thì có tên
    và lý do ở cuối gói, các văn bản khác vẫn đủ; khi đó mã kết thúc là 4.
    """
    from app.cli.export_package import Wanted, write

    command = "thangdo export package"
    _required(command, campaign=campaign, account=account, out=out)
    count = whole_number("--jobs", jobs, MOST_PROCESSES, command) if jobs else 0
    write(Wanted(campaign, account, body, documents, states), out, count, command)


@export_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def template(
    *, campaign: _Campaign = "", account: _As = "", out: _Out = "", body: _Body = ""
) -> None:
    """Ghi bảng .xlsx để nhập kết quả của các trường, đã có tên trường và ô còn trống."""
    _table("template", campaign, account, out, body)


@export_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def results(
    *, campaign: _Campaign = "", account: _As = "", out: _Out = "", body: _Body = ""
) -> None:
    """Ghi bảng .xlsx kết quả của các trường; nhập lại chính bảng này thì không đổi gì."""
    _table("results", campaign, account, out, body)


@export_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def province(*, campaign: _Campaign = "", account: _As = "", out: _Out = "") -> None:
    """Ghi bảng .xlsx tổng hợp của cả đợt: một trang tổng hợp, mỗi đơn vị một trang."""
    _table("province", campaign, account, out, "")


@export_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def levels(
    *, campaign: _Campaign = "", account: _As = "", out: _Out = "", form: _Format = "csv"
) -> None:
    """Ghi mức đã công bố của các trường, mỗi trường một dòng."""
    forms = ("csv", "json", "parquet")
    if form not in forms:
        raise UsageWrong(
            f"--format phải là một trong: {', '.join(forms)}.", "thangdo export levels"
        )
    _table(form, campaign, account, out, "", "thangdo export levels")


def _table(  # noqa: PLR0917 - what the commands share
    what: str, campaign: str, account: str, out: str, body: str, command: str = ""
) -> None:
    from app.cli.export_tables import write

    said = command or f"thangdo export {what}"
    _required(said, campaign=campaign, account=account, out=out)
    write(what, campaign, account, body, out, said)


def _required(command: str, *, campaign: str, account: str, out: str) -> None:
    if not campaign:
        raise UsageWrong("Thiếu --campaign: hãy ghi mã hoặc tên của đợt đánh giá.", command)
    if not account:
        raise UsageWrong("Thiếu --as: hãy ghi thư điện tử của tài khoản đứng tên.", command)
    if not out:
        raise UsageWrong("Thiếu --out: hãy ghi tên tệp cần ghi.", command)
