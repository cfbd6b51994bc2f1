"""In what order the schools of a table stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.province.queries import Chosen


def by_edition(found: Sequence[Chosen], named: Mapping[str, str]) -> dict[str, list[Chosen]]:
    """By edition, the one with most schools first; then by the body that assesses, then by code."""
    groups: dict[str, list[Chosen]] = defaultdict(list)
    for one in sorted(found, key=lambda one: _place(one, named)):
        groups[one.edition_sha256].append(one)
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _place(one: Chosen, named: Mapping[str, str]) -> tuple[str, str, str, str]:
    return named.get(one.assessing_body_id, ""), one.assessing_body_id, one.code, one.id
