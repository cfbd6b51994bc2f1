"""What does not refuse an answer but should be said.

Above a ceiling, or over a missing condition: blocks handing in where that rule is confirmed, else a
warning only. Off a step that is not confirmed: a warning. A part larger than its whole blocks, for
no reading of the index makes it possible.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from criteria.edition import Edition
from criteria.interval import shown
from scoring.answers import FactValue
from scoring.applied import AppliedItem
from scoring.sheet import Ceiling, Finding, Severity


def warn_off_step(edition: Edition, code: str, award: Decimal) -> Finding:
    """The award is no multiple of a step that is not confirmed."""
    message = (
        f"Tiêu chí {code}: {shown(award)} không phải bội số của "
        f"{shown(edition.score_step.value)} điểm (bước điểm {edition.score_step.mark.known.label})."
    )
    return Finding(Severity.WARNS, "award-off-step", code, message)


def not_counted(code: str) -> Finding:
    """The item does not apply, yet it was awarded."""
    message = f"Tiêu chí {code} không áp dụng: điểm đã ghi không được tính."
    return Finding(Severity.WARNS, "award-not-counted", code, message)


def above_ceilings(
    edition: Edition, code: str, award: Decimal, found: Sequence[Ceiling]
) -> Iterator[Finding]:
    """One finding per ceiling that the award passes."""
    for ceiling in found:
        if award <= ceiling.points:
            continue
        known = ceiling.mark.known.label
        if ceiling.reason == "measure":
            name = "award-above-ceiling"
            rule = (
                f"{shown(award)} điểm cao hơn mức {shown(ceiling.points)} điểm "
                f"theo số liệu đã khai (ngưỡng {known})"
            )
        else:
            name = "dependency-unmet"
            title = edition.dependencies[ceiling.reason].title
            rule = f"chỉ được chấm điểm khi đáp ứng “{title}” (quy định {known})"
        message = f"Tiêu chí {code}: {rule}. Hãy kiểm tra lại điểm hoặc số liệu."
        severity = Severity.BLOCKS if ceiling.mark.confirmed else Severity.WARNS
        yield Finding(severity, name, code, message)


def odd_ratios(
    edition: Edition, item: AppliedItem, facts: Mapping[str, FactValue]
) -> Iterator[Finding]:
    """Ratios over zero, and parts larger than their whole."""
    for part in item.parts:
        part_value, whole_value = facts.get(part.numerator), facts.get(part.denominator)
        if not isinstance(part_value, Decimal) or not isinstance(whole_value, Decimal):
            continue
        title = edition.facts[part.denominator].title
        if not whole_value:
            message = f"Tiêu chí {item.code}: “{title}” bằng 0 nên không tính được tỷ lệ."
            yield Finding(Severity.WARNS, "ratio-over-zero", item.code, message)
        elif item.percent and part_value > whole_value:
            message = (
                f"Tiêu chí {item.code}: “{edition.facts[part.numerator].title}” "
                f"({shown(part_value)}) lớn hơn “{title}” ({shown(whole_value)}). "
                "Hãy sửa một trong hai."
            )
            yield Finding(Severity.BLOCKS, "part-above-whole", item.code, message)
