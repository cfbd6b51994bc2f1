"""Scores: facts, awards and an edition in; a sheet, its explanation and the way up out.

    edition = criteria.loader.shipped("thangdo.qd-4725")
    sheet = score(edition, Answers(Profile.of(edition, "thcs"), awards, facts))
    explain(edition, sheet).overall
    cheapest(edition, answers, target_level=3)

Golden cases stand apart in `scoring.golden`: they read YAML, and nothing else here does.
"""

from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from scoring.answers_json import answers_from_json, answers_to_json
from scoring.as_json import sheet_to_json
from scoring.checks import fact_problem, refused
from scoring.claims import claimed, uncovered
from scoring.engine import score
from scoring.errors import AnswersRefused, ScoringError, SheetUnreadable, TargetUnreachable
from scoring.explain import Explanation, explain
from scoring.from_json import sheet_from_json
from scoring.plan import Plan, Step, StepKind
from scoring.plan_words import plan_sentences
from scoring.sheet import (
    Blocker,
    Ceiling,
    CriterionResult,
    Finding,
    GroupResult,
    ItemResult,
    Measured,
    Severity,
    Sheet,
    State,
)
from scoring.what_if import carried_out, cheapest

__all__ = [
    "Answers",
    "AnswersRefused",
    "Award",
    "Blocker",
    "Ceiling",
    "CriterionResult",
    "Explanation",
    "FactValue",
    "Finding",
    "GroupResult",
    "ItemResult",
    "Measured",
    "Plan",
    "Profile",
    "ScoringError",
    "Severity",
    "Sheet",
    "SheetUnreadable",
    "State",
    "Step",
    "StepKind",
    "TargetUnreachable",
    "Verdict",
    "answers_from_json",
    "answers_to_json",
    "carried_out",
    "cheapest",
    "claimed",
    "explain",
    "fact_problem",
    "plan_sentences",
    "refused",
    "score",
    "sheet_from_json",
    "sheet_to_json",
    "uncovered",
]
