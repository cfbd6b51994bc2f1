"""What an edition must keep beyond its shape. Each rule yields (path in the document, sentence)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from criteria import document as doc
from criteria.compiler import interval
from criteria.interval import fault, shown
from criteria.strict_yaml import Path

Finding = tuple[Path, str]


def broken_rules(edition: doc.EditionPart) -> Iterator[Finding]:
    """Every broken rule of the edition; nothing when it may be compiled."""
    yield from _unique_codes(edition)
    yield from _sources_known(edition)
    yield from _levels(edition)
    yield from _facts(edition)
    yield from _bodies(edition)
    for index, group in enumerate(edition.groups):
        yield from _group(edition, group, ("groups", index))
    if not any(group.max for group in edition.groups):
        yield ("groups",), "không nhóm nào có điểm tối đa: không tính được mức"
    if not any(change.version == edition.version for change in edition.changelog):
        yield ("changelog",), f"nhật ký thay đổi chưa có dòng nào cho phiên bản {edition.version}"


def _unique_codes(edition: doc.EditionPart) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, code in _codes(edition):
        if code in seen:
            yield (*path, "code"), f"mã {code} bị dùng hai lần"
        seen.add(code)
    for path, parent, code in _parents(edition):
        if not code.startswith(f"{parent}."):
            yield (*path, "code"), f"mã {code} phải bắt đầu bằng mã cha {parent}."
    facts: set[str] = set()
    for path, fact in all_facts(edition):
        if fact.code in facts:
            yield (*path, "code"), f"dữ kiện {fact.code} bị khai hai lần"
        facts.add(fact.code)
    for name in ("school_levels", "body_kinds", "sources", "dependencies"):
        listed: set[str] = set()
        for index, one in enumerate(getattr(edition, name)):
            if one.code in listed:
                yield (name, index, "code"), f"mã {one.code} bị dùng hai lần trong {name}"
            listed.add(one.code)


def _codes(edition: doc.EditionPart) -> Iterator[tuple[Path, str]]:
    for g, group in enumerate(edition.groups):
        yield ("groups", g), group.code
        for c, criterion in enumerate(group.criteria):
            yield ("groups", g, "criteria", c), criterion.code
            for i, item in enumerate(criterion.items or ()):
                yield ("groups", g, "criteria", c, "items", i), item.code


def _parents(edition: doc.EditionPart) -> Iterator[tuple[Path, str, str]]:
    for g, group in enumerate(edition.groups):
        for c, criterion in enumerate(group.criteria):
            yield ("groups", g, "criteria", c), group.code, criterion.code
            for i, item in enumerate(criterion.items or ()):
                yield ("groups", g, "criteria", c, "items", i), criterion.code, item.code


def all_facts(edition: doc.EditionPart) -> Iterator[tuple[Path, doc.FactPart]]:
    """Every fact of the document with its path."""
    for f, fact in enumerate(edition.facts):
        yield ("facts", f), fact
    for g, group in enumerate(edition.groups):
        for c, criterion in enumerate(group.criteria):
            path: Path = ("groups", g, "criteria", c)
            for f, fact in enumerate(criterion.facts):
                yield (*path, "facts", f), fact
            for i, item in enumerate(criterion.items or ()):
                for f, fact in enumerate(item.facts):
                    yield (*path, "items", i, "facts", f), fact


def _sources_known(edition: doc.EditionPart) -> Iterator[Finding]:
    listed = {source.code for source in edition.sources}
    used: set[str] = set()
    for path, source in _used_sources(edition.model_dump(by_alias=True), ()):
        used.add(source)
        if source not in listed:
            yield path, f"nguồn “{source}” không có trong sources"
    for index, one in enumerate(edition.sources):
        if one.code not in used:
            yield ("sources", index), f"nguồn “{one.code}” không được giá trị nào dùng"


def _used_sources(node: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source" and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from _used_sources(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _used_sources(value, (*path, index))


def _levels(edition: doc.EditionPart) -> Iterator[Finding]:
    path: Path = ("levels", "bands")
    numbers = [level.level for level in edition.levels.bands]
    if numbers != list(range(1, len(numbers) + 1)):
        yield path, f"các mức phải đánh số 1, 2, 3… theo thứ tự, đang là {numbers}"
    yield from _bounds(edition.levels.bands, path, "các mức")
    cap = edition.mandatory_unmet.cap
    if cap is not None and cap not in numbers:
        yield ("mandatory_unmet", "cap"), f"mức trần {cap} không phải là một mức của bộ chỉ số"
    if edition.score_step.value == 0:
        yield ("score_step",), "bước điểm phải lớn hơn 0"


def _bounds(bands: Iterable[doc.Bounds], path: Path, what: str) -> Iterator[Finding]:
    listed = list(bands)
    for index, band in enumerate(listed):
        if band.below is not None and band.to is not None:
            yield (*path, index), "chỉ được dùng một trong hai khóa below, to"
        if band.above is not None and band.from_ is not None:
            yield (*path, index), "chỉ được dùng một trong hai khóa above, from"
    broken = fault([interval(band) for band in listed]) if listed else None
    if broken:
        yield path, f"{what}: {broken}"


def _facts(edition: doc.EditionPart) -> Iterator[Finding]:
    levels = {level.code for level in edition.school_levels}
    kinds = {fact.code: fact.type for _, fact in all_facts(edition)}
    for path, fact in all_facts(edition):
        if (fact.type == "choice") != (fact.options is not None):
            yield path, f"dữ kiện {fact.code}: options đi với type choice và chỉ với nó"
        if fact.school_level is not None and fact.school_level not in levels:
            yield path, f"cấp học “{fact.school_level}” không có trong school_levels"
    for index, dependency in enumerate(edition.dependencies):
        if kinds.get(dependency.fact) != "yes_no":
            message = f"điều kiện {dependency.code} phải dựa vào một dữ kiện loại yes_no"
            yield ("dependencies", index, "fact"), message


def _bodies(edition: doc.EditionPart) -> Iterator[Finding]:
    levels = {level.code for level in edition.school_levels}
    for index, kind in enumerate(edition.body_kinds):
        for level in kind.school_levels:
            if level not in levels:
                yield ("body_kinds", index), f"cấp học “{level}” không có trong school_levels"


def _group(edition: doc.EditionPart, group: doc.GroupPart, path: Path) -> Iterator[Finding]:
    scored = [criterion for criterion in group.criteria if criterion.max is not None]
    total = sum((criterion.max.value for criterion in scored if criterion.max), Decimal(0))
    if group.max is None and scored:
        yield path, f"nhóm {group.code} không có điểm tối đa nhưng có tiêu chí tính điểm"
    if group.max is not None and group.max.value == 0:
        yield (*path, "max"), f"nhóm {group.code}: điểm tối đa phải lớn hơn 0"
    if group.max is not None and total != group.max.value:
        message = (
            f"nhóm {group.code}: các tiêu chí cộng lại {shown(total)} điểm, "
            f"điểm tối đa ghi {shown(group.max.value)}"
        )
        yield (*path, "max"), message
    for index, criterion in enumerate(group.criteria):
        yield from _criterion(edition, criterion, (*path, "criteria", index))


def _criterion(
    edition: doc.EditionPart, criterion: doc.CriterionPart, path: Path
) -> Iterator[Finding]:
    code = criterion.code
    if criterion.kind is None and criterion.max is None:
        yield path, f"tiêu chí {code} không ghi kind: mandatory cũng không ghi max"
    if criterion.kind == "scored" and criterion.max is None:
        yield path, f"tiêu chí {code} tính điểm nhưng không ghi max"
    if criterion.kind == "mandatory":
        for name in ("max", "items", "bands", "measure"):
            if getattr(criterion, name) is not None:
                yield (*path, name), f"tiêu chí bắt buộc {code} không mang {name}"
        if criterion.requires:
            yield (*path, "requires"), f"tiêu chí bắt buộc {code} không mang requires"
    if criterion.max is not None and criterion.max.value == 0:
        yield (*path, "max"), f"tiêu chí {code}: điểm tối đa phải lớn hơn 0"
    if criterion.bands:
        yield from _bounds(criterion.bands.bands, (*path, "bands", "bands"), f"các mức của {code}")
    if criterion.items is None:
        yield from _answerable(edition, criterion, path)
        return
    yield from _items(edition, criterion, criterion.items, path)


def _items(
    edition: doc.EditionPart, criterion: doc.CriterionPart, items: list[doc.ItemPart], path: Path
) -> Iterator[Finding]:
    total = sum((item.max.value for item in items), Decimal(0))
    if criterion.max is not None and total != criterion.max.value:
        message = (
            f"tiêu chí {criterion.code}: các tiêu chí thành phần cộng lại {shown(total)} điểm, "
            f"điểm tối đa ghi {shown(criterion.max.value)}"
        )
        yield (*path, "max"), message
    if criterion.measure is not None or criterion.requires:
        yield path, f"tiêu chí {criterion.code} đã chia nhỏ: measure, requires thuộc từng phần"
    for index, item in enumerate(items):
        if item.max.value == 0:
            yield (*path, "items", index, "max"), f"{item.code}: điểm tối đa phải lớn hơn 0"
        yield from _answerable(edition, item, (*path, "items", index))
    yield from _applies(edition, criterion.applies_to, criterion.code, path)


def _answerable(
    edition: doc.EditionPart, node: doc.ItemPart | doc.CriterionPart, path: Path
) -> Iterator[Finding]:
    known = {dependency.code for dependency in edition.dependencies}
    for index, code in enumerate(node.requires):
        if code not in known:
            yield (*path, "requires", index), f"{node.code}: không có điều kiện “{code}”"
    yield from _applies(edition, node.applies_to, node.code, path)
    if node.measure is not None and node.max is not None:
        yield from _measure(edition, node.measure, node.code, node.max.value, (*path, "measure"))


def _applies(
    edition: doc.EditionPart, applies: doc.AppliesTo | None, code: str, path: Path
) -> Iterator[Finding]:
    if applies is None:
        return
    if edition.inapplicable.value == "none":
        message = f"{code}: bộ chỉ số không cho bỏ tiêu chí nào (inapplicable: none)"
        yield (*path, "applies_to"), message
    kinds = {kind.code for kind in edition.body_kinds}
    levels = {level.code for level in edition.school_levels}
    for kind in applies.body_kinds or ():
        if kind not in kinds:
            yield (*path, "applies_to"), f"{code}: loại đơn vị “{kind}” không có trong body_kinds"
    for level in applies.school_levels or ():
        if level not in levels:
            yield (*path, "applies_to"), f"{code}: cấp học “{level}” không có trong school_levels"


def _measure(
    edition: doc.EditionPart, measure: doc.Measure, code: str, ceiling: Decimal, path: Path
) -> Iterator[Finding]:
    kinds = {fact.code: fact.type for _, fact in all_facts(edition)}
    levels = {level.code for level in edition.school_levels}
    for index, part in enumerate(measure.parts):
        here: Path = (*path, "parts", index)
        for name in (part.numerator, part.denominator):
            if name is not None and kinds.get(name) not in {"count", "number"}:
                yield here, f"{code}: “{name}” phải là một dữ kiện loại count hoặc number"
        if (part.denominator is None) != (measure.kind == "quantity"):
            yield here, f"{code}: denominator đi với percent, quotient và chỉ với chúng"
        if part.school_level is not None and part.school_level not in levels:
            yield here, f"{code}: cấp học “{part.school_level}” không có trong school_levels"
        if part.bands is not None:
            yield from _measure_bands(part.bands, code, ceiling, (*here, "bands"))
    yield from _measure_bands(measure.bands, code, ceiling, (*path, "bands"))


def _measure_bands(
    bands: list[doc.MeasureBandPart], code: str, ceiling: Decimal, path: Path
) -> Iterator[Finding]:
    yield from _bounds(bands, path, f"các khoảng của {code}")
    for index, band in enumerate(bands):
        if band.points is not None and band.points > ceiling:
            message = f"{code}: {shown(band.points)} điểm vượt điểm tối đa {shown(ceiling)}"
            yield (*path, index, "points"), message
