"""Pydantic's findings about a payload or a parameter, as Vietnamese sentences."""

from collections.abc import Mapping
from typing import Any

_SENTENCES = {
    "missing": "Thiếu “{key}”.",
    "extra_forbidden": "“{key}” không thuộc yêu cầu này.",
    "string_type": "“{key}” phải là chuỗi; điểm và số liệu cũng viết dưới dạng chuỗi.",
    "string_unicode": "“{key}” có ký tự không hợp lệ.",
    "string_too_short": "“{key}” không được để trống.",
    "string_too_long": "“{key}” dài quá {max_length} ký tự.",
    "string_pattern_mismatch": "“{key}” không đúng dạng.",
    "list_type": "“{key}” phải là một danh sách.",
    "dict_type": "“{key}” phải là một nhóm khóa.",
    "model_type": "“{key}” phải là một nhóm khóa.",
    "model_attributes_type": "“{key}” phải là một nhóm khóa.",
    "bool_type": "“{key}” phải là true hoặc false.",
    "int_type": "“{key}” phải là số nguyên.",
    "int_parsing": "“{key}” phải là số nguyên.",
    "too_long": "“{key}” có quá {max_length} phần tử.",
    "literal_error": "“{key}” phải là một trong {expected}.",
    "greater_than_equal": "“{key}” phải từ {ge} trở lên.",
    "less_than_equal": "“{key}” phải không quá {le}.",
}
_MAX_KEY = 60


def sentence(finding: Mapping[str, Any]) -> str:
    """What is wrong with one member, named by the last key of its path."""
    names = [str(part) for part in finding["loc"] if part not in {"body", "query", "path", "[key]"}]
    key = names[-1][:_MAX_KEY] if names else "nội dung"
    template = _SENTENCES.get(finding["type"], "“{key}” không hợp lệ.")
    context = dict(finding.get("ctx", {}))
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", ", ").replace("'", "")
    return template.format(key=key, **context)
