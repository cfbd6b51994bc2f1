"""The shipped fonts: complete, licensed, and measured right."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from exports.documents.printable import FONTS, advances

FILES = sorted(FONTS.glob("*.ttf"))


def test_there_are_four_styles_and_nothing_else() -> None:
    assert [path.stem for path in FILES] == [
        "Tinos-Bold",
        "Tinos-BoldItalic",
        "Tinos-Italic",
        "Tinos-Regular",
    ]
    assert sum(path.stat().st_size for path in FILES) < 600_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_widths_and_coverage_are_those_of_the_font(path: Path) -> None:
    with TTFont(path) as font:
        units = font["head"].unitsPerEm
        widths = {
            chr(point): round(font["hmtx"][glyph][0] * 1000 / units)
            for point, glyph in font.getBestCmap().items()
        }
        assert widths == advances()[path.stem]
        assert font["name"].getDebugName(1) == "Tinos"
        assert font["OS/2"].fsType == 0  # may be embedded


def test_the_licence_lies_beside_the_fonts() -> None:
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "The Tinos Project Authors" in licence
