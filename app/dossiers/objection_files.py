"""Files that the school adds to its objection: new evidence for the criterion it objects to.

They hang on the objection alone. The self side is locked and does not change: neither its list of
evidence nor its snapshot knows of them. Whoever reads the objection reads them.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from app.attachments.errors import FileNotFound
from app.attachments.files import Kept, known
from app.audit.chain import Who, record_on_dossier
from app.dossiers.errors import NotReady, PartNotFound
from app.dossiers.models import Dossier, DossierState, Objection, ObjectionFile
from app.dossiers.transitions import require_state
from app.errors import Reason

MAX_FILES = 10
"""Of one objection."""


def of_objections(session: Session, ids: Collection[str]) -> Mapping[str, Sequence[ObjectionFile]]:
    """The files of each objection, the first one first: one statement."""
    found: dict[str, list[ObjectionFile]] = {}
    if not ids:
        return found
    rows = session.exec(
        select(ObjectionFile)
        .where(col(ObjectionFile.objection_id).in_(ids))
        .order_by(col(ObjectionFile.id))
    )
    for row in rows:
        found.setdefault(row.objection_id, []).append(row)
    return found


def awaited(session: Session, dossier: Dossier, objection_id: str) -> Objection:
    """The objection that may get a file now. Raises PartNotFound, TransitionRefused, NotReady."""
    row = _objection(session, dossier, objection_id)
    require_state(dossier, DossierState.OBJECTED)
    code = row.criterion
    if row.upheld is not None:
        message = f"Giải trình tiêu chí {code} đã được quyết định, không nhận thêm tệp."
        raise NotReady(reasons=(Reason(code, "decided-already", message),))
    if len(of_objections(session, [row.id]).get(row.id, ())) >= MAX_FILES:
        message = f"Giải trình tiêu chí {code} đã có {MAX_FILES} tệp. Hãy gộp vào một tệp .zip."
        raise NotReady(reasons=(Reason(code, "files-too-many", message),))
    return row


def add(
    session: Session, dossier: Dossier, objection_id: str, kept: Kept, who: Who
) -> ObjectionFile:
    """Hang a file on the objection; the dossier's row is held. Raises as `awaited` does."""
    objection = awaited(session, dossier, objection_id)
    noted = known(session, dossier, kept, who)
    row = ObjectionFile(
        objection_id=objection.id,
        tenant_id=dossier.tenant_id,
        object_sha256=kept.stored.sha256,
        inspection_id=noted.inspection_id,
        file_name=kept.file_name,
        by_account=who.account_id,
        at=who.at,
    )
    session.add(row)
    told = {
        "round": objection.round,
        "criterion": objection.criterion,
        "file": kept.stored.sha256,
        "size": kept.stored.size,
        "file_name": kept.file_name,
    }
    record_on_dossier(session, dossier, who, "objection.file_added", told)
    session.add(dossier)
    session.flush()
    return row


def one(session: Session, dossier: Dossier, objection_id: str, file_id: str) -> ObjectionFile:
    """A file of an objection of this dossier. Raises PartNotFound, FileNotFound."""
    objection = _objection(session, dossier, objection_id)
    for row in of_objections(session, [objection.id]).get(objection.id, ()):
        if row.id == file_id:
            return row
    raise FileNotFound


def _objection(session: Session, dossier: Dossier, objection_id: str) -> Objection:
    row = session.exec(
        select(Objection).where(Objection.id == objection_id, Objection.dossier_id == dossier.id)
    ).one_or_none()
    if row is None:
        raise PartNotFound("Hồ sơ không có giải trình này. Hãy mở lại danh sách giải trình.")
    return row
