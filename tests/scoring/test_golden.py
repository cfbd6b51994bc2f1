"""Golden files: every one that lies beside an edition is met, and a broken one is caught."""

from pathlib import Path

import pytest

from criteria.loader import SHELF, load_file
from scoring.golden import run
from tests.scoring.school import QD_4725

ROOT = Path(__file__).parents[2]
SHELVES = (SHELF, ROOT / "tests" / "criteria" / "editions")
GOLDEN = sorted(path for shelf in SHELVES for path in shelf.glob("*/*.golden.yaml"))
HEAD = 'format: 1\nedition: {id: thangdo.qd-4725, version: "1.0"}\ncases:\n'


def problems(cases: str, head: str = HEAD) -> list[str]:
    return [str(one) for one in run(QD_4725, (head + cases).encode(), "g.yaml")]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_edition_meets_its_golden_cases(path: Path) -> None:
    edition = load_file(path.with_name(path.name.replace(".golden.yaml", ".yaml")))
    assert run(edition, path.read_bytes(), path.name) == ()


def test_every_shipped_edition_has_golden_cases() -> None:
    editions = {path for path in SHELF.glob("*/*.yaml") if path.stem.count(".") == 1}
    beside = {path.with_name(path.name.replace(".golden.yaml", ".yaml")) for path in GOLDEN}
    assert editions
    assert editions <= beside


CASE = """- name: thử
  body_kind: thcs
  group_totals: {{"1": 80, "2": 49}}
  awards: {awards}
  facts: {facts}
  expect: {expect}
"""


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{level: 2}", "mức phải là 2, tính ra 1"),
        ("{level: null}", "mức phải là không có, tính ra 1"),
        ("{level_by_points: 3}", "mức theo điểm phải là 3, tính ra 1"),
        ('{group_totals: {"1": 80.5}}', "điểm nhóm 1 phải là 80,5, tính ra 80"),
        ('{group_levels: {"2": 2}}', "mức của nhóm 2 phải là 2, tính ra 1"),
        ('{criterion_bands: {"1.3": 1}}', "mức của tiêu chí 1.3 phải là 1, tính ra 3"),
        ('{ceilings: {"1.4": 7}}', "trần điểm của 1.4 phải là 7, tính ra 3"),
        ('{ceilings: {"1.4": null}}', "trần điểm của 1.4 phải là không có, tính ra 3"),
        ('{missing: ["1.1"]}', "tiêu chí chưa trả lời phải là 1.1, tính ra không có gì"),
        ("{unmet: []}", "điều kiện không đạt phải là không có gì, tính ra 1.2"),
        ("{findings: []}", "lưu ý phải là không có gì, tính ra award-above-ceiling"),
        (
            '{blockers: ["points 2 0.5", "unmet 1.2"]}',
            "điều cản trở phải là points 2 0.5, unmet 1.2, tính ra points 2 1, unmet 1.2",
        ),
        ("{refused: [award-above-max]}", "lý do từ chối phải là award-above-max, tính ra"),
    ],
)
def test_names_the_line_and_both_values_of_a_missed_expectation(expect: str, message: str) -> None:
    case = CASE.format(awards='{"1.2": unmet}', facts="{digital_materials: 5}", expect=expect)
    (problem,) = problems(case)
    assert problem.startswith(f"g.yaml:9: “thử”: {message}")


def test_meets_all_expectations_at_once() -> None:
    expect = (
        '{level: 1, level_by_points: 1, group_totals: {"1": 80, "2": 49}, '
        'group_levels: {"1": 3, "2": 1}, criterion_bands: {"1.3": 3}, ceilings: {"1.4": 3}, '
        'missing: [], unmet: ["1.2"], findings: [award-above-ceiling], '
        'blockers: ["unmet 1.2", "points 2 1"]}'
    )
    case = CASE.format(awards='{"1.2": unmet}', facts="{digital_materials: 5}", expect=expect)
    assert problems(case) == []


def test_says_when_answers_were_refused_though_a_sheet_was_expected() -> None:
    case = CASE.format(awards='{"1.3.1": 7}', facts="{}", expect="{level: 1}")
    (problem,) = problems(case)
    assert problem.startswith("g.yaml:9: “thử”: câu trả lời bị từ chối: Tiêu chí 1.3.1: 7 điểm")


def test_refusal_is_expected_by_its_codes() -> None:
    case = CASE.format(awards='{"1.3.1": 7}', facts="{}", expect="{refused: [award-above-max]}")
    assert problems(case) == []
    case = CASE.format(awards='{"1.3.1": 7}', facts="{}", expect="{refused: [unknown-item]}")
    assert problems(case) == [
        "g.yaml:9: “thử”: lý do từ chối phải là unknown-item, tính ra award-above-max"
    ]


@pytest.mark.parametrize(
    ("fill", "awards", "expect"),
    [
        ("max", "{}", "{level: 3, missing: []}"),
        ("zero", "{}", "{level: 1, missing: [], unmet: []}"),
        ("max", "{1.4: null}", '{level: null, missing: ["1.4"], blockers: [missing 1.4]}'),
        ("max", "{1.4: 0, 2.1: unmet}", '{level_by_points: 3, level: 1, group_totals: {"1": 90}}'),
    ],
)
def test_fill_gives_the_starting_awards(fill: str, awards: str, expect: str) -> None:
    case = f"- {{name: thử, body_kind: thpt, fill: {fill}, awards: {awards}, expect: {expect}}}\n"
    assert problems(case) == []


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("{name: a, body_kind: thcs, expect: {}}", "phải nêu ít nhất một điều mong đợi"),
        ("{name: a, body_kind: thcs}", "thiếu khóa “expect”"),
        ("{name: a, body_kind: thcs, expect: {levels: 1}}", "khóa lạ “levels”"),
        ("{name: a, body_kind: thcs, extra: 1, expect: {level: 1}}", "khóa lạ “extra”"),
        ("{name: a, body_kind: thcs, expect: {level: 1, refused: [x]}}", "refused đứng một mình"),
        ("{name: a, body_kind: mn, expect: {level: 1}}", "không có loại đơn vị “mn”"),
        (
            '{name: a, body_kind: thcs, group_totals: {"3": 1}, expect: {level: 1}}',
            "không có nhóm tính điểm “3”",
        ),
        (
            '{name: a, body_kind: thcs, group_totals: {"1": 101}, expect: {level: 1}}',
            "nhóm 1 chỉ có 100 điểm",
        ),
        ('{name: a, body_kind: thcs, expect: {ceilings: {"9": 1}}}', "bộ chỉ số không có mã “9”"),
        ("{name: a, body_kind: thcs, fill: min, expect: {level: 1}}", "“fill” phải là một trong"),
    ],
)
def test_refuses_case_that_proves_nothing(case: str, message: str) -> None:
    found = problems(f"- {case}\n")
    assert found
    assert message in found[0]
    assert found[0].startswith("g.yaml:4:")


def test_refuses_golden_file_of_another_edition() -> None:
    head = HEAD.replace('version: "1.0"', 'version: "1.1"')
    found = problems(CASE.format(awards="{}", facts="{}", expect="{level: 1}"), head)
    assert found == [
        "g.yaml:2: tệp này dành cho thangdo.qd-4725@1.1, không phải thangdo.qd-4725@1.0"
    ]


def test_refuses_what_is_no_yaml() -> None:
    assert run(QD_4725, b"\xff", "g.yaml")[0].line == 1
    assert run(QD_4725, b"a: [", "g.yaml")[0].file == "g.yaml"
