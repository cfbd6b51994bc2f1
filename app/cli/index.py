"""`thangdo criteria …`: the index itself, kept as data."""

from typing import Annotated

import typer

from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

index_app = new_app(help="Xem, kiểm tra và so sánh các bộ chỉ số.")

_Name = Annotated[
    str,
    typer.Argument(metavar="BỘ_CHỈ_SỐ", help="Mã, mã@phiên bản, hoặc tệp .yaml."),
]


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def show(name: _Name) -> None:
    """In một bộ chỉ số: nhóm, tiêu chí, điểm tối đa và độ tin cậy của từng giá trị."""
    from app.cli.editions import edition_or_file
    from app.cli.index_table import print_edition

    print_edition(edition_or_file(name))
