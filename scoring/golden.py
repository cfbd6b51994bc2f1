"""Golden cases beside an edition: read, scored, and compared with what they expect.

An edition so proves itself without a line of Python; its lint runs these files.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from criteria.edition import Edition, Group
from criteria.errors import DocumentInvalid, Problem, in_order
from criteria.interval import shown
from criteria.shape import read
from criteria.strict_yaml import Path, Text
from scoring.answers import Answers, Award, Profile, Verdict
from scoring.engine import score
from scoring.errors import AnswersRefused
from scoring.exact import ZERO, plain
from scoring.golden_document import Case, GoldenPart
from scoring.sheet import Blocker, Sheet

Finding = tuple[str, str]
"""The key of an expectation (or of a case), and the sentence about it."""


class _GoldenInvalid(DocumentInvalid):
    """The file is not of the golden format."""


def run(edition: Edition, content: bytes, file: str) -> tuple[Problem, ...]:
    """Every expectation of the file that `edition` does not meet; empty when it meets all.

    `content` is the YAML text, `file` the name that problems are reported under.
    """
    try:
        text, golden = read(content, file, GoldenPart, _GoldenInvalid)
    except _GoldenInvalid as error:
        return error.problems
    named = (golden.edition.id, golden.edition.version)
    if named != (edition.ref.id, edition.ref.version):
        message = f"tệp này dành cho {'@'.join(named)}, không phải {edition.ref}"
        return (Problem(file, text.line(("edition",)), message),)
    return in_order(
        problem
        for index, case in enumerate(golden.cases)
        for problem in _case(edition, case, text, ("cases", index))
    )


def _case(edition: Edition, case: Case, text: Text, path: Path) -> Iterator[Problem]:
    broken = False
    for key, message in _unusable(edition, case):
        broken = True
        yield Problem(text.file, text.line((*path, key)), f"“{case.name}”: {message}")
    if broken:
        return
    for key, message in _differences(edition, case):
        line = text.line((*path, "expect", key))
        yield Problem(text.file, line, f"“{case.name}”: {message}")


def _unusable(edition: Edition, case: Case) -> Iterator[Finding]:
    """What makes a case say nothing about the edition."""
    groups = {group.code: group for group in edition.groups}
    for code, total in case.group_totals.items():
        group = groups.get(code)
        if group is None or group.max is None:
            yield "group_totals", f"không có nhóm tính điểm “{code}”"
        elif total > group.max.value:
            yield "group_totals", f"nhóm {code} chỉ có {shown(group.max.value)} điểm"
    if case.school_levels is None and case.body_kind not in edition.body_kinds:
        yield "body_kind", f"bộ chỉ số không có loại đơn vị “{case.body_kind}”"
    expect = case.expect
    for key, known, used in (
        ("group_totals", groups, expect.group_totals),
        ("group_levels", groups, expect.group_levels),
        ("criterion_bands", edition.criteria, expect.criterion_bands),
        ("ceilings", edition.items, expect.ceilings),
    ):
        for code in used:
            if code not in known:
                yield "expect", f"{key}: bộ chỉ số không có mã “{code}”"


def _differences(edition: Edition, case: Case) -> Iterator[Finding]:
    wanted = case.expect
    try:
        sheet = score(edition, answers_of(edition, case))
    except AnswersRefused as error:
        found = {finding.code for finding in error.findings}
        if "refused" not in wanted.model_fields_set:
            yield next(iter(wanted.model_fields_set)), f"câu trả lời bị từ chối: {error}"
        elif found != set(wanted.refused):
            yield "refused", _differs("lý do từ chối", sorted(wanted.refused), sorted(found))
        return
    if "refused" in wanted.model_fields_set:
        yield "refused", _differs("lý do từ chối", sorted(wanted.refused), "được chấp nhận")
        return
    for key in _COMPARED:
        if key in wanted.model_fields_set:
            yield from _COMPARED[key](key, getattr(wanted, key), sheet)


def answers_of(edition: Edition, case: Case) -> Answers:
    """The answers that a case states."""
    awards: dict[str, Award] = {}
    if case.fill != "none" or case.group_totals:
        awards = {code: Verdict.MET for code, item in edition.items.items() if item.mandatory}
    if case.fill != "none":
        for code, item in edition.items.items():
            if item.max is not None:
                awards[code] = item.max.value if case.fill == "max" else ZERO
    for group in edition.groups:
        if group.code in case.group_totals:
            awards |= _spread(group, case.group_totals[group.code], case)
    for code, award in case.awards.items():
        if award is None:
            awards.pop(code, None)
        else:
            awards[code] = Verdict(award) if isinstance(award, str) else award
    if case.school_levels is None:
        profile = Profile.of(edition, case.body_kind)
    else:
        profile = Profile(case.body_kind, tuple(case.school_levels))
    return Answers(profile, awards, dict(case.facts), dict(case.inapplicable))


def _spread(group: Group, total: Decimal, case: Case) -> dict[str, Award]:
    """`total` over the scored items in order, each up to its maximum; claimed items get nothing."""
    awards: dict[str, Award] = {}
    for item in group.items:
        if item.max is None or item.code in case.inapplicable:
            continue
        awards[item.code] = min(total, item.max.value)
        total -= min(total, item.max.value)
    return awards


def _one(key: str, wanted: int | None, sheet: Sheet) -> Iterator[Finding]:
    found = getattr(sheet, key)
    if found != wanted:
        yield key, _differs(_TITLES[key], wanted, found)


def _codes(key: str, wanted: Sequence[str], sheet: Sheet) -> Iterator[Finding]:
    if key == "findings":
        found = {finding.code for finding in sheet.findings}
    elif key == "blockers":
        wanted = [" ".join(one.split()) for one in wanted]
        found = {blocker_words(blocker) for blocker in sheet.blockers}
    else:
        found = set(getattr(sheet, key))
    if found != set(wanted):
        yield key, _differs(_TITLES[key], sorted(wanted), sorted(found))


def _by_code(
    read: Callable[[Sheet, str], Decimal | int | None],
) -> Callable[[str, Mapping[str, Decimal | int | None], Sheet], Iterator[Finding]]:
    def compare(
        key: str, wanted: Mapping[str, Decimal | int | None], sheet: Sheet
    ) -> Iterator[Finding]:
        for code, value in wanted.items():
            found = read(sheet, code)
            if found != value:
                yield key, _differs(f"{_TITLES[key]} {code}", value, found)

    return compare


def _ceiling(sheet: Sheet, code: str) -> Decimal | None:
    ceiling = sheet.item(code).ceiling
    return None if ceiling is None else ceiling.points


def blocker_words(blocker: Blocker) -> str:
    """`unmet 1.1`, `missing 1.4`, `points 1 0.5`, and for the total of all groups `points 12`."""
    words = [blocker.kind, blocker.code]
    if blocker.kind == "points":
        words.append(plain(blocker.points))
    return " ".join(word for word in words if word)


_COMPARED: Mapping[str, Callable[..., Iterator[Finding]]] = {
    "level": _one,
    "level_by_points": _one,
    "group_totals": _by_code(lambda sheet, code: sheet.group(code).total),
    "group_levels": _by_code(lambda sheet, code: sheet.group(code).level),
    "criterion_bands": _by_code(lambda sheet, code: sheet.criterion(code).band),
    "ceilings": _by_code(_ceiling),
    "missing": _codes,
    "unmet": _codes,
    "findings": _codes,
    "blockers": _codes,
}
_TITLES = {
    "level": "mức",
    "level_by_points": "mức theo điểm",
    "group_totals": "điểm nhóm",
    "group_levels": "mức của nhóm",
    "criterion_bands": "mức của tiêu chí",
    "ceilings": "trần điểm của",
    "missing": "tiêu chí chưa trả lời",
    "unmet": "điều kiện không đạt",
    "findings": "lưu ý",
    "blockers": "điều cản trở",
}


def _differs(what: str, wanted: object, found: object) -> str:
    return f"{what} phải là {_words(wanted)}, tính ra {_words(found)}"


def _words(value: object) -> str:
    if value is None:
        return "không có"
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, list):
        return ", ".join(value) if value else "không có gì"
    return str(value)
