"""Bodies of requests: JSON by a model, a workbook alone, or a form of several parts."""

from typing import TypeVar

from fastapi import Request
from pydantic import ValidationError

from app.assessments.schemas import Payload
from app.edge.json_body import strict_json
from app.edge.multipart import Parts, read_multipart, wrong_field
from app.edge.openapi import XLSX
from app.edge.problems import from_validation
from app.errors import KindNotAccepted

Model = TypeVar("Model", bound=Payload)

JSON = "application/json"
MULTIPART = "multipart/form-data"
MAX_LEVEL = 99


def kind_of(request: Request, *accepted: str) -> str:
    """The media type of the body, one of those accepted. Raises KindNotAccepted."""
    kind, _, options = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    charset = options.lower().replace(" ", "").replace('"', "")
    if kind not in accepted or (kind == JSON and charset not in {"", "charset=utf-8"}):
        raise KindNotAccepted(f"Địa chỉ này nhận: {', '.join(accepted)}.")
    return kind


async def json_body(request: Request, model: type[Model]) -> Model:
    """The body as one of our models. Raises BodyUnreadable, ShapeWrong."""
    data = strict_json(await request.body())
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise from_validation(error) from error


async def parts_of(request: Request, known: frozenset[str]) -> Parts:
    """The parts of a multipart body, none of them unknown."""
    parts = read_multipart(await request.body(), request.headers.get("content-type", ""))
    parts.refuse_others(known)
    return parts


async def form_alone(request: Request) -> bytes:
    """The workbook, sent as the body itself or as the part `form`."""
    if kind_of(request, JSON, XLSX, MULTIPART) == XLSX:
        return await request.body()
    return form_part(await parts_of(request, frozenset({"form"})))


def form_part(parts: Parts) -> bytes:
    """The part `form`. Raises ShapeWrong where there is none."""
    content = parts.content("form")
    if content is None:
        raise wrong_field("form", "chưa có tệp: hãy gửi phiếu đã điền")
    return content


def level_part(parts: Parts) -> int | None:
    """The part `target`, the number of a level; None where it is missing or empty."""
    text = parts.text("target").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MAX_LEVEL:
        raise wrong_field("target", f"phải là số của một mức, từ 1 đến {MAX_LEVEL}")
    return int(text)
