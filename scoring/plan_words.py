"""A plan, or why there is none, in words."""

from collections.abc import Sequence

from criteria.edition import Edition, Level
from criteria.interval import shown
from scoring.combination import Goal
from scoring.exact import ZERO, rounded_half_up
from scoring.explain import level_words
from scoring.explain_item import listed, unsure
from scoring.plan import Plan, Step, StepKind
from scoring.raises import Room


def plan_sentences(edition: Edition, plan: Plan) -> tuple[str, ...]:
    """What the plan comes to, then one sentence per step, then what must still be answered."""
    wanted = level_words(edition.level(plan.target_level))
    if plan.steps:
        head = (
            f"Để đạt {wanted} cần ít nhất {len(plan.steps)} việc, thêm {shown(plan.points)} điểm."
        )
    elif plan.to_answer:
        head = f"Để đạt {wanted} chỉ cần trả lời đủ các tiêu chí."
    else:
        head = f"Đã đạt {wanted}."
    sentences = [head, *(step_sentence(edition, step) for step in plan.steps)]
    if plan.to_answer:
        sentences.append(
            f"Còn phải trả lời (0 điểm hay Không đạt cũng được): {listed(plan.to_answer)}."
        )
    return tuple(sentences)


def step_sentence(edition: Edition, step: Step) -> str:
    """One thing to do."""
    if step.kind is StepKind.DEPENDENCY:
        need = edition.dependencies[step.code]
        return f"Bảo đảm điều kiện “{need.title}”{unsure(need.mark)}."
    item = edition.items[step.code]
    title = item.title.value
    if step.after is None:
        doubt = unsure(edition.unmet_cap.mark)
        return f"Đạt điều kiện bắt buộc {step.code}: {title}{doubt}."
    before = "chưa chấm" if step.before is None else f"{shown(step.before)} điểm"
    doubt = ""
    if item.max is not None and step.after == item.max.value and not item.max.mark.confirmed:
        doubt = f", là điểm tối đa{unsure(item.max.mark)}"
    words = f"Nâng {step.code} từ {before} lên {shown(step.after)} điểm{doubt}: {title}"
    if step.ceiling is not None:
        words += (
            f"; số liệu hiện nay cho tối đa {shown(step.ceiling.points)} điểm"
            f"{unsure(step.ceiling.mark)} nên phải nâng cả số liệu"
        )
    return f"{words}."


def condition_obstacle(edition: Edition, code: str) -> str:
    """Why a mandatory condition stands in the way."""
    cap = edition.unmet_cap
    return (
        f"Điều kiện bắt buộc {code} chưa đạt và được ghi là không thực hiện được, nên mức chung "
        f"không quá mức {cap.value}{unsure(cap.mark)}."
    )


def goal_obstacle(
    edition: Edition, goal: Goal, wanted: Level, rooms: Sequence[Room], held: Sequence[str]
) -> str:
    """Why a group, or the total, cannot be brought to the bound. Inside `scoring.exact.EXACT`."""
    rates = dict(goal.rates)
    gain = sum(((room.maximum - room.award) * rates[room.group] for room in rooms), ZERO)
    top = shown(rounded_half_up(goal.value + gain, goal.over))
    unit = " điểm" if edition.compare.value == "points" else " %"
    where = f"Nhóm {goal.code}" if goal.code else "Các nhóm cộng lại"
    low = wanted.interval.low or ZERO
    bound = f"{'từ' if wanted.interval.low_included else 'trên'} {shown(low)}{unit}"
    sentence = (
        f"{where}: dù chấm tối đa mọi tiêu chí còn thay đổi được cũng chỉ có {top}{unit}, "
        f"chưa {bound} của {level_words(wanted)}"
    )
    return f"{sentence}; đang giữ nguyên {listed(held)}." if held else f"{sentence}."
