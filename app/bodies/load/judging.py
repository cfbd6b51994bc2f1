"""What a row changes of the body it means."""

from typing import NamedTuple

from app.bodies.kinds import LEVEL_TITLES
from app.bodies.load.plan import Change, Draft, Planned
from app.bodies.load.reading import Row
from app.bodies.load.words import levels_of
from app.bodies.models import BodyKind, Duty, Relation
from app.bodies.schemas import Person
from app.bodies.text import MAX_NAME

MAX_PHONE = 40


def judge(draft: Draft, line: Planned) -> None:
    """Add the changes of the line, or name its faults."""
    _name(draft, line)
    _levels(draft, line)
    _superior(draft, line, Relation.PARENT)
    _superior(draft, line, Relation.ASSESSING)
    _head(draft, line)
    _focal(draft, line)
    if line.changes and line.act == "same":
        line.act = "change"


def _change(draft: Draft, line: Planned, key: str, change: Change) -> None:
    if (line.body_id, change.what) in draft.state.later:
        message = "Đã ghi một thay đổi từ ngày muộn hơn. Hãy chọn ngày hiệu lực muộn hơn."
        draft.fault(line.row, key, "later-change", message)
        return
    line.changes.append(change)


def _name(draft: Draft, line: Planned) -> None:
    name = line.row.text("name")
    if len(name) > MAX_NAME:
        draft.fault(line.row, "name", "too-long", f"Tên dài quá {MAX_NAME} ký tự.")
        return
    before = draft.state.names.get(line.body_id)
    if not name or (before is not None and before.value == name):
        return
    sentence = f"Tên: {before.value} → {name}" if before else f"Tên: {name}"
    line.name = name
    _change(draft, line, "name", Change("name", name, before, sentence))


def _levels(draft: Draft, line: Planned) -> None:
    text, kind = line.row.text("levels"), draft.state.kinds[line.kind]
    known = tuple(kind.school_levels)
    body = draft.state.bodies.get(line.body_id)
    had = tuple(body.school_levels) if body else None
    named = levels_of(text, known) if text and known else (had or known)
    if isinstance(named, str):
        listed = ", ".join(LEVEL_TITLES.get(one, one) for one in known)
        message = f"{kind.title} không có cấp học “{named}” (có: {listed})."
        draft.fault(line.row, "levels", "unknown-level", message)
    elif named != had:
        titles = ", ".join(LEVEL_TITLES.get(one, one) for one in named)
        change = Change("levels", named, None, f"Cấp học: {titles}")
        if body or named:
            _change(draft, line, "levels", change)


def _superior(draft: Draft, line: Planned, relation: Relation) -> None:
    before = draft.state.relations.get((line.body_id, relation))
    target = _target(draft, line, relation)
    if target is None or (before is not None and before.value == target.body_id):
        return
    if draft.state.kinds[line.kind].issues_codes and relation is Relation.PARENT:
        message = f"{line.name} là cấp cao nhất nên không có đơn vị quản lý."
        draft.fault(line.row, "parent", "top-kind", message)
        return
    title = "Trực thuộc" if relation is Relation.PARENT else "Đánh giá ngoài"
    old = f"{_called(draft, before.value)} → " if before else ""
    sentence = f"{title}: {old}{target.name}"
    _change(draft, line, relation, Change(relation, target.body_id, before, sentence))


def _target(draft: Draft, line: Planned, relation: Relation) -> "_Target | None":
    """The superior that the cell names; a new body without one stands under the root."""
    row = line.row
    entry = row.entries.get(relation)
    if entry is None:
        root = draft.state.root_id
        wanted = relation is Relation.PARENT and line.act == "found"
        return _Target(root, draft.state.name(root)) if wanted else None
    code = draft.unnumbered(row, relation, entry.text) if entry.number else entry.text
    if code is None:
        return None
    found = _by_code(draft, row, relation, code)
    if found is None:
        return None
    target_id, name, kind = found
    ended = draft.state.bodies.get(target_id)
    if target_id == line.body_id:
        draft.fault(row, relation, "itself", "Đơn vị không thể là cấp trên của chính mình.")
    elif not kind.manages:
        message = f"{name} ({kind.title}) không phải là cơ quan quản lý."
        draft.fault(row, relation, "not-managing", message)
    elif ended is not None and ended.dissolved_on is not None:
        message = f"{name} sắp ngừng hoạt động. Hãy chọn đơn vị kế thừa."
        draft.fault(row, relation, "ending", message)
    else:
        return _Target(target_id, name)
    return None


def _by_code(draft: Draft, row: Row, key: str, code: str) -> tuple[str, str, BodyKind] | None:
    bodies = draft.state.by_code.get(code, [])
    if len(bodies) > 1:
        draft.fault(row, key, "ambiguous", draft.ambiguous(code, bodies))
    elif bodies:
        body = draft.state.bodies[bodies[0]]
        return body.id, draft.state.name(body.id), draft.state.kinds[body.kind]
    elif code in draft.by_code:
        line = draft.by_code[code]
        return line.body_id, line.name, draft.state.kinds[line.kind]
    else:
        message = f"Không có đơn vị mã “{code}” trong danh sách này hay trong hệ thống."
        draft.fault(row, key, "unknown-code", message)
    return None


def _called(draft: Draft, body_id: str) -> str:
    known = draft.state.names.get(body_id)
    return str(known.value) if known else "đơn vị ngoài danh sách"


def _head(draft: Draft, line: Planned) -> None:
    name = line.row.text("head")
    before = draft.state.officers.get((line.body_id, Duty.HEAD))
    if not name or (before is not None and before.value.name == name):
        return
    if len(name) > MAX_NAME:
        draft.fault(line.row, "head", "too-long", f"Tên dài quá {MAX_NAME} ký tự.")
        return
    old = f"{before.value.name} → " if before else ""
    change = Change(Duty.HEAD, Person(name=name), before, f"Thủ trưởng: {old}{name}")
    _change(draft, line, "head", change)


def _focal(draft: Draft, line: Planned) -> None:
    row = line.row
    before = draft.state.officers.get((line.body_id, Duty.FOCAL))
    had: Person | None = before.value if before else None
    name = row.text("focal") or (had.name if had else "")
    phone, email = _phone(row), row.text("email")
    if not name:
        if phone or email:
            key = "phone" if phone else "email"
            message = "Có điện thoại hoặc thư điện tử nhưng chưa có tên đầu mối."
            draft.fault(row, key, "no-focal", message)
        return
    same = had is not None and had.name == name
    phone = phone or (had.phone if had and same else "")
    email = email or (had.email if had and same else "")
    if _person_faults(draft, row, name, phone, email):
        return
    person = Person(name=name, phone=phone, email=email)
    if had is not None and (had.name, had.phone, had.email) == (name, phone, email):
        return
    old = f"{_shown(had)} → " if had else ""
    _change(
        draft, line, "focal", Change(Duty.FOCAL, person, before, f"Đầu mối: {old}{_shown(person)}")
    )


def _phone(row: Row) -> str:
    entry = row.entries.get("phone")
    if entry is None:
        return ""
    # Every domestic number begins with 0, which a spreadsheet drops from a number.
    return f"0{entry.text}" if entry.number and not entry.text.startswith("0") else entry.text


def _person_faults(draft: Draft, row: Row, name: str, phone: str, email: str) -> bool:
    before = len(draft.plan.problems)
    if len(name) > MAX_NAME:
        draft.fault(row, "focal", "too-long", f"Tên dài quá {MAX_NAME} ký tự.")
    if len(phone) > MAX_PHONE:
        draft.fault(row, "phone", "too-long", f"Điện thoại dài quá {MAX_PHONE} ký tự.")
    front, at, domain = email.partition("@")
    if email and (not at or not front or not domain or " " in email or len(email) > MAX_NAME):
        message = f"“{email[:60]}” không phải địa chỉ thư điện tử."
        draft.fault(row, "email", "email", message)
    return len(draft.plan.problems) > before


class _Target(NamedTuple):
    body_id: str
    name: str


def _shown(person: Person | None) -> str:
    if person is None:
        return ""
    return ", ".join(part for part in (person.name, person.phone, person.email) if part)
