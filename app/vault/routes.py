"""Erasing a file of evidence for good, from wherever it is named."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from app.attachments import errors, files, service
from app.attachments.access import readable
from app.attachments.queries import stored
from app.attachments.routes import Number
from app.attachments.schemas import Id, Text
from app.dossiers.answering import refusals_of
from app.dossiers.errors import DossierNotFound
from app.policy import Act, require
from app.vault import erasing
from app.vault.pruning import finish_erasures
from app.visit import Made, Visiting, Work
from evidence.errors import StoreUnavailable

router = APIRouter(
    prefix="/api/v1/dossiers/{dossier_id}/evidence/{evidence_id}/files/{revision}/erasure",
    tags=["Minh chứng"],
)
_REFUSED = refusals_of(
    DossierNotFound, errors.EvidenceNotFound, errors.FileNotFound, errors.FileErased
)


NAMED = 200


class ErasureIn(BaseModel):
    """Why a content must go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[Text, StringConstraints(min_length=1, max_length=2000)] = Field(
        examples=["Danh sách học sinh có số định danh, gửi nhầm (dữ liệu minh họa)"]
    )


class AffectedOut(BaseModel):
    """A dossier that has the very same content."""

    dossier_id: str
    body_name: str
    codes: tuple[str, ...] = Field(description="Mã minh chứng; trống nếu là bản ký hay giải trình.")


class ErasureOut(BaseModel):
    """The dossiers whose file goes, or has gone."""

    sha256: str
    total: int = Field(description="Số hồ sơ có đúng nội dung này.")
    dossiers: tuple[AffectedOut, ...] = Field(description=f"Không quá {NAMED} hồ sơ đầu tiên.")


@router.get("", summary="Xóa hẳn một tệp: xem trước", responses=_REFUSED)
def preview_erasure(
    dossier_id: Id, evidence_id: Id, revision: Number, visit: Visiting
) -> ErasureOut:
    """Mọi hồ sơ của Sở có đúng nội dung này: xóa hẳn là xóa ở tất cả."""
    with visit.reading() as work:
        return _named(work, *_found(work, dossier_id, evidence_id, revision))


@router.post(
    "",
    summary="Xóa hẳn một tệp",
    response_model=ErasureOut,
    responses=refusals_of(
        DossierNotFound,
        errors.EvidenceNotFound,
        errors.FileNotFound,
        errors.FileErased,
        write=True,
    ),
)
def erase(
    dossier_id: Id, evidence_id: Id, revision: Number, body: ErasureIn, visit: Visiting
) -> Response:
    """Kể cả trong hồ sơ đã khóa; mã băm, người xóa và lý do ở lại, điểm và mức không đổi.

    Bản sao lưu cũ vẫn còn nội dung này.
    """

    def do(work: Work) -> Made:
        tenant_id, sha256 = _found(work, dossier_id, evidence_id, revision)
        told = _named(work, tenant_id, sha256)
        row = stored(work.session, tenant_id, sha256)
        if row is None:
            raise errors.FileNotFound
        named = erasing.affected(work.session, tenant_id, sha256)
        erasing.erase(work.session, row, body.reason, work.who, named)
        return Made(told)

    answer = visit.answer(do)
    try:
        with visit.reading() as work:
            at = work.at
        finish_erasures(visit.service.database, visit.service.vault, at)
    except StoreUnavailable:
        pass  # the tombstone stands; pruning tries again
    return answer


def _found(work: Work, dossier_id: str, evidence_id: str, revision: int) -> tuple[str, str]:
    dossier = readable(work, dossier_id)
    require(work.session, work.actor, Act.ERASE, dossier, work.today)
    row = service.found(work.session, dossier, evidence_id)
    file, *_ = files.revision(work.session, row, revision)
    erasing.require_not_erased(work.session, file.tenant_id, file.object_sha256, file.at)
    return file.tenant_id, file.object_sha256


def _named(work: Work, tenant_id: str, sha256: str) -> ErasureOut:
    named = erasing.affected(work.session, tenant_id, sha256)
    shown = tuple(AffectedOut(**one._asdict()) for one in named[:NAMED])
    return ErasureOut(sha256=sha256, total=len(named), dossiers=shown)
