"""The forms in examples/: what the script makes, and what they are examples of."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from exports.dossier import Dossier, EvidenceStatus
from exports.forms.filled import assemble
from exports.forms.reader import read_form

ROOT = Path(__file__).parents[3]
EXAMPLES = ("muc-1.xlsx", "muc-2.xlsx", "muc-3.xlsx")


def example(name: str) -> Dossier:
    return assemble(read_form((ROOT / "examples" / name).read_bytes()))


def test_script_makes_the_committed_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "build_examples.py"), str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in (ROOT / "examples").glob("*.xlsx")}
    assert sorted(committed) == list(EXAMPLES)
    assert made == committed


@pytest.mark.parametrize(("name", "level"), list(zip(EXAMPLES, (1, 2, 3), strict=True)))
def test_example_has_the_level_of_its_name(name: str, level: int) -> None:
    sheet = example(name).self_side.sheet
    assert sheet.level == level
    assert sheet.may_be_handed_in
    assert sheet.findings == ()


def test_first_example_lacks_half_a_point_and_a_condition() -> None:
    sheet = example("muc-1.xlsx").self_side.sheet
    assert [(group.code, group.level) for group in sheet.groups] == [("1", 3), ("2", 1)]
    assert sheet.group("2").total == Decimal("49.5")
    assert [(one.kind, one.code) for one in sheet.blockers] == [("unmet", "1.2"), ("points", "2")]


def test_first_example_lacks_some_evidence() -> None:
    dossier = example("muc-1.xlsx")
    linked = {code for entry in dossier.evidence for code in entry.links}
    awards = dossier.self_side.answers.awards
    assert awards["2.4.3"] == Decimal(4)
    assert "2.4.3" not in linked
    assert any(entry.status is EvidenceStatus.UPDATING for entry in dossier.evidence)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_says_that_it_is_invented(name: str) -> None:
    dossier = example(name)
    assert "dữ liệu minh họa" in dossier.school.name
    assert "Minh Họa" in dossier.header.signer
    assert all(getattr(dossier.narrative, key) for key in dossier.narrative.__slots__)
