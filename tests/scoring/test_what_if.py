"""The shortest way to a level: never longer than it must be, and it really gets there."""

import time
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.edition import Edition
from criteria.loader import shipped
from scoring.answers import Answers, Verdict
from scoring.engine import score
from scoring.errors import AnswersRefused, TargetUnreachable
from scoring.plan import Plan, StepKind
from scoring.plan_words import plan_sentences
from scoring.sheet import State
from scoring.what_if import carried_out, cheapest
from tests.scoring.exhaustive import by_scoring, by_sums
from tests.scoring.school import QD_4725, with_totals
from tests.scoring.small import Scored, answers, small
from tests.scoring.strategies import answered, editions


@st.composite
def questions(
    draw: st.DrawFn, *, items: int, maxima: tuple[str, ...], groups: int = 2
) -> tuple[Edition, Answers, int, frozenset[str]]:
    """An edition, answers, a level to reach, and codes that must stay as they are."""
    edition = draw(editions(groups=groups, items=items, maxima=maxima))
    stated = draw(answered(edition, low=True))
    target = draw(st.sampled_from([level.number for level in edition.levels[1:]]))
    codes = [*edition.items, *edition.dependencies]
    held = draw(st.sets(st.sampled_from(codes), max_size=2))
    return edition, stated, target, frozenset(held)


def planned(edition: Edition, stated: Answers, target: int, held: frozenset[str]) -> Plan | None:
    try:
        return cheapest(edition, stated, target, held)
    except TargetUnreachable:
        return None


def cost(plan: Plan | None) -> tuple[int, Decimal] | None:
    return None if plan is None else (len(plan.steps), plan.points)


@given(questions(items=2, maxima=("1", "1.3", "1.5")))
@settings(max_examples=60)
def test_no_plan_at_all_is_shorter(
    question: tuple[Edition, Answers, int, frozenset[str]],
) -> None:
    assert cost(planned(*question)) == by_scoring(*question)


@given(questions(items=5, maxima=("1", "1.5", "2", "2.3", "3")))
@settings(max_examples=400)
def test_no_sum_of_raises_is_shorter(
    question: tuple[Edition, Answers, int, frozenset[str]],
) -> None:
    assert cost(planned(*question)) == by_sums(*question)


@given(questions(groups=4, items=2, maxima=("1", "1.3", "2")))
@settings(max_examples=200)
def test_no_spread_over_many_groups_is_shorter(
    question: tuple[Edition, Answers, int, frozenset[str]],
) -> None:
    assert cost(planned(*question)) == by_sums(*question)


@given(questions(items=5, maxima=("1", "1.5", "2", "2.3", "3")))
@settings(max_examples=300)
def test_carried_out_plan_reaches_the_level(
    question: tuple[Edition, Answers, int, frozenset[str]],
) -> None:
    edition, stated, target, held = question
    plan = planned(*question)
    if plan is None:
        return
    after = carried_out(edition, stated, plan)
    sheet = score(edition, after)
    assert sheet.level is not None
    assert sheet.level >= target
    before = score(edition, stated)
    for code in held:
        if code in edition.items and before.item(code).state is State.ANSWERED:
            assert after.awards[code] == stated.awards[code]
        if code in edition.dependencies:
            fact = edition.dependencies[code].fact
            assert after.facts.get(fact) == stated.facts.get(fact)
    raised = [step for step in plan.steps if step.kind is StepKind.ITEM]
    assert sum((step.points for step in raised), Decimal(0)) == plan.points
    provided = {step.code for step in plan.steps if step.kind is StepKind.DEPENDENCY}
    assert all(after.facts[edition.dependencies[code].fact] is True for code in provided)
    for step in raised:
        item = edition.items[step.code]
        assert step.after is not None
        assert item.max is not None
        assert step.after == item.max.value or step.after % edition.score_step.value == 0
        assert step.after - (step.before or 0) == step.points > 0
        for need in item.requires:
            assert need.code in provided or stated.facts.get(need.fact) is True


@given(questions(items=4, maxima=("1", "2")))
def test_same_question_has_the_same_answer_whatever_the_order(
    question: tuple[Edition, Answers, int, frozenset[str]],
) -> None:
    edition, stated, target, held = question
    turned = Answers(
        stated.profile,
        dict(reversed(list(stated.awards.items()))),
        dict(reversed(list(stated.facts.items()))),
        stated.inapplicable,
    )
    assert planned(edition, turned, target, held) == planned(*question)


def test_reached_level_needs_nothing() -> None:
    plan = cheapest(QD_4725, with_totals("80", "60"), 2)
    assert plan == Plan(2, 2, (), Decimal(0), ())


def test_one_large_item_goes_before_several_small_ones() -> None:
    edition = small([[Scored("2"), Scored("2"), Scored("6")]])
    plan = cheapest(edition, answers(edition, {"1.1": "0", "1.2": "0", "1.3": "0"}), 2)
    assert [(step.code, step.after) for step in plan.steps] == [("1.3", Decimal(5))]


def test_bound_that_is_left_out_takes_one_step_past_it() -> None:
    edition = small(
        [[Scored("5")], [Scored("5")]],
        combine="total",
        compare="points",
        levels=({"to": 5}, {"above": 5}),
        step="1",
    )
    plan = cheapest(edition, answers(edition, {"1.1": "3", "2.1": "2"}), 2)
    assert [(step.code, step.after) for step in plan.steps] == [("1.1", Decimal(4))]


def test_equal_items_are_taken_in_the_order_of_the_index() -> None:
    edition = small([[Scored("4"), Scored("4"), Scored("4")]])
    plan = cheapest(edition, answers(edition, {"1.1": "0", "1.2": "0", "1.3": "0"}), 2)
    assert [(step.code, step.after) for step in plan.steps] == [
        ("1.1", Decimal(4)),
        ("1.2", Decimal(2)),
    ]


def test_shared_dependency_counts_once() -> None:
    group = [Scored("2", ("net",)), Scored("2", ("net",)), Scored("2"), Scored("2"), Scored("2")]
    edition = small([group])
    stated = answers(edition, {f"1.{number}": "0" for number in range(1, 6)}, facts={"net": False})
    level_2 = cheapest(edition, stated, 2)  # 5 points: three items without the net
    assert [step.code for step in level_2.steps] == ["1.3", "1.4", "1.5"]
    level_3 = cheapest(edition, stated, 3)  # more than 7,5: four items, two of them behind the net
    assert [step.code for step in level_3.steps] == ["net", "1.1", "1.2", "1.3", "1.4"]
    assert level_3.steps[0].kind is StepKind.DEPENDENCY


def test_dependency_is_worth_it_when_as_many_items_then_need_fewer_points() -> None:
    edition = small(
        [[Scored("1"), Scored("1"), Scored("1.5", ("net",))]],
        compare="points",
        levels=({"below": Decimal("1.5")}, {"from": Decimal("1.5")}),
        step="1",
    )
    stated = answers(edition, {"1.1": "0", "1.2": "0", "1.3": "0"})
    plan = cheapest(edition, stated, 2)
    assert [step.code for step in plan.steps] == ["net", "1.3"]
    assert plan.points == Decimal("1.5")


def test_condition_counts_as_an_item_without_points() -> None:
    stated = with_totals("80", "80", awards={"1.2": Verdict.UNMET, "2.1": None})
    plan = cheapest(QD_4725, stated, 3)
    assert [(step.kind, step.code, step.points) for step in plan.steps] == [
        (StepKind.CONDITION, "1.2", Decimal(0)),
        (StepKind.CONDITION, "2.1", Decimal(0)),
    ]
    assert plan.to_answer == ()


def test_conditions_below_their_cap_need_only_an_answer() -> None:
    stated = with_totals("80", "80", awards={"1.2": Verdict.UNMET, "2.1": None})
    plan = cheapest(QD_4725, stated, 1)
    assert plan.steps == ()
    assert plan.to_answer == ("2.1",)


def test_unanswered_items_count_as_nothing_and_are_listed_apart() -> None:
    stated = with_totals("75", "76", awards={"2.4.1": None, "1.6.2": None})
    plan = cheapest(QD_4725, stated, 3)
    touched = {step.code for step in plan.steps}
    assert set(plan.to_answer) == {"2.4.1", "1.6.2"} - touched
    assert score(QD_4725, carried_out(QD_4725, stated, plan)).level == 3


def test_ceiling_by_facts_does_not_bind_but_is_said() -> None:
    held = frozenset(code for code in QD_4725.items if code.startswith("1.") and code != "1.4")
    stated = with_totals(
        "52.5", "80", awards={"1.4": Decimal(3)}, facts={"digital_materials": Decimal(5)}
    )
    assert score(QD_4725, stated).group("1").total == Decimal("45.5")
    plan = cheapest(QD_4725, stated, 2, held)
    (step,) = plan.steps
    assert step.after == Decimal("7.5")
    assert step.ceiling is not None
    assert step.ceiling.points == 3
    (sentence,) = plan_sentences(QD_4725, plan)[1:]
    assert "số liệu hiện nay cho tối đa 3 điểm (chưa xác nhận: suy luận)" in sentence


def test_raise_within_the_ceiling_says_nothing_of_it() -> None:
    held = frozenset(code for code in QD_4725.items if code.startswith("1.") and code != "1.4")
    stated = with_totals(
        "55.5", "80", awards={"1.4": Decimal(3)}, facts={"digital_materials": Decimal(30)}
    )
    (step,) = cheapest(QD_4725, stated, 2, held).steps
    assert step.after == Decimal("4.5")
    assert step.ceiling is None


def test_unreachable_condition_is_named() -> None:
    stated = with_totals("80", "80", awards={"1.1": Verdict.UNMET})
    with pytest.raises(TargetUnreachable) as error:
        cheapest(QD_4725, stated, 2, frozenset({"1.1"}))
    (reason,) = error.value.reasons
    assert "Điều kiện bắt buộc 1.1 chưa đạt" in reason
    assert "chưa xác nhận: suy luận" in reason


def test_group_out_of_reach_says_how_far_it_gets_and_what_is_held() -> None:
    held = frozenset({"lms", "1.5.1", "1.4"})
    with pytest.raises(TargetUnreachable) as error:
        cheapest(QD_4725, with_totals("0", "100", facts={"lms_in_use": False}), 3, held)
    (reason,) = error.value.reasons
    assert reason == (
        "Nhóm 1: dù chấm tối đa mọi tiêu chí còn thay đổi được cũng chỉ có 51 điểm, chưa trên 75 "
        "điểm của mức 3 (Mức đáp ứng tốt); đang giữ nguyên 1.3.2, 1.3.3, 1.3.4, 1.3.5, 1.4, 1.5.1."
    )


def test_level_that_the_edition_does_not_have_is_unreachable() -> None:
    with pytest.raises(TargetUnreachable, match="từ 1 đến 3"):
        cheapest(QD_4725, with_totals("80", "80"), 4)


def test_strange_code_is_refused() -> None:
    with pytest.raises(AnswersRefused) as error:
        cheapest(QD_4725, with_totals("80", "80"), 3, frozenset({"9.9"}))
    assert error.value.findings[0].code == "unknown-item"


def test_answers_that_cannot_be_kept_are_refused() -> None:
    stated = with_totals("80", "80", awards={"1.3.1": Decimal(7)})
    with pytest.raises(AnswersRefused):
        cheapest(QD_4725, stated, 3)


def test_two_rescaled_groups_of_a_total_are_weighed_against_each_other() -> None:
    groups = [[Scored("4"), Scored("6")], [Scored("8"), Scored("2")], [Scored("10")]]
    edition = small(groups, combine="total", inapplicable="rescale", step="0.25")
    stated = answers(
        edition,
        {"1.1": "0.25", "2.1": "0.5", "3.1": "0"},
        left_out={"1.2": "lý do", "2.2": "lý do"},
    )
    for target in (2, 3):
        question = (edition, stated, target, frozenset[str]())
        assert cost(planned(*question)) == by_sums(*question)


def test_items_that_do_not_apply_stay_out() -> None:
    edition = small([[Scored("2"), Scored("6"), Scored("4")]], inapplicable="rescale")
    stated = answers(edition, {"1.1": "0", "1.3": "0"}, left_out={"1.2": "lý do"})
    plan = cheapest(edition, stated, 2)
    assert [(step.code, step.after) for step in plan.steps] == [("1.3", Decimal(3))]


def test_plan_is_said_in_words() -> None:
    edition = small([[None, Scored("6", ("net",)), Scored("4"), Scored("2")]])
    stated = answers(edition, {"1.1": Verdict.UNMET, "1.2": "3", "1.3": "4"}, facts={"net": False})
    assert plan_sentences(edition, cheapest(edition, stated, 3)) == (
        "Để đạt mức 3 (Mức thử 3) cần ít nhất 3 việc, thêm 2,5 điểm.",
        "Bảo đảm điều kiện “Có net” (chưa xác nhận: suy luận).",
        "Đạt điều kiện bắt buộc 1.1: Tiêu chí thử 1.1 (chưa xác nhận: suy luận).",
        "Nâng 1.2 từ 3 điểm lên 5,5 điểm: Tiêu chí thử 1.2.",
        "Còn phải trả lời (0 điểm hay Không đạt cũng được): 1.4.",
    )
    assert plan_sentences(edition, cheapest(edition, stated, 1)) == (
        "Để đạt mức 1 (Mức thử 1) chỉ cần trả lời đủ các tiêu chí.",
        "Còn phải trả lời (0 điểm hay Không đạt cũng được): 1.4.",
    )
    complete = answers(edition, {"1.2": "6", "1.3": "4", "1.4": "2"})
    assert plan_sentences(edition, cheapest(edition, complete, 3)) == ("Đã đạt mức 3 (Mức thử 3).",)


@pytest.mark.parametrize(
    ("held_back", "words"),
    [("3.5", "lên 20 điểm, là điểm tối đa (chưa xác nhận: suy luận): Có"), ("4", "19,5 điểm: Có")],
)
def test_a_step_marks_a_maximum_that_is_not_confirmed(held_back: str, words: str) -> None:
    awards = {code: item.max.value for code, item in QD_4725.items.items() if item.max}
    low = {code: Decimal(0) for code in ("2.3.3", "2.3.5", "2.4.2")}
    stated = answers(QD_4725, awards | low | {"2.3.1": Decimal(held_back)}, kind="thcs")
    plan = cheapest(QD_4725, stated, 3)
    assert [step.code for step in plan.steps] == ["2.3.3"]
    assert words in plan_sentences(QD_4725, plan)[1]


def quick(of: Iterable[float]) -> float:
    return min(of)


@pytest.mark.parametrize("target", [2, 3])
def test_plan_for_a_whole_index_takes_less_than_20_ms(target: int) -> None:
    empty = answers(shipped("thangdo.qd-4725"), {}, kind="thcs", met=False)
    times = [time.process_time()]
    for _ in range(10):
        cheapest(QD_4725, empty, target)
        times.append(time.process_time())
    assert quick(after - before for before, after in pairwise(times)) < 0.02
