"""What changed between two editions, sorted by whether it can change a result."""

from collections.abc import Iterator
from dataclasses import dataclass

from criteria.edition import Edition
from criteria.facets import Effect, Thing
from criteria.marks import Mark
from criteria.things import things


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `kind` and `code` say of what (`item` and `1.3.1`, `level` and `2`, `edition` and nothing),
    `what` which value of it (`max`, `title`, `max.known`…), or `added`, `removed` for the whole.
    `before` and `after` are texts for people; None where there is none on that side.
    """

    kind: str
    code: str
    what: str
    effect: Effect
    before: str | None
    after: str | None
    sentence: str


def diff(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Every change from `old` to `new`, in the order of `new`, what was removed last.

    Empty when nothing but version and hash differ. A change of `Effect.SCORE` can change a result.
    """
    before = {thing.key: thing for thing in things(old)}
    after = {thing.key: thing for thing in things(new)}
    found: list[Change] = []
    for key, thing in after.items():
        if key in before:
            found += _changed(before[key], thing, old, new)
        else:
            sentence = f"Thêm: {thing.subject}, {thing.summary}."
            found.append(_whole(thing, "added", None, thing.summary, sentence))
    for key, thing in before.items():
        if key not in after:
            sentence = f"Bỏ: {thing.subject}, {thing.summary}."
            found.append(_whole(thing, "removed", thing.summary, None, sentence))
    return tuple(found)


def _whole(thing: Thing, what: str, before: str | None, after: str | None, sentence: str) -> Change:
    return Change(thing.kind, thing.code, what, thing.effect, before, after, sentence)


def _changed(old: Thing, new: Thing, old_edition: Edition, new_edition: Edition) -> list[Change]:
    before = {facet.name: facet for facet in old.facets}
    after = {facet.name: facet for facet in new.facets}
    found: list[Change] = []
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        facet = other or one
        if facet is None:
            continue
        texts = (one.text if one else "", other.text if other else "")
        if texts[0] != texts[1]:
            found.append(_value(new, name, facet.label, texts, facet.effect))
        if one and other and one.mark and other.mark:
            for part, mark_label, was, now in _marks(
                one.mark, other.mark, old_edition, new_edition
            ):
                counts = facet.mark_counts and part == "known"
                effect = Effect.SCORE if counts else Effect.WORDS
                label = f"{mark_label} của {facet.label}"
                found.append(_value(new, f"{name}.{part}", label, (was, now), effect))
    return found


def _value(thing: Thing, what: str, label: str, texts: tuple[str, str], effect: Effect) -> Change:
    before, after = texts
    if not before:
        happened = f"thêm “{after}”"
    elif not after:
        happened = f"bỏ “{before}”"
    else:
        happened = f"“{before}” → “{after}”"
    sentence = f"{thing.subject}, {label}: {happened}."
    return Change(thing.kind, thing.code, what, effect, before or None, after or None, sentence)


def _marks(
    old: Mark, new: Mark, old_edition: Edition, new_edition: Edition
) -> Iterator[tuple[str, str, str, str]]:
    if old.known is not new.known:
        yield "known", "mức tin cậy", old.known.label, new.known.label
    if old.source != new.source:
        was, now = old_edition.sources[old.source], new_edition.sources[new.source]
        yield "source", "nguồn", was, now
    if old.note != new.note:
        yield "note", "ghi chú", old.note, new.note
