"""JSON read strictly."""

import pytest

from app.edge.json_body import strict_json
from app.errors import BodyUnreadable


def test_reads_plain_json() -> None:
    assert strict_json('{"tên": ["4.5", true, null, 3, 2.5]}'.encode()) == {
        "tên": ["4.5", True, None, 3, 2.5]
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "không phải JSON"),
        (b"{", "không phải JSON"),
        (b"[1,]", "không phải JSON"),
        (b'{"a": NaN}', "không có giá trị NaN"),
        (b'{"a": -Infinity}', "không có giá trị -Infinity"),
        (b'{"a": 1, "a": 2}', "hai lần"),
        (b"1" * 5000, "dài hơn 30 chữ số"),
        (b"1e" + b"9" * 40, "dài hơn 30 chữ số"),
        (b"[" * 100_000, "quá sâu"),
        (b'{"a":' * 100_000, "quá sâu"),
        (b'"\xff"', "UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "UTF-8"),
    ],
)
def test_refuses_with_a_reason(body: bytes, words: str) -> None:
    with pytest.raises(BodyUnreadable, match=words):
        strict_json(body)
