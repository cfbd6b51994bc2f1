"""A dossier's year as people follow it: what is done, where it stands, who must do what next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.dossiers.models import DossierState
from app.dossiers.schemas import StateChangeOut

S = DossierState


class Stage(NamedTuple):
    """One stage of the year. `place` is passed, now or ahead; `at` when it was passed."""

    title: str
    who: str
    place: str
    at: datetime | None


class Year(NamedTuple):
    """All stages, and the sentence that says what comes next and whose turn it is."""

    stages: tuple[Stage, ...]
    turn: str


_SCHOOL, _ASSESSING, _RECOGNISING = "school", "assessing", "recognising"
STAGES = (
    ("Tự đánh giá", _SCHOOL),
    ("Ký và nộp", _SCHOOL),
    ("Tiếp nhận", _ASSESSING),
    ("Đánh giá ngoài", _ASSESSING),
    ("Công nhận", _RECOGNISING),
    ("Công bố", _RECOGNISING),
)
STANDS: Mapping[DossierState, int] = {
    S.DRAFTING: 0,
    S.AWAITING_SIGNATURE: 1,
    S.SUBMITTED: 2,
    S.RECEIVED: 3,
    S.ASSESSING: 3,
    S.RETURNED: 3,
    S.ASSESSED: 4,
    S.OBJECTED: 3,
    S.RECOGNISED: 5,
    S.PUBLISHED: 6,
}
TURNS: Mapping[DossierState, str] = {
    S.DRAFTING: "Nhà trường trả lời từng tiêu chí, gắn minh chứng, viết báo cáo rồi chốt hồ sơ.",
    S.AWAITING_SIGNATURE: "Nhà trường in báo cáo, ký, đóng dấu, gửi bản đã ký lên; "
    "người đứng đầu nộp hồ sơ.",
    S.SUBMITTED: "{assessing} tiếp nhận hồ sơ, hoặc trả lại kèm lý do.",
    S.RECEIVED: "{assessing} bắt đầu đánh giá ngoài.",
    S.ASSESSING: "Đoàn đánh giá của {assessing} cho điểm từng tiêu chí; trưởng đoàn kết luận.",
    S.RETURNED: "Nhà trường bổ sung các tiêu chí được trả lại rồi chốt để nộp lại.",
    S.ASSESSED: "{recognising} ra quyết định công nhận. "
    "Nếu không đồng ý, nhà trường giải trình trước khi có quyết định.",
    S.OBJECTED: "Đoàn đánh giá trả lời giải trình; lãnh đạo {assessing} quyết định.",
    S.RECOGNISED: "{recognising} công bố kết quả.",
    S.PUBLISHED: "Mọi việc của năm học này đã xong.",
}


def year_of(
    state: DossierState, changes: Sequence[StateChangeOut], names: Mapping[str, str]
) -> Year:
    """The year of a dossier in that state. `names`: of the school and the two bodies above."""
    now = STANDS[state]
    stages = tuple(
        Stage(title, names[who], _place(number, now), _passed(number, changes, now))
        for number, (title, who) in enumerate(STAGES)
    )
    turn = TURNS[state].format(**names)
    return Year(stages, turn[:1].upper() + turn[1:])


def _place(number: int, now: int) -> str:
    if number == now:
        return "now"
    return "passed" if number < now else "ahead"


def _passed(number: int, changes: Sequence[StateChangeOut], now: int) -> datetime | None:
    if number >= now:
        return None
    moments = [one.at for one in changes if STANDS[one.before] <= number < STANDS[one.after]]
    return moments[-1] if moments else None
