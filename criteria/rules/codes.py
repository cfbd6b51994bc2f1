"""Codes are unique, and a child's code begins with its parent's."""

from collections.abc import Iterable, Iterator

from criteria import document as doc
from criteria.rules.findings import Finding, asked_facts, criteria
from criteria.strict_yaml import Path


def broken_codes(edition: doc.EditionPart) -> Iterator[Finding]:
    """Codes used twice, and codes that do not belong to their parent."""
    yield from _twice("mã", _node_codes(edition))
    yield from _twice("dữ kiện", ((path, fact.code) for path, fact, _ in asked_facts(edition)))
    for name in ("school_levels", "body_kinds", "sources", "dependencies"):
        listed = enumerate(getattr(edition, name))
        yield from _twice(f"{name}: mã", (((name, index), one.code) for index, one in listed))
    for path, group, criterion in criteria(edition):
        yield from _parent(path, group.code, criterion.code)
        for i, item in enumerate(criterion.items or ()):
            yield from _parent((*path, "items", i), criterion.code, item.code)


def _node_codes(edition: doc.EditionPart) -> Iterator[tuple[Path, str]]:
    for g, group in enumerate(edition.groups):
        yield ("groups", g), group.code
    for path, _, criterion in criteria(edition):
        yield path, criterion.code
        for i, item in enumerate(criterion.items or ()):
            yield (*path, "items", i), item.code


def _twice(what: str, codes: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, code in codes:
        if code in seen:
            yield (*path, "code"), f"{what} {code} bị dùng hai lần"
        seen.add(code)


def _parent(path: Path, parent: str, code: str) -> Iterator[Finding]:
    if not code.startswith(f"{parent}."):
        yield (*path, "code"), f"mã {code} phải bắt đầu bằng mã cha: {parent}."
