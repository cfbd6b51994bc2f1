"""The commands of docs/assessors.md are requests that the service describes."""

import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs
import pytest
from fastapi import FastAPI

PAGE = Path(__file__).resolve().parents[2] / "docs" / "assessors.md"


class Sent(NamedTuple):
    """One command: its method, its address, what it brings."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    body: Any


def commands() -> list[Sent]:
    """Every curl of the page."""
    return [
        _read(line) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("curl ")
    ]


def _read(line: str) -> Sent:
    words = shlex.split(line)[1:]
    method, body, headers, url = "get", None, {}, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0).lower()
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = json.loads(words.pop(0))
        elif word != "-OJ":
            url = word
    parts = urlsplit(url.removeprefix("$T"))
    return Sent(method, parts.path, dict(parse_qsl(parts.query)), headers, body)


def _operation(app: FastAPI, sent: Sent) -> dict[str, Any]:
    for path, methods in app.openapi()["paths"].items():
        if sent.method in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), sent.path):
            found: dict[str, Any] = methods[sent.method]
            return found
    pytest.fail(f"no operation: {sent.method} {sent.path}")


@pytest.mark.parametrize("sent", commands(), ids=lambda one: f"{one.method} {one.path}")
def test_a_command_is_a_request_of_the_service(app: FastAPI, sent: Sent) -> None:
    operation = _operation(app, sent)
    parameters = {one["name"].lower() for one in operation.get("parameters", [])}
    assert sent.fields.keys() <= parameters
    assert sent.headers["Authorization"] == "Bearer $MA"
    assert ("If-Match" not in sent.headers) or "if-match" in parameters
    needed = operation.get("requestBody", {}).get("content", {}).get("application/json")
    assert (sent.body is None) == (needed is None)
    if needed is not None:
        schema = {**needed["schema"], "components": app.openapi()["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(sent.body)


def test_the_page_goes_the_whole_way(app: FastAPI) -> None:
    found = [_operation(app, sent)["operationId"] for sent in commands()]
    assert found == [
        "list_dossiers",
        "receive_dossier",
        "start_external",
        "get_sheet",
        "list_evidence",
        "download_evidence_file",
        "save_answer",
        "save_answers",
        "return_criteria",
        "list_returns",
        "conclude_external",
        "compare_sides",
        "answer_objection",
    ]
