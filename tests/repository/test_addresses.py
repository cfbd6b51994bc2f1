"""The repository names no package registry and no folder of one machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A dash stands in the middle of each, so that this file does not find itself.
REGISTRIES = (
    "py-pi.org python-hosted npm-js. yarn-pkg. un-pkg.com js-delivr.net cdn-js. crates-.io "
    "deb.-debian.org archive.-ubuntu.com docker-.io ghcr-.io proxy.-golang.org"
)
MACHINE = (
    r"/wo-rk/ \.\./sha-red /opt/py-pi /opt/whe-els \.py-env /tm-p/team /ho-me/(?!newcomer)[a-z]+/"
)
FORBIDDEN = re.compile(
    "|".join(
        [re.escape(host.replace("-", "")) for host in REGISTRIES.split()]
        + [re.sub(r"-(?!z\])", "", pattern) for pattern in MACHINE.split()]
    )
)

NOT_OURS = re.compile(
    r"^(\.git|\.venv(-[a-z]+)?|build|dist|var|__pycache__|.*\.egg-info|\..*_cache|\.hypothesis)$"
)


def files(folder: Path) -> Iterator[Path]:
    """Files of the checkout without what tools leave in it; git may be absent: it is not asked."""
    for path in sorted(folder.iterdir()):
        if NOT_OURS.match(path.name) or path.name == ".venv.lock":
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def test_finds_the_files_of_the_checkout() -> None:
    found = {str(path.relative_to(ROOT)) for path in files(ROOT)}
    assert {"pyproject.toml", ".ci/run", "requirements/run.txt", "scripts/serve"} <= found


@pytest.mark.parametrize(
    "line",
    ["https://py-pi.org/simple", "deb http://deb.-debian.org", "open('/wo-rk/main')", "/ho-me/an/"],
)
def test_recognises_an_address(line: str) -> None:
    assert FORBIDDEN.search(line.replace("-", ""))


def test_no_file_names_a_registry_or_a_machine() -> None:
    hits = []
    for path in files(ROOT):
        text = path.read_bytes().decode("utf-8", errors="replace")
        hits += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in FORBIDDEN.finditer(text)]
    assert hits == []
