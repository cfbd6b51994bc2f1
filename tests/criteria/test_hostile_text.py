"""Whatever the bytes are, `load` answers soon: an edition, or `EditionInvalid`."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.errors import EditionInvalid, Problem
from criteria.loader import load
from criteria.strict_yaml import parse
from tests.criteria.paths import SMALL

GOOD = SMALL.read_bytes()
SECONDS = 20
"""The slowest takes 1.4 s alone; a quadratic step would take minutes."""

HOSTILE = {
    "a megabyte of opening brackets": b"[" * 1_000_000,
    "a megabyte of opening braces": b"{" * 1_000_000,
    "maps in maps": b"{a: " * 250_000,
    "a hundred thousand nested lists": b"- " * 100_000,
    "keys nested by indentation": b"".join(b" " * depth + b"a:\n" for depth in range(1_300)),
    "a huge scalar": b"title: " + b"x" * 990_000,
    "a huge key": b"x" * 990_000 + b": 1",
    "a huge number": b"format: " + b"9" * 990_000,
    "a huge open quote": b'"' + b"x" * 990_000,
    "a hundred thousand keys": b"".join(b"k%d: 1\n" % number for number in range(90_000)),
    "one key again and again": b"a: 1\n" * 190_000,
    "a long list": b"- 1\n" * 240_000,
    "a long list of groups": b"groups: [" + b"{}," * 300_000 + b"]",
    "a long flow list": b"[" + b"a," * 499_000,
    "question marks": b"? " * 500_000,
    "colons": b": " * 500_000,
    "anchors": b"&a " * 300_000,
    "aliases that multiply": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "a run of combining marks": ('a: "' + "\u0301\u0316" * 240_000 + '"').encode(),
    "a run of escaped marks": ('a: "' + "\\u0301\\u0316" * 80_000 + '"').encode(),
    "hidden characters": ("a: " + "\u200b" * 300_000).encode(),
    "spaces": b" " * 990_000,
    "empty lines": b"\n" * 990_000,
    "percent signs": b"%" * 990_000,
    "NUL": b"format: \0",
    "UTF-16": "format: 1".encode("utf-16"),
    "a wrong byte": b"format: \xff",
    "a Python object": b"!!python/object/apply:os.system [true]",
    "only a carriage return": GOOD.replace(b"\n", b"\r"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_soon(content: bytes) -> None:
    started = time.monotonic()

    with pytest.raises(EditionInvalid) as refused:
        load(content)

    assert time.monotonic() - started < SECONDS
    assert all(len(problem.message) < 300 for problem in refused.value.problems)


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n"), b"---\n" + GOOD],
    ids=["byte order mark", "line ends of Windows", "document mark"],
)
def test_what_editors_add_is_read_alike(content: bytes) -> None:
    assert load(content).groups == load(GOOD).groups


def test_decomposed_text_is_composed() -> None:
    decomposed = "Nho\u0301m A".encode()

    edition = load(GOOD.replace("Nhóm A".encode(), decomposed))

    assert edition.groups[0].title.value == "Nhóm A"


def test_escaped_decomposed_text_is_composed() -> None:
    edition = load(GOOD.replace("Nhóm A".encode(), b'"Nho\\u0301m A"'))

    assert edition.groups[0].title.value == "Nhóm A"


def test_numbers_are_exact_and_other_scalars_stay_text() -> None:
    text = parse(b"[1.10, 0.1, -0, 007, 1e3, 0x1F, 1_000, no, on, 2022-12-30, true, null, ~]", "x")

    assert text.data == [
        *(Decimal("1.10"), Decimal("0.1"), Decimal(0)),
        *("007", "1e3", "0x1F", "1_000", "no", "on", "2022-12-30"),
        *(True, None, None),
    ]
    assert isinstance(text.data, list)
    assert str(text.data[0]) == "1.10"
    assert str(text.data[2]) == "0"


def _survives(content: bytes) -> None:
    problems: tuple[Problem, ...] | None = None
    try:
        load(content, "x.yaml")
    except EditionInvalid as error:
        problems = error.problems
    assert problems is None or problems
    assert all(problem.line >= 1 for problem in problems or ())


POSITIONS = st.integers(0, len(GOOD))
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b"\n", b": ", b"- ", b"&a", b"*a", b'"', b"'", b"{", b"]", b"#", b"\t", b"|"]),
    st.sampled_from([b"null", b"true", b"1.10", b"-1", b".inf", b"1e9", b"known", b"[]", b"{}"]),
    st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace")),
)


@given(st.lists(st.tuples(POSITIONS, st.integers(0, 40), PIECES), min_size=1, max_size=4))
def test_cut_and_mended_editions_raise_nothing_else(edits: list[tuple[int, int, bytes]]) -> None:
    content = GOOD
    for position, length, piece in edits:
        content = content[:position] + piece + content[position + length :]

    _survives(content)


LINES = GOOD.splitlines(keepends=True)


@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_shuffled_and_repeated_lines_raise_nothing_else(
    swaps: list[tuple[int, int]],
    keep: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    lines = list(LINES)
    for one, other in swaps:
        if keep:
            lines[one] = LINES[other]
        else:
            lines[one], lines[other] = lines[other], lines[one]

    _survives(b"".join(lines))


VALUES = (
    b"1 -1 0 1.5 10000 x [] {} null true 2026-01-01 low A.1 rooms_total none total percent 2.50"
)
SCALARS = st.sampled_from([b" " + value for value in VALUES.split()])


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), SCALARS), min_size=1, max_size=5))
def test_exchanged_values_raise_nothing_else(edits: list[tuple[int, bytes]]) -> None:
    lines = list(LINES)
    for number, value in edits:
        key, colon, _ = lines[number].partition(b":")
        if colon:
            lines[number] = key + colon + value + b"\n"

    _survives(b"".join(lines))


@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing_else(content: bytes) -> None:
    _survives(content)
