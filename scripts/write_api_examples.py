"""Write app/edge/examples.json: for every operation of the API a request and its real answer.

    PYTHONPATH=. .venv/bin/python scripts/write_api_examples.py

The requests are those of tests/app/good_requests.py, sent by somebody who may (the first column
of tests/app/who_may.txt that does) to a service over an invented province. Long lists are cut,
secrets are left out. tests/app/test_examples.py fails where one is missing or no longer fits.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy.engine import make_url

from app.assessments.schemas import AnswersIn, WhatIfIn
from app.edge.examples import EXAMPLES
from app.storage.database import Database
from app.storage.migrations import upgrade
from tests.app.good_requests import address, brought, state_of
from tests.app.town import Town, town_at
from tests.app.who_may import COLUMNS, TABLE, split

SHOWN = 2
ANSWERS: dict[str, type[BaseModel]] = {
    "POST /api/v1/score": AnswersIn,
    "POST /api/v1/what-if": WhatIfIn,
}
SECRET = {"token": "td_…", "url": "…/loi-moi/…"}


def cut(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same with short lists and without secrets."""
    if isinstance(value, dict):
        return {
            name: SECRET.get(name, cut(one)) if isinstance(one, str) else cut(one)
            for name, one in value.items()
        }
    if isinstance(value, str):
        return re.sub("https?://", "", value)  # the description names no host
    return [cut(one) for one in value[:SHOWN]] if isinstance(value, list) else value


def shown(town: Town, route: str) -> dict[str, Any]:
    """What was sent as JSON, and what came back."""
    method, _ = split(route)
    column = COLUMNS[TABLE[route].marks.index("+")]
    things = town.at(state_of(route), column)
    what = brought(route, things)
    if route in ANSWERS:
        what = {"json": ANSWERS[route].model_json_schema()["examples"][0]}
    answer = town.send(column, method, address(route, things), **what)
    assert answer.is_success, (route, answer.text)
    found: dict[str, Any] = {"status": str(answer.status_code)}
    if "json" in what:
        found["request"] = cut(what["json"])
    if answer.headers.get("content-type", "").startswith("application/json"):
        found["response"] = cut(answer.json())
    if method != "GET":
        town.as_before()
    return found


def main() -> None:
    """Make the town, ask everything, write the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = make_url(f"sqlite:///{folder / 'thangdo.db'}")
        database = Database(url)
        upgrade(database)
        database.close()
        with town_at(url, folder, folder / "thangdo.db") as town:
            found = {
                route.replace("{side:side}", "{side}"): shown(town, route)
                for route in TABLE
                if "#" not in route and split(route)[1].startswith(("/api/v1/", "/healthz"))
            }
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    EXAMPLES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
