"""Digital signatures in a PDF (PAdES): who signed, when, and what happened to the file since.

Whether the bytes are whole is always told. A signer is trusted only where a root that the operator
named stands behind the certificate. Nobody is called: what is not in the file about a certificate
that was taken back stays unknown. Runs in the child process of `evidence.inspection`.
"""

import datetime as dt
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

T = TypeVar("T")

MAX_SIGNATURES = 50
MAX_NAME = 300
_MARK = b"/ByteRange"
_PIECE = 1024 * 1024


class Integrity(StrEnum):
    """Whether the signed bytes are what was signed."""

    WHOLE = "whole"
    BROKEN = "broken"
    UNREADABLE = "unreadable"


class Change(StrEnum):
    """What happened to the file after the signature."""

    NONE = "none"
    PERMITTED = "permitted"
    """Forms filled, further signatures, proofs for the archive."""
    ALTERED = "altered"
    UNKNOWN = "unknown"


class Trust(StrEnum):
    """Whether a root that the operator named stands behind the signer."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Revocation(StrEnum):
    """Whether the certificate was found taken back."""

    NOT_CHECKED = "not-checked"
    REVOKED = "revoked"


REVOCATION_TEXTS = {
    Revocation.NOT_CHECKED: "chưa kiểm tra",
    Revocation.REVOKED: "chứng thư đã bị thu hồi",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. Times are UTC and written as ISO 8601; "" where there is none.

    `signed_at` is what the signer's machine said, `stamped_at` what a time stamping authority said;
    `stamp_trusted` whether a named root stands behind that authority.
    """

    field: str
    signer: str
    issuer: str
    certificate_sha256: str
    signed_at: str
    stamped_at: str
    stamp_trusted: bool
    integrity: Integrity
    change: Change
    trust: Trust
    revocation: Revocation


def signatures_in(content: BinaryIO, roots: Path | None) -> tuple[Signature, ...]:
    """All signatures, in their order; `roots` is a file of certificates in PEM.

    Raises ValueError where the file seems to be signed, but cannot be read as such.
    """
    if not _marked(content):
        return ()
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - takes 0.3 s
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    content.seek(0)
    try:
        found = PdfFileReader(content).embedded_signatures[:MAX_SIGNATURES]
    except (PdfError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("signed, but not readable") from error
    trusted = tuple(_certificates(roots))
    return tuple(_read(one, trusted) for one in found)


def _marked(content: BinaryIO) -> bool:
    """Whether a range of signed bytes is named: it must stand in the file as it is."""
    content.seek(0)
    before = b""
    while piece := content.read(_PIECE):
        if _MARK in before + piece:
            return True
        before = piece[-len(_MARK) :]
    return False


def _certificates(roots: Path | None) -> "Iterator[Certificate]":
    if roots is None:
        return
    from asn1crypto import pem, x509  # noqa: PLC0415

    for _, _, der in pem.unarmor(roots.read_bytes(), multiple=True):
        yield x509.Certificate.load(der)


def _read(signature: "EmbeddedPdfSignature", roots: "Sequence[Certificate]") -> Signature:
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415

    try:
        status = _validated(signature, roots)
    except (SignatureValidationError, PdfError, ValueError, LookupError, TypeError):
        status = None
    certificate = signature.signer_cert
    stamp = status.timestamp_validity if status else None
    return Signature(
        field=signature.field_name[:MAX_NAME],
        signer=_name(certificate.subject.native),
        issuer=_name(certificate.issuer.native),
        certificate_sha256=certificate.sha256.hex(),
        signed_at=_utc(signature.self_reported_timestamp),
        stamped_at=_utc(stamp.timestamp if stamp and stamp.valid and stamp.intact else None),
        stamp_trusted=bool(stamp and stamp.valid and stamp.intact and stamp.trusted),
        integrity=_integrity(status),
        change=_change(status),
        trust=_trust(status),
        revocation=Revocation.REVOKED if status and status.revoked else Revocation.NOT_CHECKED,
    )


def _validated(
    signature: "EmbeddedPdfSignature", roots: "Sequence[Certificate]"
) -> "PdfSignatureStatus":
    from pyhanko.sign.validation import async_validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    def context() -> ValidationContext:
        return ValidationContext(trust_roots=roots, allow_fetching=False)

    return _without_waiting(
        async_validate_pdf_signature(
            signature,
            context(),
            context(),
            key_usage_settings=KeyUsageConstraints(
                key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
            ),
        )
    )


def _without_waiting(work: Coroutine[object, None, T]) -> T:
    """The result of a coroutine that has nobody to wait for: a loop would want sockets."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise ValueError("validation wanted to wait for somebody")


def _integrity(status: "PdfSignatureStatus | None") -> Integrity:
    if status is None:
        return Integrity.UNREADABLE
    return Integrity.WHOLE if status.intact and status.valid else Integrity.BROKEN


def _change(status: "PdfSignatureStatus | None") -> Change:
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    if status is None or not (status.intact and status.valid):
        return Change.UNKNOWN
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Change.NONE
    level = status.modification_level
    if status.docmdp_ok and level is not None and level <= ModificationLevel.FORM_FILLING:
        return Change.NONE if level is ModificationLevel.NONE else Change.PERMITTED
    return Change.ALTERED


def _trust(status: "PdfSignatureStatus | None") -> Trust:
    if status is None:
        return Trust.UNKNOWN
    if status.revoked:
        return Trust.REVOKED
    if status.trusted:
        return Trust.TRUSTED
    problem = status.trust_problem_indic
    return Trust.EXPIRED if problem and "OUT_OF_BOUNDS" in str(problem) else Trust.UNKNOWN


def _name(parts: dict[str, object]) -> str:
    """The person's or the body's name, and the body it belongs to."""
    common = str(parts.get("common_name") or parts.get("organization_name") or "")
    body = str(parts.get("organization_name") or "")
    return (f"{common}, {body}" if body and body != common else common)[:MAX_NAME]


def _utc(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    if moment.tzinfo is None:
        return ""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
