"""Write the two tables of docs/api.md, addresses and refusals, as the service has them.

    PYTHONPATH=. .venv/bin/python scripts/write_api_page.py

tests/app/test_documentation.py fails when the page and the service differ.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI

from app.errors import RequestRefused, all_errors
from app.main import create_app
from app.settings import Settings
from app.web.reference import operations

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"


def addresses(app: FastAPI) -> Iterator[str]:
    """One row for each operation, in the order of the OpenAPI description."""
    for one in operations(app):
        yield f"| `{one.method} {one.path}` | {one.summary} |"


def refusals() -> Iterator[str]:
    """One row for each code, by status and code."""
    for error in sorted(all_errors(), key=lambda one: (one.status, one.code)):
        status = "other 4xx" if error is RequestRefused else str(error.status)
        yield f"| `{error.code}` | {status} |"


def written(page: str, app: FastAPI) -> str:
    """The page with both tables made anew."""
    page = _filled(page, "| address | what it does |\n|---|---|\n", addresses(app))
    return _filled(page, "| code | status |\n|---|---|\n", refusals())


def _filled(page: str, head: str, rows: Iterator[str]) -> str:
    table = head + "".join(f"{row}\n" for row in rows)
    return re.sub(re.escape(head) + r"(?:\|.*\n)*", lambda _: table, page)


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(written(text, create_app(Settings())), encoding="utf-8")
