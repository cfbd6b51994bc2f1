"""Moving answers to another edition: kept, flagged or archived, never lost and never cut."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.carried import Carried, carry
from criteria.carry_over import CarryOver, Fate, Move, plan
from criteria.edition import Edition
from criteria.errors import MappingInvalid
from criteria.loader import load, load_file, shipped
from criteria.mapping import CarryMap, load_map
from tests.criteria.paths import SHELF, SMALL

TEXT = SMALL.read_text(encoding="utf-8")
OLD = load(TEXT.encode())
FULL = load_file(SHELF / "thu-nghiem.day-du" / "1.0.yaml")


def _next(*edits: tuple[str, str]) -> Edition:
    """The small edition as its version 1.1, with edits."""
    text = TEXT.replace('"1.0"', '"1.1"')
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    return load(text.encode())


LOWER_MAXIMUM = _next(
    ("{value: 4, known: single, source: second}", "{value: 3, known: single, source: second}"),
    ("      max: 2\n", "      max: 3\n"),
)
RENAMED = _next(("- code: A.3", "- code: A.4"))
REMOVED = _next(("- code: A.3", "- code: A.9"))
SAME = _next()

MAP = """\
format: 1
from: thu-nghiem.nho@1.0
to: thu-nghiem.nho@1.1
mapping: {A.3: A.4}
"""


def _map(text: str = MAP, new: Edition = RENAMED) -> CarryMap:
    return load_map(text.encode(), "m.yaml", OLD, new)


def _fates(over: CarryOver) -> dict[str, Fate]:
    return {move.old or move.new: move.fate for move in over.items}


def _carry(
    over: CarryOver,
    awards: Mapping[str, Decimal | str] | None = None,
    facts: Mapping[str, Decimal | bool | str] | None = None,
    inapplicable: Mapping[str, str] | None = None,
) -> Carried[Decimal | str, Decimal | bool | str]:
    return carry(over, awards or {}, facts or {}, inapplicable or {})


def test_unchanged_items_are_kept() -> None:
    over = plan(OLD, SAME)

    assert set(_fates(over).values()) == {Fate.KEPT}
    assert {move.fate for move in over.facts} == {Fate.KEPT}


def test_changed_maximum_is_kept_and_flagged_with_the_change() -> None:
    moves = {move.old: move for move in plan(OLD, LOWER_MAXIMUM).items}

    assert moves["A.2.1"] == Move(Fate.REVIEW, "A.2.1", "A.2.1", "điểm tối đa: “4 điểm” → “3 điểm”")
    assert moves["A.1"].fate is Fate.KEPT


def test_changed_wording_is_flagged_too() -> None:
    over = plan(OLD, _next(("title: Có kế hoạch", "title: Có kế hoạch và kinh phí")))

    assert _fates(over)["A.1"] is Fate.REVIEW


def test_changed_guidance_is_no_reason_to_review() -> None:
    over = plan(OLD, _next(("Ảnh chụp màn hình", "Ảnh chụp hoặc bản xuất")))

    assert set(_fates(over).values()) == {Fate.KEPT}


def test_item_without_a_place_is_archived_and_the_newcomer_is_new() -> None:
    fates = _fates(plan(OLD, REMOVED))

    assert fates["A.3"] is Fate.ARCHIVED
    assert fates["A.9"] is Fate.NEW


def test_mapped_item_moves_and_is_flagged() -> None:
    over = plan(OLD, RENAMED, _map())

    carried = _carry(over, {"A.3": Decimal(2)}, {}, {})

    assert carried.awards == {"A.4": Decimal(2)}
    assert [(one.code, one.reason) for one in carried.review] == [("A.4", "chuyển từ A.3 sang A.4")]
    assert carried.archived == ()


def test_claim_and_fact_move_with_their_item() -> None:
    over = plan(OLD, RENAMED, _map())

    carried = _carry(over, {}, {"rooms_total": Decimal(9)}, {"A.3": "Không có phòng"})

    assert carried.inapplicable == {"A.4": "Không có phòng"}
    assert carried.facts == {"rooms_total": Decimal(9)}


def test_reason_of_a_removal_is_archived_with_the_answer() -> None:
    text = MAP.replace("mapping: {A.3: A.4}", "removed: {A.3: Đã gộp vào phần khác}")

    carried = _carry(plan(OLD, RENAMED, _map(text)), {"A.3": Decimal(2)})

    (lost,) = carried.archived
    assert (lost.kind, lost.code, lost.value) == ("award", "A.3", Decimal(2))
    assert lost.reason == "Đã gộp vào phần khác"


def test_award_above_the_new_maximum_is_archived_and_flagged_never_cut() -> None:
    carried = _carry(plan(OLD, LOWER_MAXIMUM), {"A.2.1": Decimal("3.5"), "A.2.2": Decimal(2)})

    assert carried.awards == {"A.2.2": Decimal(2)}
    (lost,) = carried.archived
    assert (lost.code, lost.value) == ("A.2.1", Decimal("3.5"))
    assert "vượt điểm tối đa mới 3" in lost.reason
    assert ("A.2.1", lost.reason) in [(one.code, one.reason) for one in carried.review]


def test_award_at_the_new_maximum_is_kept() -> None:
    carried = _carry(plan(OLD, LOWER_MAXIMUM), {"A.2.1": Decimal(3)})

    assert carried.awards == {"A.2.1": Decimal(3)}


def test_award_off_a_step_that_is_now_confirmed_is_archived() -> None:
    strict = _next(
        ("score_step: {value: 0.5, known: inferred", "score_step: {value: 1, known: confirmed")
    )

    carried = _carry(plan(OLD, strict), {"A.2.1": Decimal("2.5"), "A.2.2": Decimal(2)})

    assert carried.awards == {"A.2.2": Decimal(2)}
    assert "không theo bước điểm mới 1" in carried.archived[0].reason


def test_claim_is_archived_where_nothing_may_be_left_out() -> None:
    strict = _next(
        ("inapplicable: {value: rescale", "inapplicable: {value: none"),
        ("      applies_to: {school_levels: [high], known: inferred, source: invented}\n", ""),
    )

    carried = _carry(plan(OLD, strict), {}, {}, {"A.3": "Không có phòng"})

    assert carried.inapplicable == {}
    assert carried.archived[0].kind == "claim"
    assert "không cho bỏ tiêu chí nào" in carried.archived[0].reason


def test_choice_that_is_no_longer_offered_is_archived() -> None:
    new = _next(("{code: bought, title: Mua}", "{code: rented, title: Thuê}"))

    carried = _carry(plan(OLD, new), {}, {"platform_origin": "bought"})

    assert carried.facts == {}
    assert carried.archived[0].reason == "lựa chọn “bought” không còn"


def test_item_that_became_a_condition_is_archived() -> None:
    new = _next(
        ("    kind: mandatory\n", "    max: 5\n"),
        ("  title: Nhóm A\n  max: 10", "  title: Nhóm A\n  max: 15"),
    )

    carried = _carry(plan(OLD, new), {"A.1": "met"})

    assert carried.awards == {}
    assert carried.archived[0].value == "met"


def test_fact_of_another_type_is_archived() -> None:
    new = _next(("title: Tổng số phòng, type: count", "title: Tổng số phòng, type: number"))

    carried = _carry(plan(OLD, new), {}, {"rooms_total": Decimal(9)})

    assert carried.archived[0].reason == "loại dữ kiện đã đổi"


BAD_MAPS = {
    "another start": ("nho@1.0", "nho@0.9", 2, "không phải từ thu-nghiem.nho@1.0"),
    "another end": ("nho@1.1", "nho@1.2", 3, "không phải tới thu-nghiem.nho@1.1"),
    "an end without version": ("nho@1.1", "nho", 3, "“to” không đúng dạng"),
    "an unknown old code": ("A.3: A.4", "A.8: A.4", 4, "bản cũ không có “A.8”"),
    "an unknown new code": ("A.3: A.4", "A.3: A.8", 4, "bản mới không có “A.8”"),
    "a group": ("A.3: A.4", "A: A.4", 4, "bản cũ không có “A”"),
    "two on one": ("A.3: A.4", "A.3: A.4, B.1: A.4", 4, "“A.3” đã chuyển vào “A.4”"),
    "a place still taken": ("A.3: A.4", "A.3: B.1", 4, "“B.1” của bản cũ vẫn giữ chỗ ấy"),
    "points on a condition": (
        "A.3: A.4",
        "A.3: A.1, A.1: A.4",
        4,
        "một bên là điều kiện bắt buộc",
    ),
    "moved and removed": (
        "{A.3: A.4}",
        "{A.3: A.4}\nremoved: {A.3: Bỏ}",
        5,
        "vừa được chuyển (mapping) vừa bị bỏ",
    ),
    "an unknown removal": (
        "{A.3: A.4}",
        "{A.3: A.4}\nremoved: {A.8: Bỏ}",
        5,
        "không có tiêu chí A.8",
    ),
    "a removal without reason": ("{A.3: A.4}", '{A.3: A.4}\nremoved: {A.3: ""}', 5, "chữ trống"),
    "an unknown fact": ("{A.3: A.4}", "{A.3: A.4}\nfacts: {x: rooms_total}", 5, "không có “x”"),
    "facts of two types": (
        "{A.3: A.4}",
        "{A.3: A.4}\nfacts: {platform_in_use: platform_origin, platform_origin: platform_in_use}",
        5,
        "loại yes_no khác loại choice",
    ),
    "an unknown key": ("format: 1", "format: 1\nscores: {}", 2, "khóa lạ “scores”"),
    "a key twice": ("{A.3: A.4}", "{A.3: A.4, A.3: A.2.1}", 4, "khóa “A.3” bị lặp lại"),
    "a malformed code": ("{A.3: A.4}", "{A..3: A.4}", 4, "“A..3” không đúng dạng"),
}


@pytest.mark.parametrize(("before", "after", "line", "words"), BAD_MAPS.values(), ids=BAD_MAPS)
def test_refuses_a_map_that_leads_astray(before: str, after: str, line: int, words: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        _map(MAP.replace(before, after, 1))

    told = [(one.line, one.message) for one in refused.value.problems]
    assert any(at == line and words in message for at, message in told), told


def test_two_codes_may_change_places() -> None:
    over = plan(OLD, SAME, _map(MAP.replace("A.3: A.4", "A.3: B.1, B.1: A.3"), SAME))

    carried = _carry(over, {"A.3": Decimal(1), "B.1": Decimal(2)})

    assert carried.awards == {"B.1": Decimal(1), "A.3": Decimal(2)}


def test_nothing_is_lost_between_two_unlike_editions() -> None:
    old, new = shipped("thangdo.qd-4725"), shipped("thangdo.truong-hoc-so")
    awards: dict[str, Decimal | str] = {
        code: item.max.value if item.max else "met" for code, item in old.items.items()
    }

    carried = _carry(plan(old, new), awards)

    assert len(carried.awards) + len(carried.archived) == 29
    assert set(carried.awards) <= set(new.items)


EDITIONS = (OLD, SAME, LOWER_MAXIMUM, RENAMED, REMOVED, FULL)
CODES = sorted({code for edition in EDITIONS for code in edition.items} | {"Z.9", ""})
FACTS = sorted({code for edition in EDITIONS for code in edition.facts} | {"unknown"})
AWARDS = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from([Decimal(0), Decimal(3), Decimal("3.5"), Decimal(10), "met", "unmet"]),
)
VALUES = st.one_of(st.decimals(0, 50, places=1), st.booleans(), st.sampled_from(["built", "x"]))


@st.composite
def plans(draw: st.DrawFn) -> CarryOver:
    """A plan between any two editions, with any injective map of items of one kind."""
    old, new = draw(st.sampled_from(EDITIONS)), draw(st.sampled_from(EDITIONS))
    removed = draw(st.sets(st.sampled_from(list(old.items)), max_size=2))
    mapping: dict[str, str] = {}
    for before in draw(st.lists(st.sampled_from(list(old.items)), max_size=3, unique=True)):
        free = [
            after
            for after, item in new.items.items()
            if after not in mapping.values()
            and (after not in old.items or after in removed)
            and item.mandatory == old.items[before].mandatory
        ]
        if free and before not in removed:
            mapping[before] = draw(st.sampled_from(free))
    return plan(old, new, CarryMap(mapping, dict.fromkeys(removed, "bỏ"), {}, ""))


@given(
    plans(),
    st.dictionaries(st.sampled_from(CODES), AWARDS),
    st.dictionaries(st.sampled_from(FACTS), VALUES),
    st.dictionaries(st.sampled_from(CODES), st.just("lý do")),
)
def test_every_old_answer_is_carried_or_archived_exactly_once(
    over: CarryOver,
    awards: dict[str, Decimal | str],
    facts: dict[str, Decimal | bool | str],
    claims: dict[str, str],
) -> None:
    carried = _carry(over, awards, facts, claims)

    items = {move.old: move.new for move in over.items if move.old}
    asked = {move.old: move.new for move in over.facts if move.old}
    sides = (
        ("award", awards, carried.awards, items),
        ("fact", facts, carried.facts, asked),
        ("claim", claims, carried.inapplicable, items),
    )
    for kind, before, after, places in sides:
        archived = [one.code for one in carried.archived if one.kind == kind]
        assert len(archived) == len(set(archived))
        assert len(after) + len(archived) == len(before)
        for code, value in before.items():
            if code in archived:
                (lost,) = [one for one in carried.archived if (one.kind, one.code) == (kind, code)]
                assert lost.value is value
                assert lost.reason
            else:
                assert after[places[code]] is value


@given(plans(), st.dictionaries(st.sampled_from(CODES), AWARDS))
def test_no_carried_award_is_above_its_maximum_and_every_misfit_is_flagged(
    over: CarryOver, awards: dict[str, Decimal | str]
) -> None:
    carried = _carry(over, awards)

    for code, award in carried.awards.items():
        item = over.new.items[code]
        assert isinstance(award, Decimal) is not item.mandatory
        assert item.max is None or (isinstance(award, Decimal) and award <= item.max.value)
    flagged = {one.code for one in carried.review}
    for move in over.items:
        if move.fate is Fate.REVIEW and move.old in awards:
            assert move.new in flagged
