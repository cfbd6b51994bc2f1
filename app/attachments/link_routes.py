"""Having the address of a piece of evidence opened by the service, in the API and on the page."""

from datetime import datetime
from typing import Self

from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from app.attachments import errors, link_checks
from app.attachments.fetching import Failure
from app.attachments.models import LinkCheck
from app.attachments.schemas import Id
from app.dossiers.answering import refusals_of
from app.dossiers.errors import DossierLocked, DossierNotFound
from app.errors import Busy
from app.visit import Made, Visit, Visiting, Work

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}", tags=["Minh chứng"])
pages = APIRouter(include_in_schema=False)


class LinkCheckOut(BaseModel):
    """What came of it."""

    evidence_id: str
    address: str = Field(description="Đường dẫn đã mở.")
    status: int = Field(description="Mã HTTP; 0 là không có trả lời, xem `failure`.")
    failure: Failure | None = Field(description="Vì sao không mở được; null là có trả lời.")
    said: str
    final_url: str = Field(description="Nơi dừng lại sau khi được chuyển tiếp.")
    media_type: str = Field(description="Loại nội dung mà trang tự khai; có thể trống.")
    by_account: str | None
    at: datetime

    @classmethod
    def of(cls, row: LinkCheck) -> Self:
        """The check."""
        kept = row.model_dump(exclude={"failure"})
        failure = Failure(row.failure) if row.failure else None
        return cls(**kept, failure=failure, said=link_checks.said_of(row))


@router.post(
    "/evidence/{evidence_id}/link-check",
    summary="Cho dịch vụ mở thử đường dẫn của minh chứng",
    response_model=LinkCheckOut,
    responses=refusals_of(
        DossierNotFound,
        errors.EvidenceNotFound,
        errors.LinksNotFetched,
        errors.NoLink,
        DossierLocked,
        Busy,
        write=True,
    ),
)
async def check_link(dossier_id: Id, evidence_id: Id, visit: Visiting) -> Response:
    """Chỉ khi người vận hành bật THANGDO_FETCH_LINKS, và chỉ địa chỉ công khai, trong 5 giây.

    Không gửi gì kèm theo, không lưu nội dung trang; chỉ giữ kết quả của lần mở sau cùng.
    """
    return await _checked(dossier_id, evidence_id, visit)


@pages.post("/ho-so/{dossier_id}/minh-chung/{evidence_id}/mo-thu")
async def check_on_page(dossier_id: Id, evidence_id: Id, visit: Visiting) -> Response:
    """The same from the page of the piece."""
    await _checked(dossier_id, evidence_id, visit)
    return RedirectResponse(f"/ho-so/{dossier_id}/minh-chung/{evidence_id}#duong-dan", 303)


async def _checked(dossier_id: str, evidence_id: str, visit: Visit) -> Response:
    asked = await to_thread.run_sync(_begun, visit, dossier_id, evidence_id)
    outcome = await visit.service.fetcher.ask(asked.address)

    def do(work: Work) -> Made:
        return Made(LinkCheckOut.of(link_checks.keep(work, dossier_id, asked, outcome)))

    return await to_thread.run_sync(visit.answer, do)


def _begun(visit: Visit, dossier_id: str, evidence_id: str) -> link_checks.Asking:
    with visit.reading() as work:
        on = visit.service.settings.fetch_links
        return link_checks.begin(work, dossier_id, evidence_id, on=on)
