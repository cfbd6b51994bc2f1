"""Checking editions and the golden cases beside them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from app.cli.editions import edition_or_file
from app.cli.problems import CommandFailed, FileTrouble, Problem, Refused
from app.cli.reading import file_trouble
from criteria.edition import Edition
from criteria.loader import SHELF, shipped_editions
from scoring.golden import run


@dataclass(frozen=True, slots=True)
class Checked:
    """An edition without fault; `golden` is the file of its cases, "" where there is none."""

    edition: str
    sha256: str
    golden: str

    def __str__(self) -> str:
        """One line."""
        cases = f"mọi ca trong {self.golden} đúng" if self.golden else "không có ca mẫu"
        return f"{self.edition}: không có lỗi, {cases}."

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return asdict(self)


def lint_files(names: Iterable[str]) -> list[Checked]:
    """Check edition files. Ends the command with every problem of all of them."""
    return _all((name, Path(name)) for name in names)


def lint_shelf() -> list[Checked]:
    """Check every shipped edition, its recorded hash too."""
    found = (name.split("@") for name in shipped_editions())
    return _all(
        (f"{edition}@{version}", SHELF / edition / f"{version}.yaml") for edition, version in found
    )


def _all(editions: Iterable[tuple[str, Path]]) -> list[Checked]:
    checked: list[Checked] = []
    problems: list[Problem] = []
    for name, path in editions:
        try:
            edition = edition_or_file(name)
            checked.append(_with_cases(edition, path))
        except FileTrouble:
            raise
        except CommandFailed as failure:
            problems += failure.problems
    if problems:
        raise Refused(problems)
    return checked


def _with_cases(edition: Edition, path: Path) -> Checked:
    golden = path.with_suffix(".golden.yaml")
    if not golden.exists():
        return Checked(str(edition.ref), edition.ref.sha256, "")
    with file_trouble(golden):
        content = golden.read_bytes()
    problems = run(edition, content, golden.name)
    if problems:
        raise Refused(
            Problem("golden", one.message, file=str(golden), line=one.line) for one in problems
        )
    return Checked(str(edition.ref), edition.ref.sha256, golden.name)
