"""Names of sheets that every spreadsheet program takes."""

from hypothesis import given
from hypothesis import strategies as st

from exports.province.sheet_names import MOST, SheetNames, quoted, short


@given(st.lists(st.text(max_size=60), max_size=30))
def test_whatever_is_asked_for_every_name_is_allowed_and_there_once(wanted: list[str]) -> None:
    names = SheetNames()
    given_names = [names.give(one) for one in wanted]
    assert len({one.casefold() for one in given_names}) == len(wanted)
    for one in given_names:
        assert one
        assert len(one.encode("utf-16-le")) // 2 <= MOST
        assert not set(one) & set("[]:*?/\\")
        assert one[0] != "'"
        assert one[-1] != "'"
        assert one.casefold() != "history"


def test_two_bodies_of_one_name_are_numbered() -> None:
    names = SheetNames()
    assert [names.give("Xã Tân Lập"), names.give("xã tân lập")] == ["Xã Tân Lập", "xã tân lập (2)"]


def test_what_differs_between_bodies_stays_in_sight() -> None:
    assert short("Ủy ban nhân dân phường Mây Ngũ Sắc") == "Phường Mây Ngũ Sắc"
    assert short("Sở Giáo dục và Đào tạo tỉnh Hương Sao") == "Sở GDĐT tỉnh Hương Sao"
    assert short("Trường minh họa") == "Trường minh họa"


def test_an_apostrophe_is_doubled_in_a_formula() -> None:
    assert quoted("Xã Ia O'") == "'Xã Ia O'''"
