"""Inspection: what is inside a file, judged in a limited child process before the file counts.

    found = inspect(content, "Ảnh.heic", "image/heic", copy=file)

gives what was found, or raises FileRefused with a stable reason and a sentence that says what to
do. The object of the vault stays what arrived; where `found.copy` names a kind, `copy` holds what
others may see in its place (pictures written anew, videos without their location).
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, BinaryIO

from evidence.confined import Bounds, ChildFailed, ChildNotRun, ask
from evidence.errors import FileRefused, InspectionUnavailable, Refusal
from evidence.inspection.findings import Findings
from evidence.inspection.videos import Blank, copy_without
from evidence.kinds import INSPECTED_KINDS, Kind
from evidence.names import safe_part
from evidence.refusals import refused
from evidence.signatures import Change, Integrity, Revocation, Signature, Trust

__all__ = ["BOUNDS", "Findings", "inspect"]

BOUNDS = Bounds(
    memory=2 * 1024 * 1024 * 1024,
    cpu_seconds=60,
    seconds=120,
    written=512 * 1024 * 1024,
)
"""A photograph of 108 million points, turned upright, was measured at 844 MB in use and 9 s."""
_LONGEST_TYPE = 200


def inspect(  # noqa: PLR0913, PLR0917 - a file is what it is, what it is called, and what is wanted
    content: BinaryIO,
    file_name: str,
    declared: str = "",
    allowed: Collection[Kind] = INSPECTED_KINDS,
    copy: BinaryIO | None = None,
    roots: Path | None = None,
    bounds: Bounds = BOUNDS,
) -> Findings:
    """Inspect a real file. Raises FileRefused, InspectionUnavailable.

    `copy` is an empty real file to write what others may see; `roots` a file of certificates in PEM
    whose signers are trusted.
    """
    name = file_name.replace("\\", "/").rpartition("/")[2]
    if not safe_part(name):
        raise refused(Refusal.FILE_NAME)
    words = (name, declared[:_LONGEST_TYPE].replace("\0", ""), " ".join(sorted(allowed)))
    place = str(roots.absolute()) if roots else ""
    try:
        told = ask("evidence.inspection.child", (*words, place), content, bounds, copy)
    except ChildNotRun as error:
        raise InspectionUnavailable(str(error)) from error
    except ChildFailed as error:
        raise refused(Refusal.TOO_HEAVY) from error
    found = _understood(told)
    if found.blanks and copy:
        copy_without(content, found.blanks, copy)
        copy.flush()
    return found


def _understood(told: bytes) -> Findings:
    """The child's answer; a file may have taken the child over, so nothing of it is believed."""
    try:
        answer = json.loads(told)
        if "reason" not in answer:
            return _findings(answer)
        reason, message = Refusal(answer["reason"]), str(answer["message"])
    except (ValueError, TypeError, LookupError) as error:
        raise refused(Refusal.TOO_HEAVY) from error
    raise FileRefused(reason, message)


def _findings(answer: dict[str, Any]) -> Findings:
    plain = {name: answer[name] for name in ("pages", "width", "height")}
    return Findings(
        kind=Kind(answer["kind"]),
        copy=Kind(answer["copy"]) if answer["copy"] else None,
        located=bool(answer["located"]),
        files=tuple(str(one) for one in answer["files"]),
        signatures=tuple(_signature(one) for one in answer["signatures"]),
        signatures_unreadable=bool(answer["signatures_unreadable"]),
        blanks=tuple(Blank(*map(int, one)) for one in answer["blanks"]),
        guarded=bool(answer["guarded"]),
        **{name: int(value) for name, value in plain.items()},
    )


def _signature(told: dict[str, Any]) -> Signature:
    return Signature(
        field=str(told["field"]),
        signer=str(told["signer"]),
        issuer=str(told["issuer"]),
        certificate_sha256=str(told["certificate_sha256"]),
        signed_at=str(told["signed_at"]),
        stamped_at=str(told["stamped_at"]),
        stamp_trusted=bool(told["stamp_trusted"]),
        integrity=Integrity(told["integrity"]),
        change=Change(told["change"]),
        trust=Trust(told["trust"]),
        revocation=Revocation(told["revocation"]),
    )
