"""Where the texts lie that the tests of `criteria` read."""

from pathlib import Path

HERE = Path(__file__).parent
BAD = HERE / "bad"
SHELF = HERE / "editions"
SMALL = SHELF / "thu-nghiem.nho" / "1.0.yaml"
