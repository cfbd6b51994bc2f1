"""What one save changes, and which of it cannot be kept. Every reason is named at once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.dossiers import fields
from app.dossiers.models import SideName
from app.errors import Reason
from criteria.edition import Edition
from scoring.answers import Answers, Award, FactValue, Profile
from scoring.checks import printable, refused, short

MAX_COMMENT = 4_000


class AnswerChange(NamedTuple):
    """The whole new answer of one item; award and claim both None clears it.

    `comment` None leaves the comment as it is. `claim_accepted` is the assessor's word on a claim.
    """

    item: str
    version: int
    award: Award | None = None
    inapplicable: str | None = None
    comment: str | None = None
    claim_accepted: bool | None = None


class FactChange(NamedTuple):
    """The new value of one fact; None clears it."""

    fact: str
    version: int
    value: FactValue | None


class TextChange(NamedTuple):
    """The new words of one field of the narrative or the header."""

    field: str
    version: int
    value: str


class Changes(NamedTuple):
    """One save: all of it is kept, or nothing."""

    answers: Sequence[AnswerChange] = ()
    facts: Sequence[FactChange] = ()
    texts: Sequence[TextChange] = ()

    @property
    def codes(self) -> Iterator[tuple[str, list[str]]]:
        """The items, facts and fields by the name of their list."""
        yield "answers", [one.item for one in self.answers]
        yield "facts", [one.fact for one in self.facts]
        yield "texts", [one.field for one in self.texts]


class Saved(NamedTuple):
    """New versions by code, field or fact."""

    answers: Mapping[str, int]
    facts: Mapping[str, int]
    texts: Mapping[str, int]


def not_kept(
    edition: Edition, profile: Profile, side: SideName, changes: Changes
) -> tuple[Reason, ...]:
    """Why the changes cannot be kept; empty when they can."""
    given = Answers(
        profile,
        {one.item: one.award for one in changes.answers if one.award is not None},
        {one.fact: one.value for one in changes.facts if one.value is not None},
        {one.item: one.inapplicable for one in changes.answers if one.inapplicable is not None},
    )
    found = [Reason(one.where, one.code, one.message) for one in refused(edition, given)]
    found += _twice(changes)
    for answer in changes.answers:
        found += _answer(edition, side, answer)
    for fact in changes.facts:
        if fact.fact not in edition.facts:
            message = f"Bộ chỉ số không hỏi dữ kiện “{short(fact.fact)}”."
            found.append(Reason(short(fact.fact), "unknown-fact", message))
    for text in changes.texts:
        problem = fields.problem(text.field, text.value)
        if side is SideName.EXTERNAL:
            problem = "Phần lời văn của báo cáo thuộc về nhà trường."
        if problem:
            found.append(Reason(short(text.field), "text-refused", problem))
    # What the engine refuses and what is cleared may be the same unknown code.
    return tuple({(one.where, one.code): one for one in found}.values())


def _twice(changes: Changes) -> Iterator[Reason]:
    for name, codes in changes.codes:
        for code, count in Counter(codes).items():
            if count > 1:
                shown = short(code)
                message = f"“{shown}” có mặt {count} lần trong {name}. Hãy giữ một."
                yield Reason(shown, "twice", message)


def _answer(edition: Edition, side: SideName, one: AnswerChange) -> Iterator[Reason]:
    code = short(one.item)
    if one.item not in edition.items:
        yield Reason(code, "unknown-item", f"Bộ chỉ số {edition.ref} không có tiêu chí {code}.")
    if one.award is not None and one.inapplicable is not None:
        message = f"Tiêu chí {code}: hoặc cho điểm, hoặc ghi “không áp dụng”."
        yield Reason(code, "award-and-claim", message)
    if one.claim_accepted is not None and side is SideName.SELF:
        message = f"Tiêu chí {code}: chỉ đoàn đánh giá ngoài chấp nhận đề nghị “không áp dụng”."
        yield Reason(code, "not-yours-to-accept", message)
    if one.comment is not None and (len(one.comment) > MAX_COMMENT or not printable(one.comment)):
        message = (
            f"Tiêu chí {code}: nhận xét không quá {MAX_COMMENT:,} ký tự "
            "và không có ký tự điều khiển."
        ).replace(",", ".", 1)
        yield Reason(code, "comment-refused", message)
