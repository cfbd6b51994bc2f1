"""An index as a table in the terminal."""

from typing import TYPE_CHECKING

from app.cli.marks import legend, signed
from app.cli.streams import console
from criteria.edition import Edition
from criteria.interval import shown
from criteria.show import Row, show

if TYPE_CHECKING:
    from rich.table import Table

_STYLES = ("bold", "", "dim")


def print_edition(edition: Edition) -> None:
    """Print the whole index to stdout."""
    out = console()
    decision = edition.decision
    out.print(edition.title, style="bold")
    out.print(f"{edition.ref} · SHA-256 {edition.ref.sha256}")
    out.print(f"{decision.number} ngày {decision.date:%d/%m/%Y}, {decision.issuer}")
    out.print(edition.status)
    out.print()
    out.print(_table(edition))
    out.print()
    for level in edition.levels:
        words = f"Mức {level.number} – {level.name}: {level.interval.sentence}"
        out.print(signed(words, edition.levels_mark))
    step = f"Bước điểm: {shown(edition.score_step.value)}"
    out.print(signed(step, edition.score_step.mark))
    out.print(legend())
    out.print(f"Mọi giá trị chưa xác nhận: thangdo criteria show {edition.ref} --unconfirmed")


def _table(edition: Edition) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Mã", no_wrap=True)
    table.add_column("Tiêu chí", ratio=1)
    table.add_column("Tối đa", justify="right", no_wrap=True)
    for row in show(edition):
        title = "\n".join((row.title, *(f"· {remark}" for remark in row.remarks)))
        code = f"{' ' * row.depth}{row.code}"
        table.add_row(code, title, _points(row), style=_STYLES[row.depth])
    return table


def _points(row: Row) -> str:
    return signed(row.points, row.mark)
