"""Plain pages of imports: the list with its upload, and one import from dry run to undoing."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from sqlmodel import Session, col, select
from starlette.responses import RedirectResponse, Response

from app.accounts.actor import SCHOOL_ROLES
from app.accounts.errors import NotAllowed
from app.accounts.models import Role
from app.audit.chain import Who
from app.bodies.models import Body, BodyKind
from app.bodies.queries import names
from app.bodies.text import Id
from app.campaigns import queries as campaigns
from app.dossiers.page_lists import campaigns_to_choose
from app.dossiers.parameters import PAGE, After
from app.edge.cursors import cursor_of, values_of
from app.edge.form_fields import FormFields, SentAnswers
from app.errors import ServiceError
from app.imports import permission, queries, service
from app.imports.listing import page_of_rows
from app.imports.models import ImportBatch, ImportKind, ImportState, RowOutcome
from app.imports.receiving import taken
from app.imports.routes import ImportId
from app.imports.schemas import ImportOut
from app.imports.telling_pages import COLUMNS, LOCKED, NEXT, THINGS
from app.settings import MEGABYTE
from app.visit import Visit, Visiting, Work

router = APIRouter(prefix="/nhap-du-lieu", include_in_schema=False)

KINDS = {
    ImportKind.RESULTS.value: "Kết quả đánh giá",
    ImportKind.BODIES.value: "Danh sách đơn vị",
    ImportKind.PEOPLE.value: "Danh sách người dùng",
    ImportKind.EVIDENCE.value: "Danh mục minh chứng",
    ImportKind.DECISIONS.value: "Quyết định công nhận",
}
STATES = {
    ImportState.UPLOADED.value: "đang chờ đọc",
    ImportState.READING.value: "đang chạy thử",
    ImportState.MAPPING.value: "chờ xác nhận các cột",
    ImportState.REFUSED.value: "không nhận được tệp",
    ImportState.READY.value: "đã chạy thử, chờ xác nhận",
    ImportState.APPLYING.value: "đang ghi",
    ImportState.STALE.value: "phải chạy thử lại",
    ImportState.APPLIED.value: "đã ghi",
    ImportState.UNDOING.value: "đang hoàn tác",
    ImportState.UNDONE.value: "đã hoàn tác",
}
DOING = {
    ImportState.UPLOADED.value: "Đang chờ đọc tệp",
    ImportState.READING.value: "Đang đọc tệp và so với dữ liệu đang có",
    ImportState.APPLYING.value: "Đang ghi",
    ImportState.UNDOING.value: "Đang hoàn tác",
}
"""While the import is so, its page loads itself again."""
OUTCOMES = {
    RowOutcome.NEW.value: "thêm mới",
    RowOutcome.CHANGED.value: "thay đổi",
    RowOutcome.UNCHANGED.value: "không đổi",
    RowOutcome.INVALID.value: "có lỗi",
    RowOutcome.LOCKED.value: "đang khóa, chỉ đối chiếu",
}
EVERYTHING = "tat-ca"
Shown = Literal["", "tat-ca", "new", "changed", "unchanged", "invalid", "locked"]
_FIRST = (RowOutcome.INVALID, RowOutcome.CHANGED, RowOutcome.NEW)
BRINGING = (Role.SO_ADMINISTRATOR, Role.BODY_LEADER)
_BOTH = frozenset({"results", "people", "evidence"})
OF_ROLE = {Role.SO_ADMINISTRATOR: _BOTH | {"bodies"}, Role.BODY_LEADER: _BOTH | {"decisions"}}
"""What the form offers to whom; whether it is taken, the kind itself says."""
NOTHING_TYPED: Mapping[str, str] = {}
MOST_BODIES = 100
"""Bodies to choose from on the page; a country has fewer Sở."""
HIDDEN = {401, 403, 404}
_COLUMN = "c-"
_OWN = frozenset({"TT", "STT", "Lỗi"})
"""Columns of the service's own tables that nobody asks about."""
_WITH_ROWS = frozenset(
    {
        ImportState.READY,
        ImportState.STALE,
        ImportState.APPLYING,
        ImportState.APPLIED,
        ImportState.UNDOING,
        ImportState.UNDONE,
    }
)


@router.get("")
def imports_page(
    visit: Visiting,
    after: Annotated[After, Query(alias="sau")] = "",
    campaign: Annotated[Id | None, Query(alias="dot")] = None,
) -> Response:
    """What was brought in, newest first, and the form for more; a campaign's page names itself."""
    return _list(visit, after, typed={"campaign_id": campaign or ""})


@router.post("")
async def upload_on_page(request: Request, visit: Visiting) -> Response:
    """A chosen file becomes an import at an address of its own."""
    try:
        batch = await taken(request, visit)
    except ServiceError as error:
        if error.status in HIDDEN:
            raise
        return await to_thread.run_sync(_list, visit, "", error)
    return RedirectResponse(f"/nhap-du-lieu/{batch.id}", 303)


@router.get("/{import_id}")
def import_page(
    import_id: ImportId,
    visit: Visiting,
    outcome: Annotated[Shown, Query(alias="ket-qua")] = "",
    after: Annotated[After, Query(alias="sau")] = "",
) -> Response:
    """One import: how far it is, what it would change, what can be done now.

    Where nobody chose which rows to see, those that want a look come first.
    """
    return _one(visit, import_id, outcome, after)


@router.post("/{import_id}/cot")
def map_on_page(import_id: ImportId, visit: Visiting, sent: SentAnswers) -> Response:
    """What the person says of the columns; the others stay as they were recognised."""

    def do(work: Work, batch: ImportBatch) -> None:
        service.map_columns(work.session, batch, _columns(batch, sent), work.who)

    return _step(visit, import_id, do)


@router.post("/{import_id}/chay-thu")
def try_again_on_page(import_id: ImportId, visit: Visiting, sent: SentAnswers) -> Response:
    """The dry run once more."""
    del sent  # it has none but its number
    return _step(
        visit, import_id, lambda work, batch: service.try_again(work.session, batch, work.who)
    )


@router.post("/{import_id}/xac-nhan")
def confirm_on_page(import_id: ImportId, visit: Visiting, sent: SentAnswers) -> Response:
    """Write what the page showed."""

    def do(work: Work, batch: ImportBatch) -> None:
        seen, leave_out = sent.text("fingerprint", 64), bool(sent.get("leave_out"))
        service.confirm(work.session, batch, seen, work.who, leave_out=leave_out)

    return _step(visit, import_id, do)


@router.post("/{import_id}/hoan-tac")
def undo_on_page(import_id: ImportId, visit: Visiting, sent: SentAnswers) -> Response:
    """Put back what stood there before."""

    def do(work: Work, batch: ImportBatch) -> None:
        service.undo(work.session, batch, work.who, rest=bool(sent.get("rest")))

    return _step(visit, import_id, do)


@router.post("/{import_id}/bo")
def forget_on_page(import_id: ImportId, visit: Visiting, sent: SentAnswers) -> Response:
    """Drop it; nothing was written."""
    del sent  # it has none but its number

    def do(work: Work, batch: ImportBatch) -> None:
        service.forget(work.session, batch, work.who)

    return _step(visit, import_id, do, to="/nhap-du-lieu")


def _step(
    visit: Visit, import_id: str, do: Callable[[Work, ImportBatch], None], to: str = ""
) -> Response:
    def step(work: Work) -> str:
        permission.seen(work.session, work.actor, import_id, work.today)
        batch = queries.held(work.session, import_id)
        permission.require(work.session, work.actor, batch, work.who)
        do(work, batch)
        return to or f"/nhap-du-lieu/{import_id}"

    try:
        answer = visit.done_once(step)
    except ServiceError as error:
        if error.status in HIDDEN:
            raise
        return _one(visit, import_id, "", "", error)
    visit.service.foreman.news()
    return answer


def _columns(batch: ImportBatch, sent: FormFields) -> Mapping[str, Mapping[str, str]]:
    """Every column with its role: as it was recognised, but for what the form says."""
    found: dict[str, dict[str, str]] = {}
    for number, layout in enumerate(batch.recognised.get("layouts", ())):
        found[layout["layout"]] = {
            column["title"]: sent.get(f"{_COLUMN}{number}-{column['place']}", column["role"])
            for column in layout["columns"]
            if column["title"]
        }
    return found


def _list(
    visit: Visit,
    after: str,
    problem: ServiceError | None = None,
    typed: Mapping[str, str] = NOTHING_TYPED,
) -> Response:
    with visit.reading() as work:
        kinds, bodies = _offered(work)
        if not kinds and not work.actor.at(permission.SEEING):
            raise NotAllowed
        visible = permission.visible_imports(work.actor, work.today)
        last = values_of(after, 1)[0] if after else ""
        found = queries.page(work.session, visible, None, last, PAGE + 1)
        shown = found[:PAGE]
        called = names(work.session, {*bodies, *(one.body_id for one in shown)}, work.today)
        return visit.service.pages.page(
            "imports.html",
            problem.status if problem else 200,
            choices=[(one, called.get(one, "")) for one in bodies],
            campaigns=campaigns_to_choose(work),
            offered=kinds,
            kinds=KINDS,
            states=STATES,
            bodies=called,
            found=shown,
            next=cursor_of(shown[-1].id) if len(found) > PAGE else None,
            after=after,
            problem=problem,
            typed=typed,
            columns=[(KINDS[kind], COLUMNS[kind]) for kind in kinds],
            megabytes=visit.service.settings.max_import_bytes // MEGABYTE,
        )


def _offered(work: Work) -> tuple[dict[str, str], list[str]]:
    """What the person may bring in, and for which bodies; each file is judged by itself again."""
    if work.actor.at(BRINGING):
        roles = [role for role in BRINGING if work.actor.at((role,))]
        brought = {
            kind: KINDS[kind] for kind in KINDS if any(kind in OF_ROLE[one] for one in roles)
        }
        return brought, sorted(work.actor.at(BRINGING))
    if work.actor.is_system_administrator:
        found = {kind.value: KINDS[kind] for kind in permission.OF_INSTALLATION}
        return found, _heads(work.session, MOST_BODIES)
    schools = sorted(work.actor.at(SCHOOL_ROLES))
    return {kind.value: KINDS[kind] for kind in permission.OF_SCHOOLS if schools}, schools


def _heads(session: Session, most: int) -> list[str]:
    """The Sở there are."""
    issuing = select(BodyKind.code).where(col(BodyKind.issues_codes))
    found = select(Body.id).where(col(Body.kind).in_(issuing), col(Body.dissolved_on).is_(None))
    return sorted(session.exec(found.order_by(col(Body.id)).limit(most)))


def _one(
    visit: Visit,
    import_id: str,
    chosen: Shown,
    after: str,
    problem: ServiceError | None = None,
) -> Response:
    with visit.reading() as work:
        batch = permission.seen(work.session, work.actor, import_id, work.today)
        told = ImportOut.of(batch)
        shows_rows = batch.state in _WITH_ROWS
        if shows_rows:
            visit.saw(work.actor, f"import:{batch.id}", "rows")
        counts = batch.counts
        outcome = _outcome(chosen, counts)
        return visit.service.pages.page(
            "import.html",
            problem.status if problem else 200,
            one=told,
            body=names(work.session, [batch.body_id], work.today).get(batch.body_id, ""),
            campaign=_campaign(work, batch)
            if batch.kind not in permission.OF_INSTALLATION
            else None,
            kinds=KINDS,
            states=STATES,
            doing=DOING,
            outcomes=OUTCOMES,
            everything=EVERYTHING,
            outcome=outcome.value if outcome else EVERYTHING,
            waits=batch.state in DOING,
            shows_rows=shows_rows,
            rows=page_of_rows(work.session, batch, outcome, after, PAGE) if shows_rows else None,
            levels=_levels(counts),
            left_out=_left_out(told),
            empty=not counts.get("rows") and batch.state == ImportState.READY,
            locked=LOCKED.get(batch.kind, ""),
            thing=THINGS.get(batch.kind, ""),
            next_step=NEXT[batch.kind],
            writes=counts.get(RowOutcome.NEW, 0) + counts.get(RowOutcome.CHANGED, 0),
            may=_may(work, batch),
            after=after,
            problem=problem,
        )


def _left_out(told: ImportOut) -> list[str]:
    """Titles of columns that nobody uses."""
    return [
        column.title
        for layout in told.layouts
        for column in layout.columns
        if not column.role and column.title and column.title.split(" > ")[-1] not in _OWN
    ]


def _outcome(chosen: Shown, counts: Mapping[str, Any]) -> RowOutcome | None:
    if chosen == EVERYTHING:
        return None
    return RowOutcome(chosen) if chosen else next((one for one in _FIRST if counts.get(one)), None)


def _campaign(work: Work, batch: ImportBatch) -> object | None:
    if batch.campaign_id is None or batch.kind in permission.OF_INSTALLATION:
        return None
    return campaigns.campaign(work.session, batch.campaign_id)


def _may(work: Work, batch: ImportBatch) -> bool:
    """Whether the buttons are for this person."""
    try:
        permission.require(work.session, work.actor, batch, Who(work.actor.account_id, work.at))
    except ServiceError:
        return False
    return True


def _levels(counts: Mapping[str, Any]) -> list[dict[str, object]]:
    """How many schools have which level before and after, side by side and side after side."""
    found = counts.get("levels")
    if not isinstance(found, Mapping):
        return []
    lines: list[dict[str, object]] = []
    for side, title in (("self", "tự đánh giá"), ("external", "đánh giá ngoài")):
        both = found.get(side) or {}
        before, after = both.get("before", {}), both.get("after", {})
        if before == after:
            continue
        lines += [
            {
                "side": title,
                "level": _level(level),
                "before": before.get(level, 0),
                "after": after.get(level, 0),
            }
            for level in sorted({*before, *after})
        ]
    return lines


def _level(level: str) -> str:
    return {"": "chưa đủ dữ liệu", "none": "chưa đủ dữ liệu", "0": "chưa đạt mức 1"}.get(
        level, f"mức {level}"
    )
