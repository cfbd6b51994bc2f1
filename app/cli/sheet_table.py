"""A scored sheet as a calm table in the terminal, self beside external where both are there."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.cli.marks import legend, signed
from app.cli.streams import console, plain
from criteria.edition import Criterion, Edition, Group
from criteria.interval import shown
from exports.dossier import Dossier, Side
from scoring.sheet import ItemResult, Sheet, State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

UNANSWERED = "chưa có"
INAPPLICABLE = "không áp dụng"


def print_dossier(dossier: Dossier) -> None:
    """Print the whole sheet to stdout."""
    out = console()
    _print(out, plain(dossier.school.name), bold=True)
    _print(out, f"Năm học {plain(dossier.school.school_year)}")
    _print(out, _edition_line(dossier.edition))
    _print(out, "")
    out.print(_table(dossier))
    _print(out, legend())


def _edition_line(edition: Edition) -> str:
    return f"Bộ chỉ số {edition.ref}: {edition.status}"


def _table(dossier: Dossier) -> "Table":
    from rich.table import Table

    sides = [dossier.self_side, *([dossier.external] if dossier.external else [])]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Mã", no_wrap=True)
    table.add_column("Tiêu chí", ratio=1)
    for title in ("Tự đánh giá", "Đánh giá ngoài")[: len(sides)]:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("Tối đa", justify="right", no_wrap=True)
    for group in dossier.edition.groups:
        for style, cells in _group_rows(group, sides):
            table.add_row(*cells, style=style)
    return table


def _group_rows(group: Group, sides: Sequence[Side]) -> Iterator[tuple[str, list[str]]]:
    maximum = signed(shown(group.max.value), group.max.mark) if group.max else ""
    totals = [_group_total(side.sheet, group) for side in sides]
    yield "bold", [group.code, group.title.value, *totals, maximum]
    for criterion in group.criteria:
        yield from _criterion_rows(criterion, sides)
    if group.max is not None:
        levels = [_level(side.sheet.group(group.code).level) for side in sides]
        yield "italic", ["", "Mức của nhóm", *levels, ""]


def _criterion_rows(criterion: Criterion, sides: Sequence[Side]) -> Iterator[tuple[str, list[str]]]:
    if not criterion.own_item:
        points = [shown(side.sheet.criterion(criterion.code).points) for side in sides]
        maximum = signed(shown(criterion.max.value), criterion.max.mark) if criterion.max else ""
        yield "", [f" {criterion.code}", criterion.title.value, *points, maximum]
    indent = " " if criterion.own_item else "  "
    for item in criterion.items:
        answers = [item_answer(side.sheet.item(item.code)) for side in sides]
        maximum = signed(shown(item.max.value), item.max.mark) if item.max else "bắt buộc"
        style = "" if criterion.own_item else "dim"
        yield style, [f"{indent}{item.code}", item.title.value, *answers, maximum]


def item_answer(result: ItemResult) -> str:
    """What a person answered, in a word."""
    if result.state is State.INAPPLICABLE:
        return INAPPLICABLE
    if result.verdict is not None:
        return result.verdict.label
    return UNANSWERED if result.award is None else shown(result.award)


def _group_total(sheet: Sheet, group: Group) -> str:
    return "" if group.max is None else shown(sheet.group(group.code).total)


def _level(number: int | None) -> str:
    return "chưa đủ dữ liệu" if number is None else f"{number}"


def _print(out: "Console", text: str, *, bold: bool = False) -> None:
    out.print(text, style="bold" if bold else "", soft_wrap=False)
