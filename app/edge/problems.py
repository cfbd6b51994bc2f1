"""Refusals as RFC 9457 problem+json, and the mapping of every error to one of the tree."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.edge.shapes import sentence
from app.errors import (
    BodyUnreadable,
    KindNotAccepted,
    MethodNotAllowed,
    NothingHere,
    Reason,
    RequestRefused,
    ServiceError,
    ShapeWrong,
)

MEDIA_TYPE = "application/problem+json"
CATALOGUE = "/api/loi"
"""The page that explains each code; a problem's `type` points into it."""

# A hostile form could have a reason per cell; more than this nobody reads in one go.
MAX_REASONS = 500
MAX_WHERE = 200

_BY_STATUS: dict[int, type[ServiceError]] = {
    400: BodyUnreadable,
    404: NothingHere,
    405: MethodNotAllowed,
    415: KindNotAccepted,
}


class ProblemReason(BaseModel):
    """One thing that must change."""

    model_config = ConfigDict(extra="forbid")

    where: str = Field(description="Ô (Trang!Ô), trường hoặc mã tiêu chí.")
    code: str = Field(description="Mã ổn định của loại lỗi.")
    message: str = Field(description="Câu tiếng Việt: sai gì, cần gì.")


class Problem(BaseModel):
    """A refusal, RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Địa chỉ giải thích loại lỗi.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="Chuyện gì xảy ra và làm gì tiếp.")
    code: str = Field(description="Mã ổn định, để chương trình dựa vào.")
    errors: list[ProblemReason] = Field(description="Từng chỗ cần sửa; có thể trống.")
    current: dict[str, Any] | None = Field(
        None, description="Chỉ khi 412: giá trị đang có trên máy chủ của các mục nêu ở errors."
    )


def problem_of(error: ServiceError) -> dict[str, Any]:
    """The members of the problem document."""
    now = {} if error.current is None else {"current": dict(error.current)}
    return {
        "type": f"{CATALOGUE}#{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": _writable(error.detail),
        "code": error.code,
        "errors": [
            {
                "where": _writable(reason.where)[:MAX_WHERE],
                "code": reason.code,
                "message": _writable(reason.message),
            }
            for reason in error.reasons[:MAX_REASONS]
        ],
        **now,
    }


def problem_response(error: ServiceError) -> Response:
    """The answer that tells a program of the refusal."""
    content = json.dumps(problem_of(error), ensure_ascii=False).encode("utf-8")
    return Response(content, error.status, error.headers, MEDIA_TYPE)


def from_framework(error: HTTPException) -> ServiceError:
    """What Starlette or FastAPI refused, in our words; their own details stay unsaid."""
    headers = dict(error.headers or {})
    kind = _BY_STATUS.get(error.status_code)
    return kind(headers=headers) if kind else RequestRefused(error.status_code, headers)


def from_validation(error: RequestValidationError | ValidationError, at: str = "") -> ServiceError:
    """Each finding of pydantic about a payload or a parameter, as a sentence with its place."""
    return ShapeWrong(reasons=reasons_of(error.errors(), at))


def reasons_of(findings: Sequence[Any], at: str = "") -> tuple[Reason, ...]:
    """Pydantic's findings as reasons; what was sent is never repeated."""
    reasons: list[Reason] = []
    for finding in findings:
        where = ".".join(str(part) for part in finding["loc"])
        reasons.append(Reason(where or at, str(finding["type"]), sentence(finding)))
    return tuple(reasons)


def _writable(text: str) -> str:
    """The text without lone surrogates, which JSON can carry in but UTF-8 cannot carry out."""
    return text.encode("utf-8", "replace").decode("utf-8")
