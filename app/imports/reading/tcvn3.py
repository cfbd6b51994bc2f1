"""TCVN3 (“ABC”): text typed for the fonts named .Vn…, which draw Vietnamese over Latin codes.

The code has capitals only without tone marks (Ă Â Ê Ô Ơ Ư Đ). Other capitals were drawn by fonts
whose name ends in H (.VnTimeH), from the codes of small letters; the name of the font is not in a
.csv, so such text arrives in small letters. What can be told is told: where all other letters of a
word are capitals, its letters with tone marks were meant as capitals too (TR¦êNG is TRƯỜNG). Lost
remain words typed wholly in a capital font, and a single capital that carries a tone mark (Ấp).
"""

import re

_UPPER = "ĂÂÊÔƠƯĐ"
_LOWER = {
    0xA8: "ăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹý",
    0xFE: "ỵ",
}
LETTERS = dict(enumerate(_UPPER, 0xA1)) | {
    start + at: letter for start, letters in _LOWER.items() for at, letter in enumerate(letters)
}
"""From codes to letters; what is below 0x80 is ASCII, and codes left out are no text."""
_WORD = re.compile(r"[^\W\d_]+")


def decode(content: bytes) -> str | None:
    """The text; None where a byte is no letter of the code."""
    if any(one >= 0x80 and one not in LETTERS and one != 0xA0 for one in set(content)):  # noqa: PLR2004
        return None
    return _WORD.sub(_capitals, content.decode("latin-1").translate(LETTERS))


def _capitals(found: re.Match[str]) -> str:
    word = found[0]
    plain = [one for one in word if one.isascii()]
    # One capital and small letters with marks alone (“Bà”) are an ordinary name.
    meant = len(plain) > 1 or (plain and any(one in _UPPER for one in word))
    return word.upper() if meant and all(one.isupper() for one in plain) else word
