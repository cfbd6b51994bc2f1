"""What the rules yield, and the walks over the document that several of them share."""

from collections.abc import Iterator
from typing import NamedTuple

from criteria import document as doc
from criteria.strict_yaml import Path

Finding = tuple[Path, str]


class Answerable(NamedTuple):
    """A node that is answered: an item, or a criterion without items."""

    path: Path
    node: doc.ItemPart | doc.CriterionPart
    criterion: doc.CriterionPart

    @property
    def limits(self) -> tuple[doc.AppliesTo, ...]:
        """Every `applies_to` that concerns the node: its criterion's and its own."""
        nodes = (self.criterion,) if self.node is self.criterion else (self.criterion, self.node)
        return tuple(node.applies_to for node in nodes if node.applies_to is not None)


class AskedFact(NamedTuple):
    """A fact, where it stands, and the code of the node that asks for it ("": the whole sheet)."""

    path: Path
    fact: doc.FactPart
    scope: str


def criteria(edition: doc.EditionPart) -> Iterator[tuple[Path, doc.GroupPart, doc.CriterionPart]]:
    """Every criterion with its path and its group."""
    for g, group in enumerate(edition.groups):
        for c, criterion in enumerate(group.criteria):
            yield ("groups", g, "criteria", c), group, criterion


def answerables(edition: doc.EditionPart) -> Iterator[Answerable]:
    """Every item, and every criterion that is its own item."""
    for path, _, criterion in criteria(edition):
        if criterion.items is None:
            yield Answerable(path, criterion, criterion)
        for i, item in enumerate(criterion.items or ()):
            yield Answerable((*path, "items", i), item, criterion)


def asked_facts(edition: doc.EditionPart) -> Iterator[AskedFact]:
    """Every fact of the document."""
    for f, fact in enumerate(edition.facts):
        yield AskedFact(("facts", f), fact, "")
    for path, _, criterion in criteria(edition):
        for f, fact in enumerate(criterion.facts):
            yield AskedFact((*path, "facts", f), fact, criterion.code)
        for i, item in enumerate(criterion.items or ()):
            for f, fact in enumerate(item.facts):
                yield AskedFact((*path, "items", i, "facts", f), fact, item.code)
