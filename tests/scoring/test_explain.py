"""The sentences: what was got, why, and how sure the index is where that decided something."""

from decimal import Decimal

import pytest

from scoring.answers import FactValue, Verdict
from scoring.engine import score
from scoring.explain import Explanation, explain
from tests.scoring.school import QD_4725, with_totals
from tests.scoring.small import MARK, Scored, answers, small
from tests.scoring.test_ceilings import per_level, two

FACTS: dict[str, FactValue] = {
    "teachers_total": Decimal(40),
    "teachers_with_account": Decimal(39),
    "teachers_using_tools": Decimal(13),
    "digital_materials": Decimal(25),
    "class_size_thcs": Decimal(45),
    "computers_thcs": Decimal(20),
    "rooms_total": Decimal(3),
    "rooms_equipped": Decimal(1),
    "lms_in_use": True,
}


def said(first: str = "75", second: str = "100", **given: object) -> Explanation:
    sheet = score(QD_4725, with_totals(first, second, **given))  # type: ignore[arg-type]  # as given
    return explain(QD_4725, sheet)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("1.1", "Đạt điều kiện bắt buộc."),
        ("1.3.1", "Được 6/6 điểm."),
        ("1.6.1", "Được 7/7 điểm: 39/40 giáo viên, đạt 97,5 %."),
        ("1.7.1", "Được 0/8 điểm: 1/3 phòng, đạt khoảng 33,33 %."),
        (
            "1.4",
            (
                "Được 10/10 điểm: 25 học liệu, số liệu này cho tối đa 7 điểm "
                "(chưa xác nhận: suy luận), hãy kiểm tra lại điểm hoặc số liệu."
            ),
        ),
        (
            "1.7.2",
            (
                "Được 0/7 điểm: 45 học sinh trên 20 máy, bằng 2,25 học sinh/máy, "
                "chưa đạt mức độ 2 của môn Tin học (chưa xác nhận: một nguồn)."
            ),
        ),
    ],
)
def test_item_says_its_points_and_why(code: str, sentence: str) -> None:
    assert said(facts=FACTS).items[code] == sentence


def test_missing_dependency_is_named() -> None:
    words = "chưa đáp ứng “Có LMS/LCMS” nên tối đa 0 điểm (chưa xác nhận: suy luận)"
    facts: dict[str, FactValue] = {"lms_in_use": False}
    assert said("0", "0", facts=facts).items["1.3.2"] == f"Được 0/6 điểm: {words}."
    assert said("80", "80", facts=facts).items["1.3.2"] == (
        f"Được 6/6 điểm: {words}, hãy kiểm tra lại điểm hoặc số liệu."
    )


def test_unanswered_says_what_is_open() -> None:
    found = said(awards={"1.3.1": None, "1.1": None, "1.6.1": None}, facts=FACTS)
    assert found.items["1.3.1"] == "Chưa chấm điểm (tối đa 6 điểm)."
    assert found.items["1.1"] == "Điều kiện bắt buộc, chưa chọn Đạt hay Không đạt."
    assert found.items["1.6.1"] == ("Chưa chấm điểm (tối đa 7 điểm): 39/40 giáo viên, đạt 97,5 %.")
    assert found.criteria["1.3"] == "Mới có 24/30 điểm: chưa trả lời 1.3.1."
    assert found.groups["1"] == ("Nhóm 1 mới có 62/100 điểm, chưa xếp được mức: còn 1.3.1, 1.6.1.")
    assert found.overall == (
        "Chưa đủ dữ liệu để xếp mức: còn 3 tiêu chí chưa trả lời (1.1, 1.3.1, 1.6.1)."
    )
    assert found.next_level == (
        "Hãy trả lời các tiêu chí còn thiếu, rồi mới biết cần gì để lên mức."
    )


def test_many_missing_items_are_counted() -> None:
    found = explain(QD_4725, score(QD_4725, answers(QD_4725, {}, kind="thcs", met=False)))
    assert found.overall == (
        "Chưa đủ dữ liệu để xếp mức: còn 29 tiêu chí chưa trả lời "
        "(1.1, 1.2, 1.3.1, 1.3.2, 1.3.3, 1.3.4, 1.3.5, 1.4 và 21 tiêu chí khác)."
    )


def test_criterion_says_its_printed_band() -> None:
    assert said("20", "0").criteria["1.3"] == (
        "Được 20/30 điểm, thuộc mức 2 của tiêu chí (từ 10 đến 20)."
    )
    assert said("35", "0").criteria["1.4"] == "Được 5/10 điểm."
    assert said("35", "0").criteria["1.1"] == "Đạt điều kiện bắt buộc."


def test_group_says_its_level_and_bounds() -> None:
    found = said("75.5", "49")
    assert found.groups["1"] == (
        "Nhóm 1 được 75,5/100 điểm, ở mức 3 (Mức đáp ứng tốt), ứng với trên 75 điểm."
    )
    assert found.groups["2"] == (
        "Nhóm 2 được 49/100 điểm, ở mức 1 (Mức chưa đáp ứng), ứng với dưới 50 điểm."
    )


def test_overall_says_which_group_decided_and_how_sure_that_is() -> None:
    found = said("75.5", "60")
    assert found.overall == (
        "Xếp mức 2 (Mức đáp ứng cơ bản): mức chung theo nhóm thấp nhất (chưa xác nhận: suy luận), "
        "là nhóm 2 (60/100 điểm)."
    )
    assert found.next_level == (
        "Để lên mức 3 (Mức đáp ứng tốt) cần: nhóm 2 thêm ít nhất 15,5 điểm."
    )
    assert said("60", "60").overall.startswith(
        "Xếp mức 2 (Mức đáp ứng cơ bản): mọi nhóm tính điểm đều ở mức này"
    )


def test_cap_is_said_with_the_level_by_points() -> None:
    found = said("80", "80", awards={"1.1": Verdict.UNMET, "2.2": Verdict.UNMET})
    assert found.items["1.1"] == (
        "Không đạt điều kiện bắt buộc nên mức chung không quá mức 1 (chưa xác nhận: suy luận)."
    )
    assert found.overall == (
        "Xếp mức 1 (Mức chưa đáp ứng) vì không đạt điều kiện bắt buộc 1.1, 2.2 "
        "(chưa xác nhận: suy luận); riêng về điểm thì ở mức 3 (Mức đáp ứng tốt)."
    )
    assert found.next_level == (
        "Để lên mức 2 (Mức đáp ứng cơ bản) cần: đạt điều kiện bắt buộc 1.1, 2.2 "
        "(chưa xác nhận: suy luận)."
    )


def test_top_level_says_so() -> None:
    assert said("80", "80").next_level == "Đã ở mức cao nhất của bộ chỉ số."


def test_condition_that_only_flags_says_so() -> None:
    edition = small([[None, Scored("4")]], cap=None)
    found = explain(edition, score(edition, answers(edition, {"1.1": Verdict.UNMET, "1.2": "4"})))
    assert found.items["1.1"] == (
        "Không đạt điều kiện bắt buộc: được ghi nhận nhưng không hạ mức (chưa xác nhận: suy luận)."
    )
    assert found.overall == "Xếp mức 3 (Mức thử 3): theo điểm của nhóm 1."


def test_full_rule_says_what_was_given_and_why() -> None:
    edition = small([[Scored("4"), Scored("6")]], inapplicable="full")
    stated = answers(edition, {"1.1": "4"}, left_out={"1.2": "chưa có\n học sinh lớp 1."})
    found = explain(edition, score(edition, stated))
    assert found.items["1.2"] == (
        "Không áp dụng vì “chưa có học sinh lớp 1” nên được tính đủ 6 điểm "
        "(chưa xác nhận: suy luận)."
    )


def test_rescale_rule_says_what_the_group_was_scaled_from() -> None:
    only_two = {"applies_to": {"body_kinds": ["two"], **MARK}}
    edition = small([[Scored("4"), Scored("6", more=only_two)]], inapplicable="rescale")
    found = explain(edition, score(edition, answers(edition, {"1.1": "3"})))
    assert found.items["1.2"] == (
        "Không áp dụng cho Trường một cấp nên 6 điểm tối đa được bớt khỏi nhóm trước khi quy đổi "
        "(chưa xác nhận: suy luận)."
    )
    assert found.groups["1"] == (
        "Nhóm 1 được 7,5/10 điểm (quy đổi từ 3/4 điểm áp dụng được; chưa xác nhận: suy luận), "
        "ở mức 2 (Mức thử 2), ứng với từ 50 đến 75 % (chưa xác nhận: suy luận)."
    )


def test_group_of_conditions_counts_them() -> None:
    edition = small([[None, None], [Scored("4")]])
    stated = answers(edition, {"1.2": Verdict.UNMET, "2.1": "4"})
    found = explain(edition, score(edition, stated))
    assert found.groups["1"] == "Nhóm 1 không tính điểm: đạt 1/2 điều kiện bắt buộc."


def test_total_is_said_for_editions_that_add_the_groups() -> None:
    edition = small([[Scored("4")], [Scored("6")]], combine="total")
    found = explain(edition, score(edition, answers(edition, {"1.1": "4", "2.1": "1"})))
    assert found.overall == (
        "Xếp mức 2 (Mức thử 2): các nhóm cộng lại 5/10 điểm (chưa xác nhận: suy luận)."
    )
    assert found.next_level == (
        "Để lên mức 3 (Mức thử 3) cần: các nhóm cộng lại thêm ít nhất 3 điểm."
    )


def test_total_in_points_gives_groups_no_level_to_say() -> None:
    bounds = ({"below": 5}, {"from": 5})
    edition = small(
        [[Scored("4")], [Scored("6")]], combine="total", compare="points", levels=bounds
    )
    found = explain(edition, score(edition, answers(edition, {"1.1": "4", "2.1": "1"})))
    assert found.groups["1"] == "Nhóm 1 được 4/4 điểm."


def test_deciding_cap_hoc_is_named_for_a_school_of_several() -> None:
    edition = per_level("lower", 2, 1)
    stated = answers(edition, {"1.1": "3"}, kind="two", facts=two((10, 10), (30, 20)))
    found = explain(edition, score(edition, stated))
    assert found.items["1.1"] == (
        "Được 3/10 điểm: 30 trên 20, bằng 1,5 học sinh/máy ở cấp Cấp cao, số liệu này cho tối đa "
        "3 điểm (chưa xác nhận: suy luận)."
    )


def test_confirmed_rules_carry_no_doubt() -> None:
    edition = small([[Scored("4", ("net",))]], needs_known="confirmed")
    stated = answers(edition, {"1.1": "0"}, facts={"net": False})
    found = explain(edition, score(edition, stated))
    assert found.items["1.1"] == "Được 0/4 điểm: chưa đáp ứng “Có net” nên tối đa 0 điểm."
