"""One cell of a table of results under an edition: what it says, or why it cannot be taken.

The same few points stand in thousands of cells, so each is judged once per edition.
"""

from decimal import Decimal
from typing import NamedTuple

from criteria.edition import Edition, FactType
from exports.forms.values import folded
from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from scoring.checks import fact_problem, refused

MAX_KEPT = 50_000
"""Judged cells that are remembered; a file of nothing but nonsense shall not fill the memory."""
_VERDICTS = {one.value: one for one in Verdict}


class Judged(NamedTuple):
    """What a cell says: its canonical text and value; or, with a `message`, why not."""

    text: str = ""
    value: Award | FactValue = ""
    code: str = ""
    message: str = ""


class Judge:
    """Judges cells for one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        kind = next(iter(edition.body_kinds))
        self._profile = Profile.of(edition, kind)
        self.items: dict[tuple[str, str], Judged] = {}
        self._facts: dict[tuple[str, str], Judged] = {}

    def item(self, code: str, text: str) -> Judged:
        """The answer of an item."""
        found = self.items.get((code, text))
        if found is None:
            found = self._item(code, text)
            if len(self.items) < MAX_KEPT:
                self.items[code, text] = found
        return found

    def fact(self, code: str, text: str) -> Judged:
        """The value of a fact."""
        found = self._facts.get((code, text))
        if found is None:
            found = self._fact(code, text)
            if len(self._facts) < MAX_KEPT:
                self._facts[code, text] = found
        return found

    def group(self, code: str, text: str) -> Judged:
        """The printed total of a group."""
        group = next((one for one in self.edition.groups if one.code == code), None)
        return self._printed(text, group.max.value if group and group.max else None, f"Nhóm {code}")

    def criterion(self, code: str, text: str) -> Judged:
        """The printed points of a criterion."""
        found = self.edition.criteria.get(code)
        return self._printed(
            text, found.max.value if found and found.max else None, f"Tiêu chí {code}"
        )

    def level(self, _code: str, text: str) -> Judged:
        """A printed level."""
        known = {str(one.number) for one in self.edition.levels}
        if text in known:
            return Judged(text, text)
        message = f"Bộ chỉ số {self.edition.ref} không có mức “{text[:40]}”. "
        return Judged(
            code="unknown-level", message=f"{message}Hãy ghi một trong: {_listed(known)}."
        )

    def _item(self, code: str, text: str) -> Judged:
        award = _VERDICTS.get(text)
        value: Award | None = award if award is not None else number(text)
        if value is None:
            return _no_points(f"Tiêu chí {code}", text)
        for finding in refused(self.edition, Answers(self._profile, {code: value})):
            return Judged(code=finding.code, message=finding.message)
        return Judged(text if isinstance(value, Verdict) else plain(value), value)

    def _fact(self, code: str, text: str) -> Judged:
        fact = self.edition.facts.get(code)
        if fact is None:
            message = f"Bộ chỉ số {self.edition.ref} không hỏi dữ kiện “{code[:40]}”."
            return Judged(code="unknown-fact", message=message)
        value: FactValue | None = text
        if fact.type in {FactType.COUNT, FactType.NUMBER}:
            value = number(text)
        elif fact.type is FactType.YES_NO:
            value = {"true": True, "false": False}.get(text)
        elif fact.type is FactType.CHOICE:
            titles = {folded(title): option for option, title in fact.options}
            value = titles.get(folded(text), text)
        problem = fact_problem(fact, text if value is None else value)
        if problem or value is None:
            return Judged(code="fact-refused", message=f"{fact.title}: {problem}")
        if isinstance(value, bool):
            return Judged(text, value)
        return Judged(plain(value) if isinstance(value, Decimal) else value, value)

    def _printed(self, text: str, maximum: Decimal | None, what: str) -> Judged:
        value = number(text)
        if value is None:
            return _no_points(what, text)
        if maximum is None or not 0 <= value <= maximum:
            top = "không có điểm" if maximum is None else f"tối đa {_comma(maximum)} điểm"
            shown = _comma(value)
            message = f"{what} in là {shown} điểm, bộ chỉ số cho {top}. Hãy kiểm tra lại số này."
            return Judged(code="printed-above-max", message=message)
        return Judged(plain(value), value)


def number(text: str) -> Decimal | None:
    """The number, or None."""
    try:
        found = Decimal(text)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def plain(value: Decimal) -> str:
    """The one spelling of a number: no zeros at its end, no exponent, no sign of zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _no_points(what: str, text: str) -> Judged:
    message = f"{what}: “{text[:40]}” không phải là điểm. Hãy nhập số điểm, ví dụ 7,5."
    return Judged(code="not-points", message=message)


def _comma(value: Decimal) -> str:
    """As a person writes it."""
    return plain(value).replace(".", ",")


def _listed(known: set[str]) -> str:
    return ", ".join(sorted(known))
