"""An edition as rows for a terminal or a page: the tree with points and marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from criteria.edition import Edition, Group, Item, Marked
from criteria.facets import COMBINES, COMPARES, INAPPLICABLE
from criteria.interval import shown
from criteria.marks import Known, Mark


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree.

    `depth` is 0 for a group, 1 for a criterion, 2 for an item of a divided criterion. `points` is
    the maximum ("" where there is none), `mark` how well that value (of a condition: its wording)
    is known, `remarks` what else bounds or concerns it.
    """

    depth: int
    code: str
    title: str
    points: str
    mark: Mark
    remarks: tuple[str, ...]


def show(edition: Edition) -> tuple[Row, ...]:
    """Every group, criterion and item in order."""
    return tuple(row for group in edition.groups for row in _group(group))


def lines(edition: Edition) -> tuple[str, ...]:
    """The whole edition as lines of text: head, rules, tree, and what the marks mean."""
    decision = edition.decision
    return (
        edition.title,
        f"{edition.ref} · SHA-256 {edition.ref.sha256}",
        f"{decision.number} ngày {decision.date:%d/%m/%Y}, {decision.issuer}",
        edition.status,
        "",
        *_rules(edition),
        "",
        *(_line(row) for row in show(edition)),
        "",
        *(f"{known.label}: {count} giá trị" for known, count in edition.how_known.items()),
    )


def _line(row: Row) -> str:
    points = f" · {row.points}" if row.points else ""
    known = "" if row.mark.known is Known.CONFIRMED else f" ({row.mark.known.label})"
    remarks = "".join(f" · {remark}" for remark in row.remarks)
    return f"{'  ' * row.depth}{row.code} {row.title}{points}{known}{remarks}"


def _rules(edition: Edition) -> Iterator[str]:
    for level in edition.levels:
        yield f"Mức {level.number} – {level.name}: {level.interval.sentence}"
    cap = edition.unmet_cap.value
    yield f"Mức tính theo {COMPARES[edition.compare]} ({edition.levels_mark.known.label})"
    yield _rule(COMBINES[edition.combine.value], edition.combine.mark)
    unmet = "chỉ nhắc" if cap is None else f"mức chung không quá mức {cap}"
    yield _rule(f"tiêu chí bắt buộc không đạt: {unmet}", edition.unmet_cap.mark)
    yield _rule(INAPPLICABLE[edition.inapplicable.value], edition.inapplicable.mark)
    step = f"bước điểm {shown(edition.score_step.value)}"
    yield _rule(step, edition.score_step.mark)


def _rule(text: str, mark: Mark) -> str:
    return f"{text[0].upper()}{text[1:]} ({mark.known.label})"


def _group(group: Group) -> Iterator[Row]:
    points = f"{shown(group.max.value)} điểm" if group.max else ""
    mark = (group.max or group.title).mark
    yield Row(0, group.code, group.title.value, points, mark, _note(group.max))
    for criterion in group.criteria:
        bands = [f"mức {band.level}: {band.interval.sentence}" for band in criterion.bands]
        if criterion.own_item:
            yield _item(criterion.items[0], 1, tuple(bands))
            continue
        points = f"{shown(criterion.max.value)} điểm" if criterion.max else ""
        mark = (criterion.max or criterion.title).mark
        remarks = (*bands, *_note(criterion.max))
        yield Row(1, criterion.code, criterion.title.value, points, mark, remarks)
        for item in criterion.items:
            yield _item(item, 2, ())


def _item(item: Item, depth: int, bands: tuple[str, ...]) -> Row:
    points = f"{shown(item.max.value)} điểm" if item.max else "bắt buộc"
    remarks = (
        *bands,
        *(f"cần: {one.title}" for one in item.requires),
        *_measure(item),
        *(("chỉ cho một số đơn vị",) if item.applies_to else ()),
        *_note(item.max),
    )
    mark = (item.max or item.title).mark
    return Row(depth, item.code, item.title.value, points, mark, remarks)


def _measure(item: Item) -> Iterator[str]:
    if item.measure is None:
        return
    points = any(band.points is not None for part in item.measure.parts for band in part.bands)
    known = item.measure.mark.known.label
    yield f"ngưỡng theo số liệu ({known})" if points else "có số liệu, chưa rõ điểm từng khoảng"


def _note(marked: Marked[Decimal] | None) -> tuple[str, ...]:
    return (marked.mark.note,) if marked and marked.mark.note else ()
