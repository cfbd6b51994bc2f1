"""Each bad edition is refused on the right line, in the words its author needs."""

import unicodedata
from pathlib import Path

import pytest

from criteria.errors import EditionInvalid
from criteria.loader import load
from criteria.strict_yaml import MAX_BYTES
from tests.criteria import bad_editions
from tests.criteria.paths import SMALL


@pytest.mark.parametrize("file", bad_editions.files(), ids=lambda file: file.stem)
def test_bad_edition_is_refused_with_line_and_words(file: Path) -> None:
    expected = bad_editions.expected(file)
    found = bad_editions.problems(file)

    assert expected, "the head of the file says nothing"
    assert len(found) == len(expected), [str(problem) for problem in found]
    for one in expected:
        assert any(one.told_by(problem) for problem in found), (one, found)


@pytest.mark.parametrize("file", bad_editions.files(), ids=lambda file: file.stem)
def test_problems_come_in_the_order_of_the_file_each_on_one_line(file: Path) -> None:
    found = bad_editions.problems(file)

    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert all("\n" not in str(problem) and problem.file == file.name for problem in found)
    assert all(unicodedata.is_normalized("NFC", str(problem)) for problem in found)


def test_corpus_holds_one_error_of_every_kind_and_more_than_forty() -> None:
    assert len(bad_editions.files()) >= 40


def test_edition_that_the_corpus_is_derived_from_loads() -> None:
    assert load(SMALL.read_bytes()).title == "Bộ chỉ số thử nghiệm nhỏ"


def test_edition_past_the_largest_size_is_refused() -> None:
    text = SMALL.read_bytes()
    padded = text + b"#" * (MAX_BYTES + 1 - len(text))

    with pytest.raises(EditionInvalid, match=r"e\.yaml:1: tệp lớn hơn 1000000 byte"):
        load(padded, "e.yaml")
    assert load(padded[:-1]).ref.version == "1.0"


def test_all_problems_of_a_kind_are_told_at_once() -> None:
    text = SMALL.read_bytes().replace(b"known: inferred", b"known: perhaps")

    with pytest.raises(EditionInvalid) as refused:
        load(text)

    assert len(refused.value.problems) == text.count(b"known: perhaps")


def test_past_two_hundred_problems_only_their_number_is_told() -> None:
    with pytest.raises(EditionInvalid) as refused:
        load(b"".join(b"key%d: 1\n" % number for number in range(5000)))

    assert len(refused.value.problems) == 201
    assert "lỗi nữa" in refused.value.problems[-1].message
