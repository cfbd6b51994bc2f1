"""Names of sheets: short, without what Excel forbids, each of them once."""

import re
import unicodedata

MOST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_BRIEF = (
    ("Ủy ban nhân dân ", ""),
    ("UBND ", ""),
    ("Sở Giáo dục và Đào tạo ", "Sở GDĐT "),
    ("Phòng Giáo dục và Đào tạo ", "Phòng GDĐT "),
)
_RESERVED = "history"
"""Excel keeps this name for itself."""


class SheetNames:
    """The names given so far in one workbook; Excel knows no difference of case."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, wanted: str) -> str:
        """The wanted name, cut and numbered as needed."""
        plain = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", wanted))
        plain = " ".join(plain.split()).strip("' ") or "Trang"
        if plain.casefold() == _RESERVED:
            plain = f"{plain} 1"
        name, number = _cut(plain, ""), 1
        while name.casefold() in self._given:
            number += 1
            name = _cut(plain, f" ({number})")
        self._given.add(name.casefold())
        return name


def short(body: str) -> str:
    """The name of a body with the long titles of its kind cut: what differs must stay in sight."""
    for long, brief in _BRIEF:
        if body.casefold().startswith(long.casefold()):
            rest = brief + body[len(long) :].strip()
            return rest[:1].upper() + rest[1:]
    return body


def quoted(sheet: str) -> str:
    """The name as a formula or a link says it."""
    return "'" + sheet.replace("'", "''") + "'"


def _cut(text: str, end: str) -> str:
    """Excel counts UTF-16 units."""
    room = MOST - len(end)
    while len(text.encode("utf-16-le")) // 2 > room:
        text = text[:-1]
    return text.rstrip(" '") + end
