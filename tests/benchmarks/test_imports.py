"""Imports are measured step by step and beside what others do; how fast is never asserted."""

from pathlib import Path

from benchmarks import imports, yardsticks


def test_the_whole_way_is_measured_step_by_step(tmp_path: Path) -> None:
    told = imports.run(f"sqlite:///{tmp_path}/thangdo.db", 3)
    assert list(told.seconds) == ["dry run", "confirm", "the same again, dry run", "undo"]
    assert told.answers == 3 * yardsticks.CELLS
    assert all(told.statements.values())
    assert told.peak_mib >= told.before_mib


def test_more_schools_are_held_against_fewer_in_proportion() -> None:
    steps = ("dry run", "confirm", "the same again, dry run")
    ours = dict.fromkeys(steps, 2.0)
    theirs = {"row by row": dict.fromkeys(steps, 3.0), "in bulk": dict.fromkeys(steps, 0.25)}
    found = list(yardsticks.held_against("SQLite", 1_000, ours, theirs, 250))
    usual, bulk = found[0], found[1]
    assert usual.measured == "6.0 × as fast (2.00 s)"
    assert usual.baseline == "12.0 s, in proportion from 250 schools"
    assert usual.reached is True
    assert bulk.measured == "0.5 × as fast (2.00 s)"
    assert bulk.reached is None


def test_as_many_schools_need_no_proportion() -> None:
    steps = ("dry run", "confirm", "the same again, dry run")
    slow, quick = dict.fromkeys(steps, 2.0), dict.fromkeys(steps, 1.0)
    found = list(yardsticks.held_against("SQLite", 250, slow, {"row by row": quick}, 250))
    assert [one.baseline for one in found] == ["1.0 s"] * 3
    assert [one.reached for one in found] == [False] * 3
