"""What a list does to the bodies of a subtree: found, change, or leave as it is.

The code tells which body a row means. An empty cell says nothing: it never takes a value away, and
the same list again changes nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.audit.chain import canonical
from app.bodies.kinds import LEVEL_TITLES
from app.bodies.load.reading import Listing, Row
from app.bodies.load.state import Known, State
from app.bodies.load.words import kind_words, levels_of, squeezed
from app.bodies.models import BodyKind, Duty, Relation
from app.bodies.schemas import Person
from app.bodies.text import MAX_CODE, MAX_NAME
from app.errors import Reason
from app.storage.ids import new_id

MAX_PHONE = 40


class Change(NamedTuple):
    """One value that becomes another; `before` is the value in force, None if there is none."""

    what: str
    value: str | Person | tuple[str, ...]
    before: Known | None
    sentence: str


@dataclass(slots=True)
class Planned:
    """What one row does."""

    row: Row
    act: Literal["found", "change", "same"]
    body_id: str
    code: str
    kind: str
    name: str
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What a whole list does; with problems, nothing of it is done."""

    lines: list[Planned] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)

    def count(self, act: str) -> int:
        """How many rows do this."""
        return sum(line.act == act for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """The same for the same effect on the same bodies."""
        told = [
            [line.act, line.code, line.kind, line.name, [one.sentence for one in line.changes]]
            for line in self.lines
            if line.act != "same"
        ]
        return hashlib.sha256(canonical(told)).hexdigest()


def plan_of(listing: Listing, state: State) -> Plan:
    """Every row judged, every fault named."""
    planner = _Planner(state)
    planner.plan.problems += listing.problems
    for row in listing.rows:
        planner.recognise(row)
    for line in planner.plan.lines:
        planner.judge(line)
    planner.refuse_cycles()
    return planner.plan


class _Planner:
    def __init__(self, state: State) -> None:
        self.state = state
        self.plan = Plan()
        self.words = kind_words(state.kinds)
        self.by_code: dict[str, Planned] = {}

    def fault(self, row: Row, key: str, code: str, message: str) -> None:
        self.plan.problems.append(Reason(row.place(key), code, message))

    # Which body a row means.

    def recognise(self, row: Row) -> None:
        code = self._code(row)
        if code is None:
            return
        if code in self.by_code:
            before = self.by_code[code].row.place("code")
            self.fault(row, "code", "twice", f"Mã “{code}” đã có ở {before}. Hãy bỏ một dòng.")
            return
        bodies = self.state.by_code.get(code, [])
        if len(bodies) > 1:
            self.fault(row, "code", "ambiguous", self._ambiguous(code, bodies))
            return
        line = self._known(row, code, bodies[0]) if bodies else self._new(row, code)
        if line is not None:
            self.by_code[code] = line
            self.plan.lines.append(line)

    def _code(self, row: Row) -> str | None:
        entry = row.entries.get("code")
        if entry is None:
            self.fault(row, "code", "missing", "Thiếu mã đơn vị. Hãy ghi mã, hoặc xóa cả dòng.")
            return None
        code = entry.text
        if len(code) > MAX_CODE or " " in code:
            message = f"Mã “{code[:MAX_CODE]}” không hợp lệ: tối đa {MAX_CODE} ký tự, viết liền."
            self.fault(row, "code", "code", message)
            return None
        return self._unnumbered(row, "code", code) if entry.number else code

    def _unnumbered(self, row: Row, key: str, digits: str) -> str | None:
        """The code that a number in a cell stands for; spreadsheets drop zeros in front."""
        fitting = [
            code
            for code in {*self.state.by_code, *self.by_code}
            if code.isdecimal() and code.lstrip("0") == digits.lstrip("0")
        ]
        if len(fitting) == 1:
            return fitting[0]
        message = (
            f"Mã {digits} được lưu thành số nên có thể đã mất số 0 ở đầu. "
            "Hãy định dạng cột mã là Văn bản (Text) rồi gõ lại mã."
        )
        self.fault(row, key, "code-is-number", message)
        return None

    def _ambiguous(self, code: str, bodies: list[str]) -> str:
        listed = "; ".join(sorted(self.state.name(body) for body in bodies))
        return f"Mã “{code}” chỉ {len(bodies)} đơn vị: {listed}. Hãy cấp mã mới cho một đơn vị."

    def _known(self, row: Row, code: str, body_id: str) -> Planned | None:
        body = self.state.bodies[body_id]
        kind = self._kind(row)
        if "kind" in row.entries and kind is None:
            return None
        if kind is not None and kind.code != body.kind:
            was = self.state.kinds[body.kind].title
            message = (
                f"{self.state.name(body_id)} đang là {was}, không phải {kind.title}. Nếu đơn vị đã "
                "đổi loại hình, hãy ghi việc thay thế; nếu nhập sai, hãy đính chính đơn vị."
            )
            self.fault(row, "kind", "other-kind", message)
            return None
        return Planned(row, "same", body_id, code, body.kind, self.state.name(body_id))

    def _new(self, row: Row, code: str) -> Planned | None:
        kind = self._kind(row)
        if kind is None:
            if "kind" not in row.entries:
                message = f"Đơn vị mới “{code}” chưa ghi loại đơn vị."
                self.fault(row, "kind", "missing", message)
            return None
        if kind.issues_codes:
            message = f"Không lập {kind.title} bằng danh sách. Hãy lập riêng rồi nạp lại."
            self.fault(row, "kind", "top-kind", message)
            return None
        if code in self.state.taken:
            message = f"Mã “{code}” đã cấp cho một đơn vị ngoài danh sách. Hãy kiểm tra lại mã."
            self.fault(row, "code", "taken", message)
            return None
        if not row.text("name"):
            self.fault(row, "name", "missing", f"Đơn vị mới “{code}” chưa có tên.")
            return None
        return Planned(row, "found", new_id(), code, kind.code, row.text("name"))

    def _kind(self, row: Row) -> BodyKind | None:
        text = row.text("kind")
        if not text:
            return None
        code = self.words.get(squeezed(text))
        if code is None:
            listed = "; ".join(kind.title for kind in self.state.kinds.values())
            message = f"Không có loại đơn vị “{text}”. Hãy chọn một trong: {listed}."
            self.fault(row, "kind", "unknown-kind", message)
            return None
        return self.state.kinds[code]

    # What a row changes.

    def judge(self, line: Planned) -> None:
        self._name(line)
        self._levels(line)
        self._superior(line, Relation.PARENT)
        self._superior(line, Relation.ASSESSING)
        self._head(line)
        self._focal(line)
        if line.changes and line.act == "same":
            line.act = "change"

    def _change(self, line: Planned, key: str, change: Change) -> None:
        if (line.body_id, change.what) in self.state.later:
            message = "Đã ghi một thay đổi từ ngày muộn hơn. Hãy chọn ngày hiệu lực muộn hơn."
            self.fault(line.row, key, "later-change", message)
            return
        line.changes.append(change)

    def _name(self, line: Planned) -> None:
        name = line.row.text("name")
        if len(name) > MAX_NAME:
            self.fault(line.row, "name", "too-long", f"Tên dài quá {MAX_NAME} ký tự.")
            return
        before = self.state.names.get(line.body_id)
        if not name or (before is not None and before.value == name):
            return
        sentence = f"Tên: {before.value} → {name}" if before else f"Tên: {name}"
        line.name = name
        self._change(line, "name", Change("name", name, before, sentence))

    def _levels(self, line: Planned) -> None:
        text, kind = line.row.text("levels"), self.state.kinds[line.kind]
        known = tuple(kind.school_levels)
        body = self.state.bodies.get(line.body_id)
        had = tuple(body.school_levels) if body else None
        named = levels_of(text, known) if text and known else (had or known)
        if isinstance(named, str):
            listed = ", ".join(LEVEL_TITLES.get(one, one) for one in known)
            message = f"{kind.title} không có cấp học “{named}” (có: {listed})."
            self.fault(line.row, "levels", "unknown-level", message)
        elif named != had:
            titles = ", ".join(LEVEL_TITLES.get(one, one) for one in named)
            change = Change("levels", named, None, f"Cấp học: {titles}")
            if body or named:
                self._change(line, "levels", change)

    def _superior(self, line: Planned, relation: Relation) -> None:
        before = self.state.relations.get((line.body_id, relation))
        target = self._target(line, relation)
        if target is None or (before is not None and before.value == target.body_id):
            return
        if self.state.kinds[line.kind].issues_codes and relation is Relation.PARENT:
            message = f"{line.name} là cấp cao nhất nên không có đơn vị quản lý."
            self.fault(line.row, "parent", "top-kind", message)
            return
        title = "Trực thuộc" if relation is Relation.PARENT else "Đánh giá ngoài"
        old = f"{self._called(before.value)} → " if before else ""
        sentence = f"{title}: {old}{target.name}"
        self._change(line, relation, Change(relation, target.body_id, before, sentence))

    def _target(self, line: Planned, relation: Relation) -> "_Target | None":
        """The superior that the cell names; a new body without one stands under the root."""
        row = line.row
        entry = row.entries.get(relation)
        if entry is None:
            root = self.state.root_id
            wanted = relation is Relation.PARENT and line.act == "found"
            return _Target(root, self.state.name(root)) if wanted else None
        code = self._unnumbered(row, relation, entry.text) if entry.number else entry.text
        if code is None:
            return None
        found = self._by_code(row, relation, code)
        if found is None:
            return None
        target_id, name, kind = found
        ended = self.state.bodies.get(target_id)
        if target_id == line.body_id:
            self.fault(row, relation, "itself", "Đơn vị không thể là cấp trên của chính mình.")
        elif not kind.manages:
            message = f"{name} ({kind.title}) không phải là cơ quan quản lý."
            self.fault(row, relation, "not-managing", message)
        elif ended is not None and ended.dissolved_on is not None:
            message = f"{name} sắp ngừng hoạt động. Hãy chọn đơn vị kế thừa."
            self.fault(row, relation, "ending", message)
        else:
            return _Target(target_id, name)
        return None

    def _by_code(self, row: Row, key: str, code: str) -> tuple[str, str, BodyKind] | None:
        bodies = self.state.by_code.get(code, [])
        if len(bodies) > 1:
            self.fault(row, key, "ambiguous", self._ambiguous(code, bodies))
        elif bodies:
            body = self.state.bodies[bodies[0]]
            return body.id, self.state.name(body.id), self.state.kinds[body.kind]
        elif code in self.by_code:
            line = self.by_code[code]
            return line.body_id, line.name, self.state.kinds[line.kind]
        else:
            message = f"Không có đơn vị mã “{code}” trong danh sách này hay trong hệ thống."
            self.fault(row, key, "unknown-code", message)
        return None

    def _called(self, body_id: str) -> str:
        known = self.state.names.get(body_id)
        return str(known.value) if known else "đơn vị ngoài danh sách"

    def _head(self, line: Planned) -> None:
        name = line.row.text("head")
        before = self.state.officers.get((line.body_id, Duty.HEAD))
        if not name or (before is not None and before.value.name == name):
            return
        if len(name) > MAX_NAME:
            self.fault(line.row, "head", "too-long", f"Tên dài quá {MAX_NAME} ký tự.")
            return
        old = f"{before.value.name} → " if before else ""
        change = Change(Duty.HEAD, Person(name=name), before, f"Thủ trưởng: {old}{name}")
        self._change(line, "head", change)

    def _focal(self, line: Planned) -> None:
        row = line.row
        before = self.state.officers.get((line.body_id, Duty.FOCAL))
        had: Person | None = before.value if before else None
        name = row.text("focal") or (had.name if had else "")
        phone, email = self._phone(row), row.text("email")
        if not name:
            if phone or email:
                key = "phone" if phone else "email"
                message = "Có điện thoại hoặc thư điện tử nhưng chưa có tên đầu mối."
                self.fault(row, key, "no-focal", message)
            return
        same = had is not None and had.name == name
        phone = phone or (had.phone if had and same else "")
        email = email or (had.email if had and same else "")
        if self._person_faults(row, name, phone, email):
            return
        person = Person(name=name, phone=phone, email=email)
        if had is not None and (had.name, had.phone, had.email) == (name, phone, email):
            return
        old = f"{_shown(had)} → " if had else ""
        self._change(
            line, "focal", Change(Duty.FOCAL, person, before, f"Đầu mối: {old}{_shown(person)}")
        )

    def _phone(self, row: Row) -> str:
        entry = row.entries.get("phone")
        if entry is None:
            return ""
        # Every domestic number begins with 0, which a spreadsheet drops from a number.
        return f"0{entry.text}" if entry.number and not entry.text.startswith("0") else entry.text

    def _person_faults(self, row: Row, name: str, phone: str, email: str) -> bool:
        before = len(self.plan.problems)
        if len(name) > MAX_NAME:
            self.fault(row, "focal", "too-long", f"Tên dài quá {MAX_NAME} ký tự.")
        if len(phone) > MAX_PHONE:
            self.fault(row, "phone", "too-long", f"Điện thoại dài quá {MAX_PHONE} ký tự.")
        front, at, domain = email.partition("@")
        if email and (not at or not front or not domain or " " in email or len(email) > MAX_NAME):
            message = f"“{email[:60]}” không phải địa chỉ thư điện tử."
            self.fault(row, "email", "email", message)
        return len(self.plan.problems) > before

    # What all rows together must not do.

    def refuse_cycles(self) -> None:
        edges: dict[str, set[str]] = {one: set(up) for one, up in self.state.edges.items()}
        moved: dict[str, Planned] = {}
        for line in self.plan.lines:
            for change in line.changes:
                if change.what == Relation.PARENT:
                    assert isinstance(change.value, str)
                    old = {change.before.value} if change.before else set()
                    edges[line.body_id] = edges.get(line.body_id, set()) - old | {change.value}
                    moved[line.body_id] = line
        for body_id, line in moved.items():
            if _reaches(edges, body_id):
                message = f"{line.name} sẽ trực thuộc chính mình. Hãy kiểm tra mã đơn vị cha."
                self.fault(line.row, "parent", "cycle", message)


class _Target(NamedTuple):
    body_id: str
    name: str


def _reaches(edges: Mapping[str, set[str]], body_id: str) -> bool:
    """Whether a walk up from the body comes back to it."""
    seen: set[str] = set()
    waiting = list(edges.get(body_id, ()))
    while waiting:
        one = waiting.pop()
        if one == body_id:
            return True
        if one not in seen:
            seen.add(one)
            waiting += edges.get(one, ())
    return False


def _shown(person: Person | None) -> str:
    if person is None:
        return ""
    return ", ".join(part for part in (person.name, person.phone, person.email) if part)
