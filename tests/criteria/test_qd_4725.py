"""The shipped index against a table of its own, typed from the reference and not from the YAML."""

from decimal import Decimal

import pytest

from criteria.edition import Combine, Compare, Edition, InapplicableRule, MeasureKind
from criteria.loader import shipped
from criteria.marks import Known

C, S, I = Known.CONFIRMED, Known.SINGLE, Known.INFERRED  # noqa: E741 - the columns of a table

# code, maximum (None: a condition), how well the maximum (of a condition: the wording) is known
ITEMS = [
    ("1.1", None, C),
    ("1.2", None, C),
    ("1.3.1", 6, C),
    ("1.3.2", 6, S),
    ("1.3.3", 6, S),
    ("1.3.4", 6, S),
    ("1.3.5", 6, S),
    ("1.4", 10, S),
    ("1.5.1", 15, S),
    ("1.5.2", 5, S),
    ("1.6.1", 7, S),
    ("1.6.2", 7, S),
    ("1.6.3", 6, S),
    ("1.7.1", 8, S),
    ("1.7.2", 7, S),
    ("1.7.3", 5, S),
    ("2.1", None, S),
    ("2.2", None, S),
    ("2.3.1", 6, S),
    ("2.3.2", 6, S),
    ("2.3.3", 20, I),
    ("2.3.4", 6, S),
    ("2.3.5", 10, S),
    ("2.3.6", 10, S),
    ("2.3.7", 6, S),
    ("2.3.8", 6, S),
    ("2.4.1", 8, S),
    ("2.4.2", 12, S),
    ("2.4.3", 10, S),
]
CRITERIA = [
    *(("1.3", 30, I), ("1.4", 10, S), ("1.5", 20, S), ("1.6", 20, S), ("1.7", 20, S)),
    *(("2.3", 70, I), ("2.4", 30, S)),
]
TITLES = {
    "1": "Chuyển đổi số trong dạy, học",
    "1.1": (
        "Có ban hành kế hoạch tổ chức dạy học trực tuyến (kết hợp với dạy học trực tiếp; ban hành "
        "riêng hoặc lồng ghép trong kế hoạch tổ chức dạy học hằng năm)"
    ),
    "1.2": "Có ban hành quy chế tổ chức dạy học trực tuyến",
    "1.3": "Triển khai phần mềm dạy học trực tuyến",
    "1.3.1": "Có triển khai phần mềm dạy học trực tuyến trực tiếp (ghi tên)",
    "1.3.2": "LMS/LCMS: giáo viên giao bài cho học sinh tự học",
    "1.3.3": "LMS/LCMS: giáo viên trả lời (giải đáp) các câu hỏi của học sinh",
    "1.3.4": "LMS/LCMS: tổ chức kiểm tra, đánh giá thường xuyên",
    "1.3.5": "LMS/LCMS: phụ huynh học sinh tham gia vào các hoạt động học tập của học sinh",
    "1.4": (
        "Số lượng học liệu được số hóa (đã được tổ chuyên môn thông qua và người đứng đầu cơ sở "
        "giáo dục phê duyệt)"
    ),
    "1.5": "Tổ chức kiểm tra, đánh giá trên phòng máy tính",
    "1.5.1": (
        "Có triển khai phần mềm tổ chức kiểm tra, đánh giá tập trung trên phòng máy tính của "
        "nhà trường"
    ),
    "1.5.2": "Phần mềm kiểm tra, đánh giá có trao đổi kết quả với hệ thống quản trị nhà trường",
    "1.6": "Phát triển nguồn nhân lực chuyển đổi số",
    "1.6.1": "Tỷ lệ giáo viên có tài khoản sử dụng trên hệ thống bồi dưỡng giáo viên trực tuyến",
    "1.6.2": (
        "Tỷ lệ giáo viên có thể khai thác sử dụng được các phần mềm, công cụ nhằm đổi mới phương "
        "pháp dạy học"
    ),
    "1.6.3": "Tỷ lệ giáo viên có thể xây dựng được học liệu số, bài giảng điện tử",
    "1.7": "Hạ tầng, thiết bị phục vụ chuyển đổi số",
    "1.7.1": (
        "Tỷ lệ phòng học có thiết bị trình chiếu và thiết bị phụ trợ, có kết nối Internet, phục "
        "vụ dạy, học trên tổng số phòng học"
    ),
    "1.7.2": "Mức độ đáp ứng yêu cầu dạy môn Tin học",
    "1.7.3": (
        "Có phòng studio (gồm máy tính, thiết bị phụ trợ và các phần mềm cần thiết) phục vụ xây "
        "dựng học liệu số và dạy học trực tuyến"
    ),
    "2": "Chuyển đổi số trong quản trị cơ sở giáo dục",
    "2.1": "Có thành lập bộ phận phụ trách, chỉ đạo triển khai ứng dụng CNTT, chuyển đổi số",
    "2.2": "Có ban hành kế hoạch ứng dụng CNTT, chuyển đổi số",
    "2.3": "Triển khai phần mềm quản trị nhà trường",
    "2.3.1": "Có ban hành quy chế sử dụng hệ thống quản trị nhà trường",
    "2.3.2": "Có triển khai phân hệ quản lý học sinh",
    "2.3.3": "Có triển khai sổ điểm điện tử, học bạ điện tử",
    "2.3.4": "Có triển khai phân hệ quản lý đội ngũ (cán bộ quản lý, giáo viên, nhân viên)",
    "2.3.5": "Có triển khai phân hệ quản lý cơ sở vật chất",
    "2.3.6": (
        "Có triển khai phân hệ quản lý thông tin y tế trường học, thông tin về sức khỏe học sinh"
    ),
    "2.3.7": "Có triển khai phân hệ quản lý kế toán",
    "2.3.8": (
        "Phần mềm quản trị nhà trường kết nối, trao đổi đầy đủ dữ liệu với cơ sở dữ liệu ngành "
        "Giáo dục"
    ),
    "2.4": "Mức độ triển khai dịch vụ trực tuyến",
    "2.4.1": ("Có triển khai ứng dụng kết nối giữa gia đình và nhà trường (OTT hoặc ứng dụng web)"),
    "2.4.2": "Có triển khai dịch vụ tuyển sinh đầu cấp trực tuyến",
    "2.4.3": ("Có triển khai dịch vụ thu phí dịch vụ giáo dục theo hình thức không dùng tiền mặt"),
}
CONFIRMED_TITLES = {"1", "2", "1.1", "1.2"}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return shipped("thangdo.qd-4725@1.0")


def test_items_their_maxima_and_how_well_they_are_known(edition: Edition) -> None:
    found = [
        (item.code, item.max and item.max.value, (item.max or item.title).mark.known)
        for item in edition.items.values()
    ]

    assert found == [(code, None if most is None else Decimal(most), k) for code, most, k in ITEMS]


def test_there_are_29_items_25_of_them_with_points(edition: Edition) -> None:
    assert len(edition.items) == 29
    assert sum(not item.mandatory for item in edition.items.values()) == 25


def test_criteria_with_points_and_how_well_they_are_known(edition: Edition) -> None:
    found = [
        (one.code, one.max.value, one.max.mark.known)
        for one in edition.criteria.values()
        if one.max
    ]

    assert found == [(code, Decimal(most), known) for code, most, known in CRITERIA]


def test_two_groups_of_a_hundred_points_each_confirmed(edition: Edition) -> None:
    found = [(one.code, one.max.value, one.max.mark.known) for one in edition.groups if one.max]

    assert found == [("1", Decimal(100), C), ("2", Decimal(100), C)]


def test_wording_of_every_group_criterion_and_item(edition: Edition) -> None:
    nodes = {group.code: group.title for group in edition.groups}
    nodes |= {one.code: one.title for one in edition.criteria.values()}
    nodes |= {one.code: one.title for one in edition.items.values()}

    assert {code: title.value for code, title in nodes.items()} == TITLES
    assert {code: title.mark.known for code, title in nodes.items()} == {
        code: C if code in CONFIRMED_TITLES else S for code in TITLES
    }


def test_the_decision(edition: Edition) -> None:
    decision = edition.decision

    assert decision.number == "4725/QĐ-BGDĐT"
    assert decision.date.isoformat() == "2022-12-30"
    assert decision.issuer == "Bộ trưởng Bộ Giáo dục và Đào tạo"
    assert edition.title == (
        "Bộ chỉ số đánh giá mức độ chuyển đổi số của cơ sở giáo dục phổ thông và giáo dục "
        "thường xuyên"
    )
    assert decision.legal_bases == (
        "Nghị định 86/2022/NĐ-CP",
        "Quyết định 749/QĐ-TTg ngày 03/6/2020",
        "Quyết định 131/QĐ-TTg ngày 25/01/2022",
    )
    assert decision.table_columns == (
        *("STT", "Tiêu chí", "Điểm tối đa", "Điểm thành phần", "Mức độ", "Ghi chú, minh chứng"),
    )
    assert decision.mark.known is C


def test_levels_are_confirmed_and_75_belongs_to_level_2(edition: Edition) -> None:
    assert [(one.number, one.name, one.interval.sentence) for one in edition.levels] == [
        (1, "Mức chưa đáp ứng", "dưới 50"),
        (2, "Mức đáp ứng cơ bản", "từ 50 đến 75"),
        (3, "Mức đáp ứng tốt", "trên 75"),
    ]
    assert edition.levels_mark.known is C
    assert edition.compare is Compare.POINTS


def test_rules_and_how_well_they_are_known(edition: Edition) -> None:
    assert (edition.combine.value, edition.combine.mark.known) == (Combine.LOWEST_GROUP, I)
    assert (edition.unmet_cap.value, edition.unmet_cap.mark.known) == (1, I)
    assert (edition.inapplicable.value, edition.inapplicable.mark.known) == (
        InapplicableRule.NONE,
        I,
    )
    assert (edition.score_step.value, edition.score_step.mark.known) == (Decimal("0.5"), S)
    assert edition.evidence_mark.known is I


def test_only_1_3_has_printed_bands_and_they_are_confirmed(edition: Edition) -> None:
    banded = {one.code: one for one in edition.criteria.values() if one.bands}

    assert list(banded) == ["1.3"]
    assert [(band.level, band.interval.sentence) for band in banded["1.3"].bands] == [
        (1, "dưới 10"),
        (2, "từ 10 đến 20"),
        (3, "trên 20"),
    ]
    assert banded["1.3"].bands_mark is not None
    assert banded["1.3"].bands_mark.known is C


def test_lms_functions_need_an_lms_as_read_from_the_wording(edition: Edition) -> None:
    needing = {code: item.requires for code, item in edition.items.items() if item.requires}

    assert list(needing) == ["1.3.2", "1.3.3", "1.3.4", "1.3.5"]
    assert {(one.fact, one.mark.known) for found in needing.values() for one in found} == {
        ("lms_in_use", I)
    }
    asked = edition.facts["lms_origin"]
    assert [title for _, title in asked.options] == ["Tự xây dựng", "Thuê", "Mua"]
    assert asked.mark.known is C


MATERIALS = [("dưới 20", 3), ("từ 20 đến 40", 7), ("trên 40", 10)]
PERCENT = [("dưới 30", None), ("từ 30 đến 60", None), ("trên 60", None)]


@pytest.mark.parametrize(
    ("code", "kind", "known", "bands"),
    [
        ("1.4", MeasureKind.QUANTITY, I, MATERIALS),
        ("1.6.1", MeasureKind.PERCENT, I, PERCENT),
        ("1.6.2", MeasureKind.PERCENT, I, PERCENT),
        ("1.6.3", MeasureKind.PERCENT, I, PERCENT),
        ("1.7.1", MeasureKind.PERCENT, I, []),
    ],
)
def test_measures_of_one_part(
    edition: Edition,
    code: str,
    kind: MeasureKind,
    known: Known,
    bands: list[tuple[str, int | None]],
) -> None:
    measure = edition.items[code].measure

    assert measure is not None
    assert (measure.kind, measure.mark.known, len(measure.parts)) == (kind, known, 1)
    assert [(band.interval.sentence, band.points) for band in measure.parts[0].bands] == bands


def test_pupils_on_a_computer_are_judged_by_school_level_and_give_no_points(
    edition: Edition,
) -> None:
    measure = edition.items["1.7.2"].measure

    assert measure is not None
    assert measure.mark.known is S
    assert not measure.higher_is_better
    assert [(part.school_level, part.bands[0].interval.sentence) for part in measure.parts] == [
        ("tieu_hoc", "không quá 2"),
        ("thcs", "không quá 2"),
        ("thpt", "không quá 1"),
    ]
    assert {band.points for part in measure.parts for band in part.bands} == {None}


def test_nothing_else_is_measured(edition: Edition) -> None:
    measured = [code for code, item in edition.items.items() if item.measure]

    assert measured == ["1.4", "1.6.1", "1.6.2", "1.6.3", "1.7.1", "1.7.2"]


def test_every_item_suggests_evidence(edition: Edition) -> None:
    assert [code for code, item in edition.items.items() if not item.evidence] == []


def test_every_inferred_number_says_why(edition: Edition) -> None:
    marks = [edition.items["2.3.3"].max, edition.criteria["1.3"].max, edition.criteria["2.3"].max]

    assert all(value is not None and value.mark.note for value in marks)
    assert edition.unmet_cap.mark.note
    assert edition.combine.mark.note


def test_group_2_would_sum_to_90_with_the_10_points_that_the_one_source_prints(
    edition: Edition,
) -> None:
    others = [
        item.max.value
        for code, item in edition.items.items()
        if item.group == "2" and item.max and code != "2.3.3"
    ]

    assert sum(others) + 10 == 90
    assert "90" in (edition.items["2.3.3"].max or edition.score_step).mark.note
