"""The description of the API is true: examples work, refusals are named, schemathesis agrees."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from app.assessments.schemas import AnswersIn, WhatIfIn
from app.edge.naming import OPERATIONS as OPERATION_NAMES
from app.main import create_app
from app.settings import Settings

# A well-shaped body can still state what the index does not allow, and 422 is for shapes only.
CHECKS = {
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "400", "403", "404", "415", "422"]
        }
    }
}


# Every operation of the API, one in a line: what is missing here or there was not meant.
OPERATIONS = tuple(Path(__file__).with_name("operations.txt").read_text("utf-8").splitlines())
# Those that anybody may call, which need no database behind them.
PATHS = (
    "GET /healthz",
    "GET /api/v1/editions",
    "GET /api/v1/editions/{edition_id}",
    "GET /api/v1/editions/{edition_id}/{version}",
    "GET /api/v1/editions/{edition_id}/{version}/source",
    "GET /api/v1/editions/{edition_id}/{version}/form",
    "POST /api/v1/score",
    "POST /api/v1/what-if",
    "POST /api/v1/reports",
)


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Every operation, over a service that answers under any name."""
    app = create_app(Settings(allowed_hosts=("*",), waiting=64))
    config = SchemathesisConfig.from_dict(CHECKS)
    # Each of its calls starts and stops the service: no client of our own may run it meanwhile.
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    return {operation.label: operation for operation in found}


def test_the_list_of_operations_is_whole(described: dict[str, Any]) -> None:
    assert sorted(described) == sorted(OPERATIONS)


def test_what_anybody_may_call_is_what_asks_for_no_token(app: FastAPI) -> None:
    open_to_all = {
        f"{method.upper()} {path}"
        for method, path, operation in operations(app)
        if not operation.get("security")
    }
    assert open_to_all == set(PATHS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("path", PATHS)
def test_answers_as_described_whatever_is_sent(
    described: dict[str, Any], path: str, mode: GenerationMode
) -> None:
    @given(case=described[path].as_strategy(generation_mode=mode))
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    def holds(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    try:
        holds()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
        assert "?" not in path  # an operation without parameters cannot be asked wrongly


def test_the_yaml_of_an_edition_is_as_described(described: dict[str, Any]) -> None:
    operation = described["GET /api/v1/editions/{edition_id}/{version}/source"]
    case = operation.Case(path_parameters={"edition_id": "thangdo.qd-4725", "version": "1.0"})
    assert case.call_and_validate().status_code == 200


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, described in methods.items():
            yield method, path, described


def test_every_operation_names_its_refusals(app: FastAPI) -> None:
    for method, path, described in operations(app):
        statuses = set(described["responses"])
        assert {"200", "201", "202", "204"} & statuses, path
        assert {"413", "421", "500"} <= statuses, path
        if method != "get":
            assert {"403", "408", "503"} <= statuses, path
        if described.get("requestBody"):
            assert {"400", "415", "422"} <= statuses, path
        if described.get("parameters"):
            assert "422" in statuses, path
        if described.get("security"):
            assert {"401", "403"} <= statuses, path
        for status, response in described["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], path


def test_a_generated_client_gets_names_to_call_things_by(app: FastAPI) -> None:
    found = [described for _, _, described in operations(app)]
    names = [described["operationId"] for described in found]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", one) for one in names)
    tags = {tag for described in found for tag in described["tags"]}
    assert all(re.fullmatch(r"[a-z_]+", tag) for tag in tags), "see TAGS in app/edge/naming.py"
    assert {tag["name"] for tag in app.openapi()["tags"]} == tags
    assert not [one for one in app.openapi()["components"]["schemas"] if "__" in one]


def test_every_name_is_of_an_operation(app: FastAPI) -> None:
    addresses = {f"{method.upper()} {path}" for method, path, _ in operations(app)}
    assert set(OPERATION_NAMES) <= addresses


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    def references(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "$ref":
                    yield value
                else:
                    yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    known = {f"#/components/schemas/{name}" for name in app.openapi()["components"]["schemas"]}
    assert set(references(app.openapi())) <= known


@pytest.mark.parametrize(("path", "model"), [("score", AnswersIn), ("what-if", WhatIfIn)])
def test_the_examples_work(
    client: TestClient, path: str, model: type[AnswersIn | WhatIfIn]
) -> None:
    described = model.model_json_schema()
    for example in described["examples"]:
        answer = client.post(f"/api/v1/{path}", json=example)
        assert answer.status_code == 200, answer.text


def test_names_no_other_host(client: TestClient) -> None:
    text = client.get("/openapi.json").text
    assert "http://" not in text
    assert "https://" not in text
