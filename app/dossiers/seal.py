"""The text in the QR code of a printed report: which dossier, and which snapshot of it.

`thangdo:1:<dossier id>:<SHA-256>`, all in characters that a scan of a folded page still gives back.
"""

import re
from typing import NamedTuple

from app.storage.columns import ID_LENGTH

FORMAT = 1
_ID = rf"[0-9A-Za-z_-]{{1,{ID_LENGTH}}}"
_SEAL = re.compile(rf"thangdo:([1-9][0-9]{{0,3}}):({_ID}):([0-9a-f]{{64}})")


class Seal(NamedTuple):
    """What a code says the paper was printed from."""

    dossier_id: str
    sha256: str


def seal_text(dossier_id: str, sha256: str) -> str:
    """The text to print as a QR code."""
    return f"thangdo:{FORMAT}:{dossier_id}:{sha256}"


def read_seal(text: str) -> Seal | None:
    """The seal in the text of a code; None for a code of somebody else or of a later format."""
    found = _SEAL.fullmatch(text.strip())
    if found is None or int(found[1]) != FORMAT:
        return None
    return Seal(found[2], found[3])
