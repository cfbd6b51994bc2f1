"""Answers as JSON data and back.

    {"profile": {"kind": "thcs", "school_levels": ["thcs"]},
     "awards": {"1.1": "met", "1.3.1": "4.5"},
     "facts": {"teachers_total": "40", "lms_in_use": true, "lms_origin": "rented"},
     "inapplicable": {}}

Numbers are strings, so that none passes through a float; `school_levels` may be left out for those
of the kind, and `awards`, `facts`, `inapplicable` for none. Text becomes NFC.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from criteria.edition import Edition, FactType
from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from scoring.checks import MAX_FINDINGS, MAX_REASON, short
from scoring.errors import AnswersRefused
from scoring.exact import plain
from scoring.sheet import Finding, Severity

MAX_ANSWERS = 5_000
"""Per mapping: the largest index that the format holds fills a part of it."""
MAX_SCHOOL_LEVELS = 50
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_VERDICTS = tuple(Verdict)
_PARTS = ("profile", "awards", "facts", "inapplicable")

T = TypeVar("T")


def answers_to_json(answers: Answers) -> dict[str, Any]:
    """Plain data for `json.dumps`."""
    profile = answers.profile
    return {
        "profile": {"kind": profile.kind, "school_levels": list(profile.school_levels)},
        "awards": {code: _award_out(award) for code, award in answers.awards.items()},
        "facts": {
            code: plain(value) if isinstance(value, Decimal) else value
            for code, value in answers.facts.items()
        },
        "inapplicable": dict(answers.inapplicable),
    }


def answers_from_json(edition: Edition, data: object) -> Answers:
    """Answers of the shape above.

    Raises `AnswersRefused` naming every value of the wrong shape; whether a well-shaped answer may
    be kept (known code, within its maximum…) is for `score` to say.
    """
    return _Reader(edition).answers(data)


class _Unfit(Exception):
    """A value of the wrong shape; the message says what is expected."""


class _Reader:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.found: list[Finding] = []

    def answers(self, data: object) -> Answers:
        parts = self._mapping("", data)
        if self.found:
            raise AnswersRefused(tuple(self.found))
        self._known(parts, _PARTS)
        answers = Answers(
            profile=self._profile(parts.get("profile")),
            awards=self._each("awards", parts, _award),
            facts=self._each("facts", parts, self._fact),
            inapplicable=self._each("inapplicable", parts, _reason),
        )
        if self.found:
            raise AnswersRefused(tuple(self.found[:MAX_FINDINGS]))
        return answers

    def _profile(self, data: object) -> Profile:
        before = len(self.found)
        parts = self._mapping("profile", data)
        if len(self.found) > before:
            return Profile("", ())
        self._known(parts, ("kind", "school_levels"))
        kind, levels = parts.get("kind"), parts.get("school_levels")
        if not isinstance(kind, str):
            self._refuse("profile.kind", "phải là mã của loại đơn vị")
            return Profile("", ())
        if levels is None:
            known = self.edition.body_kinds.get(kind)
            return Profile(kind, known.school_levels if known else ())
        if not isinstance(levels, list) or not all(isinstance(one, str) for one in levels):
            self._refuse("profile.school_levels", "phải là danh sách mã cấp học")
            return Profile(kind, ())
        if len(levels) > MAX_SCHOOL_LEVELS:
            self._refuse("profile.school_levels", f"không quá {MAX_SCHOOL_LEVELS} cấp học")
        return Profile(kind, tuple(levels[:MAX_SCHOOL_LEVELS]))

    def _each(
        self, name: str, parts: Mapping[str, object], read: Callable[[str, object], T]
    ) -> dict[str, T]:
        values: dict[str, T] = {}
        for code, value in self._mapping(name, parts.get(name, {})).items():
            try:
                values[code] = read(code, value)
            except _Unfit as unfit:
                self._refuse(f"{name}.{short(code)}", str(unfit))
        return values

    def _fact(self, code: str, value: object) -> FactValue:
        fact = self.edition.facts.get(code)
        if fact is not None and fact.type in {FactType.COUNT, FactType.NUMBER}:
            return _decimal(value)
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            raise _Unfit("phải là chữ, true hoặc false")
        return unicodedata.normalize("NFC", value)

    def _mapping(self, where: str, data: object) -> dict[str, object]:
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            self._refuse(where, "phải là một nhóm khóa và giá trị")
            return {}
        if len(data) > MAX_ANSWERS:
            self._refuse(where, f"có quá {MAX_ANSWERS} mục")
            return {}
        return data

    def _known(self, parts: Mapping[str, object], names: tuple[str, ...]) -> None:
        for name in parts:
            if name not in names:
                self._refuse(short(name), f"khóa lạ, chỉ dùng {', '.join(names)}")

    def _refuse(self, where: str, problem: str) -> None:
        message = f"{where or 'Dữ liệu'}: {problem}."
        self.found.append(Finding(Severity.REFUSED, "bad-shape", where, message))


def _award_out(award: Award) -> str:
    return award.value if isinstance(award, Verdict) else plain(award)


def _award(_: str, value: object) -> Award:
    if isinstance(value, str) and value in _VERDICTS:
        return Verdict(value)
    return _decimal(value)


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise _Unfit('phải là số viết trong dấu nháy, ví dụ "4.5"')
    return Decimal(value)


def _reason(_: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_REASON:
        raise _Unfit(f"lý do phải là chữ, không quá {MAX_REASON} ký tự")
    return unicodedata.normalize("NFC", value)
