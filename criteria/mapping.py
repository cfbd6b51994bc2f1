"""The map that says which item of one edition lives on as which item of another."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from criteria.document import Part
from criteria.edition import Edition
from criteria.errors import MappingInvalid, Problem, in_order
from criteria.shape import read
from criteria.strict_yaml import Path
from criteria.values import Code, EditionName, FormatOne, Name, Words


class MappingPart(Part):
    """The shape of a map's YAML: old code to new code; what is dropped on purpose, and why."""

    format: FormatOne
    from_: Annotated[EditionName, Field(alias="from")]
    to: EditionName
    mapping: Annotated[dict[Code, Code], Field(max_length=5000, default_factory=dict)]
    removed: Annotated[dict[Code, Words], Field(max_length=5000, default_factory=dict)]
    facts: Annotated[dict[Name, Name], Field(max_length=5000, default_factory=dict)]


@dataclass(frozen=True, slots=True)
class CarryMap:
    """A map that was checked against both editions."""

    mapping: Mapping[str, str]
    removed: Mapping[str, str]
    facts: Mapping[str, str]
    sha256: str


def load_map(content: bytes, file: str, old: Edition, new: Edition) -> CarryMap:
    """Read a map from `old` to `new`. Raises `MappingInvalid` with every entry that goes astray."""
    text, part = read(content, file, MappingPart, MappingInvalid)
    broken = [
        Problem(file, text.line(path), message) for path, message in _broken_rules(part, old, new)
    ]
    if broken:
        raise MappingInvalid(in_order(broken))
    digest = hashlib.sha256(content).hexdigest()
    return CarryMap(part.mapping, part.removed, part.facts, digest)


def _broken_rules(part: MappingPart, old: Edition, new: Edition) -> Iterator[tuple[Path, str]]:
    if part.from_ != str(old.ref):
        yield ("from",), f"bản đồ đi từ {part.from_}, không phải từ {old.ref}"
    if part.to != str(new.ref):
        yield ("to",), f"bản đồ đi tới {part.to}, không phải tới {new.ref}"
    for code in part.removed:
        if code not in old.items:
            yield ("removed", code), f"{old.ref} không có tiêu chí {code}"
        if code in part.mapping:
            yield ("removed", code), f"{code} vừa được chuyển (mapping) vừa bị bỏ (removed)"

    def items_differ(before: str, after: str) -> str | None:
        if old.items[before].mandatory == new.items[after].mandatory:
            return None
        return "một bên là điều kiện bắt buộc, một bên tính điểm"

    def facts_differ(before: str, after: str) -> str | None:
        kinds = old.facts[before].type, new.facts[after].type
        return None if kinds[0] is kinds[1] else f"loại {kinds[0]} khác loại {kinds[1]}"

    items = _Side("mapping", part.mapping, set(part.removed), set(old.items), set(new.items))
    facts = _Side("facts", part.facts, set(), set(old.facts), set(new.facts))
    yield from _broken_moves(items, items_differ)
    yield from _broken_moves(facts, facts_differ)


@dataclass(frozen=True, slots=True)
class _Side:
    key: str
    moves: Mapping[str, str]
    removed: set[str]
    old: set[str]
    new: set[str]


def _broken_moves(
    side: _Side, differ: Callable[[str, str], str | None]
) -> Iterator[tuple[Path, str]]:
    """Codes that are not there, two old ones on one new, kinds that differ, a place still taken."""
    taken: dict[str, str] = {}
    for before, after in side.moves.items():
        path: Path = (side.key, before)
        if before not in side.old:
            yield path, f"bản cũ không có “{before}”"
        if after not in side.new:
            yield path, f"bản mới không có “{after}”"
        if after in taken:
            yield path, f"“{taken[after]}” đã chuyển vào “{after}”"
        taken.setdefault(after, before)
        stays = after in side.old and after not in side.moves and after not in side.removed
        if stays:
            yield path, f"“{after}” của bản cũ vẫn giữ chỗ ấy; hãy chuyển nó đi, hoặc ghi là bỏ"
        if before in side.old and after in side.new:
            problem = differ(before, after)
            if problem:
                yield path, f"“{before}” và “{after}”: {problem}"
