"""The list of officers in charge (đầu mối) of a subtree, as rows and as a workbook."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.actor import Actor
from app.bodies import queries
from app.bodies.kinds import all_kinds
from app.bodies.models import Body, BodyOfficer, Duty
from app.bodies.text import searchable
from app.bodies.tree import below_on
from app.edge.tables import Column, Table, table_workbook
from app.policy import Act, require_at_body
from exports.documents.numbers import short_date

_COLUMNS = (
    Column("Mã đơn vị", 14),
    Column("Tên đơn vị", 44),
    Column("Loại đơn vị", 30),
    Column("Đơn vị quản lý", 36),
    Column("Thủ trưởng", 26),
    Column("Đầu mối", 26),
    Column("Điện thoại", 16),
    Column("Email", 32),
)


class InCharge(NamedTuple):
    """One body and its people; "" where nothing is known."""

    code: str
    name: str
    kind: str
    manager: str
    head: str
    focal: str
    phone: str
    email: str


def officers(
    session: Session, actor: Actor, root_id: str, day: date, today: date
) -> list[InCharge]:
    """Each body that stands under the root on that day, by its manager and its name."""
    require_at_body(session, actor, Act.READ_BODY, root_id, today)
    tree = below_on([root_id], day)
    head, focal = aliased(BodyOfficer), aliased(BodyOfficer)
    statement = (
        queries.lines(day)
        .join(tree, tree.c.id == Body.id)
        .outerjoin(head, _post(head, Duty.HEAD, day))
        .outerjoin(focal, _post(focal, Duty.FOCAL, day))
        .where(queries.stands_on(day))
        .add_columns(col(head.name), col(focal.name), col(focal.phone), col(focal.email))
    )
    rows = session.execute(statement).all()
    kinds = all_kinds(session)
    lines = [queries.line_of(row) for row in rows]
    called = queries.names(session, [line.parent_id for line in lines], day)
    found = [
        InCharge(
            line.code or "",
            line.name,
            kinds[line.kind].title,
            called.get(line.parent_id or "", ""),
            *(text or "" for text in row[-4:]),
        )
        for line, row in zip(lines, rows, strict=True)
    ]
    return sorted(found, key=lambda one: (searchable(one.manager), searchable(one.name)))


def officers_workbook(rows: list[InCharge], of: str, day: date) -> bytes:
    """The list as .xlsx."""
    below = f"{of}, {short_date(day)}; {len(rows)} đơn vị"
    return table_workbook(Table("Đầu mối", "DANH SÁCH ĐẦU MỐI", below, _COLUMNS), rows)


def _post(table: Any, duty: Duty, day: date) -> ColumnElement[bool]:  # noqa: ANN401 - an alias
    return and_(
        col(table.body_id) == Body.id, col(table.duty) == duty, queries.known_on(table, day)
    )
