"""Filled forms to measure with: invented schools, the same ones in every run."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from criteria.edition import Edition, Fact, FactType
from criteria.loader import shipped
from exports.dossier import DecreeHeader, EvidenceEntry, EvidenceStatus, Narrative, School
from exports.forms.writer import write_form
from scoring.answers import Answers, Award, FactValue, Profile, Verdict

EDITION = "thangdo.qd-4725"
_PARAGRAPH = (
    "Nhà trường đã quán triệt các văn bản chỉ đạo đến toàn thể cán bộ, giáo viên, nhân viên; phân "
    "công tổ công tác chuyển đổi số, rà soát hạ tầng và kế hoạch bồi dưỡng. (Dữ liệu minh họa.)"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """All that one invented school states."""

    school: School
    header: DecreeHeader
    narrative: Narrative
    answers: Answers
    evidence: tuple[EvidenceEntry, ...]


def sample(number: int, edition: Edition | None = None) -> Sample:
    """The invented school of that number."""
    index = edition or shipped(EDITION)
    chance = random.Random(number)  # noqa: S311 - the same schools in every run
    kind = chance.choice(sorted(index.body_kinds))
    profile = Profile.of(index, kind)
    name = f"Trường minh họa số {number}"
    return Sample(
        School(name, f"MH{number:05}", kind, profile.school_levels, "2025-2026"),
        _header(number, name),
        _narrative(chance),
        Answers(profile, _awards(index, chance), _facts(index, profile, chance)),
        _evidence(index),
    )


def sample_form(number: int) -> bytes:
    """The filled form of that school."""
    index = shipped(EDITION)
    one = sample(number, index)
    return write_form(
        index,
        one.answers.profile,
        school=one.school,
        header=one.header,
        narrative=one.narrative,
        answers=one.answers,
        evidence=one.evidence,
    )


def write_forms(folder: Path, count: int) -> None:
    """`count` filled forms in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"truong-{number:05}.xlsx").write_bytes(sample_form(number))


def _header(number: int, name: str) -> DecreeHeader:
    return DecreeHeader(
        superior="UBND PHƯỜNG MINH HỌA",
        issuer=name,
        number=str(number + 1),
        symbol="BC-MH",
        place="Minh Họa",
        day=date(2026, 5, 20),
        addressees=("Phòng Văn hóa - Xã hội phường Minh Họa",),
        position="HIỆU TRƯỞNG",
        signer="Nguyễn Minh Họa",
        recipients=("Như trên",),
        archive="VT",
    )


def _narrative(chance: random.Random) -> Narrative:
    def words() -> str:
        return "\n".join([_PARAGRAPH] * chance.randint(1, 3))

    return Narrative(words(), words(), words(), words(), words(), words(), words())


def _awards(edition: Edition, chance: random.Random) -> dict[str, Award]:
    awards: dict[str, Award] = {}
    step = edition.score_step.value
    for code, item in edition.items.items():
        if item.max is None:
            awards[code] = Verdict.MET if chance.random() < 0.9 else Verdict.UNMET
        else:
            most = item.max.value // step
            awards[code] = chance.randint(int(most // 2), int(most)) * step
    return awards


def _facts(edition: Edition, profile: Profile, chance: random.Random) -> dict[str, FactValue]:
    asked = (
        fact
        for fact in edition.facts.values()
        if not fact.school_level or fact.school_level in profile.school_levels
    )
    return {fact.code: _fact(fact, chance) for fact in asked}


def _fact(fact: Fact, chance: random.Random) -> FactValue:
    if fact.type is FactType.YES_NO:
        return True
    if fact.type is FactType.CHOICE:
        return chance.choice(fact.options)[0]
    if fact.type is FactType.TEXT:
        return "Phần mềm minh họa"
    # Parts stay below wholes: what is counted of teachers or rooms is never above the total.
    return Decimal(60 if fact.code.endswith("_total") else chance.randint(20, 60))


def _evidence(edition: Edition) -> tuple[EvidenceEntry, ...]:
    return tuple(
        EvidenceEntry(
            code=f"MC.{item.group}.{item.code.split('.')[1]}.{number:02}",
            title=f"Văn bản minh họa cho tiêu chí {item.code}",
            links=(item.code,),
            status=EvidenceStatus.PRESENT,
            location="https://truong.example/minh-chung",
            holder="Văn thư",
        )
        for number, item in enumerate(edition.items.values(), start=1)
    )
