"""Every operation shows a request, its answer and its refusals, all of it as described."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI

JSON = "application/json"
PROBLEM = "application/problem+json"


def shown(content: dict[str, Any]) -> list[Any]:
    """The examples of one kind of content."""
    found = [one["value"] for one in content.get("examples", {}).values()]
    return found + ([content["example"]] if "example" in content else [])


def parts(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Of every operation: its name, the kind of content, and the content."""
    for methods in app.openapi()["paths"].values():
        for operation in methods.values():
            holders = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for where, holder in holders.items():
                for kind, content in holder.get("content", {}).items():
                    yield f"{operation['operationId']} {where}", kind, content


def test_whatever_is_json_or_a_form_is_shown(app: FastAPI) -> None:
    lacking = [
        f"{name} {kind}"
        for name, kind, content in parts(app)
        if kind in {JSON, PROBLEM, "multipart/form-data"}
        and content["schema"].get("format") != "binary"
        and not shown(content)
    ]
    assert not lacking, "PYTHONPATH=. .venv/bin/python scripts/write_api_examples.py"


@pytest.mark.parametrize("kind", [JSON, PROBLEM, "multipart/form-data"])
def test_what_is_shown_is_as_described(app: FastAPI, kind: str) -> None:
    components = app.openapi()["components"]
    wrong = []
    for name, found, content in parts(app):
        if found != kind:
            continue
        schema = {**content["schema"], "components": components}
        validator = jsonschema_rs.Draft202012Validator(schema)
        wrong += [
            f"{name}: {error}" for one in shown(content) for error in validator.iter_errors(one)
        ]
    assert not wrong


def test_no_example_holds_a_secret(app: FastAPI) -> None:
    text = json.dumps(app.openapi()["paths"], ensure_ascii=False)
    assert '"token": "td_…"' in text
    assert "td_" not in text.replace("td_…", "")
