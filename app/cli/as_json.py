"""What `--json` prints of a dossier and of a plan: decimals as strings, codes as they are."""

from dataclasses import asdict

from criteria.edition import Edition
from exports.dossier import Dossier, Side
from scoring.as_json import sheet_to_json
from scoring.exact import plain
from scoring.explain import explain
from scoring.plan import Plan
from scoring.plan_words import plan_sentences


def dossier_as_json(dossier: Dossier) -> dict[str, object]:
    """The self sheet on top, with the school; the external sheet apart, or null."""
    edition = dossier.edition
    external = dossier.external
    return {
        "school": asdict(dossier.school),
        **_sheet(edition, dossier.self_side),
        "external": _sheet(edition, external) if external else None,
    }


def plan_as_json(edition: Edition, plan: Plan) -> dict[str, object]:
    """The plan's steps and the sentences that a person reads."""
    return {
        "target_level": plan.target_level,
        "present_level": plan.present_level,
        "points": plain(plan.points),
        "steps": [
            {
                "kind": step.kind.value,
                "code": step.code,
                "before": None if step.before is None else plain(step.before),
                "after": None if step.after is None else plain(step.after),
                "points": plain(step.points),
            }
            for step in plan.steps
        ],
        "to_answer": list(plan.to_answer),
        "sentences": list(plan_sentences(edition, plan)),
    }


def _sheet(edition: Edition, side: Side) -> dict[str, object]:
    return sheet_to_json(edition, side.sheet, explain(edition, side.sheet))
