"""The shape of an overlay's YAML. It has no key for points, levels or rules: none can change."""

from typing import Annotated

from pydantic import Field

from criteria.document import ChangePart, Part
from criteria.values import Code, DocumentId, FormatOne, Prose, Version, Words

Suggestions = Annotated[list[Words], Field(min_length=1, max_length=50)]


class EvidencePart(Part):
    """Suggestions added to the edition's own, or put in their place."""

    add: Suggestions | None = None
    replace: Suggestions | None = None


class EntryPart(Part):
    """What the overlay says of one criterion or item."""

    code: Code
    guidance: Prose | None = None
    evidence: EvidencePart | None = None


class ForPart(Part):
    """The edition it is for: versions by name, or all from one version on (to another)."""

    edition: DocumentId
    versions: Annotated[list[Version], Field(min_length=1, max_length=100)] | None = None
    from_: Annotated[Version | None, Field(alias="from")] = None
    to: Version | None = None


class OverlayPart(Part):
    """The whole document."""

    format: FormatOne
    id: DocumentId
    version: Version
    title: Words
    publisher: Words
    for_: Annotated[ForPart, Field(alias="for")]
    changelog: Annotated[list[ChangePart], Field(max_length=200, default_factory=list)]
    entries: Annotated[list[EntryPart], Field(min_length=1, max_length=2000)]
