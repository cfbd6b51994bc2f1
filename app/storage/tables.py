"""All tables together: importing this module fills the metadata that migrations compare with."""

from sqlmodel import SQLModel

from app.accounts import models as accounts
from app.attachments import models as attachments
from app.audit import models as audit
from app.bodies import models as bodies
from app.campaigns import models as campaigns
from app.dossiers import models as dossiers
from app.imports import models as imports
from app.index import models as index
from app.jobs import models as jobs
from app.packages import models as packages
from app.recognition import models as recognition
from app.uploads import models as uploads
from app.vault import models as vault
from app.workbooks import models as workbooks

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "accounts",
    "attachments",
    "audit",
    "bodies",
    "campaigns",
    "dossiers",
    "imports",
    "index",
    "jobs",
    "packages",
    "recognition",
    "uploads",
    "vault",
    "workbooks",
]
