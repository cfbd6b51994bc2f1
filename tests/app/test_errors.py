"""The tree of errors: drawn as it is, every sentence there."""

import re
import sys

import pytest

from app import errors
from app.edge.problems import MAX_REASONS, Problem, problem_of
from app.errors import AnswersNotAccepted, Busy, Reason, ServiceError, all_errors

# conftest.py puts the service together: with it come the errors of every subject.
SUBJECTS = sorted(
    {one.__module__ for one in all_errors() if one.__module__.endswith(".errors")} - {"app.errors"}
)


def drawn_in(module: str) -> list[tuple[str, str]]:
    drawing = sys.modules[module].__doc__ or ""
    return re.findall(r"[├└]── (\w+)\s+(\dxx|\d{3})  \S", drawing)


def test_the_drawings_show_every_class_once_with_its_status() -> None:
    told = {one.__name__: str(one.status) for one in all_errors()}
    shown = [line for module in ("app.errors", *SUBJECTS) for line in drawn_in(module)]
    assert sorted({**told, "RequestRefused": "4xx"}.items()) == sorted(shown)


@pytest.mark.parametrize("module", SUBJECTS)
def test_a_subject_draws_its_own_classes(module: str) -> None:
    own = {one.__name__ for one in all_errors() if one.__module__ == module}
    assert own == {name for name, _ in drawn_in(module)}


def test_the_root_drawing_names_the_drawing_of_every_subject() -> None:
    named = re.findall(r"drawn in (\S+)\.py", errors.__doc__ or "")
    assert sorted(one.replace("/", ".") for one in named) == SUBJECTS


def test_no_two_classes_share_a_code() -> None:
    codes = [one.code for one in all_errors()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_says_what_happened_and_what_to_do(kind: type[ServiceError]) -> None:
    problem = Problem.model_validate(problem_of(kind()))
    assert problem.title
    assert problem.detail.endswith(".")
    assert "hãy " in problem.detail.casefold()
    assert problem.type == f"/api/loi#{kind.code}"


def test_busy_says_when_to_come_back() -> None:
    assert Busy().headers == {"Retry-After": "3"}


def test_an_endless_list_of_reasons_is_cut() -> None:
    reasons = tuple(Reason(f"ô {number}", "x", "Sai.") for number in range(5000))
    assert len(problem_of(AnswersNotAccepted(reasons=reasons))["errors"]) == MAX_REASONS
