"""What goes into bodies: validated here, then copied into tables. Dates are days in Viet Nam."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.bodies.models import Duty, Reorganisation
from app.bodies.text import Code, Email, Id, KindCode, Name, Note, Phone, Reason
from app.edge.days import written_day

FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)
Day = Annotated[
    date, BeforeValidator(written_day), Field(ge=FIRST_DAY, le=LAST_DAY, examples=["2025-07-01"])
]
Levels = Annotated[tuple[KindCode, ...], Field(max_length=10)]


class Strict(BaseModel):
    """Nothing unknown is taken in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KindIn(Strict):
    """A new kind of body."""

    code: KindCode = Field(description="Mã ổn định, ví dụ th; trùng mã trong bộ chỉ số.")
    title: Name
    school_levels: Levels = Field((), description="Mã cấp học mà loại này dạy.")
    manages: bool = Field(default=False, description="Quản lý đơn vị khác.")
    issues_codes: bool = Field(default=False, description="Cấp mã ngành (Sở).")


class KindChange(Strict):
    """What of a kind may change; absent means unchanged."""

    title: Name | None = None
    school_levels: Levels | None = None


class Person(Strict):
    """A named person of a body."""

    name: Name
    phone: Phone = ""
    email: Email = ""


class OfficerIn(Strict):
    """The head or the officer in charge from a day on; without a person, the post is vacant."""

    duty: Duty
    person: Person | None
    on: Day


class NewBody(Strict):
    """A new body, but for the day on which it begins."""

    kind: KindCode = Field(examples=["th"])
    name: Name = Field(examples=["Trường Tiểu học Hoa Sen (dữ liệu minh họa)"])
    code: Code | None = Field(
        default=None, examples=["00101"], description="Mã ngành, dạng chữ; số 0 ở đầu được giữ."
    )
    school_levels: Levels | None = Field(
        default=None, description="Bỏ trống là mọi cấp học của loại đơn vị."
    )
    parent_id: Id | None = Field(
        default=None, description="Đơn vị quản lý trực tiếp; chỉ Sở không có."
    )
    assessing_id: Id | None = Field(
        default=None, description="Đơn vị đánh giá ngoài; bỏ trống là đơn vị quản lý."
    )
    head: Person | None = None
    focal: Person | None = None


class FoundIn(NewBody):
    """A new body from a day on."""

    on: Day = Field(description="Ngày thành lập, hoặc ngày bắt đầu theo dõi.")


class RenameIn(Strict):
    """Another name from a day on."""

    name: Name
    on: Day


class RecodeIn(Strict):
    """Another sector code, issued by the Sở of that day."""

    code: Code
    on: Day


class MoveIn(Strict):
    """Another managing body from a day on."""

    parent_id: Id
    on: Day


class AssessedByIn(Strict):
    """Another assessing body from a day on; none means the managing body assesses."""

    assessing_id: Id | None
    on: Day


class CorrectIn(Strict):
    """A wrong entry put right: no history, only the audit log remembers what stood there."""

    kind: KindCode | None = None
    school_levels: Levels | None = None


class DissolveIn(Strict):
    """The end of a body without successor."""

    on: Day
    reason: Reason


class ChildMove(Strict):
    """Under which successor (by its place among the successors) a child goes on."""

    body_id: Id
    successor: Annotated[int, Field(ge=0, le=199)]


class ReorganisationIn(Strict):
    """A merge, a split, or a replacement, as one act on one day.

    Each predecessor ends on that day unless it is among the successors (B merges into A; a part
    is split from A). A successor is a body that exists already (its id) or one that this act
    founds. What stood under a body that ends, or was assessed by it, goes to the only successor,
    or to the one that `children` names.
    """

    kind: Reorganisation
    predecessors: Annotated[tuple[Id, ...], Field(min_length=1, max_length=50)]
    successors: Annotated[tuple[Id | NewBody, ...], Field(min_length=1, max_length=200)]
    children: Annotated[tuple[ChildMove, ...], Field(max_length=5000)] = ()
    on: Day
    note: Note = Field("", description="Số, ngày văn bản sắp xếp.")

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if len(set(self.predecessors)) < len(self.predecessors):
            raise ValueError("a predecessor is named twice")
        existing = [one for one in self.successors if isinstance(one, str)]
        if len(set(existing)) < len(existing):
            raise ValueError("a successor is named twice")
        if any(child.successor >= len(self.successors) for child in self.children):
            raise ValueError("a child goes to a successor that is not named")
        return self


class HandoverIn(Strict):
    """The recorded act by which a successor goes on with what its predecessor was assessing."""

    from_body_id: Id
    to_body_id: Id
    reason: Reason


class KindOut(BaseModel):
    """One kind of body."""

    code: str
    title: str
    school_levels: list[str]
    manages: bool
    issues_codes: bool
    version: int


class KindList(BaseModel):
    """Every kind of body."""

    kinds: list[KindOut]


class BodyRef(BaseModel):
    """A body as others name it."""

    id: str
    name: str


class BodyLine(BaseModel):
    """One row of a list of bodies, as of the day of the list."""

    id: str
    kind: str
    name: str
    code: str | None
    school_levels: list[str]
    parent: BodyRef | None
    assessing: BodyRef | None = Field(description="Đơn vị đánh giá ngoài, kể cả khi ngầm hiểu.")
    founded_on: date
    dissolved_on: date | None
    version: int


class OfficerOut(BaseModel):
    """A named person of a body and since when."""

    duty: Duty
    name: str
    phone: str
    email: str
    valid_from: date
    valid_to: date | None


class BodyOut(BodyLine):
    """A body as of a day, with its people."""

    tenant: BodyRef
    head: OfficerOut | None
    focal: OfficerOut | None
    day: date


class BodyList(BaseModel):
    """A page of bodies; `next` is the cursor of the following page."""

    bodies: list[BodyLine]
    next: str | None


What = Literal["name", "code", "parent", "assessing", "head", "focal", "predecessor", "successor"]


class HistoryLine(BaseModel):
    """One thing that held of a body in a period, or one reorganisation it was part of."""

    what: What
    value: str
    other: BodyRef | None
    valid_from: date
    valid_to: date | None
    note: str


class HistoryOut(BaseModel):
    """All that is recorded of a body, oldest first."""

    history: list[HistoryLine]


class HandoverOut(BaseModel):
    """One recorded handover."""

    id: str
    from_body: BodyRef
    to_body: BodyRef
    reason: str
    at: datetime


class HandoverPage(BaseModel):
    """Who handed over what to whom, the newest first."""

    handovers: list[HandoverOut]
    next: str | None


class ReorganisationOut(BaseModel):
    """The successors of a reorganisation, in the order they were named."""

    successors: list[BodyRef]
    moved: int = Field(description="Số đơn vị trực thuộc đã chuyển.")


class LoadedLine(BaseModel):
    """One row of a loaded list: what it does to a body."""

    where: str
    act: Literal["found", "change", "same"]
    code: str
    name: str
    changes: list[str] = Field(description="Câu tiếng Việt cho từng thay đổi.")


class LoadOut(BaseModel):
    """What a list of bodies does, or did; `fingerprint` confirms exactly this."""

    applied: bool
    founded: int
    changed: int
    same: int
    lines: list[LoadedLine] = Field(description="Các dòng có thay đổi.")
    ignored: list[str] = Field(description="Cột, trang của tệp không được dùng.")
    fingerprint: str
