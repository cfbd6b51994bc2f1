"""Makes the filled forms in examples/: python scripts/build_examples.py [folder].

Three schools that do not exist, one for each level of the index. The files are made from the texts
below alone, so making them again gives the same bytes; a test holds that.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from criteria.edition import Edition, Item
from criteria.loader import shipped
from evidence.codes import next_free
from exports.dossier import DecreeHeader, EvidenceEntry, EvidenceStatus, Narrative, School
from exports.forms.writer import write_form
from scoring.answers import Answers, Award, FactValue, Profile, Verdict

EDITION = "thangdo.qd-4725"
FOLDER = Path(__file__).resolve().parent.parent / "examples"
YEAR = "2025-2026"


@dataclass(frozen=True)
class Example:
    """One invented school and what it stated.

    `awards` are given where they are less than the maximum; `not_yet` are items whose evidence is
    being put in order, `without` items that have none.
    """

    file: str
    kind: str
    name: str
    header: DecreeHeader
    narrative: Narrative
    facts: Mapping[str, FactValue]
    awards: Mapping[str, Award]
    comments: Mapping[str, str]
    not_yet: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def header(number: int, symbol: str, to: str, **changes: str) -> DecreeHeader:
    """What the three reports have in common."""
    fields = {
        "superior": f"UBND PHƯỜNG MINH HỌA {number}",
        "number": f"{40 + number}",
        "symbol": f"BC-{symbol}",
        "place": f"Minh Họa {number}",
        "position": "HIỆU TRƯỞNG",
        "signer": f"Nguyễn Văn Minh Họa {number}",
        "archive": "VT, CNTT",
        **changes,
    }
    return DecreeHeader(
        **fields,
        day=date(2026, 5, 20),
        addressees=(to,),
        recipients=("Như trên", "Lãnh đạo nhà trường", "Các tổ chuyên môn"),
    )


# Nhóm 1 đủ điểm mức 3, nhưng nhóm 2 được 49,5 điểm và một điều kiện bắt buộc chưa đạt: mức 1.
FIRST = Example(
    file="muc-1.xlsx",
    kind="thcs",
    name="Trường THCS Minh Họa 1 (dữ liệu minh họa)",
    header=header(
        1,
        "THCSMH1",
        "Phòng Văn hóa - Xã hội phường Minh Họa 1",
        authority="KT. HIỆU TRƯỞNG",
        position="PHÓ HIỆU TRƯỞNG",
    ),
    narrative=Narrative(
        guidance_received=(
            "Nhà trường đã phổ biến Quyết định 4725/QĐ-BGDĐT và kế hoạch chuyển đổi số của cấp "
            "trên tới toàn thể cán bộ, giáo viên, nhân viên trong tháng 9 (dữ liệu minh họa).\n"
            "Các tổ chuyên môn đã rà soát nhiệm vụ theo từng tiêu chí."
        ),
        guidance_issued=(
            "Ban hành kế hoạch tổ chức dạy học trực tuyến; quy chế tổ chức dạy học trực tuyến đang "
            "lấy ý kiến, chưa ban hành.\nTổ chức 02 buổi tập huấn sử dụng LMS cho 38 giáo viên."
        ),
        process=(
            "Tổ tự đánh giá gồm 05 thành viên làm việc từ ngày 04/5/2026 đến ngày 15/5/2026, thu "
            "thập minh chứng và thống nhất điểm từng tiêu chí."
        ),
        remarks=(
            "Dạy học số được triển khai tốt; quản trị nhà trường còn thiếu phân hệ cơ sở vật chất, "
            "y tế và chưa kết nối đầy đủ với cơ sở dữ liệu ngành."
        ),
        difficulties="Kinh phí mua phân hệ quản trị còn hạn chế; nhân sự phụ trách kiêm nhiệm.",
        next_year=(
            "Ban hành quy chế tổ chức dạy học trực tuyến trước ngày 30/9/2026.\n"
            "Triển khai phân hệ quản lý cơ sở vật chất và phân hệ y tế trường học."
        ),
        proposals="Đề nghị cấp trên hỗ trợ kết nối phần mềm quản trị với cơ sở dữ liệu ngành.",
    ),
    facts={
        "teachers_total": Decimal(38),
        "lms_in_use": True,
        "lms_name": "LMS Minh Họa",
        "lms_origin": "rented",
        "live_teaching_name": "Phòng học trực tuyến Minh Họa",
        "digital_materials": Decimal(32),
        "room_test_name": "Kiểm tra Minh Họa",
        "teachers_with_account": Decimal(38),
        "teachers_using_tools": Decimal(30),
        "teachers_making_materials": Decimal(21),
        "rooms_equipped": Decimal(16),
        "rooms_total": Decimal(20),
        "class_size_thcs": Decimal(42),
        "computers_thcs": Decimal(22),
        "management_name": "Quản trị Minh Họa",
    },
    awards={
        "1.2": Verdict.UNMET,
        "1.3.5": Decimal("4.5"),
        "1.4": Decimal(7),
        "1.5.2": Decimal(0),
        "1.6.3": Decimal("4.5"),
        "1.7.1": Decimal("6.5"),
        "1.7.3": Decimal(0),
        "2.3.3": Decimal(12),
        "2.3.5": Decimal(0),
        "2.3.6": Decimal(0),
        "2.3.8": Decimal("3.5"),
        "2.4.1": Decimal(6),
        "2.4.2": Decimal(0),
        "2.4.3": Decimal(4),
    },
    comments={
        "1.2": "Dự thảo quy chế đang lấy ý kiến các tổ, dự kiến ban hành tháng 9/2026.",
        "2.3.8": "Mới đồng bộ hồ sơ học sinh, chưa đồng bộ hồ sơ giáo viên.",
        "2.4.2": "Chưa tuyển sinh trực tuyến trong năm học này.",
    },
    not_yet=("1.6.3", "2.3.8"),
    without=("1.2", "2.4.3"),
)

# Nhóm 2 kém hơn nhóm 1: nhóm thấp nhất quyết định mức.
SECOND = Example(
    file="muc-2.xlsx",
    kind="th_thcs",
    name="Trường TH&THCS Minh Họa 2 (dữ liệu minh họa)",
    header=header(2, "THTHCSMH2", "Phòng Văn hóa - Xã hội phường Minh Họa 2"),
    narrative=Narrative(
        guidance_received=(
            "Nhà trường triển khai kế hoạch chuyển đổi số của ngành bằng văn bản và tại 03 cuộc "
            "họp hội đồng sư phạm (dữ liệu minh họa)."
        ),
        guidance_issued=(
            "Ban hành kế hoạch và quy chế tổ chức dạy học trực tuyến, kế hoạch ứng dụng CNTT.\n"
            "Bồi dưỡng xây dựng học liệu số cho 100% giáo viên chủ nhiệm."
        ),
        process="Tổ tự đánh giá gồm 07 thành viên; mỗi tiêu chí do một thành viên phụ trách.",
        remarks="Điểm quản trị thấp hơn điểm dạy, học do dịch vụ trực tuyến mới triển khai.",
        difficulties="Đường truyền Internet tại điểm trường lẻ chưa ổn định.",
        next_year="Mở rộng tuyển sinh trực tuyến cho lớp 1 và lớp 6; hoàn thiện học bạ điện tử.",
        proposals="Đề nghị bổ sung máy tính cho phòng Tin học của điểm trường lẻ.",
    ),
    facts={
        "teachers_total": Decimal(45),
        "lms_in_use": True,
        "lms_name": "LMS Minh Họa",
        "lms_origin": "bought",
        "live_teaching_name": "Phòng học trực tuyến Minh Họa",
        "digital_materials": Decimal(56),
        "room_test_name": "Kiểm tra Minh Họa",
        "teachers_with_account": Decimal(45),
        "teachers_using_tools": Decimal(36),
        "teachers_making_materials": Decimal(29),
        "rooms_equipped": Decimal(22),
        "rooms_total": Decimal(26),
        "class_size_tieu_hoc": Decimal(35),
        "computers_tieu_hoc": Decimal(18),
        "class_size_thcs": Decimal(40),
        "computers_thcs": Decimal(24),
        "management_name": "Quản trị Minh Họa",
    },
    awards={
        "1.3.4": Decimal("4.5"),
        "1.3.5": Decimal(4),
        "1.5.1": Decimal(12),
        "1.5.2": Decimal(0),
        "1.6.2": Decimal(6),
        "1.6.3": Decimal(5),
        "1.7.1": Decimal("6.5"),
        "1.7.3": Decimal(3),
        "2.3.3": Decimal(14),
        "2.3.5": Decimal(6),
        "2.3.6": Decimal("5.5"),
        "2.3.7": Decimal("4.5"),
        "2.3.8": Decimal(4),
        "2.4.1": Decimal(6),
        "2.4.2": Decimal(0),
        "2.4.3": Decimal(5),
    },
    comments={
        "1.5.2": "Phần mềm kiểm tra chưa trao đổi kết quả với hệ thống quản trị.",
        "2.4.2": "Mới thí điểm, chưa đủ căn cứ chấm điểm.",
    },
    not_yet=("2.3.6",),
)

THIRD = Example(
    file="muc-3.xlsx",
    kind="thpt",
    name="Trường THPT Minh Họa 3 (dữ liệu minh họa)",
    header=header(
        3,
        "THPTMH3",
        "Sở Giáo dục và Đào tạo tỉnh Minh Họa",
        superior="SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH MINH HỌA",
    ),
    narrative=Narrative(
        guidance_received=(
            "Nhà trường quán triệt đầy đủ các văn bản chỉ đạo về chuyển đổi số và đưa chỉ tiêu vào "
            "kế hoạch giáo dục của nhà trường (dữ liệu minh họa)."
        ),
        guidance_issued=(
            "Ban hành đầy đủ kế hoạch, quy chế dạy học trực tuyến và quy chế sử dụng hệ thống quản "
            "trị.\nTổ chức 04 chuyên đề bồi dưỡng, 100% giáo viên tham gia."
        ),
        process="Tự đánh giá theo hai vòng: từng tổ chấm, hội đồng trường thẩm định lại.",
        remarks="Cả hai nhóm tiêu chí đều trên 75 điểm; điểm còn mất chủ yếu ở phòng studio.",
        difficulties="Máy tính phòng Tin học đã qua 06 năm sử dụng.",
        next_year="Nâng cấp phòng studio; mở rộng kho học liệu số dùng chung.",
        proposals="Đề nghị Sở hướng dẫn dùng chung kho học liệu giữa các trường.",
    ),
    facts={
        "teachers_total": Decimal(72),
        "lms_in_use": True,
        "lms_name": "LMS Minh Họa",
        "lms_origin": "built",
        "live_teaching_name": "Phòng học trực tuyến Minh Họa",
        "digital_materials": Decimal(120),
        "room_test_name": "Kiểm tra Minh Họa",
        "teachers_with_account": Decimal(72),
        "teachers_using_tools": Decimal(68),
        "teachers_making_materials": Decimal(60),
        "rooms_equipped": Decimal(36),
        "rooms_total": Decimal(36),
        "class_size_thpt": Decimal(45),
        "computers_thpt": Decimal(46),
        "management_name": "Quản trị Minh Họa",
    },
    awards={
        "1.3.5": Decimal("4.5"),
        "1.5.1": Decimal(12),
        "1.5.2": Decimal(0),
        "1.6.2": Decimal(5),
        "1.6.3": Decimal(4),
        "1.7.2": Decimal(4),
        "1.7.3": Decimal(0),
        "2.3.5": Decimal(8),
        "2.3.6": Decimal("7.5"),
        "2.4.2": Decimal(10),
        "2.4.3": Decimal("8.5"),
    },
    comments={"1.7.3": "Phòng studio đang lắp đặt, chưa bàn giao."},
)

EXAMPLES = (FIRST, SECOND, THIRD)


def main() -> None:
    """Write the three files into the folder named, or into examples/."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    edition = shipped(EDITION)
    for example in EXAMPLES:
        path = folder / example.file
        path.write_bytes(form(edition, example))
        print(path)


def form(edition: Edition, example: Example) -> bytes:
    """The filled form of an example."""
    profile = Profile.of(edition, example.kind)
    school = School(
        name=example.name,
        code=f"0000{EXAMPLES.index(example) + 1}",
        kind=profile.kind,
        school_levels=profile.school_levels,
        school_year=YEAR,
    )
    full = {
        code: item.max.value if item.max else Verdict.MET for code, item in edition.items.items()
    }
    answers = Answers(profile, {**full, **example.awards}, example.facts)
    return write_form(
        edition,
        profile,
        school=school,
        header=example.header,
        narrative=example.narrative,
        answers=answers,
        evidence=tuple(evidence(edition, example, answers)),
        comments=example.comments,
    )


def evidence(edition: Edition, example: Example, answers: Answers) -> Iterator[EvidenceEntry]:
    """A piece of evidence for each claim; what the index suggests twice is listed once."""
    shared: dict[tuple[str, str], list[Item]] = {}
    for item in edition.items.values():
        if answers.awards[item.code] in {Verdict.UNMET, Decimal(0)}:
            continue
        if item.code not in example.without and item.evidence:
            shared.setdefault((item.criterion, item.evidence[0]), []).append(item)
    taken: list[str] = []
    for number, ((criterion, title), items) in enumerate(shared.items(), start=1):
        code = next_free(criterion, taken)
        taken.append(code)
        slow = items[0].code in example.not_yet
        status = EvidenceStatus.UPDATING if slow else EvidenceStatus.PRESENT
        online = number % 3 != 0
        site = example.file.removesuffix(".xlsx")
        yield EvidenceEntry(
            code=code,
            title=title,
            links=tuple(item.code for item in items),
            status=status,
            location=f"https://{site}.example/minh-chung/{code.lower()}"
            if online
            else f"Bản giấy, tủ hồ sơ số {number % 4 + 1}, văn phòng nhà trường",
            holder=("Tổ CNTT", "Văn phòng", "Tổ chuyên môn")[number % 3],
            day=date(2025, 9, 5) if items[0].mandatory else None,
        )


if __name__ == "__main__":
    main()
