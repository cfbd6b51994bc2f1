"""What a reader of values alone does not tell: formulas, errors, percentages, merged cells."""

from collections.abc import Mapping
from typing import NamedTuple

from app.imports.reading.places import Place


class Marked(NamedTuple):
    """Of one sheet: the places of formulas, and the errors (`#REF!`) by their places.

    `percents` are the places of numbers that are shown as percentages, `covered` cells that a
    merged one above hides, each with that one. Both only of an .xlsx.
    """

    formulas: frozenset[Place] = frozenset()
    errors: Mapping[Place, str] = {}
    percents: frozenset[Place] = frozenset()
    covered: Mapping[Place, Place] = {}


ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""As old binary workbooks number them."""
