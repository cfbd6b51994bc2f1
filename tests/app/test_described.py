"""Every operation behind a sign-in answers as described, whatever is sent: schemathesis.

Each is asked by who may use it, of things that are there, over a province with a dossier in every
state; what was changed is put back.
"""

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from sqlalchemy.engine import make_url

from app.accounts.actor import Scope
from tests.app.good_requests import AT, AT_SO, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, TABLE, split

# A well-shaped body can still ask for what is not there, not allowed, or not the time for it.
REFUSED = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428"]
# The version of the protocol, or of a row, is judged before what else is wrong.
REJECTED = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "5xx"]
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": REFUSED},
        "negative_data_rejection": {"expected-statuses": REJECTED},
    }
}
CHECKS = (
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
)
EXAMPLES = 6
SIGNED_IN = [
    route
    for route, row in TABLE.items()
    if row.scope not in {"open", "page", "browser"} and "#" not in route
]


schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everybody and everything."""
    folder = tmp_path_factory.mktemp("described")
    file = Path(shutil.copyfile(sqlite_template, folder / "thangdo.db"))
    with town_at(make_url(f"sqlite:///{file}"), folder, file) as found:
        yield found


@pytest.fixture(scope="module")
def described(town: Town) -> dict[str, Any]:
    """Every operation of the service, by its address."""
    load_all_checks()
    config = SchemathesisConfig.from_dict(CONFIG)
    description = copy.deepcopy(town.house.app.openapi())
    del description["components"]["securitySchemes"]  # who may not is asked in test_who_may
    for methods in description["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    schema = schemathesis.openapi.from_dict(description, config=config)
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    return {operation.label: operation for operation in found}


@pytest.fixture(scope="module")
def keys(town: Town) -> dict[str, str]:
    """A token for everybody, there again after everything is put back."""
    found = {one: town.token(one, frozenset(Scope)) for one in COLUMNS if one != "nobody"}
    town.remember()
    return found


def of_description(route: str) -> str:
    """The route's address as the description has it."""
    return route.replace("{side:side}", "{side}")


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("route", SIGNED_IN)
def test_answers_as_described_whatever_is_sent(
    town: Town,
    keys: dict[str, str],
    described: dict[str, Any],
    route: str,
    mode: GenerationMode,
) -> None:
    column = COLUMNS[TABLE[route].marks.index("+")]
    operation = described[of_description(route)]
    things = {**town.at(state_of(route), column), **AT.get(route, {})}
    if split(route)[1].startswith(AT_SO):
        things["body_id"] = "so"

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],  # what fails is told as it was sent
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: schemathesis.Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters |= {
                name: things[name] for name in case.path_parameters if name in things
            }
        answer = sent(town, case, keys[column])
        case.validate_response(answer, checks=list(CHECKS))
        assert answer.status_code < 500

    try:
        holds()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing can be wrong with such a request


def sent(town: Town, case: schemathesis.Case[Any], token: str) -> Any:  # noqa: ANN401
    """The answer to the case, in this process; what it changed is put back."""
    what = case.as_transport_kwargs(base_url="http://localhost")
    what.pop("cookies", None)
    if isinstance(what.get("data"), str | bytes):
        what["content"] = what.pop("data")  # as this client calls it
    if what.get("files"):
        what["files"] = [(name, _as_part(part)) for name, part in _pairs(what["files"])]
    what["headers"] = {**what.get("headers", {}), "Authorization": f"Bearer {token}"}
    town.house.client.cookies.clear()
    answer = town.house.client.request(**what)
    if case.method != "GET" and answer.status_code < 400:
        town.as_before()
    return answer


def _pairs(parts: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - whatever was generated
    return list(parts.items() if isinstance(parts, dict) else parts)


def _as_part(part: Any) -> Any:  # noqa: ANN401
    """A part of a form, which travels as text or bytes whatever it should have been."""
    if isinstance(part, tuple):
        return (part[0], _as_part(part[1]), *part[2:])
    return part if isinstance(part, str | bytes) else str(part)
