"""What the package offers is what it lists."""

import ast
from pathlib import Path

import scoring


def test_all_lists_every_name_that_the_package_imports() -> None:
    source = Path(scoring.__file__).read_text(encoding="utf-8")
    imported = {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(scoring.__all__) == imported
    assert scoring.__all__ == sorted(scoring.__all__)


def test_public_names_are_these() -> None:
    assert set(scoring.__all__) == {
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
    }


def test_every_error_has_a_code_and_a_sentence_of_its_own() -> None:
    errors = (scoring.AnswersRefused, scoring.SheetUnreadable, scoring.TargetUnreachable)
    assert len({error.code for error in errors}) == 3
    assert all(issubclass(error, scoring.ScoringError) for error in errors)
    assert str(scoring.TargetUnreachable(("một", "hai"))) == "một\nhai"
