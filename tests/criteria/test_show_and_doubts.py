"""What a person is shown of an edition: the tree, and which values are not confirmed."""

from criteria.doubts import unconfirmed
from criteria.loader import shipped
from criteria.marks import Known, Mark, weakest
from criteria.show import lines, show

QD = shipped("thangdo.qd-4725@1.0")
OTHER = shipped("thangdo.truong-hoc-so@1.0")


def test_tree_has_a_row_for_every_group_criterion_and_item() -> None:
    rows = show(QD)

    divided = sum(not criterion.own_item for criterion in QD.criteria.values())
    assert len(rows) == len(QD.groups) + divided + len(QD.items)
    assert [(row.depth, row.code) for row in rows[:5]] == [
        (0, "1"),
        (1, "1.1"),
        (1, "1.2"),
        (1, "1.3"),
        (2, "1.3.1"),
    ]


def test_rows_carry_points_marks_and_remarks() -> None:
    rows = {row.code: row for row in show(QD)}

    assert rows["1.1"].points == "bắt buộc"
    assert (rows["2.3.3"].points, rows["2.3.3"].mark.known) == ("20 điểm", Known.INFERRED)
    assert rows["1.3.2"].remarks == ("cần: Có LMS/LCMS",)
    assert "mức 2: từ 10 đến 20" in rows["1.3"].remarks
    assert rows["1.4"].remarks == ("ngưỡng theo số liệu (suy luận)",)
    assert rows["1.7.2"].remarks == ("có số liệu, chưa rõ điểm từng khoảng",)


def test_lines_say_rules_tree_and_counts_of_marks() -> None:
    text = "\n".join(lines(QD))

    assert "Mức 2 – Mức đáp ứng cơ bản: từ 50 đến 75" in text
    assert "Nhóm thấp nhất quyết định mức (suy luận)" in text
    assert (
        "    1.3.1 Có triển khai phần mềm dạy học trực tuyến trực tiếp (ghi tên) · 6 điểm\n" in text
    )
    assert "    2.3.3 Có triển khai sổ điểm điện tử, học bạ điện tử · 20 điểm (suy luận)" in text
    assert "Tiêu chí bắt buộc không đạt: mức chung không quá mức 1 (suy luận)" in text


def test_illustration_says_what_it_is_on_top() -> None:
    head = " ".join(lines(OTHER)[:4])

    assert "minh họa, không phải văn bản chính thức" in head
    assert "không dùng để đánh giá thật" in head
    assert OTHER.illustration
    assert not QD.illustration


def test_every_value_of_the_illustration_is_inferred() -> None:
    assert {mark.known for _, mark in OTHER.marked_values()} == {Known.INFERRED}


def test_illustration_has_six_standards_one_of_five_conditions_without_points() -> None:
    first = OTHER.groups[0]

    assert len(OTHER.groups) == 6
    assert first.max is None
    assert [item.mandatory for item in first.items] == [True] * 5
    assert [item.mandatory for group in OTHER.groups[1:] for item in group.items].count(True) == 0
    assert {level.name for level in OTHER.levels}.isdisjoint(level.name for level in QD.levels)


def test_unconfirmed_maxima_are_all_listed() -> None:
    doubts = {doubt.code: doubt for doubt in unconfirmed(QD) if doubt.label == "điểm tối đa"}

    expected = {
        code for code, item in QD.items.items() if item.max and not item.max.mark.confirmed
    } | {one.code for one in QD.criteria.values() if one.max and not one.max.mark.confirmed}
    assert set(doubts) == expected
    assert "1.3.1" not in doubts
    assert doubts["2.3.3"].text == "20 điểm"
    assert "cộng được 90" in doubts["2.3.3"].sentence
    assert "(suy luận; Tính từ các giá trị khác" in doubts["2.3.3"].sentence


def test_unconfirmed_rules_are_listed_and_confirmed_levels_are_not() -> None:
    rules = {doubt.label for doubt in unconfirmed(QD) if doubt.kind == "edition"}

    assert rules == {
        "cách xếp mức chung",
        "khi một tiêu chí bắt buộc không đạt",
        "tiêu chí không áp dụng",
        "bước điểm",
    }


def test_wording_is_listed_only_when_asked_for() -> None:
    plain = {(doubt.code, doubt.label) for doubt in unconfirmed(QD)}
    full = {(doubt.code, doubt.label) for doubt in unconfirmed(QD, titles=True)}

    assert plain < full
    assert ("1.3.2", "tên") in full - plain
    assert ("1.1", "tên") not in full


def test_weakest_of_several_marks_counts() -> None:
    marks = [Mark(known, "x") for known in (Known.SINGLE, Known.CONFIRMED, Known.INFERRED)]

    assert weakest(*marks).known is Known.INFERRED
    assert weakest(marks[0], marks[1]).known is Known.SINGLE
    assert [known.label for known in Known] == ["đã xác nhận", "một nguồn", "suy luận"]
