"""From the engine's edition to its JSON shape."""

from typing import Any

from app.editions import schemas as out
from criteria.edition import Criterion, Edition, Fact, Group, Item, Marked, Measure
from criteria.interval import Interval
from criteria.marks import Mark


def summary(edition: Edition) -> out.EditionSummary:
    """What names the edition and what it is."""
    return out.EditionSummary(**_summary(edition))


def whole(edition: Edition) -> out.EditionOut:
    """The whole index."""
    return out.EditionOut(
        **_summary(edition),
        sources=[out.SourceOut(code=key, title=title) for key, title in edition.sources.items()],
        changelog=[
            out.ChangeOut(version=one.version, date=one.date, change=one.change)
            for one in edition.changelog
        ],
        school_levels=[
            out.SchoolLevelOut(code=key, title=title)
            for key, title in edition.school_levels.items()
        ],
        levels=out.LevelsOut(
            compare=edition.compare.value,
            bands=[
                out.LevelOut(level=one.number, name=one.name, interval=_interval(one.interval))
                for one in edition.levels
            ],
            **_mark(edition.levels_mark),
        ),
        combine=_text(edition.combine),
        mandatory_unmet=out.CapOut(value=edition.unmet_cap.value, **_mark(edition.unmet_cap.mark)),
        inapplicable=_text(edition.inapplicable),
        score_step=_decimal(edition.score_step),
        evidence_suggestions=out.MarkOut(**_mark(edition.evidence_mark)),
        facts=[_fact(one) for one in edition.facts.values()],
        dependencies=[
            out.DependencyOut(code=one.code, title=one.title, fact=one.fact, **_mark(one.mark))
            for one in edition.dependencies.values()
        ],
        groups=[_group(one) for one in edition.groups],
    )


def _summary(edition: Edition) -> dict[str, Any]:
    decision = edition.decision
    return {
        "id": edition.ref.id,
        "version": edition.ref.version,
        "sha256": edition.ref.sha256,
        "title": edition.title,
        "publisher": edition.publisher,
        "status": edition.status,
        "illustration": edition.illustration,
        "decision": out.DecisionOut(
            number=decision.number,
            date=decision.date,
            issuer=decision.issuer,
            title=decision.title,
            legal_bases=list(decision.legal_bases),
            table_columns=list(decision.table_columns),
            **_mark(decision.mark),
        ),
        "body_kinds": [
            out.BodyKindOut(
                code=one.code,
                title=one.title,
                school_levels=list(one.school_levels),
                **_mark(one.mark),
            )
            for one in edition.body_kinds.values()
        ],
        "how_known": out.HowKnown(
            **{known.value: count for known, count in edition.how_known.items()}
        ),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {"known": mark.known.value, "source": mark.source, "note": mark.note}


def _text(marked: Marked[Any]) -> out.MarkedText:
    return out.MarkedText(value=str(marked.value), **_mark(marked.mark))


def _decimal(marked: Marked[Any]) -> out.MarkedDecimal:
    return out.MarkedDecimal(value=marked.value, **_mark(marked.mark))


def _interval(interval: Interval) -> out.IntervalOut:
    return out.IntervalOut(
        low=interval.low,
        low_included=interval.low_included,
        high=interval.high,
        high_included=interval.high_included,
        sentence=interval.sentence,
    )


def _fact(fact: Fact) -> out.FactOut:
    return out.FactOut(
        code=fact.code,
        title=fact.title,
        type=fact.type.value,
        unit=fact.unit,
        school_level=fact.school_level,
        scope=fact.scope,
        options=[out.OptionOut(code=code, title=title) for code, title in fact.options],
        **_mark(fact.mark),
    )


def _group(group: Group) -> out.GroupOut:
    return out.GroupOut(
        code=group.code,
        title=_text(group.title),
        max=_decimal(group.max) if group.max else None,
        criteria=[_criterion(one) for one in group.criteria],
    )


def _criterion(criterion: Criterion) -> out.CriterionOut:
    bands = None
    if criterion.bands_mark:
        bands = out.CriterionBandsOut(
            bands=[
                out.CriterionBandOut(level=one.level, interval=_interval(one.interval))
                for one in criterion.bands
            ],
            **_mark(criterion.bands_mark),
        )
    return out.CriterionOut(
        code=criterion.code,
        title=_text(criterion.title),
        max=_decimal(criterion.max) if criterion.max else None,
        items=[_item(one) for one in criterion.items],
        bands=bands,
        evidence=list(criterion.evidence),
        guidance=criterion.guidance,
    )


def _item(item: Item) -> out.ItemOut:
    return out.ItemOut(
        code=item.code,
        title=_text(item.title),
        max=_decimal(item.max) if item.max else None,
        requires=[one.code for one in item.requires],
        measure=_measure(item.measure) if item.measure else None,
        applies_to=[
            out.AppliesOut(
                body_kinds=list(one.body_kinds),
                school_levels=list(one.school_levels),
                **_mark(one.mark),
            )
            for one in item.applies_to
        ],
        evidence=list(item.evidence),
        guidance=item.guidance,
    )


def _measure(measure: Measure) -> out.MeasureOut:
    return out.MeasureOut(
        kind=measure.kind.value,
        unit=measure.unit,
        higher_is_better=measure.higher_is_better,
        parts=[
            out.MeasurePartOut(
                numerator=part.numerator,
                denominator=part.denominator,
                school_level=part.school_level,
                bands=[
                    out.MeasureBandOut(
                        interval=_interval(band.interval), points=band.points, name=band.name
                    )
                    for band in part.bands
                ],
            )
            for part in measure.parts
        ],
        **_mark(measure.mark),
    )
