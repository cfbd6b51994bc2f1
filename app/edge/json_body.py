"""JSON read strictly: UTF-8, no NaN, no key twice, no endless numbers, no endless depth."""

import json
from typing import Any, NoReturn

from app.errors import BodyUnreadable

# Points and counts travel as strings; a bare number longer than this is an attack on the parser.
MAX_DIGITS = 30


def strict_json(body: bytes) -> Any:  # noqa: ANN401 - JSON is any of its kinds
    """The value of a JSON text. Raises BodyUnreadable with the reason."""
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_int=_number,
            parse_float=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_unique_keys,
        )
    except UnicodeDecodeError as error:
        raise BodyUnreadable("Nội dung JSON phải viết bằng UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BodyUnreadable(
            f"Nội dung không phải JSON: lỗi ở dòng {error.lineno}, cột {error.colno}."
        ) from error
    except RecursionError as error:
        raise BodyUnreadable("Nội dung JSON lồng nhau quá sâu.") from error


def _number(text: str) -> int | float:
    if len(text) > MAX_DIGITS:
        raise BodyUnreadable(f"Nội dung JSON có một số dài hơn {MAX_DIGITS} chữ số.")
    return float(text) if not text.lstrip("-").isdigit() else int(text)


def _no_constant(name: str) -> NoReturn:
    raise BodyUnreadable(f"JSON không có giá trị {name}. Số thập phân viết dưới dạng chuỗi.")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BodyUnreadable("Nội dung JSON có một khóa viết hai lần trong cùng một nhóm.")
    return found
