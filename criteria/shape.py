"""The shape of a YAML document: pydantic's findings as Vietnamese sentences."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from criteria.document import Part
from criteria.errors import DocumentInvalid, Problem, in_order, shortened
from criteria.strict_yaml import NotReadable, Path, Text, parse

P = TypeVar("P", bound=Part)

SENTENCES = {
    "missing": "thiếu khóa “{key}”",
    "extra_forbidden": "khóa lạ “{key}”: không thuộc định dạng",
    "string_type": "“{key}” phải là chữ",
    "list_type": "“{key}” phải là một danh sách",
    "bool_type": "“{key}” phải là true hoặc false",
    "int_type": "“{key}” phải là số nguyên",
    "decimal_type": "“{key}” phải là một số",
    "is_instance_of": "“{key}” phải là một số",
    "decimal_max_places": "“{key}” có quá nhiều chữ số thập phân",
    "decimal_whole_digits": "“{key}” có quá nhiều chữ số",
    "decimal_max_digits": "“{key}” có quá nhiều chữ số",
    "model_type": "“{key}” phải là một nhóm khóa",
    "dict_type": "“{key}” phải là một nhóm khóa",
    "string_pattern_mismatch": "“{key}” không đúng dạng",
    "string_too_long": "“{key}” dài quá {max_length} ký tự",
    "too_short": "“{key}” không được để trống",
    "too_long": "“{key}” có quá {max_length} phần tử",
    "literal_error": "“{key}” phải là một trong {expected}",
    "enum": "“{key}” phải là một trong {expected}",
    "greater_than_equal": "“{key}” phải từ {ge} trở lên",
    "less_than_equal": "“{key}” phải không quá {le}",
    "date_type": "“{key}” phải là ngày dạng 2022-12-30",
}


def read(
    content: bytes,
    file: str,
    shape: type[P],
    refused: type[DocumentInvalid],
    *,
    strange: str = SENTENCES["extra_forbidden"],
) -> tuple[Text, P]:
    """The document as text with lines, and as the parts of its shape.

    Raises `refused` with every problem of the YAML, or else every problem of the shape; `strange`
    is what is said of a key that does not belong.
    """
    try:
        text = parse(content, file)
    except NotReadable as error:
        raise refused(error.problems) from error
    try:
        return text, shape.model_validate(text.data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        rows = [_sentence(one, strange) for one in found]
        problems = [Problem(file, text.line(path), message) for path, message in rows]
        raise refused(in_order(problems)) from error


def _sentence(error: Mapping[str, Any], strange: str) -> tuple[Path, str]:
    """Path in the document and sentence of one pydantic error."""
    kind: str = error["type"]
    path: Path = tuple(error["loc"])
    key = _key(path, whole=kind == "missing")
    if kind == "value_error":
        return path, f"“{key}”: {error['ctx']['error']}"
    template = strange if kind == "extra_forbidden" else SENTENCES.get(kind)
    if template is None:
        return path, f"“{key}” không hợp lệ ({kind})"
    context = dict(error.get("ctx", {}))
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", " hoặc ").replace("'", "")
    return path, template.format(key=key, **context)


def _key(path: Path, *, whole: bool) -> str:
    """The last name in the path; `value` is only the long way to write the key above it."""
    names = [str(part) for part in path if isinstance(part, str) and part != "[key]"]
    while not whole and len(names) > 1 and names[-1] == "value":
        names.pop()
    return shortened(names[-1]) if names else "tài liệu"
