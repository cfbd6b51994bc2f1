"""A sheet in words: one Vietnamese sentence for each item, criterion and group, and for the level.

A value that is not confirmed and that decided something is marked with words where it is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import localcontext
from types import MappingProxyType

from criteria.edition import Combine, Criterion, Edition, Level
from criteria.interval import shown
from scoring.exact import EXACT, ZERO
from scoring.explain_item import item_sentence, listed, unsure
from scoring.sheet import CriterionResult, GroupResult, ItemResult, Sheet, State


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentences by code, in the order of the index; and two for the whole."""

    items: Mapping[str, str]
    criteria: Mapping[str, str]
    groups: Mapping[str, str]
    overall: str
    next_level: str


def explain(edition: Edition, sheet: Sheet) -> Explanation:
    """Say a sheet in words. `edition` must be the one that the sheet was scored by."""
    with localcontext(EXACT):
        items = {
            result.code: item_sentence(edition, sheet.profile, result) for result in sheet.items
        }
        results = {result.code: result for result in sheet.items}
        criteria = {
            result.code: _criterion(edition.criteria[result.code], result, items, results)
            for result in sheet.criteria
        }
        return Explanation(
            items=MappingProxyType(items),
            criteria=MappingProxyType(criteria),
            groups=MappingProxyType(
                {group.code: _group(edition, group, results) for group in sheet.groups}
            ),
            overall=_overall(edition, sheet),
            next_level=_next_level(edition, sheet),
        )


def level_words(level: Level) -> str:
    """`mức 2 (Mức đáp ứng cơ bản)`."""
    return f"mức {level.number} ({level.name})"


def _criterion(
    criterion: Criterion,
    result: CriterionResult,
    items: Mapping[str, str],
    results: Mapping[str, ItemResult],
) -> str:
    if result.max is None:
        return items[criterion.code]
    points = f"{shown(result.points)}/{shown(result.max)} điểm"
    if not result.complete:
        missing = _unanswered(criterion, results)
        return f"Mới có {points}: chưa trả lời {listed(missing)}."
    if result.band is None or criterion.bands_mark is None:
        return f"Được {points}."
    band = next(band for band in criterion.bands if band.level == result.band)
    doubt = unsure(criterion.bands_mark)
    return f"Được {points}, thuộc mức {result.band} của tiêu chí ({band.interval.sentence}){doubt}."


def _unanswered(criterion: Criterion, results: Mapping[str, ItemResult]) -> list[str]:
    return [item.code for item in criterion.items if results[item.code].state is State.UNANSWERED]


def _group(edition: Edition, result: GroupResult, results: Mapping[str, ItemResult]) -> str:
    group = next(group for group in edition.groups if group.code == result.code)
    if result.max is None:
        asked = [one for one in group.items if results[one.code].state is not State.INAPPLICABLE]
        met = sum(results[one.code].verdict == "met" for one in asked)
        return f"Nhóm {group.code} không tính điểm: đạt {met}/{len(asked)} điều kiện bắt buộc."
    points = f"{shown(result.total)}/{shown(result.max)} điểm"
    if result.applicable_max != result.max:
        mark = edition.inapplicable.mark
        doubt = "" if mark.confirmed else f"; chưa xác nhận: {mark.known.label}"
        part = f"{shown(result.awarded)}/{shown(result.applicable_max)}"
        points += f" (quy đổi từ {part} điểm áp dụng được{doubt})"
    if not result.complete:
        missing = [
            item.code
            for criterion in group.criteria
            if criterion.max is not None
            for item in criterion.items
            if results[item.code].state is State.UNANSWERED
        ]
        return f"Nhóm {group.code} mới có {points}, chưa xếp được mức: còn {listed(missing)}."
    if result.level is None:
        return f"Nhóm {group.code} được {points}."
    level = edition.level(result.level)
    return (
        f"Nhóm {group.code} được {points}, ở {level_words(level)}, ứng với "
        f"{level.interval.sentence}{_scale(edition)}{unsure(edition.levels_mark)}."
    )


def _scale(edition: Edition) -> str:
    return " điểm" if edition.compare.value == "points" else " %"


def _overall(edition: Edition, sheet: Sheet) -> str:
    if sheet.level is None or sheet.level_by_points is None:
        count = len(sheet.missing)
        return (
            f"Chưa đủ dữ liệu để xếp mức: còn {count} tiêu chí chưa trả lời "
            f"({listed(sheet.missing)})."
        )
    level = edition.level(sheet.level)
    if sheet.level < sheet.level_by_points:
        return (
            f"Xếp {level_words(level)} vì không đạt điều kiện bắt buộc {listed(sheet.unmet)}"
            f"{unsure(edition.unmet_cap.mark)}; riêng về điểm thì ở "
            f"{level_words(edition.level(sheet.level_by_points))}."
        )
    return f"Xếp {level_words(level)}: {_what_decides(edition, sheet)}."


def _what_decides(edition: Edition, sheet: Sheet) -> str:
    doubt = unsure(edition.combine.mark)
    pointed = [group for group in sheet.groups if group.max is not None]
    if edition.combine.value is Combine.TOTAL:
        total = sum((group.total for group in pointed), ZERO)
        maximum = sum((group.max for group in pointed if group.max), ZERO)
        return f"các nhóm cộng lại {shown(total)}/{shown(maximum)} điểm{doubt}"
    lowest = [group for group in pointed if group.level == sheet.level_by_points]
    if len(pointed) == 1:
        return f"theo điểm của nhóm {pointed[0].code}"
    if len(lowest) == len(pointed):
        return f"mọi nhóm tính điểm đều ở mức này, mức chung theo nhóm thấp nhất{doubt}"
    named = ", ".join(
        f"nhóm {group.code} ({shown(group.total)}/{shown(group.max)} điểm)"
        for group in lowest
        if group.max is not None
    )
    return f"mức chung theo nhóm thấp nhất{doubt}, là {named}"


def _next_level(edition: Edition, sheet: Sheet) -> str:
    if sheet.level is None:
        return "Hãy trả lời các tiêu chí còn thiếu, rồi mới biết cần gì để lên mức."
    if sheet.level == edition.levels[-1].number:
        return "Đã ở mức cao nhất của bộ chỉ số."
    needs = []
    unmet = [one.code for one in sheet.blockers if one.kind == "unmet"]
    if unmet:
        needs.append(f"đạt điều kiện bắt buộc {listed(unmet)}{unsure(edition.unmet_cap.mark)}")
    for one in sheet.blockers:
        if one.kind == "points":
            where = f"nhóm {one.code}" if one.code else "các nhóm cộng lại"
            needs.append(f"{where} thêm ít nhất {shown(one.points)} điểm")
    wanted = edition.level(sheet.level + 1)
    return f"Để lên {level_words(wanted)} cần: {'; '.join(needs)}."
