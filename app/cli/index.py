"""`thangdo criteria …`: the index itself, kept as data."""

from typing import Annotated

import typer

from app.cli.criteria_add import activate, add, approve, list_editions, withdraw
from app.cli.criteria_carry import carry
from app.cli.parameters import AsJson
from app.cli.vietnamese import OPTIONS, VietnameseCommand, new_app

index_app = new_app(help="Xem, kiểm tra, so sánh các bộ chỉ số; đưa bản mới vào dịch vụ.")

_HELP = "Mã, mã@phiên bản, hoặc tệp .yaml."
_Name = Annotated[str, typer.Argument(metavar="BỘ_CHỈ_SỐ", help=_HELP)]
_Doubts = Annotated[
    bool,
    typer.Option(
        "--unconfirmed", help="Chỉ liệt kê các con số và quy tắc chưa xác nhận, kèm nguồn."
    ),
]
_Document = Annotated[
    str,
    typer.Argument(
        metavar="[LOẠI]", help="edition (bộ chỉ số, mặc định), overlay, mapping hoặc golden."
    ),
]
_Old = Annotated[str, typer.Argument(metavar="BẢN_CŨ", help=_HELP)]
_New = Annotated[str, typer.Argument(metavar="BẢN_MỚI", help=_HELP)]
_Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TỆP.yaml]…", help="Các tệp; bỏ qua thì kiểm tra mọi bộ có sẵn."),
]


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def lint(files: _Files = None, *, as_json: AsJson = False) -> None:
    """Kiểm tra bộ chỉ số: cấu trúc, tổng điểm, mã băm, và mọi ca mẫu nằm bên cạnh.

    Ca mẫu của TỆP.yaml là TỆP.golden.yaml cùng thư mục. Kiểm tra được cả hướng dẫn riêng của Sở
    (TỆP.overlay.yaml) và bản đồ chuyển phiên bản (TỆP.map.yaml).
    """
    from app.cli import streams
    from app.cli.lint import check_files, check_shelf, warnings_of

    checked = check_files(files) if files else check_shelf()
    if as_json:
        streams.give_json([one.as_json() for one in checked])
        return
    for one in checked:
        streams.give(str(one))
    for warning in warnings_of(checked):
        streams.say(f"Lưu ý: {warning}")


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def show(name: _Name, *, doubts: _Doubts = False, as_json: AsJson = False) -> None:
    """In một bộ chỉ số: nhóm, tiêu chí, điểm tối đa và độ tin cậy của từng giá trị."""
    from app.cli import streams
    from app.cli.editions import edition_or_file
    from app.cli.index_table import print_edition
    from criteria.doubts import unconfirmed

    edition = edition_or_file(name)
    if as_json:
        from app.editions.as_schema import whole

        streams.give_json(whole(edition).model_dump(mode="json"))
    elif doubts:
        for one in unconfirmed(edition):
            streams.give(streams.plain(one.sentence))
    else:
        print_edition(edition)


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


@index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)
def schema(document: _Document = "edition") -> None:
    """In JSON Schema của một loại tệp, cho trình soạn thảo."""
    from app.cli import streams
    from app.cli.problems import UsageWrong
    from criteria.loader import SHELF

    folder = SHELF.parent / "schema"
    known = {path.name.removesuffix(".schema.json"): path for path in folder.glob("*.schema.json")}
    if document not in known:
        message = f"Không có loại “{document}”. Các loại: {', '.join(sorted(known))}."
        raise UsageWrong(message, "thangdo criteria schema")
    streams.give(known[document].read_text(encoding="utf-8").rstrip())


for _one in (add, approve, activate, withdraw, carry):
    index_app.command(cls=VietnameseCommand, options_metavar=OPTIONS)(_one)
index_app.command("list", cls=VietnameseCommand, options_metavar=OPTIONS)(list_editions)
