"""`thangdo criteria …`: the index itself, kept as data."""

from typing import Annotated

import typer

from app.cli.parameters import AsJson
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

index_app = new_app(help="Xem, kiểm tra và so sánh các bộ chỉ số.")

_HELP = "Mã, mã@phiên bản, hoặc tệp .yaml."
_Name = Annotated[str, typer.Argument(metavar="BỘ_CHỈ_SỐ", help=_HELP)]
_Old = Annotated[str, typer.Argument(metavar="BẢN_CŨ", help=_HELP)]
_New = Annotated[str, typer.Argument(metavar="BẢN_MỚI", help=_HELP)]
_Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TỆP.yaml]…", help="Tệp bộ chỉ số; bỏ qua thì kiểm tra mọi bộ có sẵn."),
]


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def lint(files: _Files = None, *, as_json: AsJson = False) -> None:
    """Kiểm tra bộ chỉ số: cấu trúc, tổng điểm, mã băm, và mọi ca mẫu nằm bên cạnh.

    Ca mẫu của TỆP.yaml là TỆP.golden.yaml cùng thư mục.
    """
    from app.cli import streams
    from app.cli.lint import lint_files, lint_shelf

    checked = lint_files(files) if files else lint_shelf()
    if as_json:
        streams.give_json([one.as_json() for one in checked])
        return
    for one in checked:
        streams.give(str(one))


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def show(name: _Name) -> None:
    """In một bộ chỉ số: nhóm, tiêu chí, điểm tối đa và độ tin cậy của từng giá trị."""
    from app.cli.editions import edition_or_file
    from app.cli.index_table import print_edition

    print_edition(edition_or_file(name))


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def diff(old: _Old, new: _New, *, as_json: AsJson = False) -> None:
    """So sánh hai bộ chỉ số; thay đổi có thể làm đổi kết quả được ghi dấu “!”."""
    from dataclasses import asdict

    from app.cli import streams
    from app.cli.editions import edition_or_file
    from criteria.diff import diff as changes
    from criteria.facets import Effect

    found = changes(edition_or_file(old), edition_or_file(new))
    if as_json:
        streams.give_json([asdict(one) for one in found])
        return
    for one in found:
        sign = "!" if one.effect is Effect.SCORE else " "
        streams.give(f"{sign} {streams.plain(one.sentence)}")
    if not found:
        streams.give("Hai bộ chỉ số không khác nhau, trừ số phiên bản.")
