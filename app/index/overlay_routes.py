"""`/api/v1/bodies/{id}/overlays`: a Sở's own guidance over an edition."""

from typing import NamedTuple

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.bodies.answering import PAGE, After, Limit, refused
from app.bodies.errors import BodyNotFound
from app.bodies.text import Id
from app.edge.multipart import read_multipart, wrong_field
from app.edge.openapi import body_of
from app.errors import EditionNotFound
from app.index import errors, overlays
from app.index.examining import Examined, GivenOverlay, examined
from app.index.models import StoredEdition
from app.index.schemas import OverlayList, OverlayOut
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1/bodies/{body_id}/overlays", tags=["Bộ chỉ số của hệ thống"])

KNOWN = frozenset({"file", "edition"})
_FILE = {"type": "string", "format": "binary", "description": "Hướng dẫn riêng; YAML, UTF-8."}
_EDITION = {
    "type": "string",
    "maxLength": 120,
    "description": "mã@phiên bản của bộ chỉ số đang dùng.",
}
_PARTS = {
    "schema": {
        "type": "object",
        "required": ["file", "edition"],
        "properties": {"file": _FILE, "edition": _EDITION},
        "additionalProperties": False,
    }
}


class Sent(NamedTuple):
    """What a request brings."""

    content: bytes
    edition: str


@router.get("", summary="Hướng dẫn riêng của đơn vị", responses=refused(BodyNotFound))
def list_overlays(
    body_id: Id, visit: Visiting, after: After = "", limit: Limit = PAGE
) -> OverlayList:
    """Để chọn cho đợt đánh giá của đơn vị và các đơn vị trực thuộc."""
    with visit.reading() as work:
        return overlays.page(work.session, work.actor, body_id, work.at, (after, limit))


@router.post(
    "",
    summary="Thêm hướng dẫn riêng",
    status_code=201,
    response_model=OverlayOut,
    responses=refused(
        BodyNotFound,
        EditionNotFound,
        errors.IndexFileRefused,
        errors.OverlayRecordedOtherwise,
        body=True,
    ),
    openapi_extra=body_of(multipart=_PARTS),
)
async def add_overlay(body_id: Id, request: Request, visit: Visiting) -> Response:
    """Chỉ thêm lời hướng dẫn và gợi ý minh chứng; không đổi được điểm. Gửi lại thì như cũ."""
    sent = await _sent(request)
    edition = await to_thread.run_sync(_edition, visit, body_id, sent.edition)
    given = GivenOverlay(sent.content, edition.content)
    found: Examined = await visit.service.work.do(examined, given)

    def do(work: Work) -> Made:
        row = overlays.add(work.session, work.actor, body_id, edition, given, found, work.at)
        return Made(overlays.shown(row, f"{edition.edition_id}@{edition.version}"), 201)

    return await to_thread.run_sync(visit.answer, do)


async def _sent(request: Request) -> Sent:
    body = await request.body()
    parts = read_multipart(body, request.headers.get("content-type", ""))
    parts.refuse_others(KNOWN)
    content = parts.content("file")
    if content is None:
        raise wrong_field("file", "chưa có: hãy gửi tệp YAML của hướng dẫn riêng")
    return Sent(content, parts.text("edition"))


def _edition(visit: Visit, body_id: str, name: str) -> StoredEdition:
    """Nobody's text is read before they may add one."""
    with visit.reading() as work:
        overlays.allow(work.session, work.actor, body_id, work.at)
        return overlays.edition_for(work.session, name)
