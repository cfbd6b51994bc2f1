"""Which characters a document may hold: NFC, nothing invisible, nothing the fonts cannot print.

Both renderers pass their content through `printable` first, so they print the same words. PDF/A
forbids missing glyphs and XML 1.0 forbids most control characters; direction marks and invisible
separators could make a signed page read differently from its text, so they go as well.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.documents.content import Content

FONTS = Path(__file__).resolve().parent.parent / "fonts"
SUBSTITUTE = "□"

_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


@lru_cache(maxsize=1)
def advances() -> dict[str, dict[str, int]]:
    """Read the widths of all printable characters, in thousandths of the size, by font style."""
    found: dict[str, dict[str, int]] = json.loads((FONTS / "metrics.json").read_bytes())
    return found


def printable(content: Content) -> Content:
    """Return the content with every text cleaned; printing it twice changes nothing more."""
    cleaned: Content = _clean(content)
    return cleaned


def unprintable(content: Content) -> tuple[str, ...]:
    """List the characters that will appear as □, so that a user can be told beforehand."""
    found = {
        character
        for text in _texts(content)
        for character in unicodedata.normalize("NFC", text)
        if _is_visible(character) and not _has_glyph(character)
    }
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def printable_text(text: str) -> str:
    """Clean one text: NFC, white space folded to single spaces, no-break spaces kept."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    visible = "".join(filter(_is_visible, _SPACES.sub(" ", text)))
    # Composed only now: an invisible character may have stood between a letter and its mark.
    printed = "".join(
        character if _has_glyph(character) else SUBSTITUTE
        for character in unicodedata.normalize("NFC", visible)
    )
    return _SPACES.sub(" ", printed).strip(" ")


def text_width(text: str, style: str, size: float) -> float:
    """Measure a line in points; style is a key of `advances`, e.g. "Tinos-Bold"."""
    widths = advances()[style]
    return sum(widths.get(character, 500) for character in text) * size / 1000


def _is_visible(character: str) -> bool:
    if character in _VARIATION_SELECTORS:
        return False
    return unicodedata.category(character) not in _INVISIBLE


def _has_glyph(character: str) -> bool:
    return character in advances()["Tinos-Regular"]


def _clean(value: Any) -> Any:  # noqa: ANN401 (walks any dataclass of content.py)
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, tuple):
        return tuple(_clean(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _clean(getattr(value, f.name)) for f in fields(value)})
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
