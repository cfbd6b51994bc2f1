"""What must be true before a decision counts: every dossier that does not fit is named at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.accounts.actor import Actor
from app.clock import day_of
from app.dossiers.models import Dossier, DossierState, Origin, Snapshot
from app.dossiers.transitions import STATE_TITLES
from app.errors import Reason
from app.policy import Act
from app.policy.many import Lines
from app.recognition.models import DecisionLine, RecognitionDecision

RECOGNISED = frozenset({DossierState.RECOGNISED, DossierState.PUBLISHED})
UNASSESSED = frozenset({DossierState.SUBMITTED, DossierState.RECEIVED, DossierState.ASSESSING})
"""From these an imported decision recognises an imported dossier, its external side waived."""
MAX_NUMBER, MAX_SIGNER = 50, 200
MAX_LINES = 5_000
"""More dossiers than a province has."""


class GivenLine(NamedTuple):
    """One dossier of a decision; `level`, when stated, must be that of its external snapshot.

    Where that is waived, `level` is what the decision prints, and must be stated.
    """

    dossier_id: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A signed decision as it is handed in, or (`origin` import) as it was issued elsewhere."""

    campaign_id: str
    number: str
    signed_on: date
    signer: str
    lines: Sequence[GivenLine]
    origin: Origin = Origin.TYPED


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds about the dossiers of a decision; their rows are held."""

    dossiers: Mapping[str, Dossier]
    snapshots: Mapping[str, Snapshot]
    in_force: Mapping[str, DecisionLine]
    newer: frozenset[str]
    lines: Lines
    levels: Mapping[str, Collection[int]]
    """Edition to the levels it has."""

    def waives(self, given: Given, dossier: Dossier) -> bool:
        """Whether the line needs no external snapshot: an imported one of an imported dossier."""
        imported = given.origin == Origin.IMPORT and dossier.origin == Origin.IMPORT
        return imported and dossier.id not in self.snapshots

    def level(self, given: Given, line: GivenLine) -> int:
        """The level of the external sheet, or as printed: the guards have made sure of either."""
        dossier = self.dossiers[line.dossier_id]
        found = line.level if self.waives(given, dossier) else dossier.external_level
        assert found is not None
        return found


def of_decision(
    given: Given, earlier: RecognitionDecision | None, at: datetime
) -> Iterator[Reason]:
    """What is wrong with the decision itself, or with its amending an earlier one."""
    if len(given.number) > MAX_NUMBER or len(given.signer) > MAX_SIGNER:
        message = f"Số quyết định không quá {MAX_NUMBER} ký tự, người ký không quá {MAX_SIGNER}."
        yield Reason("number", "too-long", message)
    if not given.number.strip():
        yield Reason("number", "number-missing", "Phải ghi số quyết định.")
    if not given.signer.strip():
        yield Reason("signer", "signer-missing", "Phải ghi người ký.")
    if given.signed_on > day_of(at):
        yield Reason("signed_on", "day-ahead", "Ngày ký không thể sau hôm nay.")
    if not given.lines:
        yield Reason("lines", "nothing-named", "Hãy chọn ít nhất một hồ sơ.")
    if len(given.lines) > MAX_LINES:
        message = f"Một quyết định ghi không quá {MAX_LINES} hồ sơ."
        yield Reason("lines", "too-many", message)
    if earlier is not None and given.signed_on < earlier.signed_on:
        message = "Quyết định sửa đổi không thể ký trước quyết định được sửa đổi."
        yield Reason("signed_on", "before-amended", message)
    if earlier is not None and given.campaign_id != earlier.campaign_id:
        message = "Quyết định sửa đổi phải thuộc cùng đợt đánh giá."
        yield Reason("campaign_id", "other-campaign", message)


def of_lines(
    actor: Actor,
    body_id: str,
    given: Given,
    found: Found,
    earlier: RecognitionDecision | None,
) -> Iterator[Reason]:
    """What is wrong with each of its dossiers."""
    seen: set[str] = set()
    for line in given.lines:
        key = line.dossier_id
        if key in seen:
            yield Reason(key, "twice", "Hồ sơ có mặt hai lần trong quyết định.")
        seen.add(key)
        dossier = found.dossiers.get(key)
        if dossier is None or not found.lines.recognises(body_id, dossier):
            message = "Không có hồ sơ này trong số hồ sơ mà đơn vị công nhận."
            yield Reason(key, "unknown-dossier", message)
            continue
        name = dossier.body_name
        if dossier.campaign_id != given.campaign_id:
            yield Reason(key, "other-campaign", f"{name}: thuộc một đợt đánh giá khác.")
        if not found.lines.may(actor, Act.RECOGNISE, dossier):
            message = f"{name}: bạn không được công nhận hồ sơ của trường mình làm việc."
            yield Reason(key, "own-school", message)
        yield from _of_standing(line, dossier, found, given, earlier)


def _of_standing(
    line: GivenLine,
    dossier: Dossier,
    found: Found,
    given: Given,
    earlier: RecognitionDecision | None,
) -> Iterator[Reason]:
    key, name = line.dossier_id, dossier.body_name
    in_force = found.in_force.get(key)
    replaces = in_force is not None and earlier is not None and in_force.decision_id == earlier.id
    if in_force is not None and not replaces:
        yield Reason(key, "in-another", f"{name}: đang thuộc một quyết định khác còn hiệu lực.")
    elif dossier.state not in (RECOGNISED if replaces else _ready(given, dossier, found)):
        title = STATE_TITLES[DossierState(dossier.state)]
        message = f"{name}: hồ sơ đang ở trạng thái “{title}”, cần “đã đánh giá ngoài”."
        yield Reason(key, "not-assessed", message)
    if key in found.newer and (not replaces or dossier.superseded_at is not None):
        # One that is in force stays so while its correction is being written.
        yield Reason(key, "newer-revision", f"{name}: đã có bản mới hơn của hồ sơ.")
    if found.waives(given, dossier):
        yield from _of_printed(line, dossier, found)
        return
    snapshot = found.snapshots.get(key)
    if snapshot is None or dossier.external_level is None:
        yield Reason(key, "no-external-snapshot", f"{name}: chưa có kết quả đánh giá ngoài.")
    elif line.level is not None and line.level != dossier.external_level:
        message = (
            f"{name}: quyết định ghi mức {line.level}, "
            f"đánh giá ngoài kết luận mức {dossier.external_level}."
        )
        yield Reason(key, "other-level", message)


def _ready(given: Given, dossier: Dossier, found: Found) -> frozenset[DossierState]:
    """The states that a dossier is first recognised from."""
    return UNASSESSED if found.waives(given, dossier) else frozenset({DossierState.ASSESSED})


def _of_printed(line: GivenLine, dossier: Dossier, found: Found) -> Iterator[Reason]:
    name, levels = dossier.body_name, found.levels[dossier.edition_sha256]
    if line.level is None:
        message = f"{name}: hồ sơ chưa được đánh giá ngoài ở đây, phải ghi mức theo quyết định."
        yield Reason(dossier.id, "level-missing", message)
    elif line.level not in levels:
        message = f"{name}: bộ chỉ số không có mức {line.level}."
        yield Reason(dossier.id, "unknown-level", message)
