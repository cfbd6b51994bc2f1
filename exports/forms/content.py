"""What a form is filled with; an empty one is a blank form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exports.dossier import DecreeHeader, EvidenceEntry, Narrative, School, Side
from scoring.answers import Answers, Award, FactValue


@dataclass(frozen=True, slots=True)
class FormContent:
    """Everything a person may have stated. `comments` are keyed by item."""

    school: School
    answers: Answers
    header: DecreeHeader = field(default_factory=DecreeHeader)
    narrative: Narrative = field(default_factory=Narrative)
    evidence: tuple[EvidenceEntry, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    own: Side | None = None
    """In the assessors' form: what the school states, only to be read."""

    @property
    def awards(self) -> Mapping[str, Award]:
        """Awards by item."""
        return self.answers.awards

    @property
    def facts(self) -> Mapping[str, FactValue]:
        """Facts by code."""
        return self.answers.facts

    @property
    def claims(self) -> Mapping[str, str]:
        """Reasons why items do not apply."""
        return self.answers.inapplicable
