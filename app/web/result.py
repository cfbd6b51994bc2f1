"""What the result page shows, worked out from a scored dossier; the template only arranges it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from criteria.edition import Compare, Criterion, Edition, Group, Item
from criteria.marks import Mark
from exports.documents.numbers import shown_points
from exports.dossier import Dossier, EvidenceStatus, Side
from scoring.answers import Verdict
from scoring.claims import uncovered
from scoring.errors import TargetUnreachable
from scoring.explain import Explanation, explain
from scoring.plan import Plan
from scoring.plan_words import plan_sentences, step_sentence
from scoring.sheet import GroupResult, ItemResult, Severity, Sheet, State
from scoring.what_if import cheapest

SELF = "Tự đánh giá"
EXTERNAL = "Đánh giá ngoài"
HUNDRED = Decimal(100)
_SHORT_NAMES = {SELF: "Tự ĐG", EXTERNAL: "ĐG ngoài"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One side's points of one group; `width` and `ticks` are percents of the maximum."""

    points: str
    maximum: str
    width: str
    level: str
    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupBars:
    """A group with a bar for each side, over one scale; `ticks` are (percent, label) pairs."""

    code: str
    title: str
    mark: Mark
    bars: tuple[tuple[str, Bar], ...]
    ticks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One side's verdict and what there is to say of it."""

    name: str
    level: str
    level_name: str
    tone: str
    overall: str
    next_level: str
    missing: tuple[tuple[str, str], ...]
    blocking: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One side's answer to an item or its sum over a criterion."""

    shown: str
    sentence: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the table of items; `kind` is group, criterion or item."""

    kind: str
    code: str
    title: str
    maximum: str
    mark: Mark | None
    cells: tuple[Cell, ...]
    uncovered: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """One thing to do on the way up; `code` can be marked as not feasible."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PathView:
    """The shortest way to `target`, or the reasons why there is none; `targets` can be chosen."""

    target: int
    targets: tuple[tuple[int, str], ...]
    head: str
    steps: tuple[StepView, ...]
    also: tuple[str, ...]
    reasons: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All of the result page."""

    dossier: Dossier
    sides: tuple[SideView, ...]
    groups: tuple[GroupBars, ...]
    rows: tuple[RowView, ...]
    short_names: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]
    path: PathView | None

    @property
    def urgent(self) -> bool:
        """Whether something must be mended before anything else is worth reading."""
        return any(side.missing or side.blocking for side in self.sides)

    @property
    def worth_a_look(self) -> bool:
        """Whether there is anything to look at again."""
        return self.urgent or bool(self.gaps) or any(side.warnings for side in self.sides)


def result_of(dossier: Dossier, target: int | None, kept: tuple[str, ...]) -> Result:
    """The page of a dossier; `target` is a level, `kept` codes that must stay as they are.

    Raises `scoring.errors.AnswersRefused` for a code in `kept` that the edition does not have.
    """
    edition = dossier.edition
    sides = [(SELF, dossier.self_side)]
    if dossier.external:
        sides.append((EXTERNAL, dossier.external))
    told = [(name, side, explain(edition, side.sheet)) for name, side in sides]
    gaps = evidence_gaps(dossier)
    return Result(
        dossier=dossier,
        sides=tuple(_side(edition, name, side.sheet, said) for name, side, said in told),
        groups=tuple(_bars(edition, group, told) for group in edition.groups if group.max),
        rows=tuple(_rows(edition, told, frozenset(gaps))),
        short_names=tuple(_SHORT_NAMES[name] for name, _ in sides),
        gaps=tuple((code, edition.items[code].title.value) for code in gaps),
        path=_path(edition, dossier.self_side, target, kept),
    )


def evidence_gaps(dossier: Dossier) -> tuple[str, ...]:
    """Items that claim something without one piece of evidence that is there."""
    linked = {
        code
        for entry in dossier.evidence
        if entry.status is EvidenceStatus.PRESENT
        for code in entry.links
    }
    return uncovered(dossier.edition, dossier.self_side.sheet, linked)


def tone(edition: Edition, level: int | None) -> str:
    """The colour of a level: lowest, highest, between, or none."""
    if level is None:
        return "none"
    if level == edition.levels[0].number:
        return "low"
    return "high" if level == edition.levels[-1].number else "mid"


def _side(edition: Edition, name: str, sheet: Sheet, said: Explanation) -> SideView:
    level = edition.level(sheet.level) if sheet.level is not None else None
    return SideView(
        name=name,
        level=f"Mức {level.number}" if level else "",
        level_name=level.name if level else "Chưa đủ dữ liệu",
        tone=tone(edition, sheet.level),
        overall=said.overall,
        next_level=said.next_level,
        missing=tuple((code, edition.items[code].title.value) for code in sheet.missing),
        blocking=tuple(one.message for one in sheet.findings if one.severity is Severity.BLOCKS),
        warnings=tuple(one.message for one in sheet.findings if one.severity is Severity.WARNS),
    )


def _bars(edition: Edition, group: Group, told: list[tuple[str, Side, Explanation]]) -> GroupBars:
    assert group.max is not None
    return GroupBars(
        code=group.code,
        title=group.title.value,
        mark=group.max.mark,
        bars=tuple(
            (name, _bar(edition, side.sheet.group(group.code), said)) for name, side, said in told
        ),
        ticks=tuple(_ticks(edition, group.max.value)),
    )


def _bar(edition: Edition, result: GroupResult, said: Explanation) -> Bar:
    assert result.max is not None
    return Bar(
        points=shown_points(result.total),
        maximum=shown_points(result.max),
        width=_percent(result.total, result.max),
        level=f"mức {result.level}" if result.level is not None else "",
        tone=tone(edition, result.level),
        sentence=said.groups[result.code],
    )


def _ticks(edition: Edition, maximum: Decimal) -> Iterator[tuple[str, str]]:
    for level in edition.levels[1:]:
        low = level.interval.low
        if low is not None:
            whole = maximum if edition.compare is Compare.POINTS else HUNDRED
            if low < whole:
                yield _percent(low, whole), shown_points(low)


def _percent(part: Decimal, whole: Decimal) -> str:
    """A width for the drawing, with a point as SVG writes it; points themselves stay exact."""
    return f"{part * HUNDRED / whole:.2f}%"


def _rows(
    edition: Edition, told: list[tuple[str, Side, Explanation]], gaps: frozenset[str]
) -> Iterator[RowView]:
    for group in edition.groups:
        cells = tuple(
            Cell(shown_points(side.sheet.group(group.code).total) if group.max else "", "")
            for _, side, _ in told
        )
        maximum, mark = _maximum(group)
        yield RowView("group", group.code, group.title.value, maximum, mark, cells)
        for criterion in group.criteria:
            if not criterion.own_item:
                yield _criterion_row(criterion, told)
            for item in criterion.items:
                kind = "criterion" if criterion.own_item else "item"
                yield _item_row(item, kind, told, item.code in gaps)


def _criterion_row(criterion: Criterion, told: list[tuple[str, Side, Explanation]]) -> RowView:
    cells = tuple(
        Cell(
            shown_points(side.sheet.criterion(criterion.code).points),
            said.criteria[criterion.code],
        )
        for _, side, said in told
    )
    maximum, mark = _maximum(criterion)
    return RowView("criterion", criterion.code, criterion.title.value, maximum, mark, cells)


def _item_row(
    item: Item,
    kind: str,
    told: list[tuple[str, Side, Explanation]],
    gap: bool,  # noqa: FBT001
) -> RowView:
    cells = tuple(
        Cell(
            _answer(side.sheet.item(item.code)),
            said.items[item.code],
            side.comments.get(item.code, ""),
        )
        for _, side, said in told
    )
    maximum, mark = _maximum(item)
    return RowView(kind, item.code, item.title.value, maximum, mark, cells, gap)


def _maximum(node: Group | Criterion | Item) -> tuple[str, Mark | None]:
    if node.max is None:
        return ("" if isinstance(node, Group) else "bắt buộc"), node.title.mark
    return shown_points(node.max.value), node.max.mark


def _answer(result: ItemResult) -> str:
    if result.state is State.INAPPLICABLE:
        return "không áp dụng"
    if isinstance(result.verdict, Verdict):
        return result.verdict.label
    return "chưa có" if result.award is None else shown_points(result.award)


def _path(
    edition: Edition, side: Side, target: int | None, kept: tuple[str, ...]
) -> PathView | None:
    level = side.sheet.level
    targets = tuple(
        (one.number, one.name) for one in edition.levels if level is None or one.number > level
    )
    if level is None or not targets:
        return None
    numbers = [number for number, _ in targets]
    wanted = target if target in numbers else numbers[0]
    try:
        plan = cheapest(edition, side.answers, wanted, frozenset(kept))
    except TargetUnreachable as error:
        return PathView(wanted, targets, "", (), (), error.reasons, kept)
    return _path_of(edition, plan, targets, kept)


def _path_of(
    edition: Edition, plan: Plan, targets: tuple[tuple[int, str], ...], kept: tuple[str, ...]
) -> PathView:
    sentences = plan_sentences(edition, plan)
    return PathView(
        target=plan.target_level,
        targets=targets,
        head=sentences[0],
        steps=tuple(StepView(step.code, step_sentence(edition, step)) for step in plan.steps),
        also=sentences[1 + len(plan.steps) :],
        reasons=(),
        kept=kept,
    )
