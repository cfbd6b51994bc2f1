"""Who the edition is for: kinds of body, cấp học, and items meant for some of them only."""

from collections.abc import Iterator

from criteria import document as doc
from criteria.rules.findings import Finding, answerables, criteria
from criteria.strict_yaml import Path

Situation = tuple[doc.BodyKindPart, str | None]


def situations(edition: doc.EditionPart) -> Iterator[Situation]:
    """Each kind of body with each single cấp học it may teach, or None if it has none.

    The narrowest profiles there are: what applies in one of them applies in every wider one.
    """
    for kind in edition.body_kinds:
        if not kind.school_levels:
            yield kind, None
        for level in kind.school_levels:
            yield kind, level


def included(limit: doc.AppliesTo, kind: doc.BodyKindPart, level: str | None) -> bool:
    """Whether `limit` means that kind of body teaching only that cấp học."""
    if limit.body_kinds is not None and kind.code not in limit.body_kinds:
        return False
    return limit.school_levels is None or level in limit.school_levels


def broken_bodies(edition: doc.EditionPart) -> Iterator[Finding]:
    """Unknown or unused cấp học, limits that mean nobody, groups that nothing is left of."""
    levels = {level.code for level in edition.school_levels}
    taught: set[str] = set()
    for index, kind in enumerate(edition.body_kinds):
        taught.update(kind.school_levels)
        for position, level in enumerate(kind.school_levels):
            here: Path = ("body_kinds", index, "school_levels", position)
            if level not in levels:
                yield here, f"cấp học “{level}” không có trong school_levels"
            elif kind.school_levels.index(level) != position:
                yield here, f"cấp học “{level}” bị ghi hai lần"
    for index, school_level in enumerate(edition.school_levels):
        if school_level.code not in taught:
            message = f"cấp học “{school_level.code}” không loại đơn vị nào có"
            yield ("school_levels", index), message
    for path, node in _limited(edition):
        yield from _limit(edition, node, path)
    if edition.inapplicable.value == "rescale":
        yield from _emptied(edition)


def _limited(
    edition: doc.EditionPart,
) -> Iterator[tuple[Path, doc.CriterionPart | doc.ItemPart]]:
    for path, _, criterion in criteria(edition):
        yield path, criterion
        for i, item in enumerate(criterion.items or ()):
            yield (*path, "items", i), item


def _limit(
    edition: doc.EditionPart, node: doc.CriterionPart | doc.ItemPart, path: Path
) -> Iterator[Finding]:
    limit = node.applies_to
    if limit is None:
        return
    here: Path = (*path, "applies_to")
    if edition.inapplicable.value == "none":
        message = "bộ chỉ số không cho bỏ tiêu chí nào (inapplicable: none)"
        yield here, f"{node.code}: không dùng applies_to, vì {message}"
    kinds = {kind.code for kind in edition.body_kinds}
    levels = {level.code for level in edition.school_levels}
    strange = [kind for kind in limit.body_kinds or () if kind not in kinds]
    for kind in strange:
        yield (*here, "body_kinds"), f"loại đơn vị “{kind}” không có trong body_kinds"
    unknown = [level for level in limit.school_levels or () if level not in levels]
    for level in unknown:
        yield (*here, "school_levels"), f"cấp học “{level}” không có trong school_levels"
    if limit.body_kinds is None and limit.school_levels is None:
        yield here, f"{node.code}: applies_to phải ghi body_kinds hoặc school_levels"
    elif not strange and not unknown:
        meant = [included(limit, *situation) for situation in situations(edition)]
        if not any(meant):
            yield here, f"{node.code}: applies_to không đúng với loại đơn vị nào"


def _emptied(edition: doc.EditionPart) -> Iterator[Finding]:
    """Under `rescale` a group must keep something for everybody, or it has no level for them."""
    rows = list(answerables(edition))
    for g, group in enumerate(edition.groups):
        if group.max is None:
            continue
        own = [row for row in rows if row.path[1] == g and row.node.max is not None]
        for kind, level in situations(edition):
            if not any(all(included(one, kind, level) for one in row.limits) for row in own):
                where = f"“{kind.title}”" + (f" ở cấp học “{level}”" if level else "")
                message = f"nhóm {group.code}: không còn tiêu chí tính điểm nào cho {where}"
                yield ("groups", g), message
