"""`thangdo form`: a blank form workbook."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parameters import DEFAULT_EDITION, EditionName
from app.cli.problems import UsageWrong

if TYPE_CHECKING:
    from criteria.edition import Edition
    from scoring.answers import Profile

COMMAND = "thangdo form"
_Kind = Annotated[
    str, typer.Option("--kind", metavar="LOẠI", help="Loại hình trường (bắt buộc), ví dụ thcs.")
]
_Levels = Annotated[
    list[str] | None,
    typer.Option(
        "--school-level",
        metavar="CẤP",
        help="Cấp học của trường, ghi nhiều lần được; bỏ qua thì lấy mọi cấp của loại hình.",
    ),
]
_Out = Annotated[
    str,
    typer.Option(
        "--out",
        metavar="TỆP.xlsx",
        help="Nơi ghi phiếu; “-” là đầu ra chuẩn. Bỏ qua thì ghi phieu-LOẠI.xlsx ở thư mục này.",
    ),
]


def form(
    kind: _Kind = "",
    school_level: _Levels = None,
    edition: EditionName = DEFAULT_EDITION,
    out: _Out = "",
) -> None:
    """Tạo phiếu tự đánh giá trống (.xlsx) cho một loại hình trường.

    Tệp cùng tên đã có sẽ được thay bằng phiếu trống mới.
    """
    from app.cli.editions import shipped_edition
    from app.cli.reading import give_file
    from exports.forms.writer import write_form

    index = shipped_edition(edition)
    profile = _profile(index, kind, school_level or [])
    give_file(out or f"phieu-{kind}.xlsx", write_form(index, profile))


def _profile(edition: "Edition", kind: str, levels: list[str]) -> "Profile":
    if not kind:
        raise UsageWrong(f"Thiếu --kind. Các loại hình:\n{_kinds(edition)}", COMMAND)
    body = edition.body_kinds.get(kind)
    if body is None:
        raise UsageWrong(f"Không có loại hình “{kind}”. Các loại hình:\n{_kinds(edition)}", COMMAND)
    from scoring.answers import Profile

    strange = [level for level in levels if level not in body.school_levels]
    if strange:
        known = ", ".join(body.school_levels) or "không chia cấp học"
        message = f"{body.title} không có cấp học “{strange[0]}”. Các cấp học: {known}."
        raise UsageWrong(message, COMMAND)
    chosen = [level for level in body.school_levels if level in levels]
    return Profile(kind, tuple(chosen) or body.school_levels)


def _kinds(edition: "Edition") -> str:
    return "\n".join(
        f"  {kind.code:<16}{kind.title}{_listed(kind.school_levels)}"
        for kind in edition.body_kinds.values()
    )


def _listed(levels: tuple[str, ...]) -> str:
    return f" ({', '.join(levels)})" if levels else ""
