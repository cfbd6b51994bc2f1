"""A dossier and a plan as JSON data, the same from the command line and from the API.

Decimals are strings, codes are as they are, and everything explained carries its sentence.
"""

from dataclasses import asdict
from typing import Any

from criteria.edition import Edition
from exports.dossier import Dossier
from scoring.as_json import sheet_to_json
from scoring.exact import plain
from scoring.explain import explain
from scoring.plan import Plan, Step
from scoring.plan_words import plan_sentences, step_sentence
from scoring.sheet import Sheet

Json = dict[str, Any]


def sheet_as_json(edition: Edition, sheet: Sheet) -> Json:
    """A sheet with its sentences."""
    return sheet_to_json(edition, sheet, explain(edition, sheet))


def dossier_as_json(dossier: Dossier) -> Json:
    """The self sheet on top, with the school; the external sheet apart, or null."""
    edition, external = dossier.edition, dossier.external
    return {
        "school": asdict(dossier.school),
        **sheet_as_json(edition, dossier.self_side.sheet),
        "external": sheet_as_json(edition, external.sheet) if external else None,
    }


def plan_as_json(edition: Edition, plan: Plan) -> Json:
    """The plan's steps and the sentences that a person reads."""
    return {
        "edition": {
            "id": edition.ref.id,
            "version": edition.ref.version,
            "sha256": edition.ref.sha256,
        },
        "target_level": plan.target_level,
        "present_level": plan.present_level,
        "points": plain(plan.points),
        "steps": [_step(edition, step) for step in plan.steps],
        "to_answer": list(plan.to_answer),
        "sentences": list(plan_sentences(edition, plan)),
    }


def _step(edition: Edition, step: Step) -> Json:
    return {
        "kind": step.kind.value,
        "code": step.code,
        "before": None if step.before is None else plain(step.before),
        "after": None if step.after is None else plain(step.after),
        "points": plain(step.points),
        "sentence": step_sentence(edition, step),
    }
