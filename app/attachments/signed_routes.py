"""`/api/v1/dossiers/{id}/signed-report`: the report that the head signed, handed back."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, BinaryIO, Self

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.responses import Response

from app.attachments import errors, files, queries
from app.attachments.access import held, readable, room
from app.attachments.file_schemas import FindingsOut
from app.attachments.handing_out import Wants, of_dossier
from app.attachments.models import Inspection
from app.attachments.receiving import Wanted, receive
from app.attachments.routes import FILE_ANSWER, FILE_PART, OF_DOWNLOADS, OF_FILES
from app.attachments.schemas import Day, Id, Text
from app.dossiers import signing
from app.dossiers.answering import refusals_of
from app.dossiers.errors import DossierNotFound, NotReady, TransitionRefused
from app.dossiers.models import QrReading, SignedReport
from app.edge.openapi import body_of
from app.edge.problems import from_validation
from app.edge.uploads import Received
from app.policy import Act, require
from app.visit import Visit, Visiting
from evidence.kinds import PAPERS, Kind
from evidence.qr import codes_on

router = APIRouter(prefix="/api/v1/dossiers/{dossier_id}/signed-report", tags=["Báo cáo đã ký"])

_TEXTS = frozenset({"number", "symbol", "signed_on"})


class PaperIn(BaseModel):
    """What stands on the paper, sent beside the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[Text, StringConstraints(max_length=20)] = ""
    symbol: Annotated[Text, StringConstraints(max_length=50)] = ""
    signed_on: Day | None = None

    @classmethod
    def of(cls, received: Received) -> Self:
        """From the parts of a form; what is empty was not given. Raises ShapeWrong."""
        given = {name: received.text(name) for name in _TEXTS}
        try:
            return cls.model_validate({name: text for name, text in given.items() if text.strip()})
        except ValidationError as error:
            raise from_validation(error) from error


class SignedReportOut(FindingsOut):
    """One signed file. `void`: replaced, or its closing was reopened."""

    id: str
    file_name: str
    sha256: str
    number: str
    symbol: str
    signed_on: Day | None
    qr: QrReading = Field(description="matches: mã QR khớp; unreadable: người nhận tự đối chiếu.")
    void: bool
    by_account: str | None
    at: datetime

    @classmethod
    def of(cls, row: SignedReport, inspection: Inspection | None) -> Self:
        """The file."""
        return cls(
            **row.model_dump(include=set(cls.model_fields)),
            **cls.found(row.object_sha256, inspection),
            sha256=row.object_sha256,
        )


class SignedReportsOut(BaseModel):
    """Every signed file of the dossier, the latest first; at most one is not void."""

    reports: tuple[SignedReportOut, ...]


@router.get("", summary="Các bản báo cáo đã ký", responses=refusals_of(DossierNotFound))
def list_signed(dossier_id: Id, visit: Visiting) -> SignedReportsOut:
    """Bản đang có hiệu lực là bản không ghi void."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        found = signing.reports(work.session, dossier.id)
        inside = queries.inspections(work.session, (one.inspection_id for one in found))
        told = (SignedReportOut.of(one, inside.get(one.inspection_id)) for one in found)
        return SignedReportsOut(reports=tuple(told))


@router.post(
    "",
    summary="Nộp bản báo cáo đã ký",
    status_code=201,
    responses=refusals_of(
        DossierNotFound,
        TransitionRefused,
        errors.SealDiffers,
        NotReady,
        *OF_FILES,
        write=True,
    ),
    openapi_extra=body_of(
        multipart={
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {**FILE_PART, "description": "Bản ký: .pdf, .jpg hoặc .png."},
                    "number": {"type": "string", "maxLength": 20},
                    "symbol": {"type": "string", "maxLength": 50},
                    "signed_on": {"type": "string", "format": "date"},
                },
                "additionalProperties": False,
            }
        }
    ),
)
async def hand_in_signed(dossier_id: Id, request: Request, visit: Visiting) -> SignedReportOut:
    """Mã QR trên bản ký được đọc và so với hồ sơ đã chốt; bản nộp trước được giữ, hết hiệu lực."""
    tenant_id, sha256 = await to_thread.run_sync(_before, visit, dossier_id)
    wanted = Wanted(tenant_id, PAPERS, _TEXTS)
    kept, (paper, texts) = await receive(
        request, visit.service, wanted, _looking_for(dossier_id, sha256)
    )
    return await to_thread.run_sync(_after, visit, dossier_id, kept, paper, texts)


@router.get(
    "/{report_id}/file",
    summary="Tải một bản báo cáo đã ký",
    response_class=Response,
    responses={
        **FILE_ANSWER,
        **refusals_of(
            DossierNotFound,
            errors.FileNotFound,
            *OF_DOWNLOADS,
        ),
    },
)
def download_signed(dossier_id: Id, report_id: Id, visit: Visiting, wants: Wants) -> Response:
    """Cả bản đã bị thay."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        found = [one for one in signing.reports(work.session, dossier.id) if one.id == report_id]
        if not found:
            raise errors.FileNotFound
        report = found[0]
        visit.saw(work.actor, f"signed_report:{report.id}", "download")
        return of_dossier(visit, work, dossier, report, wants)


def _looking_for(
    dossier_id: str, sha256: str
) -> Callable[[Received, Kind, BinaryIO], tuple[signing.Paper, signing.Texts]]:
    def look(
        received: Received, kind: Kind, content: BinaryIO
    ) -> tuple[signing.Paper, signing.Texts]:
        given = PaperIn.of(received)
        texts = codes_on(content, kind)
        signing.judge(texts, dossier_id, sha256)
        return signing.Paper(given.number, given.symbol, given.signed_on), texts

    return look


def _before(visit: Visit, dossier_id: str) -> tuple[str, str]:
    """Refuse before the file is sent what would be refused after it."""
    with visit.reading() as work:
        dossier = readable(work, dossier_id)
        require(work.session, work.actor, Act.SIGN, dossier, work.today)
        snapshot = signing.awaited(work.session, dossier)
        files.require_room(work.session, dossier, 0, room(visit))
        return dossier.tenant_id, snapshot.sha256


def _after(
    visit: Visit, dossier_id: str, kept: files.Kept, paper: signing.Paper, texts: signing.Texts
) -> SignedReportOut:
    with visit.writing() as work:
        dossier = held(work, dossier_id, Act.SIGN)
        files.require_room(work.session, dossier, kept.stored.size, room(visit))
        report = signing.attach(work.session, dossier, kept, paper, texts, work.who)
        files.require_there(visit.service.vault, dossier.tenant_id, kept)
        inside = queries.inspection(work.session, report.inspection_id)
        return SignedReportOut.of(report, inside)
