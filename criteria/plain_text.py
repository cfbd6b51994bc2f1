"""Which characters may stand in a text of the index, and their one form (NFC)."""

import re
import unicodedata
from collections.abc import Iterator

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
"""What is read as a number; 12 and 6 digits leave ten spare in 28 digits of working precision."""

# Controls, soft hyphen, zero width, direction marks, line breaks that editors do not count:
# a person who reviews the text does not see them, and file:line would point elsewhere.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
MAX_MARKS = 8
"""Vietnamese needs two marks on a letter. Sorting a long run of them takes quadratic time."""


def hidden_characters(text: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and character of the first on each line that a reader would not see."""
    for number, line in enumerate(text.split("\n")):
        if found := _HIDDEN.search(line.removesuffix("\r")):
            yield number, found.group()


def composed(text: str) -> str:
    """The text in NFC. Raises ValueError, with a Vietnamese sentence, for what it may not hold."""
    if text.isascii() and text.isprintable():
        return text
    if hidden := _HIDDEN.search(text):
        message = f"có ký tự ẩn U+{ord(hidden.group()):04X}; hãy xóa đi"
        raise ValueError(message)
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MAX_MARKS:
            message = "quá nhiều dấu chồng lên một chữ"
            raise ValueError(message)
    return unicodedata.normalize("NFC", text)
