"""The pages of answers, worked out: what each field shows, what it was, what stands on the server.

After a refused save the fields keep what was typed; where a colleague saved first, what they saved
stands beside, and the form is over their version: saving again is then a choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.dossiers.answer_form import facts_of, print_of
from app.dossiers.external_schemas import ComparedItem
from app.dossiers.openness import Openness
from app.dossiers.schemas import SideOut, StoredAnswer, StoredFact, StoredText
from app.errors import ServiceError
from criteria.edition import Criterion, Edition, Fact, FactType, InapplicableRule, Item
from exports.documents.numbers import shown_points
from scoring.exact import plain

MOST_CHOICES = 30
"""More steps than this are typed, not chosen from a menu."""
VERDICTS = (("met", "Đạt"), ("unmet", "Không đạt"))
YES_NO = (("true", "Có"), ("false", "Không"))


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to answer. `choices` empty: it is typed.

    `theirs` stands on the server instead, saved by `by`.
    """

    code: str
    value: str
    version: int
    was: str
    choices: Sequence[tuple[str, str]] = ()
    unconfirmed: bool = False
    theirs: str | None = None
    problems: Sequence[str] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item with its answer, and what helps to answer it."""

    item: Item
    answer: Field
    claim: str
    comment: str
    accepted: str
    review: str
    sentence: str
    evidence: Sequence[str]
    self_side: ComparedItem | None


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact with its value."""

    fact: Fact
    answer: Field


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion: one form. `open`: whether it may be changed now."""

    criterion: Criterion
    open: bool
    items: Sequence[ItemView]
    facts: Sequence[FactView]
    sentence: str
    returned: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that a page of answers is made of."""

    edition: Edition
    stored: SideOut
    openness: Openness
    sheet: Mapping[str, Any]
    evidence: Mapping[str, Sequence[str]]
    returned: Mapping[str, str]
    compared: Mapping[str, ComparedItem] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    problem: ServiceError | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    """Of who saved what a refused form would have overwritten."""

    @property
    def can_claim(self) -> bool:
        """Whether the edition lets an item be left out."""
        return self.edition.inapplicable.value is not InapplicableRule.NONE


class Answers:
    """The views of a side."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._answers = {one.item: one for one in known.stored.answers}
        self._facts = {one.fact: one for one in known.stored.facts}
        self._said = {
            part: {one["code"]: one.get("sentence", "") for one in known.sheet[part]}
            for part in ("items", "criteria", "groups")
        }
        self._reasons: dict[str, list[str]] = {}
        now = (known.problem.current if known.problem else None) or {}
        for reason in known.problem.reasons if known.problem and not now else ():
            self._reasons.setdefault(reason.where, []).append(reason.message)
        self._stale = _codes(now, "answers", "item") | _codes(now, "facts", "fact")

    def criterion(self, one: Criterion) -> CriterionView:
        """One criterion."""
        known = self.known
        return CriterionView(
            one,
            known.openness.criterion(one.code),
            [self.item(item) for item in one.items],
            self.facts(one.code),
            self._said["criteria"].get(one.code, ""),
            known.returned.get(one.code, ""),
        )

    def facts(self, criterion: str) -> list[FactView]:
        """The facts of a criterion, or ("") of the whole sheet."""
        return [self._fact(one) for one in facts_of(self.known.edition, criterion)]

    def group_sentence(self, code: str) -> str:
        """What a group comes to."""
        said: str = self._said["groups"].get(code, "")
        return said

    def item(self, item: Item) -> ItemView:
        """One item."""
        known, code = self.known, item.code
        stored = self._answers[code]
        award, claim = stored.award or "", stored.inapplicable or ""
        comment, accepted = stored.comment, _accepted(stored)
        was = "" if stored.unconfirmed else print_of(award, claim, comment, accepted)
        version = stored.version
        if f"version-{code}" in known.sent:
            award = known.sent.get(f"award-{code}", "").strip().replace(",", ".")
            claim = known.sent.get(f"claim-{code}", "")
            comment = known.sent.get(f"comment-{code}", "")
            accepted = known.sent.get(f"accepted-{code}", "")
            if code not in self._stale:
                was, version = self._sent(code, was, version)
        answer = Field(
            code,
            award,
            version,
            was,
            choices_of(known.edition, item, award),
            stored.unconfirmed,
            _told(stored) if code in self._stale else None,
            self._reasons.get(code, ()),
            saved_by(stored, known.names),
        )
        return ItemView(
            item,
            answer,
            claim,
            comment,
            accepted,
            stored.review,
            self._said["items"].get(code, ""),
            sorted({*known.evidence.get(code, ()), *known.evidence.get(item.criterion, ())}),
            known.compared.get(code),
        )

    def _fact(self, fact: Fact) -> FactView:
        code = fact.code
        stored = self._facts[code]
        value = stored.value or ""
        was = "" if stored.unconfirmed else print_of(value)
        version = stored.version
        if f"version-{code}" in self.known.sent:
            value = self.known.sent.get(f"fact-{code}", "")
            if code not in self._stale:
                was, version = self._sent(code, was, version)
        theirs = shown_fact(fact, stored) if code in self._stale else None
        problems = self._reasons.get(code, ())
        choices = fact_choices(fact)
        by = saved_by(stored, self.known.names)
        answer = Field(code, value, version, was, choices, stored.unconfirmed, theirs, problems, by)
        return FactView(fact, answer)

    def _sent(self, code: str, was: str, version: int) -> tuple[str, int]:
        """The print and the version that came with the form."""
        text = self.known.sent.get(f"version-{code}", "")
        if not (text.isascii() and text.isdigit()):
            return was, version
        return self.known.sent.get(f"was-{code}", ""), int(text)


def text_fields(
    stored: Sequence[StoredText],
    sent: Mapping[str, str],
    problem: ServiceError | None,
    names: Mapping[str, str],
) -> dict[str, Field]:
    """The fields of the report."""
    now = (problem.current if problem else None) or {}
    stale = _codes(now, "texts", "field")
    reasons: dict[str, list[str]] = {}
    for reason in problem.reasons if problem and not now else ():
        reasons.setdefault(reason.where, []).append(reason.message)
    found = {}
    for one in stored:
        value, version = one.value, one.version
        was = "" if one.unconfirmed else print_of(value)
        if f"version-{one.field}" in sent:
            value = sent.get(f"text-{one.field}", "")
            if one.field not in stale:
                was = sent.get(f"was-{one.field}", "")
                text = sent[f"version-{one.field}"]
                version = int(text) if text.isascii() and text.isdigit() else version
        found[one.field] = Field(
            one.field,
            value,
            version,
            was,
            unconfirmed=one.unconfirmed,
            theirs=one.value if one.field in stale else None,
            problems=reasons.get(one.field, ()),
            by=saved_by(one, names),
        )
    return found


def savers(problem: ServiceError | None) -> frozenset[str]:
    """The accounts that saved what a refused form would have overwritten."""
    now = (problem.current if problem else None) or {}
    rows = [row for part in now.values() if isinstance(part, list) for row in part]
    return frozenset(row["by_account"] for row in rows if row["by_account"])


def saved_by(stored: StoredAnswer | StoredFact | StoredText, names: Mapping[str, str]) -> str:
    """Who saved it and when, where that is told."""
    name = names.get(stored.by_account or "", "")
    return f"{name}, {clock.shown(stored.at)}" if name and stored.at else name


def shown_award(award: str | None) -> str:
    """An award as people read it."""
    if award is None or not award:
        return "chưa trả lời"
    known = dict(VERDICTS)
    if award in known:
        return known[award]
    return award.replace(".", ",")


def shown_fact(fact: Fact, stored: StoredFact) -> str:
    """A fact as people read it."""
    if stored.value is None:
        return "chưa ghi"
    choices = dict(YES_NO) if fact.type is FactType.YES_NO else dict(fact.options)
    return choices.get(stored.value, stored.value)


def choices_of(edition: Edition, item: Item, award: str = "") -> Sequence[tuple[str, str]]:
    """What an item can be awarded, to choose from; empty where it is better typed."""
    if item.max is None:
        return VERDICTS
    step, most = edition.score_step.value, item.max.value
    count = int(most / step)
    if count > MOST_CHOICES:
        return ()
    values = [step * number for number in range(count + 1)]
    if most not in values:
        values.append(most)
    found = {plain(value): shown_points(value) for value in values}
    if award and award not in found:
        found[award] = award.replace(".", ",")
    return tuple(found.items())


def fact_choices(fact: Fact) -> Sequence[tuple[str, str]]:
    """What a fact can be, to choose from; empty where it is typed."""
    if fact.type is FactType.YES_NO:
        return YES_NO
    return fact.options if fact.type is FactType.CHOICE else ()


def _accepted(stored: StoredAnswer) -> str:
    return {True: "yes", False: "no", None: ""}[stored.claim_accepted]


def _told(stored: StoredAnswer) -> str:
    said = shown_award(stored.award)
    if stored.inapplicable:
        said = f"đề nghị không áp dụng: {stored.inapplicable}"
    return f"{said}. Nhận xét: {stored.comment}" if stored.comment else said


def _codes(now: Mapping[str, object], part: str, name: str) -> frozenset[str]:
    rows = now.get(part, [])
    assert isinstance(rows, list)
    return frozenset(row[name] for row in rows)
