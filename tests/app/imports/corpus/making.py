"""Where the functions that build the files of the corpus are found by their names."""

from collections.abc import Callable
from types import ModuleType

from tests.app.imports.corpus import (
    made_by_hand,
    made_of_other_kinds,
    made_of_text,
    made_with_openpyxl,
    made_with_xlsxwriter,
)

MODULES: tuple[ModuleType, ...] = (
    made_by_hand,
    made_of_other_kinds,
    made_of_text,
    made_with_openpyxl,
    made_with_xlsxwriter,
)


def makers() -> dict[str, Callable[[], bytes]]:
    """Name to function: all public functions of the modules that take nothing."""
    return {
        name: thing
        for module in MODULES
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
    }
