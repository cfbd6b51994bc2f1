"""Sealing: all chains' ends, signed into a file that is kept away from the database.

The signature is HMAC-SHA256 under a key file, which the library brings; so whoever verifies needs
the same key as whoever seals, and it must not lie where the database's keepers can read it.

    thangdo-seal 1
    at 2026-03-02T03:00:00+00:00
    key 1a2b3c4d5e6f7081
    body:installation 3 9f86d081…
    dossier:01j… 12 2c26b46b…
    hmac-sha256 6ca13d52…
"""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.audit.heads import Head

FIRST_LINE = "thangdo-seal 1"
KEY_BYTES = 32
_HEAD = re.compile(r"([a-z]+:[0-9A-Za-z_-]{1,40}) (\d{1,15}) ([0-9a-f]{64}|-)")


class SealBroken(Exception):
    """The file is no seal, was changed, or was signed with another key; the text says which."""


class Seal(NamedTuple):
    """The ends of all chains at one moment."""

    at: datetime
    heads: Mapping[str, Head]


def make_key(path: Path) -> None:
    """A new key file, readable by its owner alone. Raises FileExistsError, OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
        file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")


def read_key(path: Path) -> bytes:
    """The key in a file. Raises SealBroken, OSError."""
    key = path.read_bytes().strip()
    if len(key) < KEY_BYTES:
        raise SealBroken(f"Tệp khóa {path} quá ngắn. Hãy tạo bằng: thangdo audit key TỆP.")
    return key


def seal_text(seal: Seal, key: bytes) -> str:
    """The text of the file."""
    lines = [FIRST_LINE, f"at {seal.at.isoformat(timespec='seconds')}", f"key {_name_of(key)}"]
    for chain, head in sorted(seal.heads.items()):
        lines.append(f"{chain} {head.length} {head.hash or '-'}")
    text = "\n".join(lines) + "\n"
    return f"{text}hmac-sha256 {_signature(text, key)}\n"


def read_seal(text: str, key: bytes) -> Seal:
    """The seal in a file's text, its signature proved. Raises SealBroken."""
    signed, _, last = text.removesuffix("\n").rpartition("\n")
    signed += "\n"
    lines = signed.splitlines()
    if not lines or lines[0] != FIRST_LINE or not last.startswith("hmac-sha256 "):
        raise SealBroken("Tệp này không phải tệp niêm phong của Thang Đo, hoặc đã bị cắt.")
    if f"key {_name_of(key)}" not in lines[:3]:
        raise SealBroken("Tệp niêm phong được ký bằng một khóa khác. Hãy dùng đúng tệp khóa.")
    if not hmac.compare_digest(last.removeprefix("hmac-sha256 "), _signature(signed, key)):
        raise SealBroken("Tệp niêm phong đã bị sửa: chữ ký không khớp.")
    at = datetime.fromisoformat(lines[1].removeprefix("at "))
    return Seal(at, dict(_head(line) for line in lines[3:]))


def write_seal(path: Path, text: str) -> None:
    """A new file; one that is there is never replaced. Raises FileExistsError, OSError."""
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _head(line: str) -> tuple[str, Head]:
    found = _HEAD.fullmatch(line)
    if found is None:
        raise SealBroken("Tệp niêm phong có một dòng không đọc được.")
    hash_ = "" if found[3] == "-" else found[3]
    return found[1], Head(int(found[2]), hash_)


def _signature(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _name_of(key: bytes) -> str:
    """By which a key is told from others without giving it away."""
    return hashlib.sha256(b"thangdo-seal-key\0" + key).hexdigest()[:16]
