"""Subset the four Tinos styles to what a Vietnamese office writes, into exports/fonts/.

    npm pack @expo-google-fonts/tinos@0.4.2 && tar xf expo-google-fonts-tinos-0.4.2.tgz
    python scripts/build_fonts.py package

Run by hand when the font changes; the result is committed, so that neither the service nor
the tests need npm. The sources are pinned by hash: another build of Tinos may have other
metrics, and page breaks of documents already signed would move.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "exports" / "fonts"

SOURCES = {
    "Tinos-Regular.ttf": (
        "400Regular/Tinos_400Regular.ttf",
        "924ef269e73da94c1803ff68877f5d998dd16605c5ffad82ee181034f8a1fffe",
    ),
    "Tinos-Italic.ttf": (
        "400Regular_Italic/Tinos_400Regular_Italic.ttf",
        "4a52de5bcf70e37bd71949f8a85302b75795a1943aedffbbee4f2db7744e1c81",
    ),
    "Tinos-Bold.ttf": (
        "700Bold/Tinos_700Bold.ttf",
        "576a19b5dc026cafe6ae8fde4c849588dae6475cf5d912cebdf2827388c43ad9",
    ),
    "Tinos-BoldItalic.ttf": (
        "700Bold_Italic/Tinos_700Bold_Italic.ttf",
        "10c90ef7896d758923c06a1485d7824cdb457466da0bf7d42f81c5228931281b",
    ),
}

# Latin with Vietnamese and the combining marks of decomposed text, Greek (formulas and units in
# narratives), punctuation, currency (₫), fractions, arrows, comparison signs, boxes. Cyrillic and
# Hebrew, the other half of Tinos, are left out.
RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02C6, 0x02DD),
    (0x0300, 0x036F),
    (0x0370, 0x03FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x22FF),
    (0x25A0, 0x25FF),
    (0xFB00, 0xFB06),
    (0xFFFD, 0xFFFD),
)


def main(package: Path) -> int:
    """Write the four subsets and the licence; refuse a source with another hash."""
    wanted = [point for first, last in RANGES for point in range(first, last + 1)]
    for target, (relative, digest) in SOURCES.items():
        source = package / relative
        found = hashlib.sha256(source.read_bytes()).hexdigest()
        if found != digest:
            sys.stderr.write(f"{source}: SHA-256 is {found}, expected {digest}\n")
            return 1
        write_subset(source, FONTS / target, wanted)
    shutil.copyfile(package / "LICENSE_FONT", FONTS / "OFL.txt")
    (FONTS / "metrics.json").write_text(measured(), encoding="utf-8")
    return 0


def measured() -> str:
    """Advance widths per style and character, as JSON, in thousandths of the font size.

    The rules under the decree's header lines are a share of the width of the words above them, so
    the .docx needs the widths too; and a character missing here cannot be printed in the .pdf.
    """
    advances = {}
    for target in SOURCES:
        font = TTFont(FONTS / target)
        units = font["head"].unitsPerEm
        advances[target.removesuffix(".ttf")] = {
            chr(point): round(font["hmtx"][glyph][0] * 1000 / units)
            for point, glyph in font.getBestCmap().items()
        }
    return json.dumps(advances, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def write_subset(source: Path, target: Path, wanted: list[int]) -> None:
    """Cut one font down; it keeps the dates of its source: the same input gives the same bytes."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.hinting = False  # half the size; PDF viewers and printers of today do not use it
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [unpacked]:
            sys.exit(main(Path(unpacked)))
        case _:
            sys.exit("usage: python scripts/build_fonts.py UNPACKED_NPM_PACKAGE")
