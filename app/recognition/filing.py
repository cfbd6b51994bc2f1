"""The signed decision as a file, in the vault beside everything else."""

from sqlmodel import Session

from app.attachments.files import Kept, note
from app.audit.chain import Who, record_on_body
from app.recognition.models import RecognitionDecision


def keep(session: Session, decision: RecognitionDecision, kept: Kept, who: Who) -> None:
    """Hang the file on the decision, whose row is held; an earlier one stays in the vault."""
    noted = note(session, decision.tenant_id, kept, who.at)
    told = {
        "decision": decision.id,
        "file": kept.stored.sha256,
        "name": kept.file_name,
        "instead_of": decision.object_sha256,
    }
    decision.object_sha256, decision.file_name = kept.stored.sha256, kept.file_name
    decision.inspection_id = noted.inspection_id
    decision.version += 1
    session.add(decision)
    record_on_body(session, decision.body_id, who, "recognition.file", told)
    session.flush()
