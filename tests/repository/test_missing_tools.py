"""What a run says when a program from outside is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools import Tool, find

ROOT = Path(__file__).resolve().parents[2]

TESTS = """
def test_needs_office_once(soffice): raise AssertionError("must not run")
def test_needs_office_again(soffice): raise AssertionError("must not run")
def test_needs_browser(page): raise AssertionError("must not run")
def test_needs_nothing(): pass
"""


@pytest.fixture
def bare(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A run of its own in which no program is to be found."""
    monkeypatch.setenv("PATH", str(pytester.path / "empty"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("THANGDO_REQUIRE_TOOLS", raising=False)
    pytester.makeini(
        "[pytest]\nmarkers =\n office: needs LibreOffice\n browser: needs Chromium\n"
        " poppler: needs pdftoppm\n"
    )
    pytester.makepyfile(TESTS)
    return pytester


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    """Run the tests in a process of their own."""
    return pytester.runpytest_subprocess("-p", "tests.tools", "--strict-markers", *options)


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_counts_the_skipped_tests_by_program(
    bare: pytest.Pytester, options: tuple[str, ...]
) -> None:
    result = run(bare, *options)
    result.assert_outcomes(passed=1, skipped=3)
    result.stdout.fnmatch_lines(
        [
            "*missing programs*",
            "BỎ QUA 2 bài vì thiếu LibreOffice (apt-get install libreoffice-calc *writer)",
            "BỎ QUA 1 bài vì thiếu Chromium (apt-get install chromium libatomic1)",
        ]
    )


def test_says_nothing_of_programs_nobody_missed(bare: pytest.Pytester) -> None:
    result = run(bare, "-k", "needs_nothing")
    result.assert_outcomes(passed=1, deselected=3)
    result.stdout.no_fnmatch_line("*missing programs*")


def test_fails_where_the_programs_are_required(
    bare: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THANGDO_REQUIRE_TOOLS", "1")
    run(bare).assert_outcomes(passed=1, errors=3)


def test_leaves_marked_tests_out_on_request(bare: pytest.Pytester) -> None:
    run(bare, "-m", "not office and not browser").assert_outcomes(passed=1, deselected=3)


def test_misses_a_program_whose_library_is_missing() -> None:
    shell = Tool("sh", ("sh",), "dash")
    assert find(shell) is not None
    assert find(replace(shell, libraries=("libthangdo-none.so.1",))) is None
