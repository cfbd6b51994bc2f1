"""Print a content as .docx, through our own template or a Sở's."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from lxml import etree

from exports.documents import template_names
from exports.documents.errors import TemplateRefused
from exports.documents.printable import printable
from exports.documents.seal import sealed
from exports.documents.template import DEFAULT, compiled
from exports.documents.template_guard import W
from exports.documents.template_language import write
from exports.documents.trial import EMPTY, FULL

if TYPE_CHECKING:
    from exports.documents.content import Content, Metadata
    from exports.documents.template import Template

CORE = "docProps/core.xml"
_EARLIEST_ZIP_YEAR = 1980


def render_docx(content: Content, template: bytes | None = None) -> bytes:
    """Print; the same content and template give the same bytes.

    Raises TemplateRefused, with all findings, where `inspect_template` would name any.
    """
    if template is None:
        return _packed(_printed(compiled(_default()), content), content.metadata)
    if findings := inspect_template(template):
        raise TemplateRefused(findings)
    ready = compiled(template)
    parts = _printed(ready, content)
    if faults := _faults(ready, parts):
        raise TemplateRefused(faults)
    return _packed(parts, content.metadata)


def inspect_template(template: bytes) -> tuple[str, ...]:
    """Say in Vietnamese why a template cannot be used; empty if it can. Nothing in it is run."""
    try:
        ready = compiled(template)
    except TemplateRefused as refusal:
        return refusal.findings
    if ready.findings:
        return ready.findings
    return _faults(ready, _printed(ready, FULL)) or _faults(ready, _printed(ready, EMPTY))


def _faults(template: Template, parts: dict[str, bytes]) -> tuple[str, ...]:
    """Name what would make Word repair the file: a loop over half paragraphs, an empty cell."""
    for name in template.programs:
        try:
            root = etree.fromstring(parts[name])
        except etree.XMLSyntaxError:
            return (
                (
                    f"Ở {name} có thẻ for hoặc if mở và đóng ở hai đoạn khác nhau; hãy dùng "
                    "{%p … %} trong các đoạn riêng."
                ),
            )
        if any(not len(cell) or cell[-1].tag != f"{W}p" for cell in root.iter(f"{W}tc")):
            return (f"Ở {name} có ô bảng sẽ không còn đoạn nào; hãy để một đoạn trống cuối ô.",)
    return ()


@lru_cache(maxsize=1)
def _default() -> bytes:
    return DEFAULT.read_bytes()


def _printed(template: Template, content: Content) -> dict[str, bytes]:
    clean = printable(content)
    scope = template_names.values(clean)
    parts = dict(template.parts)
    for name, program in template.programs.items():
        declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        parts[name] = (declaration + "".join(write(program.nodes, scope))).encode()
    if CORE in parts:
        parts[CORE] = _core(clean.metadata).encode()
    return sealed(parts, clean.seal) if clean.seal else parts


def _core(metadata: Metadata) -> str:
    when = datetime.combine(metadata.day, time(), tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stamp = f'xsi:type="dcterms:W3CDTF">{when}<'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        "<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(metadata.title)}</dc:title>"
        f"<dc:creator>{escape(metadata.author)}</dc:creator>"
        f"<cp:keywords>{escape(metadata.edition)}</cp:keywords>"
        f"<dc:language>{escape(metadata.language)}</dc:language>"
        f"<dcterms:created {stamp}/dcterms:created><dcterms:modified {stamp}/dcterms:modified>"
        "</cp:coreProperties>"
    )


def _packed(parts: dict[str, bytes], metadata: Metadata) -> bytes:
    day = metadata.day
    when = (max(day.year, _EARLIEST_ZIP_YEAR), day.month, day.day, 0, 0, 0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    return buffer.getvalue()
