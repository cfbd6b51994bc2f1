"""Pages from templates: everything escaped, a misspelt name is an error, no script in the page."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app import clock
from app.campaigns.deadlines import said
from app.edge.problems import problem_of
from app.errors import ServiceError
from app.storage.ids import new_id
from app.web.assets import Assets
from app.web.standing import places
from exports.documents.numbers import short_date, shown_points

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """The templates and the static files they name."""

    def __init__(self) -> None:
        self.assets = Assets()
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["points"] = shown_points
        self._environment.filters["moment"] = clock.shown
        self._environment.filters["day"] = short_date
        self._environment.filters["on_day"] = _on_day
        self._environment.filters["before"] = said
        self._environment.filters["day_before"] = _day_before
        self._environment.filters["query"] = _query
        self._environment.globals["asset"] = self.assets.url
        self._environment.globals["places"] = places
        self._environment.globals["once"] = _once

    def page(
        self,
        template: str,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **data: Any,  # noqa: ANN401 - what a template is given
    ) -> Response:
        """The answer that shows a template."""
        text = self._environment.get_template(template).render(**data)
        return HTMLResponse(text, status, headers)

    def refusal(self, error: ServiceError) -> Response:
        """A refusal as a page: what happened, each place to mend, what to do next."""
        return self.page("refusal.html", error.status, error.headers, problem=problem_of(error))


def _once() -> Markup:
    """The field by which a form that is sent twice is known."""
    return Markup('<input type="hidden" name="lan-gui" value="{}">').format(new_id())


def _day_before(day: date) -> str:
    """The last day of a period that ends before `day`."""
    return short_date(day - timedelta(days=1))


def _on_day(moment: datetime) -> str:
    """The day on which an instant falls in Viet Nam."""
    return short_date(clock.day_of(moment))


def _query(fields: Mapping[str, str]) -> str:
    """The fields of an address after its `?`, without those that are empty."""
    return urlencode({name: value for name, value in fields.items() if value})
