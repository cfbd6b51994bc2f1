"""Old Vietnamese codes, told by what reads as Vietnamese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.reading import tcvn3
from app.imports.reading.encodings import decode
from app.imports.reading.syllables import is_syllable, marked_words
from tests.app.imports.reading import files

NAMES = (
    "Trường Tiểu học Nguyễn Trãi, phường Khương Đình, quận Thanh Xuân, thành phố Hà Nội. "
    "Trường Trung học cơ sở Lê Quý Đôn, xã Hòa Khương, huyện Hòa Vang, thành phố Đà Nẵng. "
    "Trường Mẫu giáo Hoa Quỳnh, ấp Giồng Riềng, xã Thạnh Mỹ Tây, tỉnh An Giang. "
    "Trường Phổ thông dân tộc bán trú Quảng Uyên, xóm Nguộc, bản Khuổi Khoắn, tỉnh Cao Bằng. "
    "Trường Trung học phổ thông Nguyễn Bỉnh Khiêm, thị xã Gò Công, tỉnh Tiền Giang; "
    "không có giáo viên nghỉ việc, thuộc diện khuyến khích chuyển đổi số, quyển số tám mươi mốt"
)
SYLLABLES = sorted({word.strip(".,;") for word in NAMES.split() if not word.isascii()})


@pytest.mark.parametrize("word", SYLLABLES)
def test_a_syllable_is_one(word: str) -> None:
    assert is_syllable(word.strip(".,;"))


@pytest.mark.parametrize(
    "word",
    [
        "Größe",
        "hµnh",
        "Tr­êng",
        "hộị",
        "ngâpt",
        "thát\u0301",
        "bạpc",
        "hop\u0302",
        "éé",
        "cấh",
        "tàc",
    ],
)
def test_what_the_language_does_not_have_is_none(word: str) -> None:
    assert not is_syllable(word)


def test_the_codes_of_tcvn3_are_those_of_the_standard() -> None:
    """Words as they stand in countless old documents."""
    said = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc Tr­êng TiÓu häc"
    assert tcvn3.decode(said.encode("latin-1")) == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc Trường Tiểu học"
    )


def test_tcvn3_has_every_small_letter_once() -> None:
    small = [one for one in tcvn3.LETTERS.values() if one.islower()]
    assert len(small) == len(set(small)) == 67


@pytest.mark.parametrize(("code", "other"), [("cp1258", tcvn3.decode), ("tcvn3", None)])
def test_in_the_wrong_code_hardly_a_word_is_vietnamese(code: str, other: object) -> None:
    content = files.delimited([(NAMES,)], code)
    if other is None:
        wrong = content.decode("cp1258", "ignore")
    else:
        wrong = "".join(tcvn3.LETTERS.get(one, chr(one)) for one in content)
    seen, fitting = marked_words(wrong)
    assert seen > 50
    assert fitting < seen * 0.5


@given(st.lists(st.sampled_from(SYLLABLES), min_size=30, unique=True))
@pytest.mark.parametrize(("code", "told"), [("cp1258", "windows-1258"), ("tcvn3", "tcvn3")])
def test_words_of_the_language_are_read_in_their_code(
    code: str, told: str, words: list[str]
) -> None:
    text = " ".join(words).lower()
    assert decode(files.delimited([(text,)], code, ";", "")) == (text, told)
