"""Checking editions with their golden cases, overlays and carry-over maps."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.cli.editions import refused, shipped_edition
from app.cli.problems import Problem, Refused
from app.cli.reading import file_trouble, read_bytes
from criteria import errors
from criteria.lint import lint, lint_shelf
from criteria.loader import SHELF, load, shipped_editions
from criteria.mapping import load_map
from criteria.overlay import load_overlay
from criteria.strict_yaml import MAX_BYTES, NotReadable, parse
from scoring.golden import run

OVERLAY, MAP, GOLDEN = ".overlay.yaml", ".map.yaml", ".golden.yaml"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file without fault: what it holds, the golden cases that were run ("" for none)."""

    file: str
    holds: str
    golden: str
    warnings: tuple[Problem, ...]

    def __str__(self) -> str:
        """One line."""
        cases = f", mọi ca trong {self.golden} đúng" if self.golden else ""
        return f"{self.file}: {self.holds}, không có lỗi{cases}."

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return asdict(self)


def check_files(names: Iterable[str]) -> list[Checked]:
    """Check files of any kind. Ends the command with every problem of all of them."""
    return _all((name, name) for name in names)


def check_shelf() -> list[Checked]:
    """Check every shipped edition: hashes, places and what lies beside them too."""
    found = [_problem(one, str(SHELF / one.file)) for one in lint_shelf() if not one.warning]
    if found:
        raise Refused(found)
    named = (name.split("@") for name in shipped_editions())
    return _all(
        (f"{edition}/{version}.yaml", str(SHELF / edition / f"{version}.yaml"))
        for edition, version in named
    )


def _all(files: Iterable[tuple[str, str]]) -> list[Checked]:
    checked: list[Checked] = []
    problems: list[Problem] = []
    for shown, name in files:
        try:
            checked.append(_check(shown, name))
        except Refused as failure:
            problems += failure.problems
    if problems:
        raise Refused(problems)
    return checked


def _check(shown: str, name: str) -> Checked:
    content = read_bytes(name, MAX_BYTES)
    try:
        if name.endswith(OVERLAY):
            return _overlay(shown, name, content)
        if name.endswith(MAP):
            return _map(shown, name, content)
        return _edition(shown, name, content)
    except errors.DocumentInvalid as error:
        raise refused(error) from error


def _edition(shown: str, name: str, content: bytes) -> Checked:
    found = lint(content, name)
    faults = [_problem(one, name) for one in found if not one.warning]
    if faults:
        raise Refused(faults)
    edition = load(content, name)
    warnings = tuple(_problem(one, name) for one in found)
    golden = Path(name).with_suffix(GOLDEN)
    if not golden.exists():
        missing = Problem("no-golden", f"chưa có ca mẫu: hãy viết {golden.name} bên cạnh.", name)
        return Checked(shown, str(edition.ref), "", (*warnings, missing))
    with file_trouble(golden):
        cases = golden.read_bytes()
    broken = [_problem(one, str(golden)) for one in run(edition, cases, str(golden))]
    if broken:
        raise Refused(broken)
    return Checked(shown, str(edition.ref), golden.name, warnings)


def _overlay(shown: str, name: str, content: bytes) -> Checked:
    aim = _stated(name, content).get("for")
    stated = aim if isinstance(aim, dict) else {}
    versions = stated.get("versions")
    version = f"@{versions[-1]}" if isinstance(versions, list) and versions else ""
    edition = shipped_edition(f"{stated.get('edition')}{version}")
    overlay = load_overlay(content, name, edition)
    return Checked(shown, f"{overlay.ref.id}@{overlay.ref.version} trên {edition.ref}", "", ())


def _map(shown: str, name: str, content: bytes) -> Checked:
    stated = _stated(name, content)
    old, new = (shipped_edition(str(stated.get(key))) for key in ("from", "to"))
    load_map(content, name, old, new)
    return Checked(shown, f"{old.ref} → {new.ref}", "", ())


def _stated(name: str, content: bytes) -> dict[str, object]:
    try:
        data = parse(content, name).data
    except NotReadable as error:
        raise Refused(_problem(one, name) for one in error.problems) from error
    return data if isinstance(data, dict) else {}


def _problem(found: errors.Problem, file: str) -> Problem:
    return Problem("criteria", found.message, file=file, line=found.line)


def warnings_of(checked: Iterable[Checked]) -> Iterator[Problem]:
    """What should be looked at though nothing refuses it."""
    for one in checked:
        yield from one.warnings
