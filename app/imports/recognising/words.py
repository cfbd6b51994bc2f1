"""The words of a vocabulary, ready to be looked up: what one title, by itself, may mean."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache

from app.imports.shapes import Vocabulary
from exports.forms.values import cleaned, folded

Senses = frozenset[tuple[str, str]]
"""What a title may mean: pairs of a side ("" where none matters) and a role."""
NOTHING: Senses = frozenset()
BOTH = "?"
"""The side of a title that names more than one."""

_ENDS = " .,:;*-–—_/\\|\"'“”()[]{}…"
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]%]*)[)\]]\s*$")
_MAXIMUM = re.compile(r"[\s,;:/–-]*(?:toi da )?[0-9]+(?:[.,][0-9]+)?\s*(?:d|diem)$")
_BREAK = re.compile(r"\s*(?:[:;(\[|]|\s[-–—/]\s|[-–—]\s|\.\s)\s*")
_CODE = re.compile(
    r"(?:(?:diem |diem so )?(?:tieu chi so|tieu chi|chi so|chi tieu|noi dung|yeu cau|cau|muc|tc|"
    r"diem)\s*)?([a-z]{0,3}[0-9]+(?:\s?[.,]\s?[0-9]+)*)(?![0-9])\s*(.*)"
)
_POINTED = re.compile(r"[0-9]+(?:\.[0-9]+)+")
_LIKE_CODE = re.compile(r"[a-z]{0,3}[0-9]+(?:\.[0-9]+)*")
_BAND = re.compile(r"\bmức(?:\s+độ)?\s*[0-9]")
_ASIDE = re.compile(
    r"minh chung|ghi chu|nhan xet|ly do|link|duong dan|ho so|mo ta|y kien|giai trinh|muc|xep muc|"
    r"(?:diem )?(?:toi da|chuan)(?!\s*[0-9])|(?:diem )?lech"
)
"""What stands beside the points of an item and is not its points."""
_ALIKE = 0.8
"""Of two letters' triples: lower, and “Số lớp” is taken for “Số máy”."""
_LONG_ENOUGH = 6
_GUESSES = 200
"""Titles of one file that are compared with every word; a header of more is no header of ours."""


class Found:
    """What one title says: what it may mean, the side it names, whether it was a guess.

    `strange` is a code of the shape of the vocabulary's that the vocabulary does not have. `rest`
    is what is left of the title without the words of sides.
    """

    __slots__ = ("rest", "senses", "side", "strange", "sure")

    def __init__(
        self,
        rest: str,
        side: str,
        senses: Senses = NOTHING,
        strange: str = "",
        *,
        sure: bool = True,
    ) -> None:
        self.rest, self.side, self.senses = rest, side, senses
        self.strange, self.sure = strange, sure


@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """For comparing titles: folded, without the punctuation around it."""
    return folded(text).replace("_", " ").strip(_ENDS)


class Words:
    """A vocabulary to look titles up in. Remembers what it was asked."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        exact: dict[str, set[tuple[str, str]]] = {}
        loose: dict[str, set[tuple[str, str]]] = {}
        for meaning in vocabulary.meanings:
            for word in (meaning.title, *meaning.words):
                sense = (meaning.side, meaning.role)
                exact.setdefault(plain(word), set()).add(sense)
                loose.setdefault(plain(_bare(folded(word))), set()).add(sense)
        self._exact = {word: frozenset(senses) for word, senses in exact.items() if word}
        self._loose = {word: frozenset(senses) for word, senses in loose.items() if word}
        self._codes = {
            word: senses for word, senses in self._exact.items() if _LIKE_CODE.fullmatch(word)
        }
        self._sides = {
            plain(word): side for side, words in vocabulary.sides.items() for word in words
        }
        self._side = _alternatives(self._sides)
        self._found: dict[str, Found] = {}
        self._guesses = _GUESSES

    def exactly(self, text: str) -> Senses:
        """What these very words mean."""
        return self._exact.get(text, NOTHING)

    def numbered(self, value: float) -> tuple[Senses, list[str]]:
        """What a title that is a number means, and every code that it may stand for."""
        wanted = Decimal(repr(value))
        codes = [code for code in self._codes if code[0].isdigit() and _numeric(code) == wanted]
        return (self._codes[codes[0]] if len(codes) == 1 else NOTHING), codes

    def sides_in(self, text: str) -> set[str]:
        """The sides that a text names."""
        return self._split(plain(text))[1]

    def of(self, text: str) -> Found:
        """What a title says by itself."""
        if text not in self._found:
            self._found[text] = self._of(text)
        return self._found[text]

    def guessed(self, text: str) -> Senses:
        """The one meaning whose words are nearly these; nothing where two are as near."""
        if len(text) < _LONG_ENOUGH or self._guesses <= 0:
            return NOTHING
        self._guesses -= 1
        own, best, found = _triples(text), _ALIKE, NOTHING
        for triples, senses in self._shapes:
            alike = 2 * len(own & triples) / (len(own) + len(triples))
            if alike > best:
                best, found = alike, senses
            elif alike == best and senses != found:
                found = NOTHING
        return found

    def _of(self, text: str) -> Found:
        text = unicodedata.normalize("NFKC", text)
        whole = plain(text)
        if senses := self.exactly(whole):
            sides = {side for side, _ in senses}
            return Found(whole, sides.pop() if len(sides) == 1 else "", senses)
        rest, sides = self._split(folded(text).replace("_", " "))
        side = BOTH if len(sides) > 1 else "".join(sides)
        trimmed = rest.strip(_ENDS)
        for one in _shorter(rest):
            if senses := self.exactly(one):
                return Found(trimmed, side, senses)
        if not _BAND.search(cleaned(text).casefold()):
            for one in _shorter(rest):
                found = self._by_code(one, side)
                if found:
                    return found
        if found := self._by_head(rest.strip(_ENDS), side):
            return found
        for one in _shorter(rest):
            if senses := self._loose.get(one, NOTHING):
                return Found(trimmed, side, senses)
        return Found(trimmed, side)

    def _by_code(self, text: str, side: str) -> Found | None:
        """`Tiêu chí 1.3.1`, `TC 1.3.1 - Hệ thống LMS`, `1.3.1. Có triển khai …`."""
        match = _CODE.fullmatch(text)
        if match is None:
            return None
        code = re.sub(r"\s", "", match[1]).replace(",", ".")
        after = match[2].strip(_ENDS)
        senses = self._codes.get(code, NOTHING)
        if not senses:
            strange = _POINTED.fullmatch(code) and any(map(_POINTED.fullmatch, self._codes))
            return Found(text, side, strange=code) if strange else None
        if _ASIDE.match(after):
            return Found(text, side)
        bare = "." not in code and code.isdigit()
        titled = self._exact.get(after, NOTHING) or self._loose.get(after, NOTHING)
        if bare and after and not titled & senses:
            return None  # “1. Thông tin chung” numbers a heading
        sure = "%" not in after and (not titled or bool(titled & senses))
        return Found(text, side, senses, sure=sure)

    def _by_head(self, text: str, side: str) -> Found | None:
        """`Mã trường (theo CSDL ngành)`, `Nhóm 1: Chuyển đổi số trong dạy, học`."""
        halves = _BREAK.split(text, maxsplit=1)
        if len(halves) == 1:
            return None
        head, tail = halves[0].strip(_ENDS), halves[1].strip(_ENDS)
        senses = self.exactly(head)
        if not senses or _ASIDE.match(tail):
            return None
        other = self._exact.get(tail, NOTHING) or self._loose.get(tail, NOTHING)
        if head.isdigit() and not other & senses:
            return None
        return Found(text, side, senses, sure=not other or bool(other & senses))

    def _split(self, text: str) -> tuple[str, set[str]]:
        """The text without the words of sides, and the sides they name."""
        if self._side is None:
            return text, set()
        sides = {self._sides[match] for match in self._side.findall(text)}
        return " ".join(self._side.sub(" ", text).split()) if sides else text, sides

    @cached_property
    def _shapes(self) -> list[tuple[frozenset[str], Senses]]:
        return [(_triples(word), senses) for word, senses in self._exact.items()]


def _bare(text: str) -> str:
    """Without what stands in brackets at its end, unless that says that it is no column of ours."""
    while (match := _PARENTHESES.search(text)) and not _ASIDE.match(match[1].strip()):
        if not (shorter := text[: match.start()]).strip(_ENDS):
            break
        text = shorter
    return text


def _shorter(text: str) -> Iterator[str]:
    """The text, then without a bracket at its end, then without the maximum that it names."""
    yield text.strip(_ENDS)
    bare = _bare(text)
    yield bare.strip(_ENDS)
    yield _MAXIMUM.sub("", bare.strip(_ENDS)).strip(_ENDS)


def _alternatives(words: Mapping[str, str]) -> re.Pattern[str] | None:
    if not words:
        return None
    listed: Iterable[str] = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, listed))})(?![a-z0-9])")


def _numeric(code: str) -> Decimal | None:
    return Decimal(code) if code.count(".") <= 1 else None


def _triples(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
