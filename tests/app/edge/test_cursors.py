"""Cursors come back as they went out; anything else is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.edge.cursors import cursor_of, values_of
from app.errors import ShapeWrong

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_values_come_back_as_they_went_out(values: list[str]) -> None:
    assert values_of(cursor_of(*values), len(values)) == tuple(values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "é",
        "bm8",
        base64.urlsafe_b64encode(b'{"a":1}').decode(),
        cursor_of("one"),
        "W" * 601,
    ],
)
def test_refuses_what_is_no_cursor_of_two_values(text: str) -> None:
    with pytest.raises(ShapeWrong):
        values_of(text, 2)


@pytest.mark.parametrize(
    "content", [b'["a\\u0000","b"]', b'["\\ud800","b"]', b'["a",1]', b"[" * 9000]
)
def test_refuses_values_that_no_database_takes(content: bytes) -> None:
    with pytest.raises(ShapeWrong):
        values_of(base64.urlsafe_b64encode(content).decode().rstrip("="), 2)
