"""From the checked document to the immutable edition."""

from types import MappingProxyType

from criteria import document as doc
from criteria.edition import (
    AppliesTo,
    BodyKind,
    Change,
    Combine,
    Compare,
    Criterion,
    CriterionBand,
    Decision,
    Dependency,
    Edition,
    EditionRef,
    Fact,
    FactType,
    Group,
    InapplicableRule,
    Item,
    Level,
    Marked,
    Measure,
    MeasureBand,
    MeasureKind,
    MeasurePart,
)
from criteria.interval import Interval
from criteria.marks import Known, Mark

Points = doc.MarkedPoints


def interval(bounds: doc.Bounds) -> Interval:
    """The interval that `below`, `to`, `from` and `above` state."""
    return Interval(
        low=bounds.above if bounds.from_ is None else bounds.from_,
        low_included=bounds.from_ is not None,
        high=bounds.below if bounds.to is None else bounds.to,
        high_included=bounds.to is not None,
    )


def compile_edition(part: doc.EditionPart, sha256: str, source: bytes) -> Edition:
    """Resolve every reference. The document must have passed `criteria.rules`."""
    dependencies = {one.code: _dependency(one) for one in part.dependencies}
    groups = tuple(_group(group, dependencies) for group in part.groups)
    criteria = {one.code: one for group in groups for one in group.criteria}
    items = {item.code: item for group in groups for item in group.items}
    facts = {fact.code: _fact(fact, "") for fact in part.facts}
    for criterion in criteria.values():
        facts |= {fact.code: fact for fact in criterion.facts}
        facts |= {fact.code: fact for item in criterion.items for fact in item.facts}
    return Edition(
        ref=EditionRef(part.id, part.version, sha256),
        title=part.title,
        publisher=part.publisher,
        status=part.status,
        illustration=part.illustration,
        decision=_decision(part.decision),
        sources=MappingProxyType({one.code: one.title for one in part.sources}),
        changelog=tuple(Change(one.version, one.date, one.change) for one in part.changelog),
        school_levels=MappingProxyType({one.code: one.title for one in part.school_levels}),
        body_kinds=MappingProxyType({one.code: _body_kind(one) for one in part.body_kinds}),
        levels=tuple(
            Level(one.level, one.name, interval(one))
            for one in sorted(part.levels.bands, key=lambda level: level.level)
        ),
        levels_mark=_mark(part.levels),
        compare=Compare(part.levels.compare),
        combine=Marked(Combine(part.combine.value), _mark(part.combine)),
        unmet_cap=Marked(part.mandatory_unmet.cap, _mark(part.mandatory_unmet)),
        inapplicable=Marked(InapplicableRule(part.inapplicable.value), _mark(part.inapplicable)),
        score_step=Marked(part.score_step.value, _mark(part.score_step)),
        evidence_mark=_mark(part.evidence_suggestions),
        evidence_kinds=tuple(dict.fromkeys(part.evidence_kinds)),
        facts=MappingProxyType(facts),
        dependencies=MappingProxyType(dependencies),
        groups=groups,
        items=MappingProxyType(items),
        criteria=MappingProxyType(criteria),
        source=source,
    )


def _mark(part: doc.Stated) -> Mark:
    return Mark(Known(part.known), part.source, part.note or "")


def _decision(part: doc.DecisionPart) -> Decision:
    return Decision(
        number=part.number,
        date=part.date,
        issuer=part.issuer,
        title=part.title,
        legal_bases=tuple(part.legal_bases),
        mark=_mark(part),
        table_columns=tuple(part.table_columns),
    )


def _body_kind(part: doc.BodyKindPart) -> BodyKind:
    return BodyKind(part.code, part.title, tuple(part.school_levels), _mark(part))


def _dependency(part: doc.DependencyPart) -> Dependency:
    return Dependency(part.code, part.title, part.fact, _mark(part))


def _fact(part: doc.FactPart, scope: str) -> Fact:
    return Fact(
        code=part.code,
        title=part.title,
        type=FactType(part.type),
        unit=part.unit or "",
        school_level=part.school_level or "",
        options=tuple((option.code, option.title) for option in part.options or ()),
        scope=scope,
        mark=_mark(part),
    )


def _words(part: doc.MarkedWords) -> Marked[str]:
    return Marked(part.value, _mark(part))


def _group(part: doc.GroupPart, dependencies: dict[str, Dependency]) -> Group:
    return Group(
        code=part.code,
        title=_words(part.title),
        max=Marked(part.max.value, _mark(part.max)) if part.max else None,
        criteria=tuple(_criterion(one, part.code, dependencies) for one in part.criteria),
    )


def _criterion(
    part: doc.CriterionPart, group: str, dependencies: dict[str, Dependency]
) -> Criterion:
    facts = tuple(_fact(fact, part.code) for fact in part.facts)
    outer = (_applies_to(part.applies_to),) if part.applies_to else ()
    if part.items is None:
        items: tuple[Item, ...] = (_item(part, group, part.code, dependencies, outer),)
    else:
        items = tuple(
            _item(
                one,
                group,
                part.code,
                dependencies,
                outer + ((_applies_to(one.applies_to),) if one.applies_to else ()),
            )
            for one in part.items
        )
    return Criterion(
        code=part.code,
        title=_words(part.title),
        max=Marked(part.max.value, _mark(part.max)) if part.max else None,
        group=group,
        items=items,
        facts=facts,
        bands=tuple(
            CriterionBand(one.level, interval(one))
            for one in (part.bands.bands if part.bands else ())
        ),
        bands_mark=_mark(part.bands) if part.bands else None,
        guidance=part.guidance or "",
        evidence=tuple(part.evidence),
    )


def _item(
    part: doc.ItemPart | doc.CriterionPart,
    group: str,
    criterion: str,
    dependencies: dict[str, Dependency],
    applies_to: tuple[AppliesTo, ...],
) -> Item:
    own = isinstance(part, doc.CriterionPart)
    return Item(
        code=part.code,
        title=_words(part.title),
        max=Marked(part.max.value, _mark(part.max)) if part.max else None,
        group=group,
        criterion=criterion,
        facts=() if own else tuple(_fact(fact, part.code) for fact in part.facts),
        requires=tuple(dependencies[code] for code in part.requires),
        measure=_measure(part.measure) if part.measure else None,
        applies_to=applies_to,
        evidence=tuple(part.evidence),
        guidance=part.guidance or "",
    )


def _applies_to(part: doc.AppliesTo) -> AppliesTo:
    return AppliesTo(tuple(part.body_kinds or ()), tuple(part.school_levels or ()), _mark(part))


def _measure(part: doc.Measure) -> Measure:
    return Measure(
        kind=MeasureKind(part.kind),
        unit=part.unit,
        higher_is_better=part.better == "higher",
        parts=tuple(
            MeasurePart(
                one.numerator,
                one.denominator or "",
                one.school_level or "",
                tuple(
                    MeasureBand(interval(band), band.points, band.name or "")
                    for band in (part.bands if one.bands is None else one.bands)
                ),
            )
            for one in part.parts
        ),
        mark=_mark(part),
    )
