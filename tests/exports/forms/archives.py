"""Workbooks that no office program would write."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO

from exports.forms.writer import write_form
from tests.exports.forms import desk
from tests.exports.forms.samples import EVIDENCE

ASSESSMENT_PART = "xl/worksheets/sheet4.xml"
EVIDENCE_PART = "xl/worksheets/sheet5.xml"


def parts(content: bytes | None = None) -> dict[str, bytes]:
    """The unpacked parts of a workbook; of a good form if none is given."""
    with zipfile.ZipFile(BytesIO(content or desk.good_form())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook of these parts."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def with_part(name: str, work: Callable[[bytes], bytes]) -> bytes:
    """A good form with one part worked over."""
    found = parts()
    found[name] = work(found.get(name, b""))
    return packed(found)


def without_part(name: str) -> bytes:
    """A good form with one part left out."""
    found = parts()
    del found[name]
    return packed(found)


def sheet_of(rows: int, columns: int) -> bytes:
    """A sheet full of small numbers, as text of the part."""
    cells = b"<c><v>1</v></c>" * columns
    body = (b"<row>" + cells + b"</row>") * rows
    return b'<?xml version="1.0"?><worksheet><sheetData>' + body + b"</sheetData></worksheet>"


def _styled(element: bytes, count: int) -> bytes:
    return with_part(
        "xl/styles.xml", lambda old: old.replace(b"</cellXfs>", element * count + b"</cellXfs>")
    )


def _one_text_in_many_cells() -> bytes:
    evidence = tuple(replace(EVIDENCE[0], code=f"MC.1.4.{n:02d}") for n in range(1, 301))
    found = parts(write_form(desk.edition(), desk.profile(), evidence=evidence))
    words = "đã có".encode()
    found["xl/sharedStrings.xml"] = found["xl/sharedStrings.xml"].replace(words, words * 6_000)
    return packed(found)


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "many cells": (
        "too-big-unpacked",
        lambda: with_part(EVIDENCE_PART, lambda _: sheet_of(500, 1_000)),
    ),
    "many texts": (
        "too-big-unpacked",
        lambda: with_part(
            "xl/sharedStrings.xml", lambda _: b"<sst>" + b"<si><t>a</t></si>" * 400_000 + b"</sst>"
        ),
    ),
    "many styles": ("read", lambda: _styled(b'<xf numFmtId="0"/>', 400_000)),
    "many rules": (
        "read",
        lambda: with_part(
            EVIDENCE_PART,
            lambda old: old.replace(
                b"<dataValidations",
                b"<x>" + b"<dataValidation/>" * 400_000 + b"</x><dataValidations",
            ),
        ),
    ),
    "deep nesting": (
        "missing-column",
        lambda: with_part(EVIDENCE_PART, lambda _: b"<a>" * 1_000_000 + b"</a>" * 1_000_000),
    ),
    "many attributes": (
        "missing-column",
        lambda: with_part(
            EVIDENCE_PART,
            lambda _: b"<a " + b" ".join(b'a%d=""' % n for n in range(400_000)) + b"/>",
        ),
    ),
    "long text": (
        "too-big-unpacked",
        lambda: with_part(
            "xl/sharedStrings.xml",
            lambda old: old.replace(b"</t>", b"a" * 7_000_000 + b"</t>", 1),
        ),
    ),
    "one text in many cells": ("too-big-unpacked", _one_text_in_many_cells),
    "corners": (
        "outside",
        lambda: with_part(
            EVIDENCE_PART,
            lambda old: old.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            ),
        ),
    ),
}
"""What the reader says of it, and how it is made; each costs little to make and much to believe."""
