"""Checks a .docx against Nghị định 30/2020/NĐ-CP, Phụ lục I (thể thức, kỹ thuật trình bày).

One function per part of a document; each violation names its part in the decree's own words. It
reads any .docx, so that what a Sở's template makes can be checked as well as what ours makes.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from exports.documents import decree_body, decree_letterhead, decree_page
from exports.documents.decree_parts import Parts, Violation
from exports.documents.word_reader import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Violation", "pdf_violations", "violations"]

_OLDEST_PDF = (1, 4)


def violations(document: bytes) -> tuple[Violation, ...]:
    """Name every breach. Raises TemplateRefused for what is not a .docx."""
    read = read_document(document)
    parts = Parts(read)
    found = [
        *decree_page.page(read),
        *decree_page.page_number(read),
        *decree_page.font(read),
        *_unicode(parts),
        *decree_letterhead.nation(parts),
        *decree_letterhead.motto(parts),
        *decree_letterhead.superior(parts),
        *decree_letterhead.issuer(parts),
        *decree_letterhead.number(parts),
        *decree_letterhead.place_and_date(parts),
        *decree_letterhead.kind(parts),
        *decree_letterhead.subject(parts),
        *decree_body.text(parts),
        *decree_body.headings(parts),
        *decree_body.tables(parts),
        *decree_body.authority(parts),
        *decree_body.recipients(parts),
        *decree_body.appendix(parts),
        *decree_body.one_set_of_sizes(parts),
    ]
    return tuple(dict.fromkeys(found))


def pdf_violations(document: bytes) -> tuple[Violation, ...]:
    """Bản số: PDF of version 1.4 or later."""
    head = document[:8].decode("latin-1")
    try:
        version = tuple(int(part) for part in head.removeprefix("%PDF-").split("."))
    except ValueError:
        version = (0,)
    if not head.startswith("%PDF-") or version < _OLDEST_PDF:
        return (Violation("bản số", "tệp phải là PDF phiên bản 1.4 trở lên"),)
    return ()


def _unicode(parts: Parts) -> Iterator[Violation]:
    for line in parts.lines:
        if not unicodedata.is_normalized("NFC", line.text):
            yield Violation("phông chữ", f"chữ không phải Unicode dựng sẵn: «{line.text[:40]}»")
