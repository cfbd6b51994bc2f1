"""The difference of two editions: nothing is missed, and what can change a result is told apart."""

import re
from decimal import Decimal

import pytest

from criteria.diff import Change, diff
from criteria.edition import Edition
from criteria.errors import EditionInvalid
from criteria.facets import Effect
from criteria.loader import load, shipped
from criteria.strict_yaml import Path, parse
from tests.criteria.paths import SMALL

TEXT = SMALL.read_text(encoding="utf-8")
OLD = load(TEXT.encode())


def _changed(*edits: tuple[str, str]) -> tuple[Change, ...]:
    text = TEXT
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return diff(OLD, load(text.encode()))


@pytest.mark.parametrize("edition", ["thangdo.qd-4725", "thangdo.truong-hoc-so"])
def test_an_edition_does_not_differ_from_itself(edition: str) -> None:
    assert diff(shipped(edition), shipped(edition)) == ()


def test_a_comment_is_no_difference() -> None:
    assert _changed(("format: 1\n", "format: 1  # still the first\n")) == ()


def test_a_new_maximum_is_told_with_both_values() -> None:
    changes = _changed(
        ("      max: 2\n", "      max: 3\n"),
        ("    max: 6\n", "    max: 7\n"),
        ("  title: Nhóm A\n  max: 10\n", "  title: Nhóm A\n  max: 11\n"),
    )

    assert [change.sentence for change in changes] == [
        "Nhóm A, điểm tối đa: “10 điểm” → “11 điểm”.",
        "Tiêu chí A.2, điểm tối đa: “6 điểm” → “7 điểm”.",
        "Tiêu chí A.2.2, điểm tối đa: “2 điểm” → “3 điểm”.",
    ]
    assert {change.effect for change in changes} == {Effect.SCORE}


def test_new_wording_is_words_only() -> None:
    (change,) = _changed(("title: Dùng nền tảng để dạy", "title: Dùng nền tảng để dạy và học"))

    assert (change.kind, change.code, change.what) == ("item", "A.2.1", "title")
    assert change.effect is Effect.WORDS
    assert change.before == "Dùng nền tảng để dạy"
    assert change.after == "Dùng nền tảng để dạy và học"


def test_an_item_added_and_one_removed_are_told_once_each() -> None:
    changes = _changed(("- code: A.2.2", "- code: A.2.3"))

    told = [(change.what, change.code) for change in changes if change.kind == "item"]
    assert told == [("added", "A.2.3"), ("removed", "A.2.2")]
    assert {change.effect for change in changes if change.kind == "item"} == {Effect.SCORE}


def test_a_confirmed_ceiling_changes_results_a_confirmed_title_does_not() -> None:
    (ceiling,) = _changed(
        (
            "      better: higher\n      known: inferred",
            "      better: higher\n      known: confirmed",
        )
    )
    (maximum,) = _changed(("max: {value: 4, known: single", "max: {value: 4, known: confirmed"))

    assert (ceiling.what, ceiling.effect) == ("measure.known", Effect.SCORE)
    assert ceiling.sentence.endswith("“suy luận” → “đã xác nhận”.")
    assert (maximum.what, maximum.effect) == ("max.known", Effect.WORDS)


def test_two_unlike_editions_can_be_compared() -> None:
    changes = diff(shipped("thangdo.qd-4725"), shipped("thangdo.truong-hoc-so"))

    assert ("edition", "combine") in {(change.kind, change.what) for change in changes}
    assert ("level", "4", "added") in {(one.kind, one.code, one.what) for one in changes}


# Whatever scalar of the text is exchanged: the difference sees it, with its right effect.
WORDS_ONLY = {"title", "name", "publisher", "status", "issuer", "number", "date", "change", "unit"}


def _scalars(node: object, path: Path) -> list[tuple[Path, object]]:
    if isinstance(node, dict):
        return [row for key, value in node.items() for row in _scalars(value, (*path, key))]
    if isinstance(node, list):
        return [row for index, one in enumerate(node) for row in _scalars(one, (*path, index))]
    return [(path, node)]


def _key(path: Path) -> str:
    """The key that an author writes the value under."""
    return next(str(part) for part in reversed(path) if isinstance(part, str) and part != "value")


def _exchanged(path: Path) -> list[Edition]:
    """Every edition that loads after the value at `path` alone is exchanged for another."""
    number = parse(TEXT.encode(), "x").line(path) - 1
    lines = TEXT.splitlines(keepends=True)
    written = "value" if path[-1] == "value" else _key(path)
    found = []
    for new in OTHER_VALUES.get(_key(path), ()):
        line = re.sub(
            rf"(?<![a-z_]){written}: [^,}}\n]+", f"{written}: {new}", lines[number], count=1
        )
        if line == lines[number]:
            continue
        try:
            found.append(load("".join([*lines[:number], line, *lines[number + 1 :]]).encode()))
        except EditionInvalid:
            continue
    return found


OTHER_VALUES = {
    "title": ["Tên khác"],
    "name": ["Tên khác"],
    "publisher": ["Nơi khác"],
    "status": ["Khác"],
    "number": ["Số khác"],
    "issuer": ["Nơi khác"],
    "date": ["2026-01-06"],
    "change": ["Câu khác"],
    "unit": ["đơn vị khác"],
    "known": ["confirmed", "single"],
    "source": ["second"],
    "illustration": ["false"],
    "points": ["1", "3"],
    "below": ["1", "4"],
    "from": ["3"],
    "to": ["3", "4"],
    "combine": ["total"],
    "compare": ["percent"],
    "cap": ["2", "null"],
    "inapplicable": ["full"],
    "score_step": ["0.25"],
    "kind": ["quotient"],
    "type": ["number"],
    "better": ["lower", "higher"],
}


def _cases() -> list[tuple[Path, Edition]]:
    data = parse(TEXT.encode(), "x").data
    return [(path, edition) for path, _ in _scalars(data, ()) for edition in _exchanged(path)]


def test_no_exchanged_value_escapes_the_difference() -> None:
    cases = _cases()

    assert len(cases) > 80
    for path, edition in cases:
        changes = diff(OLD, edition)
        assert changes, path
        key = _key(path)
        if key in WORDS_ONLY or key == "source":
            assert {change.effect for change in changes} == {Effect.WORDS}, path
        elif key not in {"known", "illustration"}:
            assert Effect.SCORE in {change.effect for change in changes}, path


def test_every_sentence_is_one_line_that_ends_with_a_full_stop() -> None:
    for change in diff(shipped("thangdo.qd-4725"), shipped("thangdo.truong-hoc-so")):
        assert re.fullmatch(r"[^\n]+\.", change.sentence)


def test_bounds_are_told_in_the_words_of_the_decision() -> None:
    changes = _changed(("from: 5, to: 8}", "from: 5, to: 9}"), ("above: 8}", "above: 9}"))

    assert [change.sentence for change in changes] == [
        "Mức 2, ngưỡng: “từ 5 đến 8” → “từ 5 đến 9”.",
        "Mức 3, ngưỡng: “trên 8” → “trên 9”.",
    ]
    assert OLD.levels[1].interval.high == Decimal(8)
