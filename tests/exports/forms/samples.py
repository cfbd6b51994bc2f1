"""Answers drawn by chance, and schools to go with them: invented, and labelled so."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from criteria.edition import (
    Combine,
    Compare,
    Edition,
    EditionRef,
    Fact,
    FactType,
    InapplicableRule,
    Item,
    Marked,
)
from criteria.errors import EditionNotFound
from criteria.loader import shipped, shipped_editions
from criteria.marks import Known, Mark
from exports.dossier import DecreeHeader, EvidenceEntry, EvidenceStatus, Narrative, School
from exports.forms.plan import asked_facts, form_plan
from scoring.answers import Answers, Award, FactValue, Profile, Verdict

QD_4725 = "thangdo.qd-4725"
SCHOOL_2025 = "thangdo.truong-hoc-so"
HEADER = DecreeHeader(
    superior="UBND PHƯỜNG MINH HỌA",
    issuer="Trường THCS Minh Họa (dữ liệu minh họa)",
    number="05",
    symbol="BC-THCSMH",
    place="Minh Họa",
    day=date(2026, 1, 5),
    addressees=("Sở Giáo dục và Đào tạo", "UBND phường Minh Họa"),
    authority="KT. HIỆU TRƯỞNG",
    position="PHÓ HIỆU TRƯỞNG",
    signer="Nguyễn Văn Minh Họa",
    recipients=("Như trên", "Lãnh đạo trường"),
    archive="VT, CNTT",
)
NARRATIVE = Narrative(
    guidance_received="- Quyết định 4725/QĐ-BGDĐT.\n- Kế hoạch của Sở (dữ liệu minh họa).",
    process="=1+1 không phải là công thức",
    proposals="Không có.",
)
EVIDENCE = (
    EvidenceEntry(
        code="MC.1.4.01",
        title='=HYPERLINK("http://vi-du.example") Danh mục học liệu số',
        links=("1.4",),
        status=EvidenceStatus.PRESENT,
        location="https://truong.example/hoc-lieu",
        holder="Tổ CNTT",
        note="@ghi chú",
        number="12/QĐ-THCSMH",
        issuer="Trường THCS Minh Họa",
        day=date(2025, 9, 5),
    ),
    EvidenceEntry("[H1-1.1-01]", "-Kế hoạch", ("1.1", "1.2"), EvidenceStatus.UPDATING),
    EvidenceEntry("MC.2.1.01", "+Quyết định", ("2.1",), EvidenceStatus.ABSENT),
)


@cache
def editions() -> tuple[Edition, ...]:
    """Every shipped edition, and their rules turned round: what a form must hold of any index."""
    official, illustration = shipped(QD_4725), shipped(SCHOOL_2025)
    sure = Mark(Known.CONFIRMED, official.levels_mark.source)
    return (
        *(shipped(name) for name in shipped_editions()),
        turned(
            official,
            inapplicable=Marked(InapplicableRule.FULL, sure),
            score_step=Marked(Decimal("0.5"), sure),
            unmet_cap=Marked(None, sure),
        ),
        turned(official, combine=Marked(Combine.TOTAL, sure), compare=Compare.PERCENT),
        turned(illustration, combine=Marked(Combine.LOWEST_GROUP, sure)),
        turned(illustration, inapplicable=Marked(InapplicableRule.FULL, sure)),
    )


def turned(edition: Edition, **changes: Any) -> Edition:  # noqa: ANN401 - fields of every type
    """The edition under other rules, with a hash of its own."""
    digest = sha256(repr((edition.ref, sorted(changes.items()))).encode()).hexdigest()
    ref = EditionRef(edition.ref.id, edition.ref.version, digest)
    return replace(edition, ref=ref, **changes)


def find_any(edition_id: str, version: str, digest: str) -> Edition:
    """The edition of that hash, among all that the tests use."""
    for edition in editions():
        if edition.ref == EditionRef(edition_id, version, digest):
            return edition
    raise EditionNotFound(f"{edition_id}@{version}", ())


def school(profile: Profile) -> School:
    """A school of that profile."""
    name = "Trường THCS Minh Họa (dữ liệu minh họa)"
    return School(name, "0791234", profile.kind, profile.school_levels, "2025-2026")


def random_answers(edition: Edition, profile: Profile, chance: random.Random) -> Answers:
    """Answers that the engine accepts: complete or not, on and off the step, some left out."""
    fullness = chance.choice([1.0, 1.0, 1.0, 0.9])
    kindness = chance.choice([0.3, 0.6, 0.8, 1.0])
    awards: dict[str, Award] = {}
    claims: dict[str, str] = {}
    may_claim = edition.inapplicable.value is not InapplicableRule.NONE
    for line in form_plan(edition, profile).item_lines:
        item = line.item
        assert item is not None
        if line.excluded or chance.random() > fullness:
            continue
        if may_claim and not item.mandatory and chance.random() < 0.15:
            claims[item.code] = "không có (dữ liệu minh họa)"
            continue
        awards[item.code] = _award(edition, item, kindness, chance)
    claims = _keep_one_per_group(edition, profile, claims)
    facts = {
        fact.code: _fact(fact, chance)
        for _, fact in asked_facts(edition, profile)
        if chance.random() < 0.7
    }
    return Answers(profile, awards, facts, claims)


def _keep_one_per_group(
    edition: Edition, profile: Profile, claims: dict[str, str]
) -> dict[str, str]:
    lines = form_plan(edition, profile).item_lines
    for group in edition.groups:
        own = [line for line in lines if line.group is group and line.item and not line.excluded]
        left = [line for line in own if line.item and line.item.code not in claims]
        if not left and own and own[0].item:
            claims.pop(own[0].item.code)
    return claims


def _award(edition: Edition, item: Item, kindness: float, chance: random.Random) -> Award:
    if item.max is None:
        return Verdict.MET if chance.random() < 0.97 else Verdict.UNMET
    maximum, step = item.max.value, edition.score_step.value
    if chance.random() < kindness * 0.6:
        return maximum
    if not edition.score_step.mark.confirmed and chance.random() < 0.1:
        return Decimal(chance.randint(0, int(maximum * 10))) / 10
    return step * chance.randint(0, int(maximum // step))


def _fact(fact: Fact, chance: random.Random) -> FactValue:
    if fact.type is FactType.YES_NO:
        return chance.random() < 0.7
    if fact.type is FactType.TEXT:
        return chance.choice(["Phần mềm Minh Họa", "=Tên", "12"])
    if fact.type is FactType.CHOICE:
        return chance.choice([code for code, _ in fact.options])
    return Decimal(chance.choice([0, 1, 19, 20, 40, 41, chance.randint(0, 100)]))
