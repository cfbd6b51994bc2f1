"""Plain archives: each file inside is inspected as if it had come alone."""

import os
from collections.abc import Callable
from typing import BinaryIO

from evidence import packages
from evidence.errors import FileRefused, Refusal
from evidence.inspection.programs import refuse_program
from evidence.kinds import INSPECTED_KINDS, Kind, kind_of
from evidence.packages import Member
from evidence.refusals import refused

MAX_FILES = 500
MAX_FILE_BYTES = 256 * 1024 * 1024
"""A file inside is held in memory while it is inspected."""
_TAKEN = INSPECTED_KINDS - {Kind.ZIP}
_MAC_NOTES = b"\0\x05\x16\x07"
_MAC_FOLDER = b"\0\0\0\1Bud1"
Inspect = Callable[[BinaryIO, Kind], bool]
"""Inspects a file inside; whether it says where it was made."""


def inspect_archive(content: BinaryIO, inspect: Inspect) -> tuple[str, ...]:
    """The paths of the files. Raises FileRefused, naming the file."""
    files = [one for one in packages.members(content) if not one.folder]
    if not files:
        raise refused(Refusal.EMPTY, "Gói nén không có tệp nào.")
    if len(files) > MAX_FILES:
        raise refused(Refusal.UNPACKS_TOO_LARGE)
    taken = []
    for member in files:
        if not _left_by_mac(content, member):
            _file(content, member, inspect)
            taken.append(member.path)
    return tuple(taken)


def _file(content: BinaryIO, member: Member, inspect: Inspect) -> None:
    name = member.path.rpartition("/")[2]
    try:
        if member.unpacked > MAX_FILE_BYTES:
            raise refused(Refusal.UNPACKS_TOO_LARGE)
        refuse_program(b"", name)
        with os.fdopen(os.memfd_create("member"), "w+b") as inner:
            for number, piece in enumerate(packages.unpack(content, member)):
                if number == 0:
                    refuse_program(piece[:2], name)
                inner.write(piece)
            kind = kind_of(inner, name, allowed=_TAKEN)
            if inspect(inner, kind):
                raise refused(Refusal.LOCATION_INSIDE)
    except FileRefused as error:
        raise FileRefused(error.reason, f"Trong gói, tệp “{name[:80]}”: {error}") from error


def _left_by_mac(content: BinaryIO, member: Member) -> bool:
    """Whether it is one of the notes that macOS adds to what it packs."""
    path = member.path
    head = next(packages.unpack(content, member), b"")
    if path.startswith("__MACOSX/") or path.rpartition("/")[2].startswith("._"):
        return head.startswith(_MAC_NOTES)
    return path.rpartition("/")[2] == ".DS_Store" and head.startswith(_MAC_FOLDER)
