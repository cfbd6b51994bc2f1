"""Which answers cannot be kept. Everything wrong is named at once, in Vietnamese.

Refused: codes the edition does not have, values of the wrong kind, points above the item's maximum,
points off the step where the step is confirmed, and claims that the edition's rule does not allow.
What may be kept but should be said is in `scoring.standing`.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import islice

from criteria.edition import Edition, Fact, FactType, InapplicableRule
from criteria.interval import shown
from scoring.answers import Answers, Verdict
from scoring.applied import maxima
from scoring.exact import EXACT, ZERO
from scoring.explain_item import unsure
from scoring.sheet import Finding, Severity

MAX_FACT = Decimal(1_000_000_000)
"""No count of a school comes near it: a larger one is a slip of the keyboard."""
MAX_TEXT = 500
"""The longest official name of a software among the sources has some 60 characters."""
MAX_REASON = 2_000
"""A page of reasons."""
AWARD_DECIMALS = 2
"""Off the step; points are shown to 0,01, so a finer award would not be shown as it counts."""
FACT_DECIMALS = 4
"""As many as the bounds of an edition may have."""
MAX_FINDINGS = 200
"""More than a form has cells to be wrong; beyond it the answers are not a filled form."""


def refused(edition: Edition, answers: Answers) -> tuple[Finding, ...]:
    """Every answer that cannot be kept, in the order given, up to `MAX_FINDINGS` of them."""
    with localcontext(EXACT):
        found = tuple(islice(_refused(edition, answers), MAX_FINDINGS + 1))
    if len(found) <= MAX_FINDINGS:
        return found
    message = f"Còn nhiều lỗi khác; chỉ nêu {MAX_FINDINGS} lỗi đầu. Hãy kiểm tra lại tệp đã nhập."
    return (*found[:MAX_FINDINGS], _finding("too-many", "", message))


def _refused(edition: Edition, answers: Answers) -> Iterator[Finding]:
    yield from _profile(edition, answers)
    yield from _awards(edition, answers.awards)
    yield from _facts(edition, answers.facts)
    if answers.inapplicable:
        yield from _claims(edition, answers.inapplicable)


def _profile(edition: Edition, answers: Answers) -> Iterator[Finding]:
    profile = answers.profile
    kind = edition.body_kinds.get(profile.kind)
    if kind is None:
        named = short(profile.kind)
        message = f"Bộ chỉ số {edition.ref} không dùng cho loại đơn vị “{named}”."
        yield _finding("unknown-kind", named, message)
        return
    for level in profile.school_levels:
        if level not in kind.school_levels:
            message = f"{kind.title} không có cấp học “{short(level)}”."
            yield _finding("unknown-school-level", short(level), message)
    if kind.school_levels and not profile.school_levels:
        message = f"{kind.title} phải chọn ít nhất một cấp học."
        yield _finding("no-school-level", profile.kind, message)


def _awards(edition: Edition, awards: Mapping[str, object]) -> Iterator[Finding]:
    limits, step = maxima(edition), edition.score_step.value
    confirmed = edition.score_step.mark.confirmed
    for code, award in awards.items():
        if code not in limits:
            yield _unknown_item(edition, code)
            continue
        limit = limits[code]
        if limit is None:
            if not isinstance(award, Verdict):
                message = f"Tiêu chí {code} là điều kiện bắt buộc: chỉ chọn Đạt hoặc Không đạt."
                yield _finding("not-a-verdict", code, message)
        elif not isinstance(award, Decimal) or not award.is_finite() or award < ZERO:
            message = f"Tiêu chí {code}: điểm phải là một số từ 0 đến {shown(limit)}."
            yield _finding("not-points", code, message)
        elif award > limit:
            top = edition.items[code].max
            message = (
                f"Tiêu chí {code}: {_number(award)} điểm vượt quá điểm tối đa {shown(limit)}"
                f"{unsure(top.mark) if top else ''}. "
                f"Hãy nhập từ 0 đến {shown(limit)}."
            )
            yield _finding("award-above-max", code, message)
        elif award % step and award != limit:
            yield from _step_finding(code, award, step, confirmed=confirmed)


def _step_finding(
    code: str, award: Decimal, step: Decimal, *, confirmed: bool
) -> Iterator[Finding]:
    if confirmed:
        message = f"Tiêu chí {code}: {_number(award)} không phải bội số của {shown(step)} điểm."
        yield _finding("award-off-step", code, message)
    elif _too_fine(award, AWARD_DECIMALS):
        message = f"Tiêu chí {code}: điểm có quá {AWARD_DECIMALS} chữ số thập phân."
        yield _finding("award-too-fine", code, message)


def _facts(edition: Edition, facts: Mapping[str, object]) -> Iterator[Finding]:
    known = _judges(edition)
    for code, value in facts.items():
        if code not in known:
            message = f"Bộ chỉ số {edition.ref} không hỏi dữ kiện “{short(code)}”."
            yield _finding("unknown-fact", short(code), message)
            continue
        fact, judge = known[code]
        problem = judge(fact, value)
        if problem:
            yield _finding("fact-refused", code, f"{fact.title}: {problem}")


def fact_problem(fact: Fact, value: object) -> str | None:
    """Why `value` is no answer to `fact`, or None."""
    return _JUDGES[fact.type](fact, value)


def _count_problem(_: Fact, value: object) -> str | None:
    if not isinstance(value, Decimal) or not value.is_finite() or not ZERO <= value <= MAX_FACT:
        return f"phải là số từ 0 đến {MAX_FACT:,}.".replace(",", ".")
    return None if value == value.to_integral_value() else "phải là số nguyên."


def _number_problem(_: Fact, value: object) -> str | None:
    if not isinstance(value, Decimal) or not value.is_finite() or not ZERO <= value <= MAX_FACT:
        return f"phải là số từ 0 đến {MAX_FACT:,}.".replace(",", ".")
    if value != value.to_integral_value() and _too_fine(value, FACT_DECIMALS):
        return f"có quá {FACT_DECIMALS} chữ số thập phân."
    return None


def _yes_no_problem(_: Fact, value: object) -> str | None:
    return None if isinstance(value, bool) else "phải chọn Có hoặc Không."


def _text_problem(_: Fact, value: object) -> str | None:
    if isinstance(value, str) and len(value) <= MAX_TEXT and printable(value):
        return None
    return f"phải là chữ, không quá {MAX_TEXT} ký tự và không có ký tự điều khiển."


def _choice_problem(fact: Fact, value: object) -> str | None:
    if isinstance(value, str) and value in [code for code, _ in fact.options]:
        return None
    return f"phải là một trong: {', '.join(title for _, title in fact.options)}."


_Judge = Callable[[Fact, object], str | None]
_JUDGES: Mapping[FactType, _Judge] = {
    FactType.COUNT: _count_problem,
    FactType.NUMBER: _number_problem,
    FactType.YES_NO: _yes_no_problem,
    FactType.TEXT: _text_problem,
    FactType.CHOICE: _choice_problem,
}


@lru_cache(maxsize=64)
def _judges(edition: Edition) -> dict[str, tuple[Fact, _Judge]]:
    return {code: (fact, _JUDGES[fact.type]) for code, fact in edition.facts.items()}


def _claims(edition: Edition, claims: Mapping[str, object]) -> Iterator[Finding]:
    limits = maxima(edition)
    for code, reason in claims.items():
        if code not in limits:
            yield _unknown_item(edition, code)
        elif edition.inapplicable.value is InapplicableRule.NONE:
            message = f"Tiêu chí {code}: bộ chỉ số này không cho bỏ tiêu chí nào."
            yield _finding("claim-not-allowed", code, message)
        elif limits[code] is None:
            message = f"Tiêu chí {code} là điều kiện bắt buộc, không thể ghi “không áp dụng”."
            yield _finding("claim-mandatory", code, message)
        elif not isinstance(reason, str) or not reason.strip() or len(reason) > MAX_REASON:
            message = (
                f"Tiêu chí {code}: hãy nêu lý do không áp dụng (không quá {MAX_REASON} ký tự)."
            )
            yield _finding("claim-without-reason", code, message)
        elif not printable(reason):
            message = f"Tiêu chí {code}: lý do không áp dụng có ký tự điều khiển, hãy gõ lại."
            yield _finding("claim-not-printable", code, message)


def off_step(award: Decimal, maximum: Decimal, step: Decimal) -> bool:
    """Whether an award is neither a multiple of the step nor the item's maximum."""
    return bool(EXACT.remainder(award, step)) and award != maximum


def printable(text: str) -> bool:
    """Whether a document can hold the text: no control characters, no half of a surrogate pair."""
    return text.isprintable() or all(
        one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cs"} for one in text
    )


def short(name: object) -> str:
    """A code as a message can show it: of a strange one, however long, only the beginning."""
    text = str(name)[:40]
    return text if printable(text) else ascii(text)


def _unknown_item(edition: Edition, code: str) -> Finding:
    message = f"Bộ chỉ số {edition.ref} không có tiêu chí {short(code)}."
    return _finding("unknown-item", short(code), message)


def _too_fine(value: Decimal, decimals: int) -> bool:
    """Whether the value, trailing zeros aside, has more decimals."""
    return value != EXACT.quantize(value, Decimal((0, (1,), -decimals)))


def _number(value: Decimal) -> str:
    """A refused number: written out where that is short, else by its power of ten."""
    text = f"{value:f}" if abs(value.adjusted()) < 12 else f"{value:.3E}"  # noqa: PLR2004 - one line
    return text.replace(".", ",")[:24]


def _finding(code: str, where: str, message: str) -> Finding:
    return Finding(Severity.REFUSED, code, where, message)
