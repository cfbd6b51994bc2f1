"""The standard layout of results: what stands in which column of the table of an edition.

Two header rows: the side over its columns, then the titles. An item's title is its code; a total's
and a level's say their side themselves, since people copy columns about. Whoever reads the table
finds the columns by these words, not by their places.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from criteria.edition import Edition, Fact, FactType, Item
from criteria.marks import Mark, weakest


class SideName(StrEnum):
    """Whose columns."""

    SELF = "self"
    EXTERNAL = "external"

    @property
    def heading(self) -> str:
        """What stands over the columns."""
        return "Tự đánh giá" if self is SideName.SELF else "Đánh giá ngoài"

    @property
    def short(self) -> str:
        """What begins the title of a total or a level."""
        return "TĐG" if self is SideName.SELF else "ĐGN"


class Holds(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CODE = "code"
    NAME = "name"
    LEVELS = "levels"
    FACT = "fact"
    ITEM = "item"
    GROUP = "group"
    LEVEL = "level"
    DECISION = "decision"
    DECIDED_ON = "decided_on"
    RECOGNISED = "recognised"
    NOTE = "note"


TYPED = frozenset({Holds.FACT, Holds.ITEM})
"""What people fill in; the rest is told or worked out."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the code of the fact, item or group; `width` in characters.

    `mark` is how well the number is known that what stands there rests on.
    """

    holds: Holds
    title: str
    width: float
    side: SideName | None = None
    key: str = ""
    fact: Fact | None = None
    item: Item | None = None
    mark: Mark | None = None


_FIRST = (
    Column(Holds.NUMBER, "TT", 5),
    Column(Holds.CODE, "Mã trường", 13),
    Column(Holds.NAME, "Tên trường", 40),
    Column(Holds.LEVELS, "Cấp học", 22),
)
_LAST = (
    Column(Holds.DECISION, "Số QĐ công nhận", 16),
    Column(Holds.DECIDED_ON, "Ngày QĐ", 11),
    Column(Holds.RECOGNISED, "Mức công nhận", 9),
    Column(Holds.NOTE, "Ghi chú", 30),
)
KEPT_IN_SIGHT = 3
"""How many columns stay when the table is moved sideways: up to the name."""


def columns_of(edition: Edition) -> tuple[Column, ...]:
    """All columns of the table of that edition, in order."""
    return (*_FIRST, *_of_side(edition, SideName.SELF), *_of_side(edition, SideName.EXTERNAL),
            *_LAST)  # fmt: skip


def fact_titles(edition: Edition) -> dict[str, str]:
    """What the columns of facts are called: a title that two facts share names its cấp học too."""
    shared = Counter(fact.title for fact in edition.facts.values())
    found: dict[str, str] = {}
    for code, fact in edition.facts.items():
        level = edition.school_levels.get(fact.school_level, "")
        alone = shared[fact.title] == 1
        found[code] = fact.title if alone else f"{fact.title} ({level or code})"
    return found


def edition_line(edition: Edition) -> str:
    """The line of the title block by which a table names its edition."""
    return f"Bộ chỉ số: {edition.ref} · SHA-256 {edition.ref.sha256}"


def _of_side(edition: Edition, side: SideName) -> tuple[Column, ...]:
    titles = fact_titles(edition)
    facts = [
        Column(Holds.FACT, titles[code], 18 if fact.type is FactType.TEXT else 13, side, code, fact)
        for code, fact in edition.facts.items()
    ]
    items = [
        Column(
            Holds.ITEM,
            item.code,
            10 if item.mandatory else 7,
            side,
            item.code,
            item=item,
            mark=item.max.mark if item.max else item.title.mark,
        )
        for item in edition.items.values()
    ]
    groups = [
        Column(Holds.GROUP, f"{side.short} nhóm {one.code}", 8, side, one.code, mark=one.max.mark)
        for one in edition.groups
        if one.max is not None
    ]
    rules = weakest(edition.levels_mark, edition.combine.mark, edition.unmet_cap.mark)
    level = Column(Holds.LEVEL, f"{side.short} mức", 7, side, mark=rules)
    return (*facts, *items, *groups, level)
