"""No rule without proof: each place that can refuse is reached by a file of the corpus."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

import criteria
from criteria import shape, yaml_messages
from tests.criteria import bad_editions

PACKAGE = Path(criteria.__file__).parent
REFUSING = [
    PACKAGE / "strict_yaml.py",
    PACKAGE / "plain_text.py",
    PACKAGE / "interval.py",
    *sorted((PACKAGE / "rules").glob("*.py")),
]
UNREACHED_BY_FILES = {"tệp lớn hơn"}  # a megabyte is not kept in the corpus; it has its own test


def _places(path: Path) -> Iterator[range]:
    """Lines of every statement of the module that holds a Vietnamese sentence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Yield | ast.Return | ast.Assign | ast.Expr) and any(
            _is_sentence(part) for part in ast.walk(node) if not _is_docstring(node)
        ):
            yield range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_sentence(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    words = node.value
    skipped = any(one in words for one in UNREACHED_BY_FILES)
    return not skipped and " " in words and not words.isascii()


@pytest.fixture(scope="module")
def executed() -> set[tuple[str, int]]:
    """(file, line) of all that runs of the refusing modules while the corpus is read."""
    lines: set[tuple[str, int]] = set()
    names = {str(path) for path in REFUSING}

    def trace(frame: FrameType, event: str, _: object) -> object:
        name = frame.f_code.co_filename
        if name not in names:
            return None
        if event == "line":
            lines.add((name, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # typeshed wants a named recursive type
    try:
        for file in bad_editions.files():
            bad_editions.problems(file)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("path", REFUSING, ids=lambda path: path.stem)
def test_every_sentence_of_the_module_is_reached(
    path: Path, executed: set[tuple[str, int]]
) -> None:
    reached = {line for name, line in executed if name == str(path)}
    unreached = [place for place in _places(path) if reached.isdisjoint(place)]

    assert not unreached, [f"{path.name}:{place.start}" for place in unreached]


def _all_messages() -> list[str]:
    return [
        problem.message for file in bad_editions.files() for problem in bad_editions.problems(file)
    ]


@pytest.mark.parametrize("kind", sorted(shape.SENTENCES))
def test_every_fault_of_shape_is_told_by_a_bad_edition(kind: str) -> None:
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(shape.SENTENCES[kind]))

    assert any(re.fullmatch(pattern, message) for message in _all_messages())


@pytest.mark.parametrize("problem", sorted(yaml_messages.SENTENCES))
def test_every_message_of_the_scanner_is_told_by_a_bad_edition(problem: str) -> None:
    assert yaml_messages.sentence(problem) in _all_messages()
