"""A Sở's overlay: guidance and evidence suggestions laid over an edition. Words, never points."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from criteria.edition import Criterion, Edition, EditionRef, Item, OverlayRef
from criteria.errors import OverlayInvalid, Problem, in_order
from criteria.overlay_document import ForPart, OverlayPart
from criteria.shape import read
from criteria.strict_yaml import Path

_STRANGE = (
    "khóa lạ “{key}”: lớp phủ chỉ thêm hướng dẫn (guidance) và gợi ý minh chứng (evidence), "
    "không đổi điểm, mức hay quy định nào"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one criterion or item; `replaces` tells whether `evidence` stands alone."""

    guidance: str
    evidence: tuple[str, ...]
    replaces: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay that was checked against the edition `over`. Keys of `entries` are codes."""

    ref: OverlayRef
    title: str
    publisher: str
    over: EditionRef
    entries: Mapping[str, Entry]
    source: bytes


def load_overlay(content: bytes, file: str, edition: Edition) -> Overlay:
    """Read an overlay for `edition`.

    Raises `OverlayInvalid` with every problem: what does not belong to the format (whatever could
    change a score does not), another edition or version, codes that the edition does not have.
    """
    text, part = read(content, file, OverlayPart, OverlayInvalid, strange=_STRANGE)
    broken = [
        Problem(file, text.line(path), message) for path, message in _broken_rules(part, edition)
    ]
    if broken:
        raise OverlayInvalid(in_order(broken))
    return Overlay(
        ref=OverlayRef(part.id, part.version, hashlib.sha256(content).hexdigest()),
        title=part.title,
        publisher=part.publisher,
        over=edition.ref,
        entries=MappingProxyType(
            {
                one.code: Entry(
                    guidance=one.guidance or "",
                    evidence=tuple(one.evidence.add or one.evidence.replace or ())
                    if one.evidence
                    else (),
                    replaces=bool(one.evidence and one.evidence.replace),
                )
                for one in part.entries
            }
        ),
        source=content,
    )


def _broken_rules(part: OverlayPart, edition: Edition) -> Iterator[tuple[Path, str]]:
    yield from _aim(part.for_, edition)
    seen: set[str] = set()
    for index, entry in enumerate(part.entries):
        if entry.code not in edition.items and entry.code not in edition.criteria:
            yield ("entries", index, "code"), f"{edition.ref} không có tiêu chí {entry.code}"
        if entry.code in seen:
            yield ("entries", index, "code"), f"mã {entry.code} bị dùng hai lần"
        seen.add(entry.code)
        if entry.guidance is None and entry.evidence is None:
            yield ("entries", index), f"{entry.code}: chưa ghi guidance hay evidence nào"
        if entry.evidence and (entry.evidence.add is None) == (entry.evidence.replace is None):
            yield ("entries", index, "evidence"), f"{entry.code}: ghi add, hoặc replace"


def _aim(wanted: ForPart, edition: Edition) -> Iterator[tuple[Path, str]]:
    version = edition.ref.version
    if wanted.edition != edition.ref.id:
        yield ("for", "edition"), f"lớp phủ dành cho {wanted.edition}, không phải {edition.ref.id}"
    if (wanted.versions is None) == (wanted.from_ is None):
        yield ("for",), "ghi versions (từng phiên bản), hoặc from và to (một khoảng), không cả hai"
    elif wanted.versions is not None and version not in wanted.versions:
        yield ("for", "versions"), f"lớp phủ không dành cho phiên bản {version}"
    elif wanted.from_ is not None and not _between(wanted.from_, version, wanted.to):
        yield ("for", "from"), f"lớp phủ không dành cho phiên bản {version}"
    if wanted.to is not None and wanted.from_ is None:
        yield ("for", "to"), "to đi với from"


def _between(low: str, version: str, high: str | None) -> bool:
    number = _numbers(version)
    return _numbers(low) <= number and (high is None or number <= _numbers(high))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def apply(edition: Edition, overlay: Overlay) -> Edition:
    """The edition with the overlay's words; `ref` stays, `overlay` names what was laid over.

    Raises `OverlayInvalid` when the overlay was read for another edition, or one is there already.
    """
    if overlay.over != edition.ref or edition.overlay is not None:
        message = f"lớp phủ {overlay.ref} đọc cho {overlay.over}, không đặt được lên {edition.ref}"
        if edition.overlay is not None:
            message = f"{edition.ref} đã có lớp phủ {edition.overlay}; chỉ đặt được một lớp"
        raise OverlayInvalid((Problem(str(overlay.ref), 1, message),))
    groups = tuple(
        replace(group, criteria=tuple(_criterion(one, overlay.entries) for one in group.criteria))
        for group in edition.groups
    )
    return replace(
        edition,
        groups=groups,
        criteria=MappingProxyType({one.code: one for group in groups for one in group.criteria}),
        items=MappingProxyType({one.code: one for group in groups for one in group.items}),
        overlay=overlay.ref,
    )


def _criterion(criterion: Criterion, entries: Mapping[str, Entry]) -> Criterion:
    items = tuple(_item(item, entries) for item in criterion.items)
    entry = entries.get(criterion.code)
    if entry is None:
        return replace(criterion, items=items)
    return replace(
        criterion,
        items=items,
        guidance=_guidance(criterion.guidance, entry),
        evidence=_evidence(criterion.evidence, entry),
    )


def _item(item: Item, entries: Mapping[str, Entry]) -> Item:
    entry = entries.get(item.code)
    if entry is None:
        return item
    return replace(
        item,
        guidance=_guidance(item.guidance, entry),
        evidence=_evidence(item.evidence, entry),
    )


def _guidance(own: str, entry: Entry) -> str:
    return "\n".join(text for text in (own, entry.guidance) if text)


def _evidence(own: tuple[str, ...], entry: Entry) -> tuple[str, ...]:
    return entry.evidence if entry.replaces else tuple(dict.fromkeys((*own, *entry.evidence)))
