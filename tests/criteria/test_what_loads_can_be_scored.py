"""Whatever edition the loader lets through can be scored for every kind of body it names."""

import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.edition import Edition, FactType
from criteria.errors import EditionInvalid
from criteria.loader import load, shipped
from scoring.answers import Answers, Award, Profile, Verdict
from scoring.engine import score
from tests.criteria.paths import SHELF

TEXTS = [
    *(path.read_text(encoding="utf-8") for path in sorted(SHELF.glob("*/1.0.yaml"))),
    shipped("thangdo.truong-hoc-so").source.decode("utf-8"),
]
TOKEN = re.compile(r"[A-Za-z_0-9.]+")
STRANGE = ["null", "0", "-1", "[]", "{}", '""', "true", "1.10", "99999"]


@st.composite
def altered_texts(draw: st.DrawFn) -> str:
    """An edition with some of its words exchanged for others of its words."""
    text = draw(st.sampled_from(TEXTS))
    words = sorted({*TOKEN.findall(text), *STRANGE})
    for _ in range(draw(st.integers(1, 3))):
        places = [found.span() for found in TOKEN.finditer(text)]
        start, end = draw(st.sampled_from(places))
        text = text[:start] + draw(st.sampled_from(words)) + text[end:]
    return text


def _full(edition: Edition) -> dict[str, Award]:
    return {
        code: item.max.value if item.max else Verdict.MET for code, item in edition.items.items()
    }


@settings(max_examples=300)
@given(altered_texts())
def test_an_edition_that_loads_gives_full_marks_the_highest_level(text: str) -> None:
    try:
        edition = load(text.encode())
    except EditionInvalid:
        return
    counted = {FactType.COUNT, FactType.NUMBER}
    facts = {code: Decimal(3) for code, fact in edition.facts.items() if fact.type in counted}
    for kind in edition.body_kinds:
        sheet = score(edition, Answers(Profile.of(edition, kind), _full(edition), facts))

        assert sheet.level == edition.levels[-1].number
        assert sheet.missing == ()
