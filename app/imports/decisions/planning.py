"""A list of decisions judged by the guards of `app.recognition`: each is whole or not at all."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app import clock
from app.accounts.actor import Actor
from app.audit.chain import Who
from app.bodies.load.words import squeezed
from app.dossiers.models import Origin
from app.imports import kinds
from app.imports.decisions.known import Known, line_of, read_known
from app.imports.decisions.reading import Printed, numbered, printed, told
from app.imports.decisions.vocabulary import TITLES
from app.imports.errors import ImportRefused
from app.imports.given import Given, Told, by_role, codes_meant, the_one
from app.imports.kept import actor_of, fingerprint_of, in_chunks, tally
from app.imports.models import ImportBatch, RowOutcome
from app.imports.shapes import Layout, Line, Staged
from app.recognition import guards
from app.recognition.guards import GivenLine, of_decision, of_lines
from app.recognition.service import number_key
from app.storage.database import Database


@dataclass(slots=True)
class _Row:
    """A row on its way through."""

    given: Given
    printed: Printed | None
    dossier: str | None = None
    same: bool = False
    faults: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)


class DecisionsPlanning:
    """One dry run. Rows of one decision are judged together, so all are taken first."""

    def __init__(self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]) -> None:
        self._database, self._batch = database, batch
        self._read = by_role(layouts)
        self._counts: dict[str, int] = {}
        self._fingerprint = ""

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Every row, once all were read."""
        at = clock.now()
        rows = [self._begun(line) for line in lines]
        with self._database.reading() as session:
            actor = person(session, Who(self._batch.account_id, at))
            codes = {code for row in rows for code in codes_meant(row.given)}
            keys = {row.printed.key for row in rows if row.printed}
            known = read_known(session, self._batch, codes, keys)
            _judge(rows, known, self._batch, actor, at)
        staged = [_staged(number, row, known) for number, row in enumerate(rows)]
        effect = [[one.thing_id, one.after, one.seen_head] for one in staged if one.after]
        self._fingerprint = fingerprint_of(effect)
        decisions = {row.printed.key for row in rows if row.printed and not row.faults}
        self._counts = {**tally(staged), "decisions": len(decisions)}
        yield from in_chunks(staged)

    def ended(self) -> kinds.Planned:
        """How many rows do what, of how many decisions."""
        return kinds.Planned(self._counts, (), self._fingerprint)

    def _begun(self, line: Line) -> _Row:
        given = self._read(line)
        if given.faults:
            return _Row(given, None, faults=given.faults)
        found, faults = printed(given, self._batch.options)
        return _Row(given, found, faults=faults)


def person(session: Session, who: Who) -> Actor:
    """On whose account decisions are recorded. Raises ImportRefused for the server's shell."""
    found = actor_of(session, who)
    if found is None:
        raise ImportRefused(
            "Quyết định công nhận được ghi trên tài khoản của lãnh đạo đơn vị ban hành. "
            "Hãy nhập bằng tài khoản đó."
        )
    return found


def _judge(
    rows: Sequence[_Row], known: Known, batch: ImportBatch, actor: Actor, at: datetime
) -> None:
    for row in rows:
        _mean(row, known)
    groups: dict[tuple[object, ...], list[_Row]] = {}
    for row in rows:
        if row.printed is not None:
            groups.setdefault(row.printed.key, []).append(row)
    half = {_number(row, batch) for row in rows if row.printed is None}
    seen: dict[str, Printed] = {}
    days: dict[tuple[str, int], Printed] = {}
    for group in groups.values():
        _alike(group, days)
        _once(group, seen)
        if not _recorded(group, known):
            _ask(group, known, batch, actor, at)
        _whole(group, half)


def _mean(row: _Row, known: Known) -> None:
    """Which dossier the row's code means."""
    found = the_one(row.given, known.by_code, "trong số hồ sơ của đợt mà đơn vị công nhận")
    row.dossier = found.thing
    row.faults += [found.fault] if found.fault else []
    row.warnings += [found.warning] if found.warning else []
    if found.thing is None:
        return
    name, called = row.given.text("name"), known.found.dossiers[found.thing].body_name
    if name and squeezed(name) != squeezed(called):
        message = f"Mã này là của “{called}”, tệp ghi “{name}”. Hãy kiểm tra lại mã."
        row.warnings.append((row.given.cell("name"), "other-name", message))


def _alike(group: Sequence[_Row], days: dict[tuple[str, int], Printed]) -> None:
    """Rows of one decision have one signer; one number has one day in a year."""
    first = group[0].printed
    assert first is not None
    other = days.setdefault((first.key[0], first.signed_on.year), first)
    for row in group:
        assert row.printed is not None
        if squeezed(row.printed.signer) != squeezed(first.signer):
            message = f"Cùng số {first.number} nhưng dòng khác ghi người ký “{first.signer}”."
            row.faults.append((row.given.cell("signer"), "other-signer", message))
        if other is not first:
            day = other.signed_on.strftime("%d/%m/%Y")
            message = f"Số {first.number} đã được dùng cho quyết định ký ngày {day} trong tệp này."
            row.faults.append((row.given.cell("signed_on"), "other-day", message))


def _once(group: Sequence[_Row], seen: dict[str, Printed]) -> None:
    """A dossier is recognised once."""
    for row in group:
        if row.dossier is None:
            continue
        assert row.printed is not None
        before = seen.setdefault(row.dossier, row.printed)
        if before is not row.printed:
            message = f"Trường này đã có ở một dòng khác (Quyết định số {before.number})."
            row.faults.append((row.given.cell("code"), "twice", f"{message} Hãy bỏ một dòng."))


def _recorded(group: Sequence[_Row], known: Known) -> bool:
    """Whether the number is recorded already; then its rows change nothing, or are refused."""
    first = group[0].printed
    assert first is not None
    decision = known.numbers.get((first.signed_on.year, first.key[0]))
    if decision is None:
        return False
    for row in group:
        assert row.printed is not None
        line = line_of(known, row.dossier or "", decision)
        row.same = (
            line is not None
            and line.level == row.printed.level
            and decision.signed_on == first.signed_on
        )
        if not row.same and not row.faults:
            day = decision.signed_on.strftime("%d/%m/%Y")
            message = (
                f"Quyết định số {decision.number} ký ngày {day} đã được ghi nhận, khác với dòng "
                "này. Hãy kiểm tra số, ngày và mức; nếu có quyết định sửa đổi, hãy nhập số đó."
            )
            row.faults.append((row.given.cell("number"), "number-taken", message))
    return True


def _ask(
    group: Sequence[_Row], known: Known, batch: ImportBatch, actor: Actor, at: datetime
) -> None:
    """The guards of recognition, on the rows that mean a dossier."""
    rows = {row.dossier: row for row in group if row.dossier and not row.faults}
    first = group[0].printed
    if not rows or first is None:
        return
    given = decision_of(batch, first, {key: _level(row) for key, row in rows.items()})
    for reason in of_decision(given, None, at):
        for row in rows.values():
            row.faults.append((row.given.cell(reason.where), reason.code, reason.message))
    for reason in of_lines(actor, batch.body_id, given, known.found, None):
        row = rows[reason.where]
        cell = row.given.cell("level" if "level" in reason.code else "code")
        row.faults.append((cell, reason.code, reason.message))
    for key, row in rows.items():
        if known.found.waives(given, known.found.dossiers[key]):
            message = "Trường chưa được đánh giá ngoài ở đây; mức được ghi theo quyết định."
            row.warnings.append((row.given.cell("level"), "unassessed", message))


def _number(row: _Row, batch: ImportBatch) -> str:
    """The number of a row of which something else is missing."""
    return number_key(numbered(row.given.text("number") or told(batch.options, "number"))[0])


def _whole(group: Sequence[_Row], half: Collection[str]) -> None:
    """What is wrong with one row stops the decision: it is recorded whole or not at all.

    `half` are numbers of which a row could not even be read.
    """
    wrong = [row for row in group if row.faults]
    first = group[0].printed
    if not wrong and (first is None or first.key[0] not in half):
        return
    listed = ", ".join(str(row.given.line.line) for row in wrong[:5])
    listed = f" (dòng {listed}{'…' if len(wrong) > 5 else ''})" if wrong else ""  # noqa: PLR2004 - enough
    for row in group:
        if not row.faults and not row.same:
            message = (
                f"Quyết định này còn dòng cần sửa{listed} nên chưa ghi nhận được. "
                "Hãy sửa, hoặc bỏ các dòng đó khỏi tệp."
            )
            row.faults.append((row.given.cell("number"), "not-whole", message))


def _level(row: _Row) -> int:
    assert row.printed is not None
    return row.printed.level


def decision_of(batch: ImportBatch, first: Printed, levels: Mapping[str, int]) -> guards.Given:
    """The decision as `app.recognition` takes it."""
    lines = [GivenLine(dossier, level) for dossier, level in levels.items()]
    return guards.Given(
        str(batch.campaign_id), first.number, first.signed_on, first.signer, lines, Origin.IMPORT
    )


def _staged(position: int, row: _Row, known: Known) -> Staged:
    given, dossier = row.given, known.found.dossiers.get(row.dossier or "")
    outcome = RowOutcome.INVALID if row.faults else RowOutcome.NEW
    if row.same and not row.faults:
        outcome = RowOutcome.UNCHANGED
    new = outcome is RowOutcome.NEW
    return Staged(
        position,
        given.line.sheet,
        given.line.line,
        dossier.body_code if dossier else given.text("code")[:100],
        dossier.body_name if dossier else given.text("name")[:300],
        outcome,
        thing_id=row.dossier,
        after=_after(row) if new else None,
        changes=[
            (given.cell("level"), TITLES["level"], "", given.text("level")),
            (given.cell("number"), TITLES["number"], "", row.printed.number),
        ]
        if new and row.printed
        else [],
        faults=row.faults,
        warnings=row.warnings,
        seen_length=dossier.chain_length if dossier else 0,
        seen_head=dossier.chain_head if dossier else "",
    )


def _after(row: _Row) -> dict[str, object]:
    assert row.printed is not None
    return {**row.printed._asdict(), "signed_on": row.printed.signed_on.isoformat()}
