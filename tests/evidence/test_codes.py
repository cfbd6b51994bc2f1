"""Codes of evidence: taken apart, put together, and the next one that is free."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.codes import EvidenceCodeError, EvidenceCodeInvalid, Scheme, next_free, parse

PARTS = st.lists(st.integers(1, 99).map(str), min_size=1, max_size=4).map(".".join)
NUMBERS = st.integers(1, 9_999)


@given(PARTS, NUMBERS)
def test_current_code_comes_back(criterion: str, number: int) -> None:
    code = parse(f"MC.{criterion}.{number:02d}")
    assert (code.scheme, code.criterion, code.number) == (Scheme.CURRENT, criterion, number)
    assert str(code) == f"MC.{criterion}.{number:02d}"
    assert parse(str(code)) == code


@given(st.integers(1, 999), PARTS, NUMBERS)
def test_older_code_comes_back(box: int, criterion: str, number: int) -> None:
    text = f"[H{box}-{criterion}-{number:02d}]"
    code = parse(text)
    assert (code.scheme, code.box, code.criterion, code.number) == (
        Scheme.OLDER,
        str(box),
        criterion,
        number,
    )
    assert str(code) == text


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        code = parse(text)
    except EvidenceCodeInvalid:
        return
    assert parse(str(code)) == parse(str(parse(str(code))))
    assert code.original == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("mc.1.4.01", "MC.1.4.01"),
        (" MC . 1.4 . 01 ", "MC.1.4.01"),
        ("MC.1.4.01.", "MC.1.4.01"),
        ("MC\u200b.1.4.01", "MC.1.4.01"),
        ("MC.1.3.2.015", "MC.1.3.2.15"),
        ("H1-1.1-01", "[H1-1.1-01]"),
        ("[h1–1.1–01]", "[H1-1.1-01]"),
        ("[H01-1.1-01]", "[H1-1.1-01]"),
        (unicodedata.normalize("NFD", "MC.1.4.01"), "MC.1.4.01"),
    ],
)
def test_forgives_what_typing_does(text: str, plain: str) -> None:
    code = parse(text)
    assert str(code) == plain
    assert code.original == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MC",
        "MC.1.4",
        "MC.1.4.1",
        "MC.01",
        "MC.1.4.00",
        "MC.1.4.00001",
        "MC.1..4.01",
        "MC-1.4-01",
        "[H1-1.1-01",
        "H1-1.1-01]",
        "H-1.1-01",
        "=MC.1.4.01",
        "MC.1.4.01 và MC.1.4.02",
        "MC." + "1." * 40 + "01",
    ],
)
def test_refuses_what_is_no_code(text: str) -> None:
    with pytest.raises(EvidenceCodeInvalid, match=r"MC\.1\.4\.01") as refused:
        parse(text)
    assert refused.value.text == text
    assert isinstance(refused.value, EvidenceCodeError)
    assert refused.value.code == "evidence-code-invalid"


@given(PARTS, st.lists(NUMBERS, max_size=20))
def test_next_code_is_free_and_after_all_others(criterion: str, numbers: list[int]) -> None:
    taken = [f"MC.{criterion}.{number:02d}" for number in numbers if number < 9_999]
    found = parse(next_free(criterion, taken))
    assert found.criterion == criterion
    assert found.number == max((parse(one).number for one in taken), default=0) + 1


def test_next_code_passes_over_other_criteria_and_no_codes() -> None:
    taken = ["MC.1.4.07", "MC.1.3.2.09", "[H1-1.3-12]", "văn bản số 5"]
    assert next_free("1.3", taken) == "MC.1.3.01"
    assert next_free("1.4", taken) == "MC.1.4.08"
