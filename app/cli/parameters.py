"""Options and arguments that several commands share. Every value is text; commands judge it."""

from typing import Annotated

import typer

from app.cli.problems import UsageWrong

FormFile = Annotated[
    str, typer.Argument(metavar="PHIẾU.xlsx", help="Phiếu đã điền; “-” là đọc từ đầu vào chuẩn.")
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="In kết quả (hoặc danh sách lỗi) dạng JSON cho chương trình đọc."),
]
External = Annotated[
    str,
    typer.Option(
        "--external",
        metavar="PHIẾU2.xlsx",
        help="Phiếu của đoàn đánh giá ngoài, đặt cạnh kết quả tự đánh giá.",
    ),
]
EditionName = Annotated[
    str,
    typer.Option(
        "--edition",
        metavar="BỘ_CHỈ_SỐ",
        help="Bộ chỉ số, ví dụ thangdo.qd-4725 (bản mới nhất) hoặc thangdo.qd-4725@1.0.",
    ),
]
DEFAULT_EDITION = "thangdo.qd-4725"
_DIGITS = 6  # and never more, since Python itself refuses to read thousands of them


def whole_number(option: str, text: str, highest: int, command: str) -> int:
    """The number that an option was given, from 1 on."""
    plain = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    if not plain or not 1 <= int(text) <= highest:
        message = f"{option} phải là một số từ 1 đến {highest}, không phải “{text[:40]}”."
        raise UsageWrong(message, command)
    return int(text)
