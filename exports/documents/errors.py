"""What can go wrong with a document.

DocumentError
├── PrintingFailed      a content that could not be printed
└── TemplateRefused     a template that is unsafe or does not fit, with one finding per reason
"""

from __future__ import annotations


class DocumentError(Exception):
    """Base of all errors of this package; the text is Vietnamese and says what to do."""


class PrintingFailed(DocumentError):
    """The PDF could not be made."""


class TemplateRefused(DocumentError):
    """A template was not used; `findings` has one Vietnamese sentence per reason."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        """Keep the findings and make one text of them."""
        self.findings = findings
        super().__init__("Không dùng được mẫu văn bản: " + " ".join(findings))
