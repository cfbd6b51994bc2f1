"""What a sheet claims, and which claims no evidence covers.

A claim is an award above 0 or a `met` (an item that does not apply claims nothing). It is covered
by one piece of evidence "đã có" linked to its item or to its criterion.
"""

from collections.abc import Collection

from criteria.edition import Edition
from scoring.answers import Verdict
from scoring.sheet import ItemResult, Sheet, State


def claimed(sheet: Sheet) -> tuple[str, ...]:
    """Codes of the items that claim something, in the order of the index."""
    return tuple(result.code for result in sheet.items if _claims(result))


def uncovered(edition: Edition, sheet: Sheet, covered_codes: Collection[str]) -> tuple[str, ...]:
    """The claims without evidence. `covered_codes` are item and criterion codes that have some."""
    covered = frozenset(covered_codes)
    return tuple(
        code
        for code in claimed(sheet)
        if code not in covered and edition.items[code].criterion not in covered
    )


def _claims(result: ItemResult) -> bool:
    if result.state is not State.ANSWERED:
        return False
    return result.verdict is Verdict.MET or bool(result.award)
