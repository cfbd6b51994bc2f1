"""`thangdo report`: the official documents of one form, or of every form in a folder."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import AsJson, External, whole_number
from app.cli.problems import Problem, Refused, UsageWrong

if TYPE_CHECKING:
    from app.batch.printing import Order

COMMAND = "thangdo report"
TEMPLATE_LIMIT = 10 * 1024 * 1024
DEFAULT_SECONDS = 120
MOST_SECONDS = 3600
MOST_JOBS = 256
_VIETNAM = timezone(timedelta(hours=7))
_Forms = Annotated[
    str, typer.Argument(metavar="PHIẾU.xlsx|THƯ_MỤC", help="Một phiếu, hoặc thư mục các phiếu.")
]
_Out = Annotated[
    str, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi ghi văn bản; chưa có thì được tạo.")
]
_Template = Annotated[
    str,
    typer.Option(
        "--template", metavar="MẪU.docx", help="Mẫu báo cáo riêng của Sở thay cho mẫu có sẵn."
    ),
]
_Only = Annotated[
    str,
    typer.Option(
        "--only", metavar="LOẠI,…", help="Chỉ ghi các loại này: docx, pdf, xlsx. Mặc định là cả ba."
    ),
]
_Jobs = Annotated[
    str,
    typer.Option("--jobs", metavar="SỐ", help="Số phiếu làm cùng lúc; mặc định là mọi nhân CPU."),
]
_Limit = Annotated[
    str,
    typer.Option(
        "--time-limit",
        metavar="GIÂY",
        help=f"Thời gian tối đa cho một phiếu trong thư mục; mặc định {DEFAULT_SECONDS}.",
    ),
]


def report(
    forms: _Forms,
    *,
    out: _Out,
    external: External = "",
    template: _Template = "",
    only: _Only = "",
    jobs: _Jobs = "",
    time_limit: _Limit = "",
    as_json: AsJson = False,
) -> None:
    """Lập báo cáo Phụ lục II, phiếu đánh giá và danh mục minh chứng từ phiếu đã điền.

    Tệp cùng tên ở nơi ghi sẽ được thay bằng bản mới, nên chạy lại bao nhiêu lần cũng được. Mỗi tệp
    chỉ hiện ra khi đã ghi xong. Với một thư mục, kết quả từng phiếu nằm ở ket-qua.csv.
    """
    order = _order(template, only)
    if Path(forms).is_dir():
        from app.cli.report_folder import Batch, report_folder

        if external:
            raise UsageWrong("--external chỉ dùng cho một phiếu, không dùng cho thư mục.", COMMAND)
        batch = Batch(Path(forms), Path(out), order, _jobs(jobs), _seconds(time_limit))
        report_folder(batch, as_json=as_json)
        return
    from app.cli.report_form import report_form

    report_form(forms, external, Path(out), order, as_json=as_json)


def _order(template: str, only: str) -> "Order":
    from app.batch.printing import FORMATS, Order
    from app.cli.reading import read_bytes
    from exports.documents.docx import inspect_template

    wanted = [one.strip().lower() for one in only.split(",") if one.strip()]
    strange = [one for one in wanted if one not in FORMATS]
    if strange:
        message = f"--only không có loại “{strange[0]}”. Các loại: {', '.join(FORMATS)}."
        raise UsageWrong(message, COMMAND)
    content = None
    if template:
        content = read_bytes(template, TEMPLATE_LIMIT)
        faults = inspect_template(content)
        if faults:
            raise Refused(Problem("template-refused", one, file=template) for one in faults)
    today = datetime.now(UTC).astimezone(_VIETNAM).date()
    return Order(frozenset(wanted or FORMATS), today, content)


def _jobs(text: str) -> int:
    import os

    if text:
        return whole_number("--jobs", text, MOST_JOBS, COMMAND)
    return len(os.sched_getaffinity(0))


def _seconds(text: str) -> int:
    if text:
        return whole_number("--time-limit", text, MOST_SECONDS, COMMAND)
    return DEFAULT_SECONDS
