"""Texts of editions for tests: the shipped one, and a version 1.1 of it with marked changes."""

from criteria.loader import SHELF

ID = "thangdo.qd-4725"
OLD = (SHELF / ID / "1.0.yaml").read_bytes()
GOLDEN = (SHELF / ID / "1.0.golden.yaml").read_bytes()

_LINE = '- {version: "1.0", date: 2026-11-21, change: "Bản đầu tiên, ghi lại từ nguồn công khai."}'
_NEW_LINE = '- {version: "1.1", date: 2026-11-22, change: "Bản minh họa."}\n'
MAXIMUM = ("      max: {value: 6, known: confirmed, source: public_sources}", "      max: 4")
OTHER_MAXIMUM = ("      max: 6\n", "      max: 8\n")
MOVED = ('- code: "1.3.5"', '- code: "1.3.6"')
REMOVED = ('- code: "1.5.2"', '- code: "1.5.9"')
MAP = b"""\
format: 1
from: thangdo.qd-4725@1.0
to: thangdo.qd-4725@1.1
mapping: {1.3.5: 1.3.6}
"""


def text(*edits: tuple[str, str], version: str = "1.1") -> bytes:
    """The shipped edition as another version, with edits."""
    found = OLD.decode().replace('version: "1.0"\ntitle', f'version: "{version}"\ntitle')
    found = found.replace(_LINE, _NEW_LINE.replace("1.1", version) + _LINE)
    for before, after in edits:
        assert before in found, before
        found = found.replace(before, after, 1)
    return found.encode()


def golden(version: str = "1.1") -> bytes:
    """The shipped golden cases for another version."""
    return GOLDEN.replace(b'version: "1.0"', f'version: "{version}"'.encode(), 1)


NEXT = text(MAXIMUM, OTHER_MAXIMUM, MOVED, REMOVED)
"""1.3.1 is worth 4 in place of 6, 1.3.2 8; 1.3.5 became 1.3.6, 1.5.2 went and 1.5.9 came."""

OVERLAY = b"""\
format: 1
id: so-minh-hoa.huong-dan
version: "1.0"
title: Huong dan minh hoa
publisher: So minh hoa
for: {edition: thangdo.qd-4725, versions: ["1.0"]}
entries:
- code: "1.4"
  guidance: Ghi ca duong dan.
"""
