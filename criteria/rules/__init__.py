"""What an edition must keep beyond its shape.

Each rule reads the checked shape and yields findings: (path in the document, Vietnamese sentence).
A rule never stops at its first finding, so that an author sees everything at once.
"""

from collections.abc import Iterator

from criteria.document import EditionPart
from criteria.rules.bodies import broken_bodies
from criteria.rules.codes import broken_codes
from criteria.rules.facts import broken_facts
from criteria.rules.findings import Finding
from criteria.rules.groups import broken_groups
from criteria.rules.levels import broken_levels
from criteria.rules.measures import broken_measures
from criteria.rules.sources import broken_sources

__all__ = ["Finding", "broken_rules"]


def broken_rules(edition: EditionPart, data: object) -> Iterator[Finding]:
    """Every broken rule; nothing when the edition may be compiled. `data` is the raw document."""
    yield from broken_codes(edition)
    yield from broken_sources(edition, data)
    yield from broken_levels(edition)
    yield from broken_bodies(edition)
    yield from broken_facts(edition)
    yield from broken_groups(edition)
    yield from broken_measures(edition)
    if not any(change.version == edition.version for change in edition.changelog):
        yield ("changelog",), f"nhật ký thay đổi chưa có dòng nào cho phiên bản {edition.version}"
