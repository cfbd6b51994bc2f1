"""What the vault refuses or cannot do.

    VaultError
    ├── AddressRefused        a tenant or a hash that is none: nothing was looked up
    ├── ObjectMissing         nothing is stored under this tenant and hash
    ├── ObjectTooLarge        more bytes arrived than the limit allows; nothing is kept
    ├── StoreFull             no room; nothing is kept
    ├── StoreUnavailable      the back end failed; nothing is kept
    ├── InspectionUnavailable the inspecting process could not be run; nothing was judged
    ├── AntivirusUnavailable  the antivirus did not answer, or not in its language
    └── FileRefused           the content is not of a kind that evidence may have; see `reason`

Codes of evidence have a tree of their own in `evidence.codes`.
"""

from enum import StrEnum
from typing import ClassVar


class VaultError(Exception):
    """Root of the tree."""

    code: ClassVar[str] = "vault"


class AddressRefused(VaultError):
    """A tenant or a hash that is none."""

    code = "vault-address"


class ObjectMissing(VaultError):
    """Nothing is stored there."""

    code = "vault-object-missing"


class ObjectTooLarge(VaultError):
    """More bytes than `limit` arrived."""

    code = "vault-object-too-large"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"more than {limit} bytes")


class StoreFull(VaultError):
    """The disk, or the quota of the back end, has no room."""

    code = "vault-full"


class StoreUnavailable(VaultError):
    """The back end failed."""

    code = "vault-unavailable"


class Refusal(StrEnum):
    """Why a file is no evidence; the sentences are in `evidence.refusals`."""

    EMPTY = "file-empty"
    FILE_NAME = "file-name"
    UNKNOWN = "file-kind-unknown"
    NOT_TAKEN_HERE = "file-kind-not-taken"
    OLD_FORMAT = "file-old-format"
    PASSWORD = "file-password"  # noqa: S105 - a reason, not a secret
    EXTENSION = "file-extension"
    DECLARED = "file-declared-type"
    MACROS = "file-macros"
    SCRIPTS = "file-scripts"
    ATTACHMENTS = "file-attachments"
    EMBEDDED = "file-embedded-object"
    OUTSIDE = "file-outside-reference"
    DOCUMENT_TYPE = "file-document-type"
    DAMAGED = "file-damaged"
    MIXED = "file-mixed"
    UNSAFE_ENTRY = "file-unsafe-entry"
    UNPACKS_TOO_LARGE = "file-unpacks-too-large"
    TOO_MANY_PIXELS = "file-too-many-pixels"
    LOCATION_INSIDE = "file-location-inside"
    TOO_HEAVY = "file-too-heavy"
    INFECTED = "file-infected"


class FileRefused(VaultError):
    """The file cannot be evidence; the text is Vietnamese and says what to do."""

    code = "file-refused"

    def __init__(self, reason: Refusal, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class InspectionUnavailable(VaultError):
    """The inspecting process could not be started, or answered nonsense: try again later."""

    code = "vault-inspection"


class AntivirusUnavailable(VaultError):
    """The antivirus gave no verdict: the file stays in quarantine."""

    code = "vault-antivirus"
