"""The single steps that change a body, with the rules that must always hold.

No permission is asked and nothing is audited here: `service`, `reorganising` and the bulk load do
both, once per act. Every caller holds the tree (`tree.hold_tree`) and the body's row.
"""

from datetime import date

from sqlmodel import Session

from app.bodies import queries
from app.bodies.errors import BodyNotThere, CodeTaken, KindInUse, ParentRefused, TreeCycle
from app.bodies.kinds import kind_of
from app.bodies.models import (
    Body,
    BodyCode,
    BodyKind,
    BodyName,
    BodyOfficer,
    BodyRelation,
    Duty,
    Relation,
)
from app.bodies.periods import end
from app.bodies.schemas import NewBody, Person
from app.bodies.text import searchable
from app.bodies.tree import ever_above, tenant_of
from app.storage.ids import new_id
from exports.documents.numbers import short_date


def begin(session: Session, wanted: NewBody, day: date) -> Body:
    """A new body with all that is said of it. Raises what the single steps raise."""
    kind = kind_of(session, wanted.kind)
    if kind.issues_codes and wanted.parent_id is not None:
        raise ParentRefused(f"{kind.title} là cấp cao nhất nên không có đơn vị quản lý.")
    if not kind.issues_codes and wanted.parent_id is None:
        raise ParentRefused(f"Hãy chọn đơn vị quản lý trực tiếp của “{wanted.name}”.")
    body_id = new_id()
    body = Body(
        id=body_id,
        tenant_id=tenant_of(session, wanted.parent_id, day) if wanted.parent_id else body_id,
        kind=kind.code,
        school_levels=levels_of(kind, wanted.school_levels),
        founded_on=day,
    )
    session.add(body)
    session.flush()
    set_name(session, body, wanted.name, day)
    if wanted.parent_id is not None:
        set_relation(session, body, Relation.PARENT, wanted.parent_id, day)
    if wanted.assessing_id is not None:
        set_relation(session, body, Relation.ASSESSING, wanted.assessing_id, day)
    if wanted.head is not None:
        set_officer(session, body, Duty.HEAD, wanted.head, day)
    if wanted.focal is not None:
        set_officer(session, body, Duty.FOCAL, wanted.focal, day)
    return body


def levels_of(kind: BodyKind, wanted: tuple[str, ...] | None) -> list[str]:
    """The cấp học in the kind's order, all of them if none are named. Raises KindInUse."""
    if not wanted:
        return list(kind.school_levels)
    strange = [one for one in wanted if one not in kind.school_levels]
    if strange:
        known = ", ".join(kind.school_levels) or "không có cấp học nào"
        raise KindInUse(f"{kind.title} không dạy cấp học “{strange[0]}” (có: {known}).")
    return [one for one in kind.school_levels if one in wanted]


def set_name(session: Session, body: Body, name: str, day: date) -> None:
    """The body is called so from that day on."""
    refuse_absent(body, day)
    last = queries.last_name(session, body.id)
    if last is not None:
        end(session, last, day, "Tên đơn vị")
    session.add(
        BodyName(
            body_id=body.id,
            name=name,
            search=searchable(name),
            valid_from=day,
            valid_to=body.dissolved_on,
        )
    )
    session.flush()


def set_code(session: Session, body: Body, code: str, day: date) -> None:
    """The Sở of that day gives the body this code from then on. Raises CodeTaken."""
    refuse_absent(body, day)
    issuer = tenant_of(session, body.id, day)
    holder = queries.code_holder(session, issuer, code, day, besides=body.id)
    if holder is not None:
        called = queries.names(session, [holder, issuer], day)
        raise CodeTaken(
            f"Mã “{code}” đã được {called[issuer]} cấp cho {called[holder]}. Hãy chọn mã khác."
        )
    last = queries.last_code(session, body.id)
    if last is not None:
        end(session, last, day, "Mã đơn vị")
    session.add(
        BodyCode(
            body_id=body.id,
            issuer_id=issuer,
            code=code,
            valid_from=day,
            valid_to=body.dissolved_on,
        )
    )
    session.flush()


def set_relation(
    session: Session, body: Body, relation: Relation, other_id: str | None, day: date
) -> None:
    """Who manages, or who assesses, the body from that day on. Raises ParentRefused, TreeCycle."""
    refuse_absent(body, day)
    if other_id is not None:
        refuse_unfit(session, body, other_id, day)
        if relation is Relation.PARENT and body.id in ever_above(session, other_id, day):
            raise TreeCycle("Đơn vị được chọn làm cấp trên lại đang trực thuộc chính đơn vị này.")
    last = queries.last_relation(session, body.id, relation)
    if last is not None:
        end(session, last, day, "Quan hệ quản lý" if relation is Relation.PARENT else "Đánh giá")
    if other_id is not None:
        session.add(
            BodyRelation(
                body_id=body.id,
                relation=relation,
                other_id=other_id,
                valid_from=day,
                valid_to=body.dissolved_on,
            )
        )
    session.flush()


def set_officer(session: Session, body: Body, duty: Duty, person: Person | None, day: date) -> None:
    """Who holds the post from that day on; None leaves it vacant."""
    refuse_absent(body, day)
    last = queries.last_officer(session, body.id, duty)
    if last is not None:
        end(session, last, day, "Thủ trưởng" if duty is Duty.HEAD else "Đầu mối")
    if person is not None:
        session.add(
            BodyOfficer(
                body_id=body.id,
                duty=duty,
                name=person.name,
                phone=person.phone,
                email=person.email,
                valid_from=day,
                valid_to=body.dissolved_on,
            )
        )
    session.flush()


def close(session: Session, body: Body, day: date) -> None:
    """The body exists no longer from that day on, nor does anything that was said of it."""
    refuse_absent(body, day)
    if day == body.founded_on:
        raise BodyNotThere("Đơn vị phải hoạt động ít nhất một ngày. Hãy chọn ngày muộn hơn.")
    rest = [
        (queries.last_name(session, body.id), "Tên đơn vị"),
        (queries.last_code(session, body.id), "Mã đơn vị"),
        (queries.last_relation(session, body.id, Relation.PARENT), "Quan hệ quản lý"),
        (queries.last_relation(session, body.id, Relation.ASSESSING), "Đánh giá"),
        (queries.last_officer(session, body.id, Duty.HEAD), "Thủ trưởng"),
        (queries.last_officer(session, body.id, Duty.FOCAL), "Đầu mối"),
    ]
    for last, whose in rest:
        if last is not None:
            end(session, last, day, whose)
    body.dissolved_on = day
    session.flush()


def refuse_absent(body: Body, day: date) -> None:
    """Raise BodyNotThere unless the body exists on that day."""
    if day < body.founded_on:
        raise BodyNotThere(
            f"Đơn vị chỉ hoạt động từ {short_date(body.founded_on)}. Hãy chọn ngày muộn hơn."
        )
    if body.dissolved_on is not None and day >= body.dissolved_on:
        raise BodyNotThere(
            f"Đơn vị đã ngừng hoạt động từ {short_date(body.dissolved_on)}. "
            "Hãy chọn ngày sớm hơn, hoặc chọn đơn vị kế thừa."
        )


def refuse_unfit(session: Session, body: Body, other_id: str, day: date) -> None:
    """Raise ParentRefused unless the other body manages, and exists as long as this one."""
    if other_id == body.id:
        raise TreeCycle("Đơn vị không thể là cấp trên của chính mình.")
    other = session.get(Body, other_id)
    if other is None:
        raise ParentRefused("Không có đơn vị được chọn làm cấp trên. Hãy chọn lại.")
    name = queries.name_of(session, other_id, day)
    if not kind_of(session, other.kind).manages:
        raise ParentRefused(f"{name} không phải là cơ quan quản lý nên không thể là cấp trên.")
    if other.founded_on > day:
        begun = short_date(other.founded_on)
        raise ParentRefused(f"{name} chỉ hoạt động từ {begun}. Hãy chọn ngày muộn hơn.")
    ended = other.dissolved_on
    if ended is not None and (body.dissolved_on is None or ended < body.dissolved_on):
        raise ParentRefused(
            f"{name} ngừng hoạt động từ {short_date(ended)}. Hãy chọn đơn vị kế thừa."
        )
