"""What becomes of one row: what it changes of both sides, what stood there, how it scores."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from app.dossiers.importing import WAIVED
from app.dossiers.models import ITEMS, DossierState, Origin
from app.dossiers.sheets import fact_value
from app.imports.models import RowOutcome
from app.imports.results import checking
from app.imports.results.columns import SIDES, Columns, SideColumns
from app.imports.results.judging import Judge, plain
from app.imports.results.matching import Match, Told
from app.imports.results.reading_lines import Said, SideSaid, said
from app.imports.results.standing import Standing
from app.imports.results.stored import NOTHING, Sides, Stored, StoredReport
from app.imports.results.wording import shown
from app.imports.shapes import Line, Staged
from criteria.edition import Edition
from scoring.answers import Answers, Award, FactValue, Profile, Verdict
from scoring.engine import score
from scoring.errors import AnswersRefused
from scoring.sheet import Sheet

STATES = {
    DossierState.AWAITING_SIGNATURE: "đang chờ ký",
    DossierState.RECEIVED: "đã tiếp nhận",
    DossierState.ASSESSED: "đã đánh giá ngoài",
    DossierState.RECOGNISED: "đã công nhận",
    DossierState.PUBLISHED: "đã công bố",
}
_TITLES = {"self": "Tự đánh giá", "external": "Đánh giá ngoài"}
VERDICTS = frozenset(one.value for one in Verdict)
Change = tuple[str, str, str, str]


class Scored(NamedTuple):
    """One side before and after the row; None where nothing is answered."""

    before: Sheet | None
    after: Sheet | None


Summed = dict[str, Any]
"""The level and the totals of a sheet."""


class Decided(NamedTuple):
    """A row for staging; and by side, before and after, what it adds to the sums."""

    staged: Staged
    sides: Mapping[str, Sequence[Summed | None]]


class _Side(NamedTuple):
    """What a row writes of one side."""

    answers: dict[str, str]
    facts: dict[str, str]
    report: StoredReport | None
    drops_report: bool
    changes: list[Change]

    @property
    def writes(self) -> bool:
        return bool(self.answers or self.facts or self.report or self.drops_report)


def invalid(
    position: int, line: Line, match: Match, faults: list[Told] | tuple[Told, ...]
) -> Decided:
    """A row that cannot be taken."""
    staged = Staged(
        position,
        line.sheet,
        line.line,
        match.code,
        match.name,
        RowOutcome.INVALID,
        match.standing.id if match.standing else None,
        faults=faults,
        warnings=match.warnings,
    )
    return Decided(staged, {})


def twice(staged: Staged, message: str) -> Staged:
    """A row of a school that the file names more than once."""
    fault = ("", "school-twice", message)
    return staged._replace(
        outcome=RowOutcome.INVALID,
        before=None,
        after=None,
        changes=(),
        faults=[*staged.faults, fault],
    )


def decide(  # noqa: PLR0913, PLR0917 - all that a decision rests on
    position: int, line: Line, match: Match, columns: Columns, judge: Judge, held: Sides
) -> Decided:
    """What becomes of a row whose school is known."""
    standing = match.standing
    assert standing is not None
    read = said(line, columns, judge)
    if read.faults:
        return invalid(position, line, match, read.faults)
    stored = {side: held.get((standing.id, side), NOTHING) for side in SIDES}
    sides = {
        side: _side(side, read.sides[side], stored[side], columns.sides[side], line)
        for side in SIDES
    }
    changed = any(one.writes for one in sides.values())
    outcome = _outcome(standing, changed=changed)
    scored = {} if outcome is RowOutcome.LOCKED else _scored(judge, standing, read, stored)
    warnings = [*match.warnings, *read.warnings]
    if scored:
        warnings += _odd(line, columns, read, stored, scored)
    if outcome is RowOutcome.LOCKED:
        warnings.append(("", "locked", _locked(standing)))
    writes = outcome in {RowOutcome.NEW, RowOutcome.CHANGED}
    changes = [change for one in sides.values() for change in one.changes]
    staged = Staged(
        position,
        line.sheet,
        line.line,
        match.code,
        match.name or standing.name,
        outcome,
        standing.id,
        _before(standing, stored, sides, scored) if writes else None,
        _after(standing, stored, sides, scored) if writes else None,
        changes if outcome in {RowOutcome.CHANGED, RowOutcome.LOCKED} else (),
        (),
        warnings,
        standing.chain_length,
        standing.chain_head,
    )
    return Decided(
        staged, {side: (_told(one.before), _told(one.after)) for side, one in scored.items()}
    )


def _outcome(standing: Standing, *, changed: bool) -> RowOutcome:
    if not changed:
        return RowOutcome.UNCHANGED
    if not standing.writable:
        return RowOutcome.LOCKED
    return RowOutcome.CHANGED if standing.again else RowOutcome.NEW


def _side(side: str, said_: SideSaid, stored: Stored, columns: SideColumns, line: Line) -> _Side:
    if not stored.answers and not stored.facts:  # most rows of a first import
        answers = {code: one.text for code, one in said_.answers.items()}
        facts = {code: one.text for code, one in said_.facts.items()}
    else:
        answers = {
            code: one.text
            for code, one in said_.answers.items()
            if stored.answers.get(code) != one.text
        }
        facts = {
            code: one.text
            for code, one in said_.facts.items()
            if stored.facts.get(code) != one.text
        }
    report = _report(said_, stored)
    drops = stored.report is not None and bool(answers)
    changes = _changes(side, answers, facts, stored, columns, line)
    if report is not None:
        changes.append(("", f"{_TITLES[side]} (như in)", _printed(stored.report), _printed(report)))
    return _Side(answers, facts, report, drops, changes)


def _report(said_: SideSaid, stored: Stored) -> StoredReport | None:
    """A result printed without points, unless it is what stands there, or points do."""
    if not said_.reports or not said_.prints:
        return None
    if any(one is not None for one in stored.answers.values()):
        return None
    old = stored.report or StoredReport({}, {}, None)
    groups = {code: one.text for code, one in said_.groups.items()}
    criteria = {code: one.text for code, one in said_.criteria.items()}
    level = old.level if said_.level is None else int(said_.level.text)
    new = StoredReport(old.groups | groups, old.criteria | criteria, level)
    return None if new == stored.report else new


def _changes(  # noqa: PLR0913, PLR0917 - what is compared with what, and where it stands
    side: str,
    answers: Mapping[str, str],
    facts: Mapping[str, str],
    stored: Stored,
    columns: SideColumns,
    line: Line,
) -> list[Change]:
    if not stored.answers and not stored.facts:
        return []
    found: list[Change] = []
    for place in columns.items:
        if place.code in answers:
            before = shown(stored.answers.get(place.code))
            after = shown(answers[place.code])
            title = f"{_TITLES[side]} {place.code}"
            found.append((f"{place.letter}{line.line}", title, before, after))
    for place in columns.facts:
        if place.code in facts:
            before, after = shown(stored.facts.get(place.code)), shown(facts[place.code])
            title = f"{_TITLES[side]}: {place.title}"
            found.append((f"{place.letter}{line.line}", title, before, after))
    return found


def _printed(report: StoredReport | None) -> str:
    if report is None:
        return ""
    parts = [f"nhóm {code}: {shown(text)}" for code, text in sorted(report.groups.items())]
    parts += [f"{code}: {shown(text)}" for code, text in sorted(report.criteria.items())]
    if report.level is not None:
        parts.append(f"mức {report.level}")
    return "; ".join(parts)


def _scored(
    judge: Judge, standing: Standing, read: Said, stored: Mapping[str, Stored]
) -> dict[str, Scored]:
    profile = Profile(standing.kind, standing.school_levels)
    return {side: _score(judge.edition, profile, read.sides[side], stored[side]) for side in SIDES}


def _score(edition: Edition, profile: Profile, said_: SideSaid, stored: Stored) -> Scored:
    awards = {code: one.value for code, one in said_.answers.items()}
    facts = {code: one.value for code, one in said_.facts.items()}
    if not stored.answers and not stored.facts:
        return Scored(None, _sheet(edition, profile, awards, facts))
    old: dict[str, Award] = {
        code: Verdict(text) if text in VERDICTS else Decimal(text)
        for code, text in stored.answers.items()
        if text is not None
    }
    known: dict[str, FactValue] = {
        code: fact_value(edition, code, text)
        for code, text in stored.facts.items()
        if text is not None
    }
    before = _sheet(edition, profile, old, known)
    now, told = {**old, **awards}, {**known, **facts}
    if now == old and told == known:
        return Scored(before, before)
    return Scored(before, _sheet(edition, profile, now, told))


def _sheet(
    edition: Edition,
    profile: Profile,
    awards: Mapping[str, Award | FactValue],
    facts: Mapping[str, FactValue],
) -> Sheet | None:
    if not awards and not facts:
        return None
    try:
        return score(edition, Answers(profile, awards, facts))  # type: ignore[arg-type]  # as judged
    except AnswersRefused:  # a kind or cấp học that the edition does not know
        return None


def _odd(
    line: Line,
    columns: Columns,
    read: Said,
    stored: Mapping[str, Stored],
    scored: Mapping[str, Scored],
) -> Iterator[Told]:
    for side in SIDES:
        said_, at = read.sides[side], columns.sides[side]
        sheet = scored[side].after
        if sheet is not None:
            yield from checking.of_findings(sheet, at, line.line)
            yield from checking.of_printed(side, sheet, said_, at, line.line)
        yield from checking.of_empty(said_, stored[side], at, line.line)
    own, external = scored["self"].after, scored["external"].after
    if own is not None and external is not None:
        yield from checking.of_distance(own, external, columns.sides["external"], line.line)
    elif external is not None:
        message = (
            "Có điểm đánh giá ngoài mà không có điểm tự đánh giá. Hãy kiểm tra xem các cột có đúng "
            "bên không."
        )
        yield "", "external-without-self", message


def _before(
    standing: Standing,
    stored: Mapping[str, Stored],
    sides: Mapping[str, _Side],
    scored: Mapping[str, Scored],
) -> dict[str, object]:
    """What undoing puts back: only what stood where this row writes ("": cleared)."""
    answers, facts, reports = {}, {}, {}
    for side, one in sides.items():
        held = stored[side]
        answers[side] = {c: held.answers[c] or "" for c in one.answers if c in held.answers}
        facts[side] = {c: held.facts[c] or "" for c in one.facts if c in held.facts}
        if held.report is not None and (one.report is not None or one.drops_report):
            reports[side] = held.report._asdict()
    return {
        "answers": {side: rows for side, rows in answers.items() if rows},
        "facts": {side: rows for side, rows in facts.items() if rows},
        "reported": reports,
        "dossier": {
            "state": standing.state,
            "origin": standing.origin,
            "waived": list(standing.waived),
            "self_level": standing.self_level,
        },
        "sheet": {side: _told(one.before) for side, one in scored.items() if one.before},
    }


def _after(
    standing: Standing,
    stored: Mapping[str, Stored],
    sides: Mapping[str, _Side],
    scored: Mapping[str, Scored],
) -> dict[str, object]:
    external = sides["external"]
    state = DossierState(standing.state) if standing.again else DossierState.SUBMITTED
    if external.answers or external.facts:
        state = DossierState.ASSESSING
    reported = {side: one.report._asdict() for side, one in sides.items() if one.report}
    dropped = {side: "" for side, one in sides.items() if one.drops_report}
    left = any(stored[side].report for side in SIDES if side not in dropped)
    sheet = scored["self"].after
    return {
        "answers": {side: one.answers for side, one in sides.items() if one.answers},
        "facts": {side: one.facts for side, one in sides.items() if one.facts},
        "reported": reported,
        "dropped": dropped,
        "dossier": {
            "state": state.value,
            "origin": Origin.IMPORT.value,
            "waived": [*WAIVED, *([ITEMS] if reported or left else [])],
            "self_level": sheet.level if sheet else None,
        },
        "sheet": {side: _told(one.after) for side, one in scored.items() if one.after},
    }


def _told(sheet: Sheet | None) -> Summed | None:
    """For who reads the row."""
    if sheet is None:
        return None
    totals = {one.code: plain(one.total) for one in sheet.groups if one.max is not None}
    return {"level": sheet.level, "groups": totals}


def _locked(standing: Standing) -> str:
    if standing.state in STATES:
        why = f"Hồ sơ {STATES[DossierState(standing.state)]}"
    else:
        why = "Đã có người làm việc với hồ sơ này"
    return f"{why}, nên chỉ so sánh chứ không ghi. Muốn sửa, hãy sửa trong hồ sơ."
