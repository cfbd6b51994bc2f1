"""The guide for those who change the index: every key is explained, every example works."""

import re
from pathlib import Path

import pytest

from criteria import document
from criteria.edition import Edition
from criteria.loader import load, shipped
from criteria.mapping import load_map
from criteria.marks import Known
from criteria.overlay import apply, load_overlay
from scoring.golden import run
from scoring.golden_document import Expected

GUIDE = (Path(__file__).parents[2] / "docs" / "bo-chi-so.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return shipped("thangdo.qd-4725@1.0")


def _example(head: str) -> bytes:
    """The fenced YAML that begins with that comment."""
    (found,) = re.findall(rf"```yaml\n(# {head}\n.*?)```", GUIDE, re.DOTALL)
    return str(found).encode()


def _keys() -> set[str]:
    parts = [
        value
        for value in vars(document).values()
        if isinstance(value, type) and issubclass(value, document.Part)
    ]
    return {field.alias or name for part in parts for name, field in part.model_fields.items()}


@pytest.mark.parametrize("key", sorted(_keys() | set(Expected.model_fields)))
def test_every_key_is_explained(key: str) -> None:
    assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", GUIDE)


def test_every_degree_is_explained_as_it_is_shown() -> None:
    for known in Known:
        assert f"| `{known}` | {known.label} |" in GUIDE


def test_example_of_golden_cases_is_met(edition: Edition) -> None:
    assert run(edition, _example("ca mẫu"), "docs") == ()


def test_example_of_an_overlay_can_be_laid_over_the_index(edition: Edition) -> None:
    over = apply(edition, load_overlay(_example("lớp phủ"), "docs", edition))

    assert over.items["1.4"].guidance == "Chỉ tính học liệu đã được phê duyệt trong năm học."
    assert len(over.items["2.3.8"].evidence) == 1


def test_example_of_a_map_leads_from_one_version_to_the_next(edition: Edition) -> None:
    text = edition.source.decode("utf-8").replace('version: "1.0"', 'version: "1.1"')
    renamed = text.replace('- code: "1.3.1"', '- code: "1.3.6"')

    moves = load_map(_example("bản đồ"), "docs", edition, load(renamed.encode()))

    assert moves.mapping == {"1.3.1": "1.3.6"}
    assert moves.removed == {"1.5.2": "Đã gộp vào 1.5.1"}


def test_steps_for_a_corrected_number_lead_to_a_valid_edition(edition: Edition) -> None:
    (maximum,) = re.findall(r"max: \{value: 20, known: confirmed, [^}]+\}", GUIDE)
    text = edition.source.decode("utf-8")
    text = text.replace('version: "1.0"', 'version: "1.1"')
    text = re.sub(
        r"max: \{value: 20, known: inferred, source: arithmetic, note: [^}]+\}", maximum, text
    )
    text = text.replace("sources:\n", "sources:\n- {code: signed_annex, title: Phụ lục đã ký}\n", 1)

    corrected = load(text.encode())

    assert corrected.items["2.3.3"].max is not None
    assert corrected.items["2.3.3"].max.mark.known is Known.CONFIRMED
