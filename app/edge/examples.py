"""An example of a request and of its answer for every operation of the description.

They are kept beside this module as a run of the service gave them: `scripts/write_api_examples.py`
writes them anew.
"""

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).with_name("examples.json")
_JSON = "application/json"
_FORM = "multipart/form-data"


def show(description: dict[str, Any]) -> None:
    """Put the examples into a description."""
    known = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            found = known.get(f"{method.upper()} {path}", {})
            _put(operation.get("requestBody", {}), _JSON, found.get("request"))
            _put_form(operation.get("requestBody", {}))
            for answer in _alike(operation["responses"], found.get("status", "")):
                _put(answer, _JSON, found.get("response"))


def _alike(answers: dict[str, Any], status: str) -> list[dict[str, Any]]:
    """The answers of the same shape as the one with this status."""
    schema = _schema(answers.get(status, {}))
    if schema is None:
        return []
    return [one for one in answers.values() if _schema(one) == schema]


def _schema(holder: dict[str, Any]) -> object:
    return holder.get("content", {}).get(_JSON, {}).get("schema")


def _put(holder: dict[str, Any], kind: str, example: Any) -> None:  # noqa: ANN401 - any JSON
    content = holder.get("content", {}).get(kind)
    if content is not None and example is not None:
        content["example"] = example


def _put_form(holder: dict[str, Any]) -> None:
    """A form that brings a file is shown with its parts alone."""
    content = holder.get("content", {}).get(_FORM)
    if content is not None:
        parts = content["schema"].get("properties", {})
        required = content["schema"].get("required", [])
        content["example"] = {name: _of_part(parts[name]) for name in required}


def _of_part(schema: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "integer":
        return schema.get("maximum", 1)
    return "(nội dung tệp)" if schema.get("format") == "binary" else "minh họa"
