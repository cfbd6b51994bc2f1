"""`/api/v1/score`, `/api/v1/what-if`, `/api/v1/reports`: stateless, nothing is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.assessments.as_json import Json, plan_as_json, sheet_as_json
from app.assessments.bodies import (
    JSON,
    MULTIPART,
    form_alone,
    form_part,
    json_body,
    kind_of,
    level_part,
    parts_of,
)
from app.assessments.documents import BY_FORMAT, DOCUMENTS, Document, printed, today
from app.assessments.schemas import AnswersIn, PlanOut, SheetOut, WhatIfIn
from app.assessments.service import (
    answers_of,
    dossier_of,
    edition_of,
    planned,
    scored,
)
from app.context import Context, context_with_editions
from app.edge.attachments import attachment
from app.edge.multipart import wrong_field
from app.edge.openapi import XLSX, body_of, refusals, schema_ref
from app.errors import (
    AnswersNotAccepted,
    DocumentNotPrinted,
    EditionNotOffered,
    FormNotAccepted,
    TargetNotReachable,
)

router = APIRouter(prefix="/api/v1", tags=["Chấm điểm"])
Service = Annotated[Context, Depends(context_with_editions)]

_FILE = {"type": "string", "format": "binary", "description": "Phiếu .xlsx đã điền."}
_XLSX_BODY = {"schema": _FILE}


def _parts(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema": {
            "type": "object",
            "required": required,
            "properties": properties,
            "additionalProperties": False,
        }
    }


@router.post(
    "/score",
    summary="Chấm điểm",
    response_model=SheetOut,
    responses=refusals(EditionNotOffered, AnswersNotAccepted, FormNotAccepted, body=True),
    openapi_extra=body_of(
        json={"schema": schema_ref(AnswersIn)},
        xlsx=_XLSX_BODY,
        multipart=_parts(["form"], form=_FILE),
    ),
)
async def score(request: Request, service: Service) -> Json:
    """Câu trả lời (JSON) hoặc phiếu đã điền (.xlsx) vào, bảng điểm có giải thích ra."""
    if kind_of(request, JSON, XLSX, MULTIPART) == JSON:
        body = await json_body(request, AnswersIn)
        return await service.work.do(score_answers, service, body)
    return await service.work.do(score_form, service, await form_alone(request))


def score_answers(service: Context, body: AnswersIn) -> Json:
    """The sheet of stated answers; runs in a thread of the workshop."""
    edition = edition_of(body, service.editions)
    return scored(edition, answers_of(body, edition))


def score_form(service: Context, form: bytes) -> Json:
    """The sheet of a filled form; runs in a thread of the workshop."""
    dossier = dossier_of(form, service.editions)
    return sheet_as_json(dossier.edition, dossier.self_side.sheet)


@router.post(
    "/what-if",
    summary="Cách ngắn nhất để đạt một mức",
    response_model=PlanOut,
    responses=refusals(
        EditionNotOffered, AnswersNotAccepted, FormNotAccepted, TargetNotReachable, body=True
    ),
    openapi_extra=body_of(
        json={"schema": schema_ref(WhatIfIn)},
        multipart=_parts(
            ["form", "target"],
            form=_FILE,
            target={"type": "integer", "minimum": 1, "maximum": 99},
            unreachable={"type": "array", "items": {"type": "string"}, "maxItems": 60},
        ),
    ),
)
async def what_if(request: Request, service: Service) -> Json:
    """Ít tiêu chí nhất, rồi ít điểm nhất; tiêu chí ghi là không làm được thì giữ nguyên."""
    if kind_of(request, JSON, MULTIPART) == JSON:
        body = await json_body(request, WhatIfIn)
        return await service.work.do(plan_for_answers, service, body)
    parts = await parts_of(request, frozenset({"form", "target", "unreachable"}))
    form, target = form_part(parts), level_part(parts)
    if target is None:
        raise wrong_field("target", "chưa có: hãy ghi số của mức muốn đạt")
    kept = frozenset(parts.texts("unreachable"))
    return await service.work.do(plan_for_form, service, form, target, kept)


def plan_for_answers(service: Context, body: WhatIfIn) -> Json:
    """The plan for stated answers; runs in a thread of the workshop."""
    edition = edition_of(body, service.editions)
    answers = answers_of(body, edition)
    return plan_as_json(
        edition, planned(edition, answers, body.target, frozenset(body.unreachable))
    )


def plan_for_form(service: Context, form: bytes, target: int, kept: frozenset[str]) -> Json:
    """The plan for a filled form; runs in a thread of the workshop."""
    dossier = dossier_of(form, service.editions)
    edition = dossier.edition
    return plan_as_json(edition, planned(edition, dossier.self_side.answers, target, kept))


@router.post(
    "/reports",
    summary="Báo cáo và danh mục",
    response_class=Response,
    responses={
        200: {
            "description": "Tệp đã chọn; tên tệp ở Content-Disposition",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in dict.fromkeys(document.media_type for document in DOCUMENTS)
            },
        },
        **refusals(FormNotAccepted, DocumentNotPrinted, body=True),
    },
    openapi_extra=body_of(
        multipart=_parts(
            ["form", "format"],
            form=_FILE,
            external={**_FILE, "description": "Phiếu của đoàn đánh giá ngoài."},
            format={"type": "string", "enum": list(BY_FORMAT)},
        )
    ),
)
async def reports(request: Request, service: Service) -> Response:
    """Phiếu đã điền vào, một tệp ra: Phụ lục II, phiếu đánh giá, danh mục, hoặc tất cả."""
    kind_of(request, MULTIPART)
    parts = await parts_of(request, frozenset({"form", "external", "format"}))
    document = document_named(parts.text("format"))
    form, external = form_part(parts), parts.content("external") or None
    return await service.work.do(make_report, service, form, external, document)


def make_report(
    service: Context, form: bytes, external: bytes | None, document: Document
) -> Response:
    """One document of a filled form; runs in a thread of the workshop."""
    dossier = dossier_of(form, service.editions, external)
    content = printed(document, dossier, today(), service.press.pdf)
    return attachment(content, document.file_name(dossier), document.media_type)


def document_named(name: str) -> Document:
    """The document of that format. Raises ShapeWrong."""
    found = BY_FORMAT.get(name)
    if found is None:
        raise wrong_field("format", f"phải là một trong: {', '.join(BY_FORMAT)}")
    return found
