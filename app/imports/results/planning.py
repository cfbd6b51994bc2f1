"""The dry run of a table of results: lines in, decided rows out, nothing written.

Rows are decided while lines still come in, and wait in a temporary file, not in memory: a school
that stands twice in the file makes both of its rows invalid, which only the end of the file shows.
What the database holds is read once, and for each chunk the answers of those schools that have any:
three statements.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlmodel import Session

from app.campaigns import queries as campaigns
from app.campaigns.models import CampaignState
from app.clock import day_of, now
from app.errors import Reason
from app.imports.errors import ImportRefused
from app.imports.kinds import Planned
from app.imports.models import ImportBatch
from app.imports.results.columns import columns_of
from app.imports.results.deciding import Decided, decide, invalid, twice
from app.imports.results.judging import Judge
from app.imports.results.matching import Match, Matcher
from app.imports.results.standing import Standing, by_code, known_codes, reach, standings
from app.imports.results.stored import Sides, stored
from app.imports.results.tally import Tally
from app.imports.shapes import Fault, Layout, Line, Staged
from app.index.service import edition
from app.storage.database import Database

CHUNK = 1_000
"""Lines that are decided together."""


class ResultsPlanning:
    """One dry run."""

    def __init__(self, database: Database, batch: ImportBatch, layouts: Sequence[Layout]) -> None:
        self._database = database
        self._columns = columns_of(layouts)
        self._layouts = layouts
        self._tally = Tally()
        self._lines: dict[str, list[str]] = {}
        with database.reading() as session:
            self._ground(session, batch)

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Chunks of staged rows, once all lines were seen."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
            position, coming = 0, iter(lines)
            while chunk := list(islice(coming, CHUNK)):
                for decided in self._chunk(position, chunk):
                    self._meet(decided.staged)
                    waiting.write(json.dumps(decided, ensure_ascii=False) + "\n")
                position += len(chunk)
            waiting.seek(0)
            while texts := list(islice(waiting, CHUNK)):
                yield [self._last(json.loads(text)) for text in texts]

    def ended(self) -> Planned:
        """The sums, and what there is to say of the file."""
        warnings = [
            Fault(one.sheet, "", "another-edition", _OTHER_EDITION)
            for one in self._layouts
            if one.edition and one.edition not in self._editions
        ]
        return Planned(self._tally.counts(), warnings, self._tally.fingerprint())

    def _ground(self, session: Session, batch: ImportBatch) -> None:
        if batch.campaign_id is None:
            message = "Hãy chọn đợt đánh giá mà kết quả thuộc về."
            raise ImportRefused(reasons=(Reason("campaign_id", "campaign-missing", message),))
        campaign = campaigns.campaign(session, batch.campaign_id)
        if campaign.state != CampaignState.OPEN:
            message = "Đợt đánh giá đã đóng hoặc chưa mở nên không nhập kết quả được."
            raise ImportRefused(reasons=(Reason("campaign_id", "campaign-not-open", message),))
        found = standings(session, campaign.id)
        today = day_of(now())
        around = reach(session, batch.account_id, batch.body_id, today)
        self._matcher = Matcher(
            by_code(found, around), around, known_codes(session, batch.body_id, today)
        )
        pinned = {(one.edition_sha256, one.overlay_sha256) for one in found}
        self._judges = {key: Judge(edition(session, *key)) for key in pinned}
        self._editions = {sha256 for sha256, _ in pinned}

    def _meet(self, staged: Staged) -> None:
        if staged.thing_id is not None:
            here = f"{staged.sheet}!{staged.line}"
            self._lines.setdefault(staged.thing_id, []).append(here)

    def _last(self, kept: Sequence[Any]) -> Staged:
        """A row as it waited, once it is known which others name its school."""
        staged = Staged(*kept[0])
        staged = staged._replace(
            changes=[_four(one) for one in staged.changes],
            faults=[_three(one) for one in staged.faults],
            warnings=[_three(one) for one in staged.warnings],
        )
        decided = Decided(staged, kept[1])
        named = self._lines.get(staged.thing_id or "", ())
        if len(named) > 1:
            others = [one for one in named if one != f"{staged.sheet}!{staged.line}"]
            message = (
                f"{staged.name} có mặt nhiều lần trong tệp: xem dòng {', '.join(others[:5])}. "
                "Hãy giữ một dòng."
            )
            decided = Decided(twice(staged, message), {})
        self._tally.add(decided)
        return decided.staged

    def _chunk(self, position: int, lines: Sequence[Line]) -> Iterator[Decided]:
        matches = [self._matcher.match(line, self._columns[line.sheet]) for line in lines]
        wanted = {one.standing.id for one in matches if one.standing and _may_hold(one.standing)}
        with self._database.reading() as session:
            held = stored(session, wanted)
        for number, (line, match) in enumerate(zip(lines, matches, strict=True), position):
            yield self._decide(number, line, match, held)

    def _decide(self, position: int, line: Line, match: Match, held: Sides) -> Decided:
        columns = self._columns[line.sheet]
        standing = match.standing
        if standing is None:
            faults = [*match.faults, *((one.cell, one.code, one.message) for one in line.faults)]
            return invalid(position, line, match, faults)
        judge = self._judges[standing.edition_sha256, standing.overlay_sha256]
        return decide(position, line, match, columns, judge, held)


def _three(one: Sequence[str]) -> tuple[str, str, str]:
    return one[0], one[1], one[2]


def _four(one: Sequence[str]) -> tuple[str, str, str, str]:
    return one[0], one[1], one[2], one[3]


def _may_hold(standing: Standing) -> bool:
    """Whether anything may be stored of it; a fresh dossier has nothing."""
    return standing.holds_answers or standing.again


_OTHER_EDITION = (
    "Tệp được lập theo một bộ chỉ số khác với bộ của đợt này. Các cột vẫn được hiểu theo mã tiêu "
    "chí của đợt; hãy kiểm tra trước khi xác nhận."
)
