"""Points: what carries them, what must not, and that they add up."""

from collections.abc import Iterator
from decimal import Decimal

from criteria import document as doc
from criteria.interval import shown
from criteria.rules.findings import Finding
from criteria.strict_yaml import Path

_NOT_MANDATORY = ("max", "items", "bands", "measure")


def broken_groups(edition: doc.EditionPart) -> Iterator[Finding]:
    """Sums that do not match, points of 0, and criteria that are neither condition nor scored."""
    for g, group in enumerate(edition.groups):
        yield from _group(group, ("groups", g))
        for c, criterion in enumerate(group.criteria):
            yield from _criterion(criterion, ("groups", g, "criteria", c))
    if not any(group.max for group in edition.groups):
        yield ("groups",), "không nhóm nào có điểm tối đa: không tính được mức"


def _group(group: doc.GroupPart, path: Path) -> Iterator[Finding]:
    maxima = [criterion.max.value for criterion in group.criteria if criterion.max is not None]
    total = sum(maxima, Decimal(0))
    if group.max is None:
        if maxima:
            yield path, f"nhóm {group.code} không ghi max nhưng có tiêu chí tính điểm"
        return
    yield from _above_zero(group.max, f"nhóm {group.code}", (*path, "max"))
    if total != group.max.value:
        message = (
            f"nhóm {group.code}: các tiêu chí cộng lại {shown(total)} điểm, "
            f"điểm tối đa ghi {shown(group.max.value)}"
        )
        yield (*path, "max"), message


def _criterion(criterion: doc.CriterionPart, path: Path) -> Iterator[Finding]:
    code = criterion.code
    if criterion.kind is None and criterion.max is None:
        yield path, f"tiêu chí {code} không ghi kind: mandatory cũng không ghi max"
    if criterion.kind == "scored" and criterion.max is None:
        yield path, f"tiêu chí {code} tính điểm (kind: scored) nhưng không ghi max"
    if criterion.kind == "mandatory":
        for name in _NOT_MANDATORY:
            if getattr(criterion, name) is not None:
                yield (*path, name), f"tiêu chí bắt buộc {code} không mang {name}"
        if criterion.requires:
            yield (*path, "requires"), f"tiêu chí bắt buộc {code} không mang requires"
        return
    if criterion.max is not None:
        yield from _above_zero(criterion.max, f"tiêu chí {code}", (*path, "max"))
    if criterion.items is not None:
        yield from _items(criterion, criterion.items, path)


def _items(
    criterion: doc.CriterionPart, items: list[doc.ItemPart], path: Path
) -> Iterator[Finding]:
    total = sum((item.max.value for item in items), Decimal(0))
    if criterion.max is not None and total != criterion.max.value:
        message = (
            f"tiêu chí {criterion.code}: các tiêu chí thành phần cộng lại {shown(total)} điểm, "
            f"điểm tối đa ghi {shown(criterion.max.value)}"
        )
        yield (*path, "max"), message
    for name in ("measure", "requires"):
        if getattr(criterion, name):
            message = f"tiêu chí {criterion.code} đã chia nhỏ: {name} phải ghi ở từng phần"
            yield (*path, name), message
    for index, item in enumerate(items):
        yield from _above_zero(item.max, f"tiêu chí {item.code}", (*path, "items", index, "max"))


def _above_zero(points: doc.MarkedPoints, what: str, path: Path) -> Iterator[Finding]:
    if points.value == 0:
        yield path, f"{what}: điểm tối đa phải lớn hơn 0"
