"""Kinds of files told by content."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import FileRefused, Refusal
from evidence.kinds import INSPECTED_KINDS, PAPERS, Kind, extension_of, kind_of, media_type
from tests.evidence.samples import excel, hostile, pdf, picture, whole, word

WHOLE = whole()
HOSTILE = hostile()


@pytest.mark.parametrize("name", WHOLE)
def test_takes_what_schools_hand_in(name: str) -> None:
    sent = WHOLE[name]
    assert kind_of(BytesIO(sent.content), sent.name, sent.declared) == Kind(name)
    assert media_type(Kind(name)) == sent.declared


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("declared", ["", "application/octet-stream", "Application/Octet-Stream"])
def test_a_sender_may_say_nothing_of_the_type(name: str, declared: str) -> None:
    sent = WHOLE[name]
    assert kind_of(BytesIO(sent.content), sent.name, declared) == Kind(name)


@pytest.mark.parametrize("name", HOSTILE)
def test_refuses_for_the_right_reason_and_says_what_to_do(name: str) -> None:
    sent = HOSTILE[name]
    with pytest.raises(FileRefused) as refused:
        kind_of(BytesIO(sent.content), sent.name, sent.declared, INSPECTED_KINDS)
    assert refused.value.reason is sent.refusal
    assert "Hãy" in str(refused.value) or "hãy" in str(refused.value)


def test_a_place_that_takes_papers_takes_no_tables() -> None:
    with pytest.raises(FileRefused) as refused:
        kind_of(BytesIO(excel()), "a.xlsx", allowed=PAPERS)
    assert refused.value.reason is Refusal.NOT_TAKEN_HERE
    assert kind_of(BytesIO(pdf()), "a.pdf", allowed=PAPERS) is Kind.PDF


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PDF", "pdf"), ("C:\\x.png\\a.jpg", "jpg"), ("a.tar.gz", "gz"), (".pdf", ""), ("a.", "")],
)
def test_finds_the_extension(name: str, extension: str) -> None:
    assert extension_of(name) == extension


BASES = [pdf(), word(), excel(), picture("JPEG"), picture("PNG")]


@given(
    base=st.sampled_from(BASES),
    cut=st.integers(0, 3000),
    at=st.integers(0, 3000),
    junk=st.binary(max_size=40),
    name=st.sampled_from([sent.name for sent in WHOLE.values()]) | st.text(max_size=30),
    declared=st.just("") | st.text(max_size=30),
)
def test_whatever_comes_is_a_kind_or_a_refusal(  # noqa: PLR0913, PLR0917
    base: bytes, cut: int, at: int, junk: bytes, name: str, declared: str
) -> None:
    content = base[:at] + junk + base[at + cut :]
    with suppress(FileRefused):
        assert kind_of(BytesIO(content), name, declared) in Kind
