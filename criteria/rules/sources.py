"""Every source that a value names is listed, and every listed source is used."""

from collections.abc import Iterator

from criteria import document as doc
from criteria.rules.findings import Finding
from criteria.strict_yaml import Path


def broken_sources(edition: doc.EditionPart, data: object) -> Iterator[Finding]:
    """Read from the raw document, where each source stands once, at its own line."""
    listed = {source.code for source in edition.sources}
    used: set[str] = set()
    for path, source in _named(data, ()):
        used.add(source)
        if source not in listed:
            yield path, f"nguồn “{source}” không có trong sources"
    for index, one in enumerate(edition.sources):
        if one.code not in used:
            yield ("sources", index), f"nguồn “{one.code}” không được giá trị nào dùng"


def _named(node: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source" and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from _named(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _named(value, (*path, index))
