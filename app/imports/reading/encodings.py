"""The code a text file is written in: told by its mark, its zeros, or what reads as Vietnamese.

Never guessed silently: the code is told with the file, and a text that reads as Vietnamese in no
code, or in two, is refused with advice how to save it.
"""

import unicodedata
from typing import NamedTuple

from app.imports.reading import tcvn3
from app.imports.reading.errors import FileFault, refused
from app.imports.reading.syllables import marked_words

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE = 65_536
_MANY_ZEROS = 0.2
_FITTING = 0.8
"""The share of marked words that must be syllables; names of the highlands are not always."""
_MARGIN = 0.1
"""How much better the one code must read: three words may fit both, a table does not."""


class Decoded(NamedTuple):
    """A text in NFC and the code it was in: utf-8, utf-16-le, utf-16-be, windows-1258, tcvn3."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of a file. Raises FileRefused."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    wide = _wide(content[:_SAMPLE])
    if wide:
        return _strict(content, wide)
    if b"\0" in content:
        raise refused(FileFault.UNKNOWN)
    try:
        return Decoded(_nfc(content.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _eight_bit(content)


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: the zeros of ASCII letters all stand on one side."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most = len(sample) / 2 * _MANY_ZEROS
    if odd > most and even <= odd / 10:
        return "utf-16-le"
    if even > most and odd <= even / 10:
        return "utf-16-be"
    return ""


def _strict(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused(FileFault.ENCODING) from error
    if "\0" in text:
        raise refused(FileFault.UNKNOWN)
    return Decoded(_nfc(text), encoding)


def _eight_bit(content: bytes) -> Decoded:
    """The one old Vietnamese code in which the text is Vietnamese."""
    read = {"tcvn3": tcvn3.decode(content), "windows-1258": _windows(content)}
    shares = {code: _share(text) for code, text in read.items() if text}
    best = max(shares, key=shares.__getitem__, default="")
    others = max((one for code, one in shares.items() if code != best), default=0.0)
    text = read.get(best)
    if not text or shares[best] < _FITTING or others > shares[best] - _MARGIN:
        raise refused(FileFault.ENCODING)
    return Decoded(text, best)


def _windows(content: bytes) -> str | None:
    try:
        return _nfc(content.decode("cp1258"))
    except UnicodeDecodeError:
        return None


def _share(text: str) -> float:
    """How many of the words with marks are Vietnamese."""
    seen, fitting = marked_words(text)
    return fitting / seen if seen else 0.0


def _nfc(text: str) -> str:
    """Composed, and without a second mark: some programs put one before another's."""
    return unicodedata.normalize("NFC", text.lstrip("\ufeff"))
