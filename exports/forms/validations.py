"""What a cell to fill accepts. Every rule stops, and says in Vietnamese what is expected.

A cell has room for one rule. For awards it is the range, since that can never be right outside; a
step that rests on one source only warns, in the column “Kiểm tra”. A confirmed step joins the rule.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from criteria.edition import Edition, Fact, FactType, Item
from criteria.interval import shown
from exports.forms.formulas import UNIT, units
from exports.forms.layout import NO, YES
from scoring.answers import Verdict
from scoring.checks import MAX_FACT, MAX_TEXT

Rule = dict[str, Any]
_LIST_LIMIT = 255
"""Characters of a list written into the rule itself; Excel calls a longer one damaged."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def verdict_rule(item: Item) -> Rule:
    """Đạt or Không đạt."""
    return _stop(
        {"validate": "list", "source": [one.label for one in Verdict]},
        f"Tiêu chí {item.code}",
        "Chọn Đạt hoặc Không đạt trong danh sách.",
    )


def award_rule(edition: Edition, item: Item, row: int, column: int) -> Rule:
    """Points from 0 to the maximum; in steps only if the edition's step is confirmed."""
    assert item.max is not None
    maximum, step = item.max.value, edition.score_step
    expected = f"Nhập số từ 0 đến {shown(maximum)}, bước {shown(step.value)}."
    if not step.mark.confirmed:
        rule: Rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": _literal(maximum),
        }
        return _stop(rule, f"Tiêu chí {item.code}", expected)
    cell = xl_rowcol_to_cell(row, column)
    scaled = f"ROUND({cell}*{UNIT},0)"
    on_step = f"OR(MOD({scaled},{units(step.value)})=0,{scaled}={units(maximum)})"
    within = f"{cell}>=0,{scaled}<={units(maximum)}"
    formula = f"=IF(ISNUMBER({cell}),AND({within},{on_step}),FALSE)"
    return _stop({"validate": "custom", "value": formula}, f"Tiêu chí {item.code}", expected)


def fact_rule(fact: Fact, choices: str | None) -> Rule:
    """By the type of the fact; `choices` is a reference to a list too long for the rule."""
    if fact.type is FactType.YES_NO:
        rule: Rule = {"validate": "list", "source": [YES, NO]}
        return _stop(rule, "Số liệu", f"Chọn {YES} hoặc {NO} trong danh sách.")
    if fact.type is FactType.CHOICE:
        source = choices or [title for _, title in fact.options]
        return _stop(
            {"validate": "list", "source": source}, "Số liệu", "Chọn một dòng trong danh sách."
        )
    if fact.type is FactType.TEXT:
        rule = {"validate": "length", "criteria": "<=", "value": MAX_TEXT}
        return _stop(rule, "Số liệu", f"Không quá {MAX_TEXT} ký tự.")
    whole = fact.type is FactType.COUNT
    rule = {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": _literal(MAX_FACT),
    }
    kind = "số nguyên" if whole else "số"
    return _stop(rule, "Số liệu", f"Nhập {kind} từ 0 trở lên, không ghi đơn vị, không ghi %.")


def needs_list(fact: Fact) -> bool:
    """Whether the options cannot stand in the rule itself: too long, or one holds a comma."""
    titles = [title for _, title in fact.options]
    return len(",".join(titles)) > _LIST_LIMIT or any("," in title for title in titles)


def day_rule(what: str) -> Rule:
    """A real date."""
    rule: Rule = {
        "validate": "date",
        "criteria": "between",
        "minimum": FIRST_DAY,
        "maximum": LAST_DAY,
    }
    return _stop(rule, what, "Nhập ngày dạng ngày/tháng/năm, ví dụ 20/5/2025.")


def length_rule(what: str, limit: int) -> Rule:
    """A text of at most `limit` characters."""
    rule: Rule = {"validate": "length", "criteria": "<=", "value": limit}
    return _stop(rule, what, f"Không quá {limit} ký tự.")


def list_rule(what: str, options: list[str]) -> Rule:
    """One of a few words."""
    return _stop({"validate": "list", "source": options}, what, "Chọn trong danh sách.")


def _stop(rule: Rule, title: str, message: str) -> Rule:
    # 32 and 255 characters are all that Excel takes.
    return {
        **rule,
        "ignore_blank": True,
        "error_type": "stop",
        "show_error": True,
        "error_title": title[:32],
        "error_message": message[:255],
    }


def _literal(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
