"""One row of a list of decisions: which decision it belongs to, which level it prints."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.imports.given import Given, Told, day_given
from app.recognition.service import number_key

_DATED = re.compile(
    r"^(.*?)[\s,;(]*(?:ký\s+)?ngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\)?$", re.IGNORECASE
)
_CALLED = re.compile(r"^(?:quyết định|qđ)?\s*số\s*[:.]?\s*", re.IGNORECASE)


class Printed(NamedTuple):
    """What a row prints of its decision; `key` is by which rows of one decision find each other."""

    number: str
    signed_on: date
    signer: str
    level: int

    @property
    def key(self) -> tuple[str, date]:
        """Number, as numbers are compared, and day."""
        return number_key(self.number), self.signed_on


def printed(given: Given, options: Mapping[str, object]) -> tuple[Printed | None, list[Told]]:
    """What the row prints, or else the import's own options; what is missing.

    `12/QĐ-SGDĐT ngày 20/6/2026` in the cell of the number says the day too.
    """
    number, day = numbered(given.text("number") or told(options, "number"))
    day = day_given(given.text("signed_on")) or day or day_given(told(options, "signed_on"))
    signer = given.text("signer") or told(options, "signer")
    level = given.text("level")
    faults: list[Told] = []
    for role, missing, said in (
        ("number", not number, "Thiếu số quyết định. Ghi số ở mọi dòng"),
        ("signed_on", day is None, "Thiếu ngày ký quyết định. Ghi ngày ở mọi dòng"),
        ("signer", not signer, "Thiếu người ký quyết định. Ghi tên ở mọi dòng"),
    ):
        if missing:
            message = f"{said}, hoặc nêu chung cho cả tệp khi gửi tệp."
            faults.append((given.cell(role), f"{role}-missing", message))
    if not level:
        message = "Thiếu mức công nhận. Hãy ghi mức theo quyết định, hoặc bỏ dòng này."
        faults.append((given.cell("level"), "level-missing", message))
    if faults or day is None:
        return None, faults
    return Printed(number, day, signer, int(level)), faults


def told(options: Mapping[str, object], key: str) -> str:
    """What was said for the whole file."""
    return str(options.get(key) or "").strip()


def numbered(text: str) -> tuple[str, date | None]:
    """The number alone, and the day where it is written behind."""
    found, day = _DATED.match(text.strip()), None
    if found:
        text = found[1]
        try:
            day = date(int(found[4]), int(found[3]), int(found[2]))
        except ValueError:
            day = None
    return _CALLED.sub("", text.strip()).strip(" ,;."), day
