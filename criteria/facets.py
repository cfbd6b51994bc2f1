"""The values of an edition one by one, named in Vietnamese, each with its mark and its effect.

What `criteria.diff` compares and `criteria.doubts` lists. A thing is what can be added or removed
as a whole (a group, a criterion, an item, a level, a fact…); a facet is one value of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from criteria.edition import Combine, Compare, Edition, InapplicableRule
from criteria.interval import shown
from criteria.marks import Mark


class Effect(StrEnum):
    """Whether a value can change a result, or only what is read beside it."""

    SCORE = "score"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of one thing.

    `name` is stable within its thing. `mark` is None where the value carries none of its own.
    `mark_counts` says that the mark itself changes results (a confirmed ceiling blocks handing in).
    """

    name: str
    label: str
    text: str
    effect: Effect
    mark: Mark | None = None
    mark_counts: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """Something the edition holds: its kind, its code within that kind, its name for people."""

    kind: str
    code: str
    subject: str
    summary: str
    effect: Effect
    facets: tuple[Facet, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the thing in another edition."""
        return self.kind, self.code


COMPARES = {
    Compare.POINTS: "điểm của mỗi nhóm",
    Compare.PERCENT: "phần trăm của điểm tối đa",
}
COMBINES = {
    Combine.LOWEST_GROUP: "nhóm thấp nhất quyết định mức",
    Combine.TOTAL: "tổng điểm các nhóm quyết định mức",
}
INAPPLICABLE = {
    InapplicableRule.NONE: "không tiêu chí nào được bỏ",
    InapplicableRule.FULL: "tiêu chí không áp dụng được điểm tối đa",
    InapplicableRule.RESCALE: "quy đổi theo phần còn lại của nhóm",
}


def words(name: str, label: str, text: str, mark: Mark | None = None) -> Facet:
    """A facet that is only read."""
    return Facet(name, label, text, Effect.WORDS, mark)


def counted(name: str, label: str, text: str, mark: Mark | None = None) -> Facet:
    """A facet that can change a result."""
    return Facet(name, label, text, Effect.SCORE, mark)


def edition_facets(edition: Edition) -> Iterator[Facet]:
    """The values that belong to the edition as a whole."""
    decision = edition.decision
    yield words("id", "mã", edition.ref.id)
    yield words("title", "tên", edition.title)
    yield words("publisher", "nơi phát hành", edition.publisher)
    yield words("status", "tình trạng", edition.status)
    yield words("illustration", "là bản minh họa", "có" if edition.illustration else "không")
    yield words("decision.number", "số quyết định", decision.number, decision.mark)
    yield words("decision.date", "ngày quyết định", decision.date.isoformat())
    yield words("decision.issuer", "cơ quan ban hành", decision.issuer)
    yield words("decision.title", "trích yếu", decision.title)
    yield words("decision.legal_bases", "căn cứ", "; ".join(decision.legal_bases))
    yield words("decision.table_columns", "cột của bảng", "; ".join(decision.table_columns))
    changes = [f"{one.version} ({one.date}): {one.change}" for one in edition.changelog]
    yield words("changelog", "nhật ký thay đổi", "; ".join(changes))
    yield words("evidence", "gợi ý minh chứng", "ghi ở từng tiêu chí", edition.evidence_mark)
    kinds = ", ".join(edition.evidence_kinds) or "mọi loại"
    yield words("evidence_kinds", "loại tệp minh chứng", kinds)
    yield words("order", "thứ tự nhóm", ", ".join(group.code for group in edition.groups))
    yield from _rules(edition)


def _rules(edition: Edition) -> Iterator[Facet]:
    cap = edition.unmet_cap.value
    unmet = "chỉ nhắc" if cap is None else f"mức chung không quá mức {cap}"
    step, left_out, combine = edition.score_step, edition.inapplicable, edition.combine
    yield counted("compare", "mức tính theo", COMPARES[edition.compare], edition.levels_mark)
    yield counted("combine", "cách xếp mức chung", COMBINES[combine.value], combine.mark)
    label = "khi một tiêu chí bắt buộc không đạt"
    yield counted("mandatory_unmet", label, unmet, edition.unmet_cap.mark)
    yield counted(
        "inapplicable", "tiêu chí không áp dụng", INAPPLICABLE[left_out.value], left_out.mark
    )
    text = f"{shown(step.value)} điểm"
    yield Facet("score_step", "bước điểm", text, Effect.SCORE, step.mark, mark_counts=True)
