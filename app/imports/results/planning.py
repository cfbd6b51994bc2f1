"""The dry run of a table of results: lines in, decided rows out, nothing written.

Two passes, since a school that stands twice in the file makes both of its rows invalid: the lines
wait in a temporary file meanwhile, not in memory. What the database holds is read once, and for
each chunk the answers of those schools that have any: three statements.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO

from sqlmodel import Session

from app.campaigns import queries as campaigns
from app.campaigns.models import CampaignState
from app.clock import day_of, now
from app.errors import Reason
from app.imports.errors import ImportRefused
from app.imports.kinds import Planned
from app.imports.models import ImportBatch
from app.imports.results.columns import columns_of
from app.imports.results.deciding import Decided, decide, invalid
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
        with database.reading() as session:
            self._ground(session, batch)

    def rows(self, lines: Iterable[Line]) -> Iterator[Sequence[Staged]]:
        """Chunks of staged rows, once all lines were seen."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
            for line in lines:
                self._matcher.meet(line, self._columns[line.sheet])
                waiting.write(json.dumps(line, ensure_ascii=False) + "\n")
            waiting.seek(0)
            position, again = 0, _lines(waiting)
            while chunk := list(islice(again, CHUNK)):
                yield self._chunk(position, chunk)
                position += len(chunk)

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
        self._matcher = Matcher(by_code(found), around, known_codes(session, today))
        pinned = {(one.edition_sha256, one.overlay_sha256) for one in found}
        self._judges = {key: Judge(edition(session, *key)) for key in pinned}
        self._editions = {sha256 for sha256, _ in pinned}

    def _chunk(self, position: int, lines: Sequence[Line]) -> list[Staged]:
        matches = [self._matcher.match(line, self._columns[line.sheet]) for line in lines]
        wanted = {one.standing.id for one in matches if one.standing and _may_hold(one.standing)}
        with self._database.reading() as session:
            held = stored(session, wanted)
        decided = []
        for number, (line, match) in enumerate(zip(lines, matches, strict=True), position):
            one = self._decide(number, line, match, held)
            self._tally.add(one)
            decided.append(one.staged)
        return decided

    def _decide(self, position: int, line: Line, match: Match, held: Sides) -> Decided:
        columns = self._columns[line.sheet]
        standing = match.standing
        if standing is None:
            faults = [*match.faults, *((one.cell, one.code, one.message) for one in line.faults)]
            return invalid(position, line, match, faults)
        judge = self._judges[standing.edition_sha256, standing.overlay_sha256]
        return decide(position, line, match, columns, judge, held)


def _may_hold(standing: Standing) -> bool:
    """Whether anything may be stored of it; a fresh dossier has nothing."""
    return standing.holds_answers or standing.again


def _lines(waiting: IO[str]) -> Iterator[Line]:
    for text in waiting:
        sheet, line, values, faults = json.loads(text)
        yield Line(sheet, line, values, [Fault(*one) for one in faults])


_OTHER_EDITION = (
    "Tệp được lập theo một bộ chỉ số khác với bộ của đợt này. Các cột vẫn được hiểu theo mã tiêu "
    "chí của đợt; hãy kiểm tra trước khi xác nhận."
)
