"""The description of the API: every refusal of every route, the schemas of bodies read by hand."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.accounts.errors import NotAllowed, ScopeMissing, SignInNeeded
from app.accounts.once import KeyUsedOtherwise
from app.edge.examples import show
from app.edge.naming import name
from app.edge.problems import MEDIA_TYPE, Problem, problem_of
from app.edge.sent_twice import offer, takes_key
from app.errors import (
    BodyTooLarge,
    BodyTooSlow,
    BodyUnreadable,
    Busy,
    CrossSite,
    HostNotAllowed,
    KindNotAccepted,
    Reason,
    ServiceError,
    ShapeWrong,
    Unexpected,
)
from app.storage.errors import StorageAway, StorageFull

ALWAYS: tuple[type[ServiceError], ...] = (
    BodyTooLarge,
    HostNotAllowed,
    Unexpected,
    StorageAway,
    StorageFull,
)
OF_BODIES: tuple[type[ServiceError], ...] = (
    BodyUnreadable,
    CrossSite,
    BodyTooSlow,
    KindNotAccepted,
    ShapeWrong,
    Busy,
)
_REF = "#/components/schemas/{model}"

Responses = dict[int | str, dict[str, Any]]

DESCRIPTION = """
Hồ sơ đánh giá mức độ chuyển đổi số: soạn, nộp, đánh giá ngoài, công nhận; và chấm phiếu, in báo cáo
mà không cần tài khoản, không lưu lại gì (`score`, `what-if`, `reports`).

- Điểm và số liệu là **chuỗi** số thập phân, dấu chấm: `"4.5"`.
- Bộ chỉ số được gọi bằng `mã@phiên bản`, ví dụ `thangdo.qd-4725@1.0`; chỉ ghi mã là bản mới nhất.
- Lỗi theo RFC 9457 (`application/problem+json`), có `code` ổn định và `errors` nêu từng chỗ.
- Chương trình gửi kèm mã truy cập (`Authorization: Bearer …`), tạo ở trang Tài khoản. Trình duyệt
  dùng phiên đăng nhập và chỉ gửi được từ trang của chính dịch vụ.
- Sửa thì gửi kèm `If-Match` là `ETag` đã đọc; việc có thể gửi lại thì kèm `Idempotency-Key`.
"""


def refusals(*errors: type[ServiceError], body: bool = False) -> Responses:
    """The `responses` of a route: these errors, those of any route, those of any body."""
    by_status: dict[int, list[type[ServiceError]]] = {}
    for error in dict.fromkeys((*errors, *(OF_BODIES if body else ()), *ALWAYS)):
        by_status.setdefault(error.status, []).append(error)
    return {status: _response(kinds) for status, kinds in sorted(by_status.items())}


def body_of(**kinds: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads its body itself; keys are media types' short names."""
    content = {_MEDIA[kind]: described for kind, described in kinds.items()}
    return {"requestBody": {"required": True, "content": content}}


def schema_ref(model: type[BaseModel]) -> dict[str, str]:
    """A reference to a model that `describe` adds to the components."""
    return {"$ref": _REF.format(model=model.__name__)}


def describe(app: FastAPI, *models: type[BaseModel]) -> None:
    """Let `app.openapi()` tell the whole truth: our problems, our bodies, our words."""

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app, (Problem, *models))
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]  # FastAPI's own documented way


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA = {"json": "application/json", "multipart": "multipart/form-data", "xlsx": XLSX}


def _description(app: FastAPI, models: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    found = get_openapi(
        title=app.title, version=app.version, routes=app.routes, description=DESCRIPTION.strip()
    )
    components = found.setdefault("components", {}).setdefault("schemas", {})
    _, more = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    components.update(more.get("$defs", {}))
    _drop_foreign_refusals(found)
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if takes_key(method, path):
                offer(operation)
                _add(operation, KeyUsedOtherwise)
            _add_what_follows(method, operation)
    name(found)
    show(found)
    return found


def _add_what_follows(method: str, operation: dict[str, Any]) -> None:
    """The refusals that a route has by what it is, so that no route must remember them."""
    kinds: list[type[ServiceError]] = []
    if operation.get("parameters"):
        kinds.append(ShapeWrong)
    if method not in {"get", "head"}:
        kinds += [CrossSite, BodyTooSlow, Busy]
    if operation.get("security"):
        kinds += [SignInNeeded, NotAllowed, ScopeMissing]
    for kind in kinds:
        _add(operation, kind)


def _add(operation: dict[str, Any], kind: type[ServiceError]) -> None:
    told = operation["responses"].setdefault(str(kind.status), _response([kind]))
    told["content"][MEDIA_TYPE]["examples"].setdefault(kind.code, _example(kind))


def _drop_foreign_refusals(description: dict[str, Any]) -> None:
    """Take out FastAPI's own shape of a 422, which no route here answers with."""
    for methods in description["paths"].values():
        for operation in methods.values():
            if MEDIA_TYPE not in operation["responses"].get("422", {}).get("content", {}):
                operation["responses"].pop("422", None)
    for unused in ("HTTPValidationError", "ValidationError"):
        description["components"]["schemas"].pop(unused, None)


def _response(kinds: list[type[ServiceError]]) -> dict[str, Any]:
    return {
        "description": "; ".join(kind.title for kind in kinds),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": _REF.format(model=Problem.__name__)},
                "examples": {kind.code: _example(kind) for kind in kinds},
            }
        },
    }


def _example(kind: type[ServiceError]) -> dict[str, Any]:
    error = Busy() if kind is Busy else kind()
    if kind is ShapeWrong:
        error.reasons = (Reason("profile.kind", "missing", "thiếu khóa “kind”."),)
    return {"value": problem_of(error)}
