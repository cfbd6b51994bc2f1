"""Files bent at random: a finding or a refusal, never anything else.

Here the inspectors run in this process, so that what a child would only die of is seen.
"""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import FileRefused, Refusal
from evidence.inspection.child import inspect_inside
from evidence.kinds import INSPECTED_KINDS, Kind, kind_of
from tests.evidence.inspection import photographs
from tests.evidence.inspection.hostile_packages import archive_of, open_document
from tests.evidence.samples import excel, pdf, picture, word

# Pillow warns of odd notes beside a picture; the child has nobody to warn.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

BASES = {
    "a.pdf": pdf(),
    "a.docx": word(),
    "a.xlsx": excel(),
    "a.odt": open_document(),
    "a.jpg": photographs.phone_photograph(),
    "a.png": photographs.png_photograph(),
    "a.webp": photographs.webp_photograph(),
    "a.heic": photographs.heic(),
    "a.mp4": photographs.video(photographs.place_by_key(), photographs.place_in_user_data()),
    "a.zip": archive_of({"a.pdf": pdf(), "a.png": picture("PNG")}),
}


def inspected(name: str, content: bytes) -> Kind | Refusal:
    file = BytesIO(content)
    try:
        kind = kind_of(file, name, allowed=INSPECTED_KINDS)
        return inspect_inside(file, kind, BytesIO(), None).kind
    except FileRefused as error:
        return error.reason


@pytest.mark.parametrize("name", BASES)
@given(
    bends=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)),
        min_size=1,
        max_size=4,
    )
)
def test_a_bent_file_is_found_or_refused(name: str, bends: list[tuple[float, int, bytes]]) -> None:
    content = BASES[name]
    for place, cut, junk in bends:
        at = int(place * len(content))
        content = content[:at] + junk + content[at + cut :]
    assert isinstance(inspected(name, content), Kind | Refusal)


@pytest.mark.parametrize("name", BASES)
@given(place=st.floats(0, 0.999))
def test_a_file_cut_off_is_refused(name: str, place: float) -> None:
    content = BASES[name]
    assert isinstance(inspected(name, content[: int(place * len(content))]), Refusal)


@given(st.binary(max_size=200))
def test_any_bytes_are_found_or_refused(content: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(inspected("a.pdf", content), Refusal)
