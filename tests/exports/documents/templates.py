"""Our own template with something in it changed, and what the inspection finds."""

from exports.documents.docx import inspect_template
from exports.documents.template import DEFAULT
from tests.exports.documents.files import changed

DOCUMENT = "word/document.xml"
OURS = DEFAULT.read_bytes()
BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">{{p than_bai }}</w:t></w:r></w:p>'
)


def said(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def with_paragraph(text: str) -> bytes:
    """Our template with one more paragraph before the text."""
    return changed(OURS, DOCUMENT, BODY, said(text) + BODY)


def with_xml(xml: str) -> bytes:
    return changed(OURS, DOCUMENT, BODY, xml + BODY)


def only_finding(template: bytes) -> str:
    findings = inspect_template(template)
    assert len(findings) == 1, findings
    return findings[0]
