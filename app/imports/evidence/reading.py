"""One row of a list of evidence: what it says of a piece, judged by the edition of its dossier."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.attachments.drafts import MAX_LINKS, Draft
from app.attachments.linking import is_address, wrong_with
from app.bodies.load.words import squeezed
from app.imports.evidence.vocabulary import TITLES
from app.imports.given import Given, Told, day_given
from criteria.edition import Edition
from evidence.codes import EvidenceCodeInvalid, Scheme, parse
from exports.dossier import EvidenceStatus

LONGEST: Mapping[str, int] = {
    "title": 500,
    "location": 1000,
    "holder": 200,
    "note": 1000,
    "number": 100,
    "issuer": 200,
}
_STATUSES = {
    EvidenceStatus.PRESENT: ("đã có", "có", "x", "đủ", "đầy đủ", "đã nộp", "hoàn thành", "true"),
    EvidenceStatus.UPDATING: (
        "đang cập nhật",
        "đang bổ sung",
        "đang hoàn thiện",
        "đang thu thập",
        "đang làm",
        "cập nhật",
    ),
    EvidenceStatus.ABSENT: ("chưa có", "không có", "chưa", "không", "thiếu", "false"),
}
STATUSES = {squeezed(word): status for status, words in _STATUSES.items() for word in words}
_APART = re.compile(r"[,;\n/]|\bvà\b")
_CALLED = re.compile(r"^(?:tiêu chí|tc|chỉ số|mục|số)\s*[:.]?\s*", re.IGNORECASE)


def known_code(edition: Edition, code: str) -> bool:
    """Whether the edition has such an item or criterion."""
    return code in edition.items or code in edition.criteria


def evidence_code(given: Given, edition: Edition) -> tuple[str, list[Told]]:
    """The code in its one way of writing, "" where the cell is empty; what is wrong with it."""
    text = given.text("evidence")
    if not text:
        return "", []
    try:
        code = parse(text)
    except EvidenceCodeInvalid as error:
        return "", [(given.cell("evidence"), "evidence-code-invalid", str(error))]
    if code.scheme is Scheme.CURRENT and not known_code(edition, code.criterion):
        message = (
            f"Mã {code} nói tới “{code.criterion}”, bộ chỉ số không có tiêu chí này. Hãy sửa mã."
        )
        return "", [(given.cell("evidence"), "evidence-code-foreign", message)]
    return str(code), []


class Targets(NamedTuple):
    """The items and criteria that a cell names; what is wrong, what should be looked at."""

    links: tuple[str, ...]
    faults: Sequence[Told]
    warnings: Sequence[Told]


def targets(given: Given, edition: Edition) -> Targets:
    """What the piece serves. A cell kept as a number may have lost a last zero: 1.10 is not 1.1."""
    cell, found = given.cell("target"), list[str]()
    faults, warnings = list[Told](), list[Told]()
    for part in _APART.split(given.text("target")):
        code = _CALLED.sub("", part.strip()).strip(" .")
        if not code:
            continue
        if not known_code(edition, code):
            message = f"Bộ chỉ số không có tiêu chí “{code[:40]}”. Hãy ghi mã như 1.4, 2.3.1."
            faults.append((cell, "evidence-link-unknown", message))
        elif code not in found:
            found.append(code)
    alone = found[0] if len(found) == 1 else ""
    if alone == given.text("target") and known_code(edition, f"{alone}0"):
        message = f"Được hiểu là {alone}. Nếu ý là {alone}0, hãy gõ lại ô dưới dạng Văn bản (Text)."
        warnings.append((cell, "zero-lost", message))
    if len(found) > MAX_LINKS:
        message = f"Một minh chứng gắn với không quá {MAX_LINKS} tiêu chí."
        faults.append((cell, "evidence-links-too-many", message))
    return Targets(tuple(found), faults, warnings)


def said(given: Given, links: tuple[str, ...]) -> tuple[dict[str, Any], list[Told]]:
    """The fields of a draft that the row fills; an empty cell says nothing."""
    faults = list(_wrong(given))
    found: dict[str, Any] = {
        key: given.text(key) for key in ("title", "holder", "note", "number", "issuer")
    }
    found["location"] = _location(given)
    found["status"] = STATUSES.get(squeezed(given.text("status"))) or ""
    found["document_date"] = day_given(given.text("document_date"))
    found["links"] = links
    return {key: value for key, value in found.items() if value}, faults


def _location(given: Given) -> str:
    place, kind = given.text("location"), given.text("format")
    if is_address(place) or not kind:
        return place
    return f"{kind}, {place}" if place else kind


def _wrong(given: Given) -> Iterator[Told]:
    status = given.text("status")
    if status and squeezed(status) not in STATUSES:
        message = f"“{status[:60]}” không phải trạng thái. Hãy ghi: đã có, đang cập nhật, chưa có."
        yield given.cell("status"), "status", message
    for key, longest in LONGEST.items():
        text = _location(given) if key == "location" else given.text(key)
        if len(text) > longest:
            message = f"{TITLES[key]}: dài {len(text)} ký tự; tối đa {longest} ký tự."
            yield given.cell(key), "too-long", message
    place = given.text("location")
    if is_address(place) and (message := wrong_with(place)):
        yield given.cell("location"), "evidence-address-invalid", message
    day = day_given(given.text("document_date"))
    if day is not None and not date(1945, 1, 1) <= day <= date(2100, 12, 31):
        yield given.cell("document_date"), "day", "Ngày ban hành không đúng. Hãy kiểm tra lại."


def fresh(told: Mapping[str, Any], code: str, edition: Edition) -> Draft:
    """A new piece of what a row says.

    Without criteria it serves the one that its code names. A list that says nothing of the state
    says with a place that the piece is there.
    """
    links = told.get("links", ())
    if not links and code:
        parsed = parse(code)
        if parsed.scheme is Scheme.CURRENT and known_code(edition, parsed.criterion):
            links = (parsed.criterion,)
    there = EvidenceStatus.PRESENT if told.get("location") else EvidenceStatus.UPDATING
    return Draft(**{"status": there, **told, "links": tuple(links)})


def changed(before: Draft, told: Mapping[str, Any]) -> Draft:
    """A piece after what a row says of it."""
    links = told.get("links", before.links)
    same = set(links) == set(before.links)
    return before._replace(**{**told, "links": before.links if same else tuple(links)})


def shown(draft: Draft | None, key: str) -> str:
    """A field as people read it."""
    if draft is None:
        return ""
    value = getattr(draft, key)
    if key == "links":
        return ", ".join(value)
    if isinstance(value, EvidenceStatus):
        return value.label
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value or "")


def plain(draft: Draft) -> dict[str, Any]:
    """A draft as JSON keeps it."""
    day = draft.document_date
    return {
        **draft._asdict(),
        "status": str(draft.status.value),
        "links": list(draft.links),
        "document_date": day.isoformat() if day else None,
    }


def of_plain(told: Mapping[str, Any]) -> Draft:
    """And back."""
    day = told["document_date"]
    return Draft(
        **{
            **told,
            "status": EvidenceStatus(told["status"]),
            "links": tuple(told["links"]),
            "document_date": date.fromisoformat(day) if day else None,
        }
    )


def hidden(given: Given, before: Draft, columns: Collection[str]) -> list[Told]:
    """Columns that the table has and this row leaves empty, over something that stands there."""
    message = "Ô trống: giá trị đang có được giữ nguyên."
    keys = {"target": "links", **{key: key for key in columns}}
    return [
        (given.cell(role), "kept", f"{message} ({shown(before, key)[:80]})")
        for role, key in keys.items()
        if role in given.cells and not given.text(role) and shown(before, key)
    ]
