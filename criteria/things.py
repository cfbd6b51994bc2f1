"""Everything an edition holds, as things with facets."""

from collections.abc import Iterator

from criteria.edition import Criterion, Edition, Fact, Group, Item, Measure, MeasureBand
from criteria.facets import Effect, Facet, Thing, counted, edition_facets, words
from criteria.interval import shown

_FACT_TYPES = {
    "count": "số đếm",
    "number": "số đo",
    "text": "chữ",
    "yes_no": "có hoặc không",
    "choice": "lựa chọn",
}


def things(edition: Edition) -> Iterator[Thing]:
    """In the order of the document: the edition itself, its lists, its groups down to the items."""
    whole = tuple(edition_facets(edition))
    yield Thing("edition", "", "Bộ chỉ số", edition.title, Effect.SCORE, whole)
    for source, title in edition.sources.items():
        named = (words("title", "tên", title),)
        yield Thing("source", source, f"Nguồn {source}", f"“{title}”", Effect.WORDS, named)
    yield from _levels(edition)
    yield from _bodies(edition)
    for fact in edition.facts.values():
        yield _fact(fact)
    for one in edition.dependencies.values():
        subject = f"Điều kiện “{one.title}” ({one.code})"
        rule = Facet("fact", "theo dữ kiện", one.fact, Effect.SCORE, one.mark, mark_counts=True)
        facets = (words("title", "tên", one.title), rule)
        yield Thing("dependency", one.code, subject, f"theo {one.fact}", Effect.SCORE, facets)
    for group in edition.groups:
        yield from _group(group)


def _levels(edition: Edition) -> Iterator[Thing]:
    for level in edition.levels:
        facets = (
            words("name", "tên", level.name),
            counted("bounds", "ngưỡng", level.interval.sentence, edition.levels_mark),
        )
        summary = f"“{level.name}”, {level.interval.sentence}"
        yield Thing(
            "level", str(level.number), f"Mức {level.number}", summary, Effect.SCORE, facets
        )


def _bodies(edition: Edition) -> Iterator[Thing]:
    for code, title in edition.school_levels.items():
        named = (words("title", "tên", title),)
        yield Thing("school_level", code, f"Cấp học {code}", f"“{title}”", Effect.SCORE, named)
    for kind in edition.body_kinds.values():
        taught = ", ".join(edition.school_levels[level] for level in kind.school_levels)
        facets = (
            words("title", "tên", kind.title),
            counted("school_levels", "cấp học", ", ".join(kind.school_levels)),
            words("taught", "tên cấp học", taught),
            counted("listed", "thuộc đối tượng đánh giá", "có", kind.mark),
        )
        yield Thing(
            "body_kind",
            kind.code,
            f"Loại đơn vị “{kind.title}”",
            taught or "không chia cấp học",
            Effect.SCORE,
            facets,
        )


def _fact(fact: Fact) -> Thing:
    options = "; ".join(f"{code}: {title}" for code, title in fact.options)
    facets = (
        words("title", "tên", fact.title, fact.mark),
        counted("type", "loại", _FACT_TYPES[fact.type]),
        counted("options", "lựa chọn", ", ".join(code for code, _ in fact.options)),
        words("option_titles", "tên của lựa chọn", options),
        words("unit", "đơn vị tính", fact.unit),
        counted("school_level", "cấp học", fact.school_level),
        words("scope", "nơi hỏi", fact.scope),
    )
    return Thing("fact", fact.code, f"Dữ kiện {fact.code}", f"“{fact.title}”", Effect.SCORE, facets)


def _group(group: Group) -> Iterator[Thing]:
    most = f"{shown(group.max.value)} điểm" if group.max else "không tính điểm"
    facets = (
        words("title", "tên", group.title.value, group.title.mark),
        counted("max", "điểm tối đa", most, group.max.mark if group.max else None),
        words("order", "thứ tự", ", ".join(criterion.code for criterion in group.criteria)),
    )
    summary = f"“{group.title.value}”, {most}"
    yield Thing("group", group.code, f"Nhóm {group.code}", summary, Effect.SCORE, facets)
    for criterion in group.criteria:
        if not criterion.own_item:
            yield _criterion(criterion)
        for item in criterion.items:
            extra = _criterion_bands(criterion) if criterion.own_item else ()
            yield _item(item, extra)


def _criterion(criterion: Criterion) -> Thing:
    most = f"{shown(criterion.max.value)} điểm" if criterion.max else "điều kiện bắt buộc"
    facets = (
        words("title", "tên", criterion.title.value, criterion.title.mark),
        counted("max", "điểm tối đa", most, criterion.max.mark if criterion.max else None),
        words("order", "thứ tự", ", ".join(item.code for item in criterion.items)),
        words("guidance", "hướng dẫn", criterion.guidance),
        words("evidence", "gợi ý minh chứng", "; ".join(criterion.evidence)),
        *_criterion_bands(criterion),
    )
    summary = f"“{criterion.title.value}”, {most}"
    subject = f"Tiêu chí {criterion.code}"
    return Thing("criterion", criterion.code, subject, summary, Effect.SCORE, facets)


def _criterion_bands(criterion: Criterion) -> tuple[Facet, ...]:
    bands = [f"mức {band.level} {band.interval.sentence}" for band in criterion.bands]
    text = "; ".join(bands) or "không có"
    return (counted("bands", "mức in cạnh tiêu chí", text, criterion.bands_mark),)


def _item(item: Item, extra: tuple[Facet, ...]) -> Thing:
    most = f"{shown(item.max.value)} điểm" if item.max else "điều kiện bắt buộc"
    meant = [
        f"loại {', '.join(rule.body_kinds) or 'bất kỳ'}, "
        f"cấp học {', '.join(rule.school_levels) or 'bất kỳ'}"
        for rule in item.applies_to
    ]
    limit_mark = item.applies_to[-1].mark if item.applies_to else None
    facets = (
        words("title", "tên", item.title.value, item.title.mark),
        counted("max", "điểm tối đa", most, item.max.mark if item.max else None),
        counted("requires", "điều kiện phải có", ", ".join(one.code for one in item.requires)),
        counted("applies_to", "chỉ dùng cho", " và ".join(meant), limit_mark),
        *_measure(item.measure),
        *extra,
        words("guidance", "hướng dẫn", item.guidance),
        words("evidence", "gợi ý minh chứng", "; ".join(item.evidence)),
    )
    summary = f"“{item.title.value}”, {most}"
    return Thing("item", item.code, f"Tiêu chí {item.code}", summary, Effect.SCORE, facets)


def _measure(measure: Measure | None) -> Iterator[Facet]:
    if measure is None:
        yield counted("measure", "ngưỡng theo số liệu", "không có")
        return
    parts = []
    for part in measure.parts:
        quantity = part.numerator + (f" ÷ {part.denominator}" if part.denominator else "")
        level = f"{part.school_level}: " if part.school_level else ""
        parts.append(f"{level}{quantity} [{'; '.join(map(_band, part.bands))}]")
    better = "cao thì tốt" if measure.higher_is_better else "thấp thì tốt"
    text = f"{measure.kind}, {better}: {' | '.join(parts)}"
    mark = measure.mark
    yield Facet("measure", "ngưỡng theo số liệu", text, Effect.SCORE, mark, mark_counts=True)
    yield words("unit", "đơn vị của số đo", measure.unit)
    names = [band.name for part in measure.parts for band in part.bands]
    yield words("band_names", "tên khoảng của số đo", "; ".join(names))


def _band(band: MeasureBand) -> str:
    points = "chưa rõ điểm" if band.points is None else f"{shown(band.points)} điểm"
    return f"{band.interval.sentence}: {points}"
