"""What a school answers: facts, awards and words that fit how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from app.demo import names
from app.demo.schools import School
from app.dossiers.changes import AnswerChange, Changes, FactChange, TextChange
from criteria.edition import Edition, FactType
from scoring.answers import FactValue, Verdict

BEST = 10
"""Steps of how far a school has come, from 3 (hardly begun) to 10."""
_TEXTS = {
    "lms_name": "LMS Minh Họa",
    "live_teaching_name": "Lớp học trực tuyến Minh Họa",
    "room_test_name": "Kiểm tra Minh Họa",
    "management_name": "Quản trị trường học Minh Họa",
    "lms_origin": "rented",
}
_RANGES = {"class_size": (30, 45), "computers": (18, 46)}
_COMMENTS = (
    "Đã triển khai ở tất cả các khối lớp.",
    "Mới triển khai ở một số tổ chuyên môn, sẽ mở rộng trong năm học tới.",
    "Số liệu lấy từ phần mềm quản trị, đã được các tổ rà soát.",
    "Còn thiếu thiết bị ở điểm trường lẻ.",
)
_DIFFICULTIES = (
    "Đường truyền tại điểm trường lẻ chưa ổn định; kinh phí thuê phần mềm còn hạn hẹp.",
    "Nhân sự phụ trách công nghệ thông tin còn kiêm nhiệm.",
    "Một phần máy tính của phòng Tin học đã dùng trên sáu năm.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a school has come: `reach` of ten, and its own chance for the rest."""

    reach: int
    chance: Random


def standing(school: School, year: int) -> Standing:
    """The same for the same school and year; a school gets on a little from year to year."""
    chance = Random(f"{school.code}/{year}")  # noqa: S311 - samples, not secrets
    first = Random(school.code)  # noqa: S311 - the same
    return Standing(min(BEST, first.choice((3, 5, 6, 7, 7, 8, 8, 9)) + year), chance)


def whole(edition: Edition, school: School, year: str, come: Standing) -> Changes:
    """Every item answered, every fact and the whole report."""
    return Changes(
        list(awards(edition, come)), list(facts(edition, school, come)), list(texts(school, year))
    )


def some(edition: Edition, school: School, year: str, come: Standing) -> Changes:
    """What a school has on a day in the middle of its work."""
    every = whole(edition, school, year, come)
    half = len(every.answers) // 2
    return Changes(every.answers[:half], every.facts[:half], every.texts[:4])


def awards(edition: Edition, come: Standing) -> Iterator[AnswerChange]:
    """An award within the maximum, in the edition's steps, for every item."""
    for code, item in edition.items.items():
        comment = come.chance.choice(_COMMENTS) if come.chance.random() < 0.2 else None  # noqa: PLR2004 - one in five
        if item.max is None:
            met = come.reach > 3 or come.chance.random() < 0.5  # noqa: PLR2004 - most have them
            yield AnswerChange(code, 0, Verdict.MET if met else Verdict.UNMET, comment=comment)
        else:
            share = Decimal(min(BEST, max(0, come.reach + come.chance.randint(-2, 2)))) / BEST
            yield AnswerChange(code, 0, stepped(edition, item.max.value * share), comment=comment)


def stepped(edition: Edition, points: Decimal) -> Decimal:
    """The points in whole steps of the edition, never more than there were."""
    step = edition.score_step.value
    return points // step * step


def facts(edition: Edition, school: School, come: Standing) -> Iterator[FactChange]:
    """A value for every fact that the school's kind is asked for."""
    levels = edition.body_kinds[school.kind].school_levels
    teachers = come.chance.randint(18, 80)
    rooms = teachers // 2
    for code, fact in edition.facts.items():
        named = [level for level in edition.school_levels if code.endswith(f"_{level}")]
        if not named or named[0] in levels:
            yield FactChange(code, 0, _value(code, fact.type, come, teachers, rooms))


def _value(code: str, kind: FactType, come: Standing, teachers: int, rooms: int) -> FactValue:
    if kind is FactType.YES_NO:
        return True
    if kind not in {FactType.COUNT, FactType.NUMBER}:
        return _TEXTS.get(code, "Minh Họa")
    for beginning, (least, most) in _RANGES.items():
        if code.startswith(beginning):
            return Decimal(come.chance.randint(least, most))
    if code == "digital_materials":
        return Decimal(come.reach * come.chance.randint(4, 12))
    there = rooms if code.startswith("rooms") else teachers
    return Decimal(there if code.endswith("_total") else there * come.reach // BEST)


def texts(school: School, year: str) -> Iterator[TextChange]:
    """Narrative and header."""
    chance = Random(school.id)  # noqa: S311 - samples
    told = {
        "narrative.guidance_received": (
            f"Nhà trường đã phổ biến Quyết định 4725/QĐ-BGDĐT và kế hoạch chuyển đổi số năm học "
            f"{year} của cấp trên tới toàn thể cán bộ, giáo viên, nhân viên ({names.LABEL}).\n"
            "Các tổ chuyên môn đã rà soát nhiệm vụ theo từng tiêu chí."
        ),
        "narrative.guidance_issued": (
            "Ban hành kế hoạch và quy chế tổ chức dạy học trực tuyến.\n"
            f"Tổ chức {chance.randint(2, 5):02} buổi tập huấn cho giáo viên."
        ),
        "narrative.process": (
            f"Tổ tự đánh giá gồm {chance.randint(5, 9):02} thành viên; mỗi tiêu chí do một thành "
            "viên phụ trách, hội đồng trường thống nhất điểm."
        ),
        "narrative.remarks": "Dạy học số được triển khai tốt hơn quản trị số.",
        "narrative.difficulties": chance.choice(_DIFFICULTIES),
        "narrative.next_year": (
            "Hoàn thiện học bạ điện tử; mở rộng kho học liệu số dùng chung.\n"
            "Bồi dưỡng kỹ năng số cho toàn bộ giáo viên."
        ),
        "narrative.proposals": "Đề nghị cấp trên hỗ trợ kết nối với cơ sở dữ liệu ngành.",
        "header.superior": f"ỦY BAN NHÂN DÂN TỈNH {names.PROVINCE.upper()}",
        "header.issuer": school.name.upper(),
        "header.symbol": names.short_symbol(school.kind),
        "header.place": names.PROVINCE,
        "header.addressees": names.SO,
        "header.position": "HIỆU TRƯỞNG" if school.name.startswith("Trường") else "GIÁM ĐỐC",
        "header.signer": names.person(chance),
        "header.recipients": "Như trên\nCác tổ chuyên môn",
        "header.archive": "VT",
    }
    for field, value in told.items():
        yield TextChange(field, 0, value)
