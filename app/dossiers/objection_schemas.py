"""A leader's decision on an objection, with what it corrects on the external side."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.assessments.schemas import Code, FactText, Payload
from app.dossiers.schemas import AnswerIn, Words

MAX_CORRECTIONS = 100


class CorrectedAnswerIn(AnswerIn):
    """The whole new external answer of one item of the criterion."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"item": "1.3.2", "award": "4.5"}]})

    item: Code


class CorrectedFactIn(Payload):
    """The new external value of a fact of the criterion; null: not stated."""

    fact: Code
    value: FactText | None


class ObjectionDecisionIn(Payload):
    """Upheld with what it corrects, or not; in words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "upheld": True,
                    "text": "Chấp nhận giải trình.",
                    "answers": [{"item": "1.3.2", "award": "4.5"}],
                },
                {"upheld": False, "text": "Minh chứng không thuộc năm học này."},
            ]
        }
    )

    upheld: bool
    text: Annotated[str, Field(min_length=1, max_length=4_000), Words]
    answers: list[CorrectedAnswerIn] = Field(default_factory=list, max_length=MAX_CORRECTIONS)
    facts: list[CorrectedFactIn] = Field(default_factory=list, max_length=MAX_CORRECTIONS)
