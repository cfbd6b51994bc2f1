"""JSON Schemas (2020-12) of the YAML documents, for editors that complete and check while typing.

They know the shape only; sums, bands and references are checked by the lint.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from criteria import document
from criteria.mapping import MappingPart
from criteria.overlay_document import OverlayPart

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """Numbers are numbers: the strict reader takes no quoted ones."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        bounds = {"minimum": schema.get("ge"), "maximum": schema.get("le")}
        known = {name: float(bound) for name, bound in bounds.items() if bound is not None}
        return {"type": "number", **known}


def json_schema() -> dict[str, Any]:
    """The schema of an edition. A title or maximum may be plain, or wrapped with its own mark."""
    schema = schema_of(document.EditionPart, "Bộ chỉ số")
    for node in (document.GroupPart, document.CriterionPart, document.ItemPart):
        properties = schema["$defs"][node.__name__]["properties"]
        for name in node.shared_mark:
            wrapped = properties[name]
            marked = "MarkedPoints" if name == "max" else "MarkedWords"
            plain = {"$ref": f"#/$defs/{marked}/properties/value"}
            properties[name] = {"anyOf": [plain, *wrapped.pop("anyOf", [wrapped])]}
    return schema


def overlay_json_schema() -> dict[str, Any]:
    """The schema of an overlay."""
    return schema_of(OverlayPart, "Lớp phủ hướng dẫn của Sở")


def mapping_json_schema() -> dict[str, Any]:
    """The schema of a carry-over map."""
    return schema_of(MappingPart, "Bản đồ chuyển giữa hai phiên bản")


def schema_of(part: type[document.Part], title: str) -> dict[str, Any]:
    """The schema of any document whose shape is built of parts."""
    schema = part.model_json_schema(schema_generator=_Plain)
    return {"$schema": DIALECT, **schema, "title": title}
