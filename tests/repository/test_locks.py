"""The hashed locks from which every environment is filled."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
DEPENDENCIES = ROOT / "docs" / "decisions" / "0002-dependencies.md"

PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock: str) -> dict[str, str]:
    """Version of each package in a lock; refuses any line that is not a pin or a hash."""
    found = {}
    for number, line in enumerate((REQUIREMENTS / lock).read_text().splitlines(), 1):
        pin = PINNED.match(line)
        assert pin or HASH.match(line), f"{lock}:{number}: {line}"
        if pin:
            found[pin["name"]] = pin["version"]
    return found


def asked(source: str) -> set[str]:
    """Names asked for in an .in file, normalised as the locks write them."""
    lines = (REQUIREMENTS / source).read_text().splitlines()
    names = [re.match(r"[A-Za-z0-9_.-]+", line) for line in lines if line[:1].isalnum()]
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "client.txt", "yardsticks.txt"])
def test_holds_pins_and_hashes_only(lock: str) -> None:
    assert len(pins(lock)) > len(asked(f"{lock.removesuffix('.txt')}.in"))


@pytest.mark.parametrize(
    ("lock", "sources"),
    [
        ("run.txt", ["run.in", "build.in"]),
        ("dev.txt", ["run.in", "dev.in", "build.in"]),
        ("client.txt", ["client.in"]),
        ("yardsticks.txt", ["yardsticks.in"]),
    ],
)
def test_pins_all_that_was_asked_for(lock: str, sources: list[str]) -> None:
    wanted = set().union(*map(asked, sources))
    assert wanted - pins(lock).keys() == set()


def test_dev_contains_run_version_for_version() -> None:
    assert pins("run.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("source", ["run.in", "build.in", "dev.in", "client.in", "yardsticks.in"])
def test_every_dependency_has_its_reason(source: str) -> None:
    text = DEPENDENCIES.read_text(encoding="utf-8").lower()
    cells = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("|"))
    explained = set(re.findall(r"[a-z0-9-]+", cells))
    assert asked(source) - explained == set()
