"""A scored sheet as a calm table in the terminal, self beside external where both are there."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.cli.marks import legend, signed
from app.cli.streams import console, plain
from criteria.edition import Combine, Criterion, Edition, Group
from criteria.interval import shown
from exports.dossier import Dossier, Side
from scoring.explain import explain
from scoring.sheet import ItemResult, Severity, State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

SELF, EXTERNAL = "Tự đánh giá", "Đánh giá ngoài"
UNANSWERED = "chưa có"
INAPPLICABLE = "không áp dụng"
NO_LEVEL = "chưa đủ dữ liệu"
MANDATORY = "bắt buộc"
_SEVERITIES = {Severity.BLOCKS: "Phải sửa", Severity.WARNS: "Lưu ý", Severity.REFUSED: "Từ chối"}


def print_dossier(dossier: Dossier, *, all_items: bool = False) -> None:
    """Print the whole sheet to stdout; `all_items` adds the sentence of each item."""
    out = console()
    edition, school = dossier.edition, dossier.school
    out.print(plain(school.name) or "(chưa ghi tên trường)", style="bold")
    details = {"Mã trường": school.code, "Năm học": school.school_year}
    out.print(plain("; ".join(f"{what}: {told}" for what, told in details.items() if told)))
    out.print(f"Bộ chỉ số {edition.ref}. {edition.status}.")
    out.print()
    out.print(_table(dossier))
    out.print()
    for title, side in sides(dossier):
        _print_result(out, edition, title, side, all_items=all_items)
    out.print()
    out.print(legend(), style="dim")


def sides(dossier: Dossier) -> tuple[tuple[str, Side], ...]:
    """The assessments there are, with their titles."""
    found = ((SELF, dossier.self_side), (EXTERNAL, dossier.external))
    return tuple((title, side) for title, side in found if side is not None)


def _table(dossier: Dossier) -> "Table":
    from rich.table import Table

    there = sides(dossier)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Mã", no_wrap=True)
    table.add_column("Tiêu chí", ratio=1)
    for title, _ in there:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("Tối đa", justify="right", no_wrap=True)
    by_groups = dossier.edition.combine.value is Combine.LOWEST_GROUP
    for group in dossier.edition.groups:
        for style, cells in _group_rows(group, [side for _, side in there], by_groups=by_groups):
            table.add_row(*cells, style=style)
    return table


def _group_rows(
    group: Group, there: Sequence[Side], *, by_groups: bool
) -> Iterator[tuple[str, list[str]]]:
    maximum = signed(shown(group.max.value), group.max.mark) if group.max else ""
    totals = [shown(side.sheet.group(group.code).total) if group.max else "" for side in there]
    yield "bold", [group.code, group.title.value, *totals, maximum]
    for criterion in group.criteria:
        yield from _criterion_rows(criterion, there)
    results = [side.sheet.group(group.code) for side in there]
    if group.max and (by_groups or any(one.level is not None for one in results)):
        levels = [NO_LEVEL if one.level is None else f"Mức {one.level}" for one in results]
        yield "", ["", f"Mức của nhóm {group.code}", *levels, ""]


def _criterion_rows(criterion: Criterion, there: Sequence[Side]) -> Iterator[tuple[str, list[str]]]:
    if not criterion.own_item:
        points = [shown(side.sheet.criterion(criterion.code).points) for side in there]
        maximum = signed(shown(criterion.max.value), criterion.max.mark) if criterion.max else ""
        yield "", [f" {criterion.code}", criterion.title.value, *points, maximum]
    indent = " " if criterion.own_item else "  "
    for item in criterion.items:
        answers = [item_answer(side.sheet.item(item.code)) for side in there]
        maximum = signed(shown(item.max.value), item.max.mark) if item.max else MANDATORY
        style = "" if criterion.own_item else "dim"
        yield style, [f"{indent}{item.code}", item.title.value, *answers, maximum]


def item_answer(result: ItemResult) -> str:
    """What a person answered, in a word."""
    if result.state is State.INAPPLICABLE:
        return INAPPLICABLE
    if result.verdict is not None:
        return result.verdict.label
    return UNANSWERED if result.award is None else shown(result.award)


def _print_result(
    out: "Console", edition: Edition, title: str, side: Side, *, all_items: bool
) -> None:
    said = explain(edition, side.sheet)
    out.print(f"{title}: {level_title(edition, side.sheet.level)}", style="bold")
    for sentence in (said.overall, *said.groups.values(), said.next_level):
        out.print(_indented(sentence))
    for finding in side.sheet.findings:
        out.print(_indented(f"{_SEVERITIES[finding.severity]}: {finding.message}"))
    if all_items:
        out.print(_indented(f"Giải thích từng mục ({title.lower()}):"))
        for code, sentence in said.items.items():
            out.print(_indented(f"{code}: {sentence}", by=4))


def _indented(text: str, by: int = 2) -> "Padding":
    from rich.padding import Padding

    return Padding(plain(text), (0, 0, 0, by), expand=False)


def level_title(edition: Edition, number: int | None) -> str:
    """`Mức 2 – Mức đáp ứng cơ bản`, or that there is none yet."""
    return NO_LEVEL if number is None else f"Mức {number} – {edition.level(number).name}"
