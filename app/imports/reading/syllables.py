"""How Vietnamese a text is: whether its words with marks are syllables that the language can have.

A syllable is an onset, a rhyme and at most one tone. Read in the wrong code, marks fall on
consonants, two tones meet, or the rhyme does not exist; in the right one nearly every word fits.
"""

import re
import unicodedata

_ONSETS = "b|ch|c|đ|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"
_OPEN = (
    "a|ai|ao|au|ay|âu|ây|e|eo|ê|êu|i|ia|iu|iêu|o|oa|oai|oao|oay|oe|oeo|oi|ô|ôi|ơ|ơi|u|ua|uây|uê|ui"
    "|uơ|uôi|uy|uya|uyu|ư|ưa|ươi|ươu|ưi|ưu|y|yêu|uâ"
)
_CLOSED = "a|ă|â|e|ê|i|iê|o|oa|oă|oe|oo|ô|ơ|u|uâ|uô|uyê|uy|uê|ư|ươ|y|yê|ua|uă|ia"
_SYLLABLE = re.compile(
    rf"(?:{_ONSETS})(?:(?:{_OPEN})|(?:{_CLOSED})(?:(?P<stop>ch|c|p|t)|ng|nh|n|m))"
)
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOPPED = {"\u0301", "\u0323"}
_WORD = re.compile(r"(?:[A-Za-z]|[^\x00-\x7f\s“”\u2018’„«»–—…•·°])+")
"""Letters, and with them the signs (© ß µ) that other codes have in their places."""


def is_syllable(word: str) -> bool:
    """Whether a word, in NFC, can be Vietnamese."""
    split = unicodedata.normalize("NFD", word)
    tones = [one for one in split if one in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(one for one in split if one not in _TONES))
    found = _SYLLABLE.fullmatch(plain.lower())
    if found is None or (plain != plain.lower() and plain != plain.upper() and not plain.istitle()):
        return False
    return not found["stop"] or bool(tones and tones[0] in _STOPPED)


def marked_words(text: str, most: int = 2_000) -> tuple[int, int]:
    """How many words of a text in NFC hold more than ASCII, and how many of these are syllables."""
    seen = fitting = 0
    for found in _WORD.finditer(text):
        if not found[0].isascii():
            seen += 1
            fitting += is_syllable(found[0])
            if seen == most:
                break
    return seen, fitting
