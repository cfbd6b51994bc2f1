"""One item in one sentence: what it got and why, in the words of the sector."""

from collections.abc import Sequence
from decimal import Decimal

from criteria.edition import Edition, InapplicableRule, Item, MeasureKind, MeasurePart
from criteria.interval import shown
from criteria.marks import Mark, weakest
from scoring.answers import Profile, Verdict
from scoring.exact import HUNDRED, rounded_half_up
from scoring.sheet import Ceiling, ItemResult, Measured, State


def item_sentence(edition: Edition, profile: Profile, result: ItemResult) -> str:
    """The sentence of one item of a sheet. Callers work inside `scoring.exact.EXACT`."""
    item = edition.items[result.code]
    if result.state is State.INAPPLICABLE:
        return _left_out(edition, profile, item, result)
    if result.max is None:
        return _condition(edition, result.verdict)
    if result.award is None:
        head = f"Chưa chấm điểm (tối đa {shown(result.max)} điểm)"
    else:
        head = f"Được {shown(result.award)}/{shown(result.max)} điểm"
    reasons = []
    if result.measured is not None:
        reasons.append(measured_words(edition, profile, item, result.measured))
    if result.ceiling is not None:
        reasons.append(_ceiling_words(edition, result.ceiling, result.award))
    return f"{head}: {', '.join(reasons)}." if reasons else f"{head}."


def unsure(*marks: Mark) -> str:
    """Words after a value that decided something: none where it is confirmed."""
    mark = marks[0] if len(marks) == 1 else weakest(*marks)
    return "" if mark.confirmed else f" (chưa xác nhận: {mark.known.label})"


def listed(codes: Sequence[str], most: int = 8) -> str:
    """Codes in a sentence; of many the first, and how many more."""
    if len(codes) <= most:
        return ", ".join(codes)
    return f"{', '.join(codes[:most])} và {len(codes) - most} tiêu chí khác"


def measured_words(edition: Edition, profile: Profile, item: Item, quantity: Measured) -> str:
    """A measured quantity: `39/40 giáo viên, đạt 97,5 %`."""
    measure = item.measure
    assert measure is not None
    part = measure.parts[quantity.part]
    facts = edition.facts
    words = f"{shown(quantity.numerator)}"
    unit = _counted(facts[part.numerator].unit)
    if measure.kind is MeasureKind.QUANTITY:
        words += _counted(measure.unit)
    elif measure.kind is MeasureKind.PERCENT:
        ratio = _ratio(quantity.numerator * HUNDRED, quantity.denominator)
        words += f"/{shown(quantity.denominator)}{unit}, đạt {ratio} %"
    else:
        whole = f"{shown(quantity.denominator)}{_counted(facts[part.denominator].unit)}"
        ratio = _ratio(quantity.numerator, quantity.denominator)
        words += f"{unit} trên {whole}, bằng {ratio} {measure.unit}"
    return words + _place(edition, profile, part) + _band_name(part, quantity, measure.mark)


def _counted(unit: str) -> str:
    return f" {unit}" if unit else ""


def _ratio(numerator: Decimal, denominator: Decimal) -> str:
    rounded = rounded_half_up(numerator, denominator)
    exact = rounded * denominator == numerator
    return shown(rounded) if exact else f"khoảng {shown(rounded)}"


def _place(edition: Edition, profile: Profile, part: MeasurePart) -> str:
    """Of several cấp học, the one that decided."""
    if not part.school_level or len(profile.school_levels) < 2:  # noqa: PLR2004 - one decides itself
        return ""
    return f" ở cấp {edition.school_levels[part.school_level]}"


def _band_name(part: MeasurePart, quantity: Measured, mark: Mark) -> str:
    if quantity.band < 0 or not part.bands[quantity.band].name:
        return ""
    return f", {part.bands[quantity.band].name}{unsure(mark)}"


def _ceiling_words(edition: Edition, ceiling: Ceiling, award: Decimal | None) -> str:
    doubt = unsure(ceiling.mark)
    if ceiling.reason == "measure":
        words = f"số liệu này cho tối đa {shown(ceiling.points)} điểm{doubt}"
    else:
        title = edition.dependencies[ceiling.reason].title
        words = f"chưa đáp ứng “{title}” nên tối đa {shown(ceiling.points)} điểm{doubt}"
    if award is not None and award > ceiling.points:
        words += ", hãy kiểm tra lại điểm hoặc số liệu"
    return words


def _condition(edition: Edition, verdict: Verdict | None) -> str:
    if verdict is None:
        return "Điều kiện bắt buộc, chưa chọn Đạt hay Không đạt."
    if verdict is Verdict.MET:
        return "Đạt điều kiện bắt buộc."
    cap = edition.unmet_cap
    doubt = unsure(cap.mark)
    if cap.value is None:
        return f"Không đạt điều kiện bắt buộc: được ghi nhận nhưng không hạ mức{doubt}."
    return f"Không đạt điều kiện bắt buộc nên mức chung không quá mức {cap.value}{doubt}."


def _left_out(edition: Edition, profile: Profile, item: Item, result: ItemResult) -> str:
    rule = edition.inapplicable
    if result.reason:
        reason = " ".join(result.reason.split()).rstrip(".")
        head = f"Không áp dụng vì “{reason}”"
        marks = [rule.mark]
    else:
        head = f"Không áp dụng cho {edition.body_kinds[profile.kind].title}"
        marks = [rule.mark, *(one.mark for one in item.applies_to)]
    if item.max is not None:
        marks.append(item.max.mark)
    doubt = unsure(*marks)
    if result.max is None:
        return f"{head}{doubt}."
    if rule.value is InapplicableRule.FULL:
        return f"{head} nên được tính đủ {shown(result.max)} điểm{doubt}."
    return (
        f"{head} nên {shown(result.max)} điểm tối đa được bớt khỏi nhóm trước khi quy đổi{doubt}."
    )
