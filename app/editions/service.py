"""The editions this installation offers: the shelf's, and those activated since, found by name.

What is known never changes, so the database is asked only which there are (`look`), and only an
edition that this process has not met is read and compiled.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session

from app.errors import EditionNotFound, ProfileNotAccepted, Reason
from app.index.queries import added
from app.index.service import edition as stored_edition
from app.storage.database import Database
from criteria.edition import Edition
from criteria.errors import EditionAltered
from criteria.errors import EditionNotFound as NoSuchEdition
from criteria.loader import shipped, shipped_editions
from exports.forms.writer import write_form
from scoring.answers import Profile


class Editions:
    """All editions by id, the newest version of an id last."""

    def __init__(self, shelf: Path) -> None:
        """Load a shelf. Raises `criteria.errors.CriteriaError` for one that breaks a rule."""
        self.all = tuple(shipped(name, shelf) for name in shipped_editions(shelf))

    def look(self, database: Database) -> None:
        """Take in what was activated since the last look, by whichever worker.

        Scoring needs no database: where it cannot be read, what is known goes on.
        """
        try:
            with database.reading() as session:
                fresh = self._fresh(session)
        except (OperationalError, ProgrammingError):
            return
        if fresh:
            # One assignment: who reads meanwhile sees either state, both whole.
            self.all = tuple(sorted((*self.all, *fresh), key=_by_name))

    def _fresh(self, session: Session) -> list[Edition]:
        known = {edition.ref.sha256 for edition in self.all}
        names = {str(edition.ref) for edition in self.all}
        return [
            stored_edition(session, sha256)
            for sha256, name, version in added(session)
            if sha256 not in known and f"{name}@{version}" not in names
        ]

    def versions(self, wanted: str) -> tuple[Edition, ...]:
        """The versions of one id, oldest first. Raises EditionNotFound."""
        found = tuple(edition for edition in self.all if edition.ref.id == wanted)
        if not found:
            raise EditionNotFound(self.known_names(f"Không có bộ chỉ số “{wanted}”."))
        return found

    def get(self, wanted: str, version: str) -> Edition:
        """One version. Raises EditionNotFound."""
        for edition in self.versions(wanted):
            if edition.ref.version == version:
                return edition
        raise EditionNotFound(
            self.known_names(f"Bộ chỉ số “{wanted}” không có phiên bản “{version}”.")
        )

    def named(self, name: str) -> Edition:
        """The edition `id@version`, or the newest of `id`. Raises EditionNotFound."""
        wanted, at, version = name.partition("@")
        return self.get(wanted, version) if at else self.versions(wanted)[-1]

    def find(self, wanted: str, version: str, sha256: str) -> Edition:
        """What a form names, only with the very bytes it was made for.

        Raises `criteria.errors.EditionNotFound` and `EditionAltered`, as the reader of forms asks.
        """
        for edition in self.all:
            if (edition.ref.id, edition.ref.version) == (wanted, version):
                if edition.ref.sha256 != sha256:
                    raise EditionAltered(str(edition.ref), sha256, edition.ref.sha256)
                return edition
        known = tuple(str(edition.ref) for edition in self.all)
        raise NoSuchEdition(f"{wanted}@{version}", known)

    @property
    def usual(self) -> Edition:
        """The edition the page begins with: the newest of the first that is no illustration."""
        real = [edition for edition in self.all if not edition.illustration] or list(self.all)
        return self.versions(real[0].ref.id)[-1]

    def known_names(self, sentence: str) -> str:
        """The sentence, and after it what there is."""
        listed = ", ".join(str(edition.ref) for edition in self.all) or "chưa có bộ chỉ số nào"
        return f"{sentence} Đang có: {listed}."


def _by_name(edition: Edition) -> tuple[str, tuple[int, ...]]:
    return edition.ref.id, tuple(int(part) for part in edition.ref.version.split("."))


def profile_of(edition: Edition, kind: str, school_levels: Iterable[str]) -> Profile:
    """The profile of a school; without cấp học, all of its kind. Raises ProfileNotAccepted."""
    found = edition.body_kinds.get(kind)
    if found is None:
        listed = ", ".join(f"{one.code} ({one.title})" for one in edition.body_kinds.values())
        message = f"Không có loại trường “{kind}”. Hãy chọn một trong: {listed}."
        raise ProfileNotAccepted(reasons=(Reason("kind", "unknown-kind", message),))
    wanted = tuple(dict.fromkeys(school_levels))
    strange = [level for level in wanted if level not in found.school_levels]
    if strange:
        listed = ", ".join(edition.school_levels[level] for level in found.school_levels)
        message = f"{found.title} không có cấp học “{strange[0]}”; có thể chọn: {listed}."
        raise ProfileNotAccepted(
            reasons=(Reason("school_levels", "unknown-school-level", message),)
        )
    ordered = tuple(level for level in found.school_levels if level in wanted)
    return Profile(kind, ordered or found.school_levels)


# One per kind of school and choice of cấp học; a form weighs about 30 KB and takes 0.1 s to make.
@lru_cache(maxsize=32)
def blank_form(edition: Edition, profile: Profile) -> bytes:
    """The blank form of that profile, an .xlsx workbook."""
    return write_form(edition, profile)


def blank_form_name(edition: Edition, profile: Profile) -> str:
    """The name under which a clerk saves the blank form."""
    kind = edition.body_kinds[profile.kind]
    levels = ""
    if profile.school_levels != kind.school_levels:
        titles = [edition.school_levels[level].lower() for level in profile.school_levels]
        levels = f" ({', '.join(titles)})"
    return f"Phiếu tự đánh giá - {kind.title}{levels}.xlsx"
