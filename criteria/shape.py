"""Pydantic's findings about the shape of a YAML document, as Vietnamese sentences."""

from collections.abc import Mapping
from typing import Any

from criteria.strict_yaml import Path

_SENTENCES = {
    "missing": "thiếu khóa “{key}”",
    "extra_forbidden": "khóa lạ “{key}”: không thuộc định dạng",
    "string_type": "“{key}” phải là chữ",
    "list_type": "“{key}” phải là một danh sách",
    "bool_type": "“{key}” phải là true hoặc false",
    "int_type": "“{key}” phải là số nguyên",
    "decimal_type": "“{key}” phải là một số",
    "is_instance_of": "“{key}” phải là một số",
    "decimal_parsing": "“{key}” phải là một số",
    "decimal_max_places": "“{key}” có quá nhiều chữ số thập phân",
    "decimal_max_digits": "“{key}” có quá nhiều chữ số",
    "model_type": "“{key}” phải là một nhóm khóa",
    "dict_type": "“{key}” phải là một nhóm khóa",
    "string_pattern_mismatch": "“{key}” không đúng dạng",
    "string_too_long": "“{key}” quá dài",
    "too_short": "“{key}” không được để trống",
    "too_long": "“{key}” quá nhiều phần tử",
    "literal_error": "“{key}” phải là một trong {expected}",
    "enum": "“{key}” phải là một trong {expected}",
    "greater_than_equal": "“{key}” phải từ {ge} trở lên",
    "less_than_equal": "“{key}” phải không quá {le}",
    "date_type": "“{key}” phải là ngày dạng 2022-12-30",
    "date_from_datetime_parsing": "“{key}” phải là ngày dạng 2022-12-30",
}


def sentence(error: Mapping[str, Any]) -> tuple[Path, str]:
    """Path in the document and sentence of one pydantic error."""
    path: Path = tuple(error["loc"])
    names = [str(part) for part in path if isinstance(part, str) and part != "value"]
    key = names[-1] if names else "tài liệu"
    if error["type"] == "value_error":
        return path, f"“{key}”: {error['ctx']['error']}"
    template = _SENTENCES.get(error["type"])
    if template is None:
        return path, f"“{key}” không hợp lệ ({error['type']})"
    return path, template.format(key=key, **error.get("ctx", {}))
