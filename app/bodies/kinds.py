"""Kinds of body as data: those every installation starts with, and how more are added."""

from typing import NamedTuple

from sqlmodel import Session, col, func, select

from app.audit.chain import INSTALLATION, Who, record_on_body
from app.bodies.errors import BodyStale, KindInUse, KindTaken, KindUnknown
from app.bodies.models import Body, BodyKind
from app.bodies.schemas import KindChange, KindIn
from app.storage.database import locked

LEVEL_TITLES = {"tieu_hoc": "Tiểu học", "thcs": "Trung học cơ sở", "thpt": "Trung học phổ thông"}
"""Titles of the cấp học that the shipped kinds teach; the codes are those of the editions."""


class Shipped(NamedTuple):
    """One kind that a new installation knows."""

    code: str
    title: str
    school_levels: tuple[str, ...] = ()
    manages: bool = False
    issues_codes: bool = False


SHIPPED = (
    Shipped("so", "Sở Giáo dục và Đào tạo", manages=True, issues_codes=True),
    Shipped("phong", "Phòng Giáo dục và Đào tạo", manages=True),
    Shipped("ubnd_xa", "Ủy ban nhân dân cấp xã", manages=True),
    Shipped("mam_non", "Trường mầm non"),
    Shipped("th", "Trường tiểu học", ("tieu_hoc",)),
    Shipped("thcs", "Trường trung học cơ sở", ("thcs",)),
    Shipped("th_thcs", "Trường tiểu học và trung học cơ sở", ("tieu_hoc", "thcs")),
    Shipped("thpt", "Trường trung học phổ thông", ("thpt",)),
    Shipped("nhieu_cap_hoc", "Trường phổ thông có nhiều cấp học", ("tieu_hoc", "thcs", "thpt")),
    Shipped("gdtx", "Trung tâm giáo dục thường xuyên", ("thcs", "thpt")),
    Shipped(
        "gdnn_gdtx",
        "Trung tâm giáo dục nghề nghiệp - giáo dục thường xuyên",
        ("thcs", "thpt"),
    ),
)


def seed_kinds(session: Session) -> None:
    """Add the shipped kinds that are missing; what an operator changed stays as it is."""
    known = set(session.exec(select(BodyKind.code)).all())
    for position, kind in enumerate(SHIPPED):
        if kind.code not in known:
            session.add(
                BodyKind(
                    code=kind.code,
                    title=kind.title,
                    school_levels=list(kind.school_levels),
                    manages=kind.manages,
                    issues_codes=kind.issues_codes,
                    position=position * 10,
                )
            )
    session.flush()


def all_kinds(session: Session) -> dict[str, BodyKind]:
    """Every kind by its code, in the order they are shown."""
    rows = session.exec(select(BodyKind).order_by(col(BodyKind.position), col(BodyKind.code)))
    return {kind.code: kind for kind in rows}


def kind_of(session: Session, code: str) -> BodyKind:
    """The kind of that code. Raises KindUnknown."""
    found = session.exec(select(BodyKind).where(BodyKind.code == code)).one_or_none()
    if found is None:
        raise KindUnknown(f"Không có loại đơn vị “{code}”. Hãy xem danh mục loại đơn vị.")
    return found


def add_kind(session: Session, who: Who, wanted: KindIn) -> BodyKind:
    """A new kind of body. Raises KindTaken."""
    if session.exec(select(BodyKind.code).where(BodyKind.code == wanted.code)).first():
        raise KindTaken(f"Mã “{wanted.code}” đã dùng cho một loại đơn vị khác. Hãy chọn mã khác.")
    last = session.exec(select(func.max(BodyKind.position))).one() or 0
    kind = BodyKind(
        code=wanted.code,
        title=wanted.title,
        school_levels=list(wanted.school_levels),
        manages=wanted.manages,
        issues_codes=wanted.issues_codes,
        position=last + 10,
    )
    session.add(kind)
    session.flush()
    record_on_body(session, INSTALLATION, who, "body_kind.added", wanted.model_dump())
    return kind


def change_kind(
    session: Session, who: Who, target: tuple[str, int], change: KindChange
) -> BodyKind:
    """Another title or other cấp học; `target` is code and version. Raises KindUnknown, KindInUse.

    A cấp học that a body of this kind teaches cannot be taken away.
    """
    code, version = target
    kind = locked(session, select(BodyKind).where(BodyKind.code == code))
    if kind is None:
        kind = kind_of(session, code)
    if kind.version != version:
        raise BodyStale
    levels = kind.school_levels if change.school_levels is None else list(change.school_levels)
    lost = set(kind.school_levels) - set(levels)
    if lost:
        taught = session.exec(select(Body.school_levels).where(Body.kind == code)).all()
        if any(lost & set(one) for one in taught):
            raise KindInUse("Còn đơn vị dạy cấp học bị bỏ. Hãy sửa các đơn vị đó trước.")
    before = {"title": kind.title, "school_levels": kind.school_levels}
    kind.title = change.title or kind.title
    kind.school_levels = levels
    kind.version += 1
    session.flush()
    after = {"title": kind.title, "school_levels": kind.school_levels}
    record_on_body(
        session, INSTALLATION, who, "body_kind.changed", {"code": code, "from": before, "to": after}
    )
    return kind
