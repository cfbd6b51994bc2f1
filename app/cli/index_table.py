"""An index as a table in the terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cli.marks import legend, signed
from app.cli.streams import console
from criteria.edition import Edition, Group
from criteria.interval import shown

if TYPE_CHECKING:
    from rich.table import Table


def print_edition(edition: Edition) -> None:
    """Print the whole index to stdout."""
    out = console()
    out.print(edition.title, style="bold")
    out.print(f"{edition.ref} · SHA-256 {edition.ref.sha256}")
    decision = edition.decision
    out.print(f"{decision.number} ngày {decision.date:%d/%m/%Y}, {decision.issuer}")
    out.print(edition.status)
    out.print()
    out.print(_table(edition))
    out.print()
    for level in edition.levels:
        out.print(f"Mức {level.number} – {level.name}: {level.interval.sentence}")
    out.print(legend())


def _table(edition: Edition) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Mã", no_wrap=True)
    table.add_column("Tiêu chí", ratio=1)
    table.add_column("Tối đa", justify="right", no_wrap=True)
    for group in edition.groups:
        for style, cells in _group_rows(group):
            table.add_row(*cells, style=style)
    return table


def _group_rows(group: Group) -> Iterator[tuple[str, tuple[str, str, str]]]:
    maximum = signed(shown(group.max.value), group.max.mark) if group.max else ""
    yield "bold", (group.code, group.title.value, maximum)
    for criterion in group.criteria:
        if not criterion.own_item:
            most = signed(shown(criterion.max.value), criterion.max.mark) if criterion.max else ""
            yield "", (f" {criterion.code}", criterion.title.value, most)
        for item in criterion.items:
            most = signed(shown(item.max.value), item.max.mark) if item.max else "bắt buộc"
            indent = " " if criterion.own_item else "  "
            yield "", (f"{indent}{item.code}", item.title.value, most)
