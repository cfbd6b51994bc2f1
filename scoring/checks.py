"""What may be said of answers: refused, blocking, or worth a warning.

Above an item's maximum: refused. Off the step: refused if the step is confirmed, else a warning.
Above a ceiling: blocks handing in if the ceiling is confirmed, else a warning only.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from criteria.edition import Edition, Fact, FactType, InapplicableRule, MeasureKind
from criteria.interval import shown
from scoring.answers import Answers, Verdict
from scoring.plan import Plan, PlannedItem
from scoring.sheet import Ceiling, Finding, Severity

MAX_FACT = Decimal(1_000_000_000)
"""A larger count is a slip of the keyboard; and products of it would leave 28 exact digits."""
MAX_TEXT = 500
MAX_REASON = 2_000
_SMALLEST_EXPONENT = -4


def refused(edition: Edition, answers: Answers) -> tuple[Finding, ...]:
    """Every answer that cannot be kept, in the order given."""
    found = list(_profile(edition, answers))
    found += _awards(edition, answers.awards)
    found += _facts(edition, answers.facts)
    if answers.inapplicable:
        found += _claims(edition, answers.inapplicable)
    return tuple(found)


def _profile(edition: Edition, answers: Answers) -> Iterator[Finding]:
    profile = answers.profile
    kind = edition.body_kinds.get(profile.kind)
    if kind is None:
        message = f"Bộ chỉ số {edition.ref} không dùng cho loại đơn vị “{profile.kind}”."
        yield _refused("unknown-kind", profile.kind, message)
        return
    strange = [level for level in profile.school_levels if level not in kind.school_levels]
    if strange:
        message = f"{kind.title} không có cấp học “{strange[0]}”."
        yield _refused("unknown-school-level", strange[0], message)
    if kind.school_levels and not profile.school_levels:
        message = f"{kind.title} phải chọn ít nhất một cấp học."
        yield _refused("no-school-level", profile.kind, message)


def _awards(edition: Edition, awards: Mapping[str, object]) -> Iterator[Finding]:
    items, step = edition.items, edition.score_step
    for code, award in awards.items():
        item = items.get(code)
        if item is None:
            message = f"Bộ chỉ số {edition.ref} không có tiêu chí {code}."
            yield _refused("unknown-item", code, message)
        elif item.max is None:
            if not isinstance(award, Verdict):
                message = f"Tiêu chí {code} là điều kiện bắt buộc: chỉ chọn Đạt hoặc Không đạt."
                yield _refused("not-a-verdict", code, message)
        elif not isinstance(award, Decimal):
            yield _refused("not-points", code, f"Tiêu chí {code}: điểm phải là một số.")
        elif not award.is_finite() or award < 0:
            yield _refused("not-points", code, f"Tiêu chí {code}: điểm phải là số từ 0 trở lên.")
        elif award > item.max.value:
            message = (
                f"Tiêu chí {code}: {_short(award)} điểm vượt quá điểm tối đa "
                f"{shown(item.max.value)}. Hãy nhập từ 0 đến {shown(item.max.value)}."
            )
            yield _refused("award-above-max", code, message)
        elif _digits_past(award) or (
            step.mark.confirmed and off_step(award, item.max.value, step.value)
        ):
            message = (
                f"Tiêu chí {code}: {_short(award)} không phải bội số của {shown(step.value)} điểm."
            )
            yield _refused("award-off-step", code, message)


def _facts(edition: Edition, facts: Mapping[str, object]) -> Iterator[Finding]:
    for code, value in facts.items():
        fact = edition.facts.get(code)
        if fact is None:
            message = f"Bộ chỉ số {edition.ref} không hỏi dữ kiện “{code}”."
            yield _refused("unknown-fact", code, message)
            continue
        problem = fact_problem(fact, value)
        if problem:
            yield _refused("fact-refused", code, f"{fact.title}: {problem}")


def fact_problem(fact: Fact, value: object) -> str | None:  # noqa: PLR0911 - one return per kind
    """Why `value` is no answer to `fact`, or None."""
    if fact.type is FactType.YES_NO:
        return None if isinstance(value, bool) else "phải chọn Có hoặc Không."
    if fact.type is FactType.TEXT:
        if isinstance(value, str) and len(value) <= MAX_TEXT:
            return None
        return f"phải là chữ, không quá {MAX_TEXT} ký tự."
    if fact.type is FactType.CHOICE:
        if isinstance(value, str) and value in {code for code, _ in fact.options}:
            return None
        return f"phải là một trong: {', '.join(title for _, title in fact.options)}."
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value <= MAX_FACT:
        return f"phải là số từ 0 đến {MAX_FACT:,}.".replace(",", ".")
    if _digits_past(value):
        return "có quá nhiều chữ số thập phân."
    if fact.type is FactType.COUNT and value != value.to_integral_value():
        return "phải là số nguyên."
    return None


def _claims(edition: Edition, claims: Mapping[str, str]) -> Iterator[Finding]:
    for code, reason in claims.items():
        item = edition.items.get(code)
        if item is None:
            yield _refused(
                "unknown-item", code, f"Bộ chỉ số {edition.ref} không có tiêu chí {code}."
            )
        elif edition.inapplicable.value is InapplicableRule.NONE:
            message = f"Tiêu chí {code}: bộ chỉ số này không cho bỏ tiêu chí nào."
            yield _refused("claim-not-allowed", code, message)
        elif item.mandatory:
            message = f"Tiêu chí {code} là điều kiện bắt buộc, không thể ghi “không áp dụng”."
            yield _refused("claim-mandatory", code, message)
        elif not reason.strip() or len(reason) > MAX_REASON:
            message = (
                f"Tiêu chí {code}: hãy nêu lý do không áp dụng (không quá {MAX_REASON} ký tự)."
            )
            yield _refused("claim-without-reason", code, message)


def standing_findings(the_plan: Plan, answers: Answers) -> Iterator[Finding]:
    """What does not refuse an answer but should be said: steps, ratios, points that do not count."""
    edition, step = the_plan.edition, the_plan.step
    soft_step = not edition.score_step.mark.confirmed
    for group in the_plan.groups:
        for criterion in group.criteria:
            for item in criterion.items:
                award = answers.awards.get(item.code)
                if award is not None and item.max is not None and isinstance(award, Decimal):
                    if soft_step and award % step and award != item.max:
                        yield _off_step(item.code, award, edition)
                    if item.excluded or item.code in answers.inapplicable:
                        message = (
                            f"Tiêu chí {item.code} không áp dụng: điểm đã ghi không được tính."
                        )
                        yield Finding(Severity.WARNS, "award-not-counted", item.code, message)
                if item.measure is not None:
                    yield from _ratio_findings(item, edition, answers)


def _off_step(code: str, award: Decimal, edition: Edition) -> Finding:
    message = (
        f"Tiêu chí {code}: {shown(award)} không phải bội số của "
        f"{shown(edition.score_step.value)} điểm (bước điểm {edition.score_step.mark.known.label})."
    )
    return Finding(Severity.WARNS, "award-off-step", code, message)


def _ratio_findings(item: PlannedItem, edition: Edition, answers: Answers) -> Iterator[Finding]:
    assert item.measure is not None
    for _, part in item.parts:
        part_value = answers.facts.get(part.numerator)
        whole_value = answers.facts.get(part.denominator) if part.denominator else None
        if not isinstance(part_value, Decimal) or not isinstance(whole_value, Decimal):
            continue
        title = edition.facts[part.denominator].title
        if whole_value == 0:
            message = f"Tiêu chí {item.code}: “{title}” bằng 0 nên không tính được tỷ lệ."
            yield Finding(Severity.WARNS, "ratio-over-zero", item.code, message)
        elif item.measure.kind is MeasureKind.PERCENT and part_value > whole_value:
            message = (
                f"Tiêu chí {item.code}: “{edition.facts[part.numerator].title}” "
                f"({shown(part_value)}) lớn hơn “{title}” ({shown(whole_value)}). Hãy sửa một trong hai."
            )
            yield Finding(Severity.BLOCKS, "part-above-whole", item.code, message)


def award_findings(
    edition: Edition, item: PlannedItem, award: Decimal, found: tuple[Ceiling, ...]
) -> Iterator[Finding]:
    """One finding per ceiling that the award passes."""
    for ceiling in found:
        if award <= ceiling.points:
            continue
        known = ceiling.mark.known.label
        if ceiling.reason == "measure":
            message = (
                f"Tiêu chí {item.code}: {shown(award)} điểm cao hơn mức {shown(ceiling.points)} điểm "
                f"theo số liệu đã khai (ngưỡng {known}). Hãy kiểm tra lại điểm hoặc số liệu."
            )
            code = "award-above-ceiling"
        else:
            title = edition.dependencies[ceiling.reason].title
            message = (
                f"Tiêu chí {item.code}: chỉ được chấm điểm khi “{title}” "
                f"(quy định {known}). Hãy kiểm tra lại điểm hoặc số liệu."
            )
            code = "dependency-unmet"
        severity = Severity.BLOCKS if ceiling.mark.confirmed else Severity.WARNS
        yield Finding(severity, code, item.code, message)


def off_step(award: Decimal, maximum: Decimal, step: Decimal) -> bool:
    """Whether an award is neither a multiple of the step nor the item's maximum."""
    return bool(award % step) and award != maximum


def _digits_past(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < _SMALLEST_EXPONENT


def _short(value: Decimal) -> str:
    text = f"{value:f}" if abs(value.adjusted()) < 20 else f"{value:E}"  # noqa: PLR2004 - a screen line
    return text.replace(".", ",")[:24]


def _refused(code: str, where: str, message: str) -> Finding:
    return Finding(Severity.REFUSED, code, where, message)
