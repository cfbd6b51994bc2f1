"""What of an edition is not confirmed, so that a screen can mark it and a Sở can replace it."""

from dataclasses import dataclass

from criteria.edition import Edition
from criteria.facets import Effect
from criteria.marks import Mark
from criteria.things import things


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value that no second source confirms.

    `code` is the item's, criterion's or group's, "" for a rule of the whole edition, else that of
    the fact, level or dependency; `kind` says which. `source` is the source's full name.
    """

    kind: str
    code: str
    subject: str
    label: str
    text: str
    mark: Mark
    source: str

    @property
    def sentence(self) -> str:
        """The whole in one line for a person."""
        note = f". {self.mark.note}" if self.mark.note else ""
        return (
            f"{self.subject}, {self.label}: {self.text} "
            f"({self.mark.known.label}; {self.source}){note}."
        )


def unconfirmed(edition: Edition, *, titles: bool = False) -> tuple[Doubt, ...]:
    """Every value that is not `confirmed`, in the order of the edition.

    Without `titles` only what can change a result: numbers and rules.
    """
    return tuple(
        Doubt(
            thing.kind,
            thing.code,
            thing.subject,
            facet.label,
            facet.text,
            facet.mark,
            edition.sources[facet.mark.source],
        )
        for thing in things(edition)
        for facet in thing.facets
        if facet.mark is not None
        and not facet.mark.confirmed
        and (titles or facet.effect is Effect.SCORE)
    )
