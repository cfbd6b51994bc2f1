"""Codes of evidence: `MC.1.4.01`, and the older `[H1-1.1-01]` of accreditation.

`MC.` is followed by the code of the criterion or item that the evidence was first collected for,
and by a number of two or more digits. One piece of evidence keeps one code, however many criteria
use it.

    EvidenceCodeError
    └── EvidenceCodeInvalid     the text is no code of evidence
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

MAX_LENGTH = 40
_CURRENT = re.compile(r"MC\.([0-9A-Z]+(?:\.[0-9A-Z]+)*)\.([0-9]{2,4})")
_OLDER = re.compile(r"\[?H([0-9]{1,3})-([0-9]+(?:\.[0-9]+)*)-([0-9]{2,4})\]?")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class Scheme(StrEnum):
    """Which of the two forms a code is written in."""

    CURRENT = "current"
    OLDER = "older"


class EvidenceCodeError(Exception):
    """Root of the tree."""

    code: ClassVar[str] = "evidence-code"


class EvidenceCodeInvalid(EvidenceCodeError):
    """The text is no code of evidence."""

    code = "evidence-code-invalid"

    def __init__(self, text: str) -> None:
        self.text = text
        shown = f"{text[:MAX_LENGTH]}…" if len(text) > MAX_LENGTH else text
        super().__init__(
            f"“{shown}” không phải mã minh chứng; hãy ghi mã dạng MC.1.4.01 "
            "(nhóm.tiêu chí.số thứ tự) hoặc [H1-1.1-01]."
        )


@dataclass(frozen=True, slots=True)
class EvidenceCode:
    """A code taken apart.

    `criterion` is what it names (`1.4`, `1.3.2`), `box` the H of an older code ("" otherwise),
    `original` what was typed.
    """

    scheme: Scheme
    criterion: str
    number: int
    box: str
    original: str

    def __str__(self) -> str:
        """The one way of writing the code: two codes are the same when this is."""
        if self.scheme is Scheme.OLDER:
            return f"[H{self.box}-{self.criterion}-{self.number:02d}]"
        return f"MC.{self.criterion}.{self.number:02d}"


def parse(text: str) -> EvidenceCode:
    """Take a code apart; case, spaces, dashes and missing brackets are forgiven.

    Raises `EvidenceCodeInvalid`.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_DASHES)
    plain = "".join(folded.split()).upper().rstrip(".")
    if len(plain) <= MAX_LENGTH:
        if match := _CURRENT.fullmatch(plain):
            return _numbered(Scheme.CURRENT, match[1], match[2], "", text)
        older = _OLDER.fullmatch(plain)
        if older and plain.startswith("[") == plain.endswith("]"):
            return _numbered(Scheme.OLDER, older[2], older[3], str(int(older[1])), text)
    raise EvidenceCodeInvalid(text)


def _numbered(scheme: Scheme, criterion: str, digits: str, box: str, text: str) -> EvidenceCode:
    number = int(digits)
    if number == 0:
        raise EvidenceCodeInvalid(text)
    return EvidenceCode(scheme, criterion, number, box, text)


def next_free(criterion: str, taken: Iterable[str]) -> str:
    """The code after the highest one taken for a criterion or item: `MC.1.4.03`.

    Numbers that became free are not used again: a paper may still carry them. What is no code among
    `taken` is passed over.
    """
    highest = 0
    for text in taken:
        try:
            code = parse(text)
        except EvidenceCodeInvalid:
            continue
        if code.scheme is Scheme.CURRENT and code.criterion == criterion.upper():
            highest = max(highest, code.number)
    return str(EvidenceCode(Scheme.CURRENT, criterion.upper(), highest + 1, "", ""))
