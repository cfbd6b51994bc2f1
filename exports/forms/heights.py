"""Heights of rows with wrapped text.

Neither Excel nor LibreOffice fits the height of a row to text on opening once any height is set,
and merged or protected cells are never fitted. So the lines are counted here, with the widths of
the metric twin of Times New Roman.
"""

import json
from functools import lru_cache
from pathlib import Path

FONT_SIZE = 11.0
LINE_POINTS = 15.0
PADDING_POINTS = 3.0
MAX_POINTS = 400.0
"""Excel refuses rows over 409 points."""
_METRICS = Path(__file__).parent.parent / "fonts" / "metrics.json"
_PIXELS_PER_EM = FONT_SIZE * 96 / 72
_USUAL_WIDTH = 500
_INDENT = 1


@lru_cache(maxsize=2)
def _widths(style: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(_METRICS.read_text(encoding="utf-8"))[f"Tinos-{style}"]
    return found


def line_count(text: str, width: float, *, bold: bool = False) -> int:
    """Lines that `text` takes in a column `width` characters wide (as Excel counts them)."""
    widths = _widths("Bold" if bold else "Regular")
    room = ((width - _INDENT) * 7 - 5) / _PIXELS_PER_EM * 1000
    return sum(_lines(paragraph, widths, room) for paragraph in text.split("\n")) or 1


def _lines(paragraph: str, widths: dict[str, int], room: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        length = sum(widths.get(letter, _USUAL_WIDTH) for letter in word)
        if used and used + length > room:
            lines, used = lines + 1, 0.0
        lines += int(length // room) if length > room else 0
        used += length + widths[" "]
    return lines


def row_height(*cells: tuple[str, float], bold: bool = False, least: float = 0) -> float:
    """Height in points for a row of (text, width of its column)."""
    lines = max(line_count(text, width, bold=bold) for text, width in cells)
    return min(MAX_POINTS, max(least, lines * LINE_POINTS + PADDING_POINTS))
