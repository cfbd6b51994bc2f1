"""The tree of errors: drawn as it is, every sentence there."""

import re

import pytest

from app import errors
from app.edge.problems import MAX_REASONS, Problem, problem_of
from app.errors import AnswersNotAccepted, Busy, Reason, ServiceError, all_errors

DRAWN = dict(re.findall(r"[├└]── (\w+)\s+(\dxx|\d{3})  \S", errors.__doc__ or ""))


def test_the_drawing_shows_every_class_with_its_status() -> None:
    told = {one.__name__: str(one.status) for one in all_errors()}
    assert {**told, "RequestRefused": "4xx"} == DRAWN


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_says_what_happened_and_what_to_do(kind: type[ServiceError]) -> None:
    problem = Problem.model_validate(problem_of(kind()))
    assert problem.title
    assert problem.detail.endswith(".")
    assert problem.type == f"/api/loi#{kind.code}"


def test_busy_says_when_to_come_back() -> None:
    assert Busy().headers == {"Retry-After": "3"}


def test_an_endless_list_of_reasons_is_cut() -> None:
    reasons = tuple(Reason(f"ô {number}", "x", "Sai.") for number in range(5000))
    assert len(problem_of(AnswersNotAccepted(reasons=reasons))["errors"]) == MAX_REASONS
