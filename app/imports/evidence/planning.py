"""A list of evidence judged: which piece of which dossier a row means, what it says of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app import clock
from app.accounts.actor import Actor
from app.attachments.drafts import MAX_PIECES, Draft, require_open
from app.audit.chain import Who
from app.bodies.load.words import squeezed
from app.dossiers.errors import DossierLocked
from app.imports import kinds
from app.imports.evidence import reading
from app.imports.evidence.places import Piece, Place, read_places
from app.imports.evidence.vocabulary import TITLES
from app.imports.given import Given, Told, by_role, codes_meant, the_one
from app.imports.kept import actor_of, fingerprint_of, in_chunks, tally
from app.imports.latest import by_codes, of_body
from app.imports.models import ImportBatch, RowOutcome
from app.imports.shapes import Layout, Line, Staged
from app.storage.database import Database
from app.storage.ids import new_id
from evidence.codes import next_free

ROLES = {"links": "target"} | {
    key: key
    for key in (
        "title",
        "status",
        "location",
        "holder",
        "note",
        "number",
        "issuer",
        "document_date",
    )
}


@dataclass(slots=True)
class _Row:
    """A row on its way through."""

    given: Given
    place: Place | None = None
    piece: Piece | None = None
    code: str = ""
    draft: Draft | None = None
    locked: str = ""
    faults: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)


class EvidencePlanning:
    """One dry run; all rows are taken first, since codes are given in the order of the file."""

    def __init__(self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]) -> None:
        self._database, self._batch = database, batch
        self._read = by_role(layouts)
        self._coded = any(one.role == "code" for layout in layouts for one in layout.columns)
        self._counts: dict[str, int] = {}
        self._fingerprint = ""

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Every row, once all were read."""
        given = [self._read(line) for line in lines]
        rows = [_Row(one, faults=one.faults) for one in given]
        at = clock.now()
        with self._database.reading() as session:
            actor = actor_of(session, Who(self._batch.account_id, at))
            self._judge(session, rows, actor)
        staged = [_staged(number, row) for number, row in enumerate(rows)]
        effect = [[one.code, one.after and one.after["draft"], one.seen_head] for one in staged]
        self._fingerprint = fingerprint_of(effect)
        dossiers = {row.place.dossier.id for row in rows if row.place}
        self._counts = {**tally(staged), "dossiers": len(dossiers)}
        yield from in_chunks(staged)

    def ended(self) -> kinds.Planned:
        """How many rows do what, in how many dossiers."""
        return kinds.Planned(self._counts, (), self._fingerprint)

    def _judge(self, session: Session, rows: Sequence[_Row], actor: Actor | None) -> None:
        batch = self._batch
        if self._coded:
            codes = {code for row in rows for code in codes_meant(row.given)}
            named = by_codes(session, batch.campaign_id, codes)
        else:
            named = of_body(session, batch.campaign_id, batch.body_id)
        places = read_places(session, batch, named, actor, clock.now())
        known: dict[str, dict[str, str]] = {}
        for key, place in places.items():
            known.setdefault(place.dossier.body_code, {})[key] = place.dossier.body_name
        only = next(iter(places), None)
        for row in rows:
            if self._coded:
                _mean(row, known, places)
            elif only is None:
                message = "Đơn vị này không có hồ sơ trong đợt. Hãy thêm cột Mã trường."
                row.faults.append(("", "no-dossier", message))
            else:
                row.place = places[only]
        taken: dict[tuple[str, str], int] = {}
        for row in rows:
            if row.place is not None:
                _judge(row, row.place, taken)


def _mean(row: _Row, known: Mapping[str, Mapping[str, str]], places: Mapping[str, Place]) -> None:
    found = the_one(row.given, known, "trong số hồ sơ của đợt mà bạn nhập được")
    row.faults += [found.fault] if found.fault else []
    row.warnings += [found.warning] if found.warning else []
    row.place = places.get(found.thing or "")
    name = row.given.text("name")
    if row.place is not None and name and squeezed(name) != squeezed(row.place.dossier.body_name):
        message = (
            f"Mã này là của “{row.place.dossier.body_name}”, tệp ghi “{name}”. Hãy kiểm tra lại mã."
        )
        row.warnings.append((row.given.cell("name"), "other-name", message))


def _judge(row: _Row, place: Place, taken: dict[tuple[str, str], int]) -> None:
    given, edition = row.given, place.edition
    row.code, wrong = reading.evidence_code(given, edition)
    served = reading.targets(given, edition)
    told, faults = reading.said(given, served.links)
    row.faults += [*wrong, *served.faults, *faults]
    row.warnings += served.warnings
    row.piece = _piece(row, place, told)
    if row.faults:
        return
    if row.piece is None:
        _new(row, place, told)
    elif row.piece.removed:
        message = f"Mã {row.code} là của một minh chứng đã gỡ. Hãy chọn số khác."
        row.faults.append((given.cell("evidence"), "evidence-code-taken", message))
    else:
        row.code = row.piece.code
        row.draft = reading.changed(row.piece.draft, told)
        row.warnings += reading.hidden(given, row.piece.draft, list(reading.LONGEST))
    _once(row, place, taken)
    _open(row, place)


def _piece(row: _Row, place: Place, told: Mapping[str, Any]) -> Piece | None:
    """The piece of that code; without a code that of the same title and first criterion."""
    if row.code:
        return place.pieces.get(row.code)
    links = told.get("links", ())
    for one in place.pieces.values():
        same = not one.removed and squeezed(one.draft.title) == squeezed(told.get("title", ""))
        if same and (not links or links[0] in one.draft.links):
            return one
    return None


def _new(row: _Row, place: Place, told: Mapping[str, Any]) -> None:
    given = row.given
    if not told.get("title"):
        message = "Minh chứng mới chưa có tên. Hãy ghi tên, hoặc bỏ dòng này."
        row.faults.append((given.cell("title"), "missing", message))
    elif not row.code and not told.get("links"):
        message = "Hãy ghi mã minh chứng, hoặc ghi tiêu chí để được cấp mã."
        row.faults.append((given.cell("evidence"), "evidence-code-missing", message))
    elif len(place.pieces) >= MAX_PIECES:
        message = (
            f"Hồ sơ đã có {MAX_PIECES} minh chứng, không nhận thêm được. Hãy bỏ dòng này khỏi tệp."
        )
        row.faults.append((given.cell("evidence"), "evidence-too-many", message))
    if row.faults:
        return
    row.code = row.code or next_free(told["links"][0], place.pieces)
    row.draft = reading.fresh(told, row.code, place.edition)


def _once(row: _Row, place: Place, taken: dict[tuple[str, str], int]) -> None:
    """A code stands in one row of a dossier's list."""
    if row.faults:
        return
    line = row.given.line.line
    before = taken.setdefault((place.dossier.id, row.code), line)
    if before != line:
        message = (
            f"Mã {row.code} đã có ở dòng {before}. Mỗi minh chứng ghi một dòng, các tiêu chí "
            "cách nhau bằng dấu phẩy."
        )
        row.faults.append((row.given.cell("evidence"), "twice", message))
    elif row.piece is None and row.draft is not None:
        place.pieces[row.code] = Piece(new_id(), row.code, row.draft, 0, False, removed=False)  # noqa: FBT003
        row.piece = place.pieces[row.code]


def _open(row: _Row, place: Place) -> None:
    if row.faults or row.draft is None or row.piece is None or not _writes(row):
        return
    before = row.piece.draft if row.piece.version else None
    try:
        require_open(place.edition, place.openness, before, row.draft)
    except DossierLocked as error:
        row.locked = error.detail
        row.warnings.append(("", "locked", error.detail))


def _writes(row: _Row) -> bool:
    assert row.piece is not None
    return not row.piece.version or row.piece.draft != row.draft


def _staged(position: int, row: _Row) -> Staged:
    given, place, piece = row.given, row.place, row.piece
    base = (position, given.line.sheet, given.line.line)
    if row.faults or place is None or piece is None or row.draft is None:
        code = row.code or given.text("evidence")[:100]
        name = given.text("title")[:300]
        return Staged(*base, code, name, RowOutcome.INVALID, None, faults=row.faults,
                      warnings=row.warnings)  # fmt: skip
    old = piece.draft if piece.version else None
    outcome = _outcome(row)
    writes = outcome in {RowOutcome.NEW, RowOutcome.CHANGED}
    return Staged(
        *base,
        row.code,
        f"{row.draft.title} ({place.dossier.body_name})"[:300],
        outcome,
        thing_id=piece.id,
        before=_before(piece) if writes and old else None,
        after=_after(place, row) if writes else None,
        changes=_changes(given, old, row.draft) if outcome is not RowOutcome.UNCHANGED else (),
        warnings=row.warnings,
        seen_length=place.dossier.chain_length,
        seen_head=place.dossier.chain_head,
    )


def _outcome(row: _Row) -> RowOutcome:
    assert row.piece is not None
    if not _writes(row):
        return RowOutcome.UNCHANGED
    if row.locked:
        return RowOutcome.LOCKED
    return RowOutcome.CHANGED if row.piece.version else RowOutcome.NEW


def _before(piece: Piece) -> dict[str, object]:
    return {
        "draft": reading.plain(piece.draft),
        "version": piece.version,
        "unconfirmed": piece.unconfirmed,
    }


def _after(place: Place, row: _Row) -> dict[str, object]:
    assert row.draft is not None
    assert row.piece is not None
    return {
        "dossier": place.dossier.id,
        "own": place.own,
        "draft": reading.plain(row.draft),
        "version": row.piece.version + 1,
    }


def _changes(given: Given, old: Draft | None, new: Draft) -> list[tuple[str, str, str, str]]:
    return [
        (given.cell(role), TITLES[role], reading.shown(old, key), reading.shown(new, key))
        for key, role in ROLES.items()
        if reading.shown(old, key) != reading.shown(new, key)
    ]
