"""A few invented schools whose results come in a table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, SQLModel, select

from app.accounts.models import Role
from app.audit.verify import verify
from app.dossiers.models import Answer, Dossier, FactAnswer, SideName
from app.imports.models import ImportKind
from app.imports.results.kind import KIND
from app.storage.database import Database
from tests.app.external.process import Process, best
from tests.app.imports.driving import Drive

SCHOOLS = ("th1", "th2", "th3")
CODES = ("79000001", "79000002", "09000003")


@dataclass
class Schools:
    """The database, who imports, and the columns of a table of both sides."""

    database: Database
    people: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)

    def drive(self, person: str | None = "admin", body: str = "so") -> Drive:
        """An import of results on somebody's account."""
        account = None if person is None else self.people[person]
        return Drive(self.database, KIND, ImportKind.RESULTS, body, account, "dot")

    def roles(self, *sides: str, more: Sequence[str] = ()) -> list[str]:
        """A code, a name, and every item of the sides."""
        return ["code", "name", *(f"{side}:{one}" for side in sides for one in self.items), *more]

    def row(self, code: str, *sides: dict[str, str | None], name: str | None = None) -> list[Any]:
        """A row of that table: every item at its maximum, but those given."""
        values = [one for side in sides for one in (self.items | side).values()]
        return [code, name, *values]

    @contextmanager
    def rows(self) -> Iterator[Session]:
        """A look into the database."""
        with self.database.reading() as session:
            yield session

    @contextmanager
    def acting(self) -> Iterator[Process]:
        """Somebody does something."""
        with self.database.writing() as session:
            yield Process.resumed(session)

    def dossier(self, school: str = "th1") -> Dossier:
        """Its row."""
        with self.rows() as session:
            return session.get_one(Dossier, f"d{school}dot")

    def awards(self, school: str = "th1", side: SideName = SideName.SELF) -> dict[str, str]:
        """What stands on one side."""
        with self.rows() as session:
            wanted = select(Answer).where(Answer.dossier_id == f"d{school}dot", Answer.side == side)
            return {
                one.item: one.verdict or str(one.award)
                for one in session.exec(wanted)
                if one.verdict or one.award is not None
            }

    def stand(self) -> list[list[str]]:
        """All that an undoing must put back; versions and chains move on."""
        moving = {"version", "chain_length", "chain_head", "self_version", "external_version"}
        with self.rows() as session:
            return [_dumped(session, table, moving) for table in (Dossier, Answer, FactAnswer)]

    def chains_hold(self) -> None:
        """Every chain verifies from its first row to its head."""
        with self.rows() as session:
            found = verify(session)
        assert found.rows > 0
        assert found.findings == ()


def furnished(database: Database) -> Schools:
    """Three schools of a commune, one of another Sở; an administrator, leaders, a school's head."""
    with database.writing() as session:
        process = Process(session)
        for name, code in zip(SCHOOLS[1:], CODES[1:], strict=True):
            process.school(name, code)
        made = process.province
        made.body("so2", kind="so")
        made.body("thx", "so2")
        process.dossier_of("thx", "80000001", process.campaign)
        people = process.people
        people["admin"] = made.person("admin", (Role.SO_ADMINISTRATOR, "so"))
        people["admin2"] = made.person("admin2", (Role.SO_ADMINISTRATOR, "so2"))
        people["tied"] = made.person(
            "tied", (Role.SO_ADMINISTRATOR, "so"), (Role.SCHOOL_EDITOR, "th2")
        )
        items = best(process.edition_used(process.dossier))
    return Schools(database, people, items)


def _dumped(session: Session, table: type[SQLModel], but: set[str]) -> list[str]:
    rows = session.exec(select(table))
    return sorted(str(sorted(one.model_dump(exclude=but).items())) for one in rows)
