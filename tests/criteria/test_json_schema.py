"""The JSON Schemas for editors: current, and true to what the loader takes."""

import json
import runpy
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import criteria
from criteria.json_schema import json_schema
from criteria.strict_yaml import parse
from tests.criteria.paths import SHELF, SMALL

PACKAGE = Path(criteria.__file__).parent
SCRIPT = PACKAGE.parent / "scripts" / "write_schemas.py"
EDITIONS = sorted([*PACKAGE.glob("editions/*/1.0.yaml"), *SHELF.glob("*/1.0.yaml")])
GOLDEN = sorted([*PACKAGE.glob("editions/*/*.golden.yaml"), *SHELF.glob("*/*.golden.yaml")])


def _as_json(node: object) -> Any:  # noqa: ANN401 - any YAML
    """The document as an editor sees it: numbers as numbers, everything else as it is."""
    if isinstance(node, dict):
        return {key: _as_json(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_as_json(one) for one in node]
    if isinstance(node, Decimal):
        return int(node) if node == node.to_integral_value() else float(node)
    return node


def _document(path: Path) -> Any:  # noqa: ANN401 - any YAML
    return _as_json(parse(path.read_bytes(), path.name).data)


def _valid(schema: dict[str, Any], document: object) -> bool:
    return bool(jsonschema_rs.validator_for(schema).is_valid(document))


@pytest.mark.parametrize("name", ["edition", "golden", "mapping", "overlay"])
def test_written_schema_is_current(name: str) -> None:
    file = f"{name}.schema.json"
    current = runpy.run_path(str(SCRIPT))["schemas"]()

    written = (PACKAGE / "schema" / file).read_text(encoding="utf-8")

    assert written == current[file], "run scripts/write_schemas.py"


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.parent.name)
def test_every_good_edition_is_valid(path: Path) -> None:
    jsonschema_rs.validator_for(json_schema()).validate(_document(path))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_every_golden_file_is_valid(path: Path) -> None:
    schema = json.loads((PACKAGE / "schema" / "golden.schema.json").read_text(encoding="utf-8"))

    jsonschema_rs.validator_for(schema).validate(_document(path))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("code: B.1", "code: 1.10"),
        ("publisher: Thang Đo", "publisher: Thang Đo\ncolour: red"),
        ("publisher: Thang Đo\n", ""),
        ('version: "1.0"', "version: 1.0"),
        ("max: 10", "max: ten"),
        ("max: 10", "max: -10"),
        ("max: {value: 4, known", "max: {known"),
        ("value: lowest_group", "value: average"),
        ("known: single", "known: certain"),
        ("format: 1", "format: 2"),
    ],
)
def test_editor_sees_a_broken_shape(before: str, after: str) -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert before in text

    document = _as_json(parse(text.replace(before, after, 1).encode(), "x").data)

    assert not _valid(json_schema(), document)
