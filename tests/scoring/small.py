"""Small invented editions, written as YAML and loaded like any other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from criteria.edition import Edition
from criteria.loader import load
from scoring.answers import Answers, Award, FactValue, Profile, Verdict

MARK = {"known": "inferred", "source": "invented"}
CONFIRMED = {"known": "confirmed", "source": "invented"}
THREE_LEVELS = ({"below": 50}, {"from": 50, "to": 75}, {"above": 75})


@dataclass(frozen=True)
class Scored:
    """A scored criterion that is its own item. `more` holds further keys of the format."""

    max: str
    requires: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def small(  # noqa: PLR0913 - what an edition can vary in
    groups: Sequence[Sequence[Scored | None]],
    *,
    levels: Sequence[Mapping[str, Any]] = THREE_LEVELS,
    compare: str = "percent",
    combine: str = "lowest_group",
    cap: int | None = 1,
    inapplicable: str = "none",
    step: str = "0.5",
    step_known: str = "single",
    facts: Sequence[Mapping[str, Any]] = (),
    needs_known: str = "inferred",
) -> Edition:
    """An edition with groups 1, 2 and so on, their criteria 1.1, 1.2 and so on.

    None stands for a mandatory criterion. Each dependency that one requires has a yes/no fact of
    the same name.
    """
    needs = sorted({need for group in groups for one in group if one for need in one.requires})
    data = {
        "format": 1,
        "id": "thu-nghiem.tinh-diem",
        "version": "1.0",
        "title": "Bộ chỉ số thử nghiệm (dữ liệu minh họa)",
        "publisher": "Thang Đo",
        "status": "Dữ liệu minh họa",
        "illustration": True,
        "decision": {
            "number": "01/QĐ-MH",
            "date": "2026-01-05",
            "issuer": "Đơn vị minh họa",
            "title": "Bộ chỉ số thử nghiệm",
            **MARK,
        },
        "sources": [{"code": "invented", "title": "Tự đặt ra để thử"}],
        "changelog": [{"version": "1.0", "date": "2026-01-05", "change": "Bản đầu tiên."}],
        "school_levels": [
            {"code": "low", "title": "Cấp thấp"},
            {"code": "high", "title": "Cấp cao"},
        ],
        "body_kinds": [
            {"code": "one", "title": "Trường một cấp", "school_levels": ["low"], **MARK},
            {"code": "two", "title": "Trường hai cấp", "school_levels": ["low", "high"], **MARK},
        ],
        "levels": {
            "compare": compare,
            **MARK,
            "bands": [
                {"level": number, "name": f"Mức thử {number}", **bounds}
                for number, bounds in enumerate(levels, 1)
            ],
        },
        "combine": {"value": combine, **MARK},
        "mandatory_unmet": {"cap": cap, **MARK},
        "inapplicable": {"value": inapplicable, **MARK},
        "score_step": {"value": Decimal(step), "known": step_known, "source": "invented"},
        "evidence_suggestions": MARK,
        "facts": [
            *({**MARK, **fact} for fact in facts),
            *({"code": need, "title": f"Có {need}", "type": "yes_no", **MARK} for need in needs),
        ],
        "dependencies": [
            {
                "code": need,
                "title": f"Có {need}",
                "fact": need,
                "known": needs_known,
                "source": "invented",
            }
            for need in needs
        ],
        "groups": [_group(str(number), group) for number, group in enumerate(groups, 1)],
    }
    return loaded(_yaml(data))


@lru_cache(maxsize=2_000)
def loaded(text: str) -> Edition:
    """The edition of a text; the same text is read once."""
    return load(text.encode(), "thu-nghiem.yaml")


def answers(  # noqa: PLR0913 - what answers are made of
    edition: Edition,
    awards: Mapping[str, str | Decimal | Verdict] | None = None,
    *,
    kind: str = "one",
    facts: Mapping[str, FactValue] | None = None,
    left_out: Mapping[str, str] | None = None,
    met: bool = True,
) -> Answers:
    """Answers with points written as text; conditions are met unless said otherwise."""
    stated: dict[str, Award] = {}
    if met:
        stated = {code: Verdict.MET for code, item in edition.items.items() if item.mandatory}
    for code, award in (awards or {}).items():
        stated[code] = award if isinstance(award, Verdict) else Decimal(award)
    return Answers(Profile.of(edition, kind), stated, facts or {}, left_out or {})


def _group(code: str, criteria: Sequence[Scored | None]) -> dict[str, Any]:
    scored = [Decimal(one.max) for one in criteria if one is not None]
    group: dict[str, Any] = {"code": code, "title": f"Nhóm thử {code}", **MARK}
    if scored:
        group["max"] = sum(scored, Decimal(0))
    group["criteria"] = [
        _criterion(f"{code}.{number}", one) for number, one in enumerate(criteria, 1)
    ]
    return group


def _criterion(code: str, one: Scored | None) -> dict[str, Any]:
    common: dict[str, Any] = {"code": code, "title": f"Tiêu chí thử {code}", **MARK}
    if one is None:
        return {**common, "kind": "mandatory"}
    scored = {**common, "kind": "scored", "max": Decimal(one.max)}
    if one.requires:
        scored["requires"] = list(one.requires)
    return {**scored, **one.more}


def _yaml(node: object) -> str:
    """JSON is YAML too; only decimals must stay exact."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key}: {_yaml(value)}" for key, value in node.items()) + "}"
    if isinstance(node, Decimal):
        return f"{node:f}"
    if isinstance(node, list | tuple):
        return "[" + ", ".join(_yaml(one) for one in node) + "]"
    return json.dumps(node, ensure_ascii=False)
