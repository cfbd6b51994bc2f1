"""An invented town at work: schools ready for every step, and everybody with a token."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app import clock
from app.accounts.actor import Scope, hashed
from app.accounts.models import ApiToken, Role
from app.dossiers.models import DossierState
from app.storage.database import Database
from tests.app.external.process import Process

S = DossierState


@dataclass(frozen=True)
class Town:
    """Dossiers by the state they begin in, and a campaign `dot`. A person's token is their name."""

    drafting: list[str]
    """Complete, ready to be closed."""
    assessed: list[str]


def founded(database: Database, drafting: int, assessed: int = 0, **more: tuple[Role, str]) -> Town:
    """Schools `th2`, `th3`…: their editor is `editor-th2`, their head `head-th2`; `more` people."""
    with database.writing() as session:
        process = Process(session)
        names = [f"th{number}" for number in range(2, 2 + drafting + assessed)]
        dossiers = [process.school(name, f"79{name[2:]:>06}") for name in names]
        for name, dossier in zip(names, dossiers, strict=True):
            if len(dossiers) - dossiers.index(dossier) > assessed:
                process.fill(dossier, f"editor-{name}")
            else:
                process.bring(dossier, S.ASSESSED, f"-{name}")
        process.people |= {
            name: process.province.person(name, given) for name, given in more.items()
        }
        _tokens(session, process)
        ids = [dossier.id for dossier in dossiers]
    return Town(ids[:drafting], ids[drafting:])


def untouched(database: Database, schools: int, **more: tuple[Role, str]) -> list[str]:
    """Dossiers of schools that nobody has begun; the people as above. `code_of` has their codes."""
    with database.writing() as session:
        process = Process(session)
        names = [f"th{number}" for number in range(2, 2 + schools)]
        dossiers = [process.school(name, f"79{name[2:]:>06}") for name in names]
        process.people |= {
            name: process.province.person(name, given) for name, given in more.items()
        }
        _tokens(session, process)
        return [dossier.id for dossier in dossiers]


def code_of(dossier_id: str) -> str:
    """The school's code."""
    return f"79{school_of(dossier_id)[2:]:>06}"


def school_of(dossier_id: str) -> str:
    """The school's name, which ends its people's."""
    return dossier_id.removeprefix("d").removesuffix("dot")


def _tokens(session: Session, process: Process) -> None:
    for name, account in process.people.items():
        session.add(
            ApiToken(
                account_id=account,
                name="minh họa",
                token_hash=hashed(name),
                hint=name[:4],
                scopes=list(Scope),
                created_at=clock.now(),
                expires_at=clock.now() + timedelta(days=1),
            )
        )
