"""A list of people judged: whose account a row means or makes, which roles it gives where."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from app import clock
from app.accounts.actor import Actor
from app.accounts.models import Role
from app.accounts.schemas import Email
from app.accounts.service import fit
from app.accounts.titles import ROLE_TITLES
from app.audit.chain import Who
from app.bodies.load.words import squeezed
from app.bodies.text import MAX_NAME
from app.errors import ServiceError
from app.imports import kinds
from app.imports.given import Given, Told, by_role, codes_meant, the_one
from app.imports.kept import actor_of, fingerprint_of, in_chunks, tally
from app.imports.models import ImportBatch, RowOutcome
from app.imports.people.known import Known, read_known
from app.imports.people.vocabulary import ROLES, TITLES
from app.imports.shapes import Layout, Line, Staged
from app.storage.database import Database
from app.storage.ids import new_id

_EMAIL: TypeAdapter[str] = TypeAdapter(Email)
_APART = re.compile(r"[;,/\n+]|\bvà\b")


@dataclass(slots=True)
class Wish:
    """What a row asks for, judged: whom, where, which roles, those that are new."""

    given: Given
    email: str = ""
    body_id: str = ""
    account_id: str = ""
    made: bool = False
    known: bool = False
    roles: list[Role] = field(default_factory=list)
    new: list[Role] = field(default_factory=list)
    faults: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the person is called."""
        return self.given.text("name")

    def fault(self, role: str, code: str, message: str) -> None:
        """Something to mend in the cell of a column."""
        self.faults.append((self.given.cell(role), code, message))


@dataclass(frozen=True, slots=True)
class Asked:
    """For which body, by whom, when; `coded`: the table names the body in each row."""

    root_id: str
    actor: Actor | None
    who: Who
    coded: bool

    @property
    def today(self) -> date:
        """The day on which roles and bodies are looked at."""
        return clock.day_of(self.who.at)


class PeoplePlanning:
    """One dry run; rows of one person are looked at together, so all are taken first."""

    def __init__(self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]) -> None:
        self._database, self._batch = database, batch
        self._read = by_role(layouts)
        self._coded = any(one.role == "code" for layout in layouts for one in layout.columns)
        self._counts: dict[str, int] = {}
        self._fingerprint = ""

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Every row, once all were read."""
        given = [self._read(line) for line in lines]
        with self._database.reading() as session:
            who = Who(self._batch.account_id, clock.now())
            asked = Asked(self._batch.body_id, actor_of(session, who), who, self._coded)
            wishes = judged(session, given, asked)
        self._fingerprint = fingerprint(wishes)
        staged = [_staged(number, wish) for number, wish in enumerate(wishes)]
        people = {wish.email for wish in wishes if wish.made and not wish.faults}
        self._counts = {**tally(staged), "accounts": len(people)}
        yield from in_chunks(staged)

    def ended(self) -> kinds.Planned:
        """How many rows do what, how many accounts are made."""
        return kinds.Planned(self._counts, (), self._fingerprint)


def judged(session: Session, given: Sequence[Given], asked: Asked) -> list[Wish]:
    """What every row asks for."""
    wishes = [_begun(one) for one in given]
    codes = {code for one in given for code in codes_meant(one)}
    emails = {wish.email for wish in wishes if wish.email}
    known = read_known(session, asked.root_id, codes, emails, asked.actor, asked.today)
    made: dict[str, Wish] = {}
    wished: set[tuple[str, str, str]] = set()
    for wish in wishes:
        _body(wish, known, asked)
        if not wish.faults:
            _may(session, wish, known, asked)
        if not wish.faults:
            _account(wish, known, made)
        if not wish.faults:
            _new(wish, known, wished)
    return wishes


def fingerprint(wishes: Sequence[Wish]) -> str:
    """The same for the same accounts and roles."""
    return fingerprint_of(
        [
            [
                wish.email,
                wish.name if wish.made else "",
                wish.account_id if wish.known else "",
                wish.body_id,
                wish.new,
            ]
            for wish in wishes
            if outcome(wish) in {RowOutcome.NEW, RowOutcome.CHANGED}
        ]
    )


def outcome(wish: Wish) -> RowOutcome:
    """What the row does."""
    if wish.faults:
        return RowOutcome.INVALID
    if wish.made:
        return RowOutcome.NEW
    return RowOutcome.CHANGED if wish.new else RowOutcome.UNCHANGED


def _begun(given: Given) -> Wish:
    wish = Wish(given, faults=given.faults)
    if wish.faults:
        return wish
    if not wish.name or len(wish.name) > MAX_NAME:
        message = f"Hãy ghi họ tên, không quá {MAX_NAME} ký tự."
        wish.fault("name", "name", message)
    try:
        wish.email = _EMAIL.validate_python(given.text("email"))
    except ValidationError:
        message = "Thiếu thư điện tử." if not given.text("email") else "Thư điện tử chưa đúng dạng."
        wish.fault("email", "email", f"{message} Hãy ghi như ten@truong.edu.vn.")
    for part in _APART.split(given.text("role")):
        role = ROLES.get(squeezed(part))
        if role is not None and role not in wish.roles:
            wish.roles.append(role)
        elif role is None and part.strip():
            listed = "; ".join(title for one, title in ROLE_TITLES.items() if one in _OFFERED)
            message = f"Không có vai trò “{part.strip()[:60]}”. Hãy ghi một trong: {listed}."
            wish.fault("role", "unknown-role", message)
    if not wish.roles and not wish.faults:
        wish.fault("role", "role-missing", "Thiếu vai trò. Hãy ghi vai trò, hoặc bỏ dòng này.")
    return wish


_OFFERED = frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR}


def _body(wish: Wish, known: Known, asked: Asked) -> None:
    if not asked.coded:
        wish.body_id = asked.root_id
        return
    found = the_one(wish.given, known.by_code, "trong đơn vị này và các đơn vị trực thuộc")
    wish.faults += [found.fault] if found.fault else []
    wish.warnings += [found.warning] if found.warning else []
    wish.body_id = found.thing or ""
    unit = wish.given.text("unit")
    called = known.names.get(wish.body_id, "")
    if unit and called and squeezed(unit) != squeezed(called):
        message = f"Mã này là của “{called}”, tệp ghi “{unit}”. Hãy kiểm tra lại mã."
        wish.warnings.append((wish.given.cell("unit"), "other-name", message))


def _may(session: Session, wish: Wish, known: Known, asked: Asked) -> None:
    allowed = known.reach.grantable(wish.body_id)
    called = known.names.get(wish.body_id, "")
    for role in wish.roles:
        title = ROLE_TITLES[role]
        if role not in allowed:
            message = f"Bạn không cấp được vai trò “{title}” ở {called}."
            wish.fault("role", "role-not-grantable", message)
            continue
        try:
            fit(session, role, wish.body_id, asked.who)
        except ServiceError as error:
            wish.fault("role", error.code, f"“{title}” ở {called}: {error.detail}")


def _account(wish: Wish, known: Known, made: dict[str, Wish]) -> None:
    """Whose account it is: one that is there and that the person looks after, or a new one."""
    account = known.accounts.get(wish.email)
    if account is None:
        first = made.setdefault(wish.email, wish)
        wish.made = first is wish
        wish.account_id = first.account_id or new_id()
        if squeezed(first.name) != squeezed(wish.name):
            message = f"Cùng thư điện tử nhưng dòng khác ghi họ tên “{first.name}”."
            wish.fault("name", "other-name", f"{message} Mỗi người dùng một thư điện tử riêng.")
        return
    if account.id not in known.seen:
        message = (
            "Không cấp trực tiếp được cho thư điện tử này. Hãy nhờ người vận hành lập liên kết mời "
            "cho người đó (thangdo people invite), rồi bỏ dòng này."
        )
        wish.fault("email", "not-yours", message)
    elif account.disabled_at is not None:
        message = "Tài khoản này đã bị khóa. Hãy mở khóa trước, hoặc bỏ dòng này."
        wish.fault("email", "disabled", message)
    elif squeezed(account.name) != squeezed(wish.name):
        message = f"Tài khoản này đang mang tên “{account.name}”; tên được giữ nguyên."
        wish.warnings.append((wish.given.cell("name"), "other-name", message))
    wish.account_id, wish.known = account.id, True


def _new(wish: Wish, known: Known, wished: set[tuple[str, str, str]]) -> None:
    """The roles that the person does not have there, and that no row before gives."""
    for role in wish.roles:
        key = (wish.account_id, role, wish.body_id)
        if key not in wished and not known.holds(wish.account_id, role, wish.body_id):
            wish.new.append(role)
        wished.add(key)


def _staged(position: int, wish: Wish) -> Staged:
    given, found = wish.given, outcome(wish)
    writes = found in {RowOutcome.NEW, RowOutcome.CHANGED}
    return Staged(
        position,
        given.line.sheet,
        given.line.line,
        wish.email or given.text("email")[:100],
        wish.name[:300],
        found,
        thing_id=wish.account_id or None,
        after=_after(wish) if writes else None,
        changes=_changes(wish) if writes else (),
        faults=wish.faults,
        warnings=wish.warnings,
    )


def _after(wish: Wish) -> dict[str, object]:
    return {
        "texts": dict(wish.given.texts),
        "cells": dict(wish.given.cells),
        "body": wish.body_id,
        "made": wish.made,
        "grants": [{"id": new_id(), "role": role.value} for role in wish.new],
    }


def _changes(wish: Wish) -> list[tuple[str, str, str, str]]:
    given = wish.given
    told: Mapping[str, str] = {"email": wish.email, "name": wish.name} if wish.made else {}
    roles = "; ".join(ROLE_TITLES[one] for one in wish.new)
    return [
        *((given.cell(key), TITLES[key], "", value) for key, value in told.items()),
        (given.cell("role"), TITLES["role"], "", roles),
    ]
