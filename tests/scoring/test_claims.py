"""What a sheet claims, and what no evidence covers."""

from decimal import Decimal

from scoring.answers import Verdict
from scoring.claims import claimed, uncovered
from scoring.engine import score
from tests.scoring.school import CONDITIONS, QD_4725, SCORED, with_totals
from tests.scoring.small import Scored, answers, small

SHEET = score(
    QD_4725,
    with_totals("100", "100", awards={"1.1": Verdict.UNMET, "1.4": Decimal(0), "1.2": None}),
)


def test_claims_are_points_above_zero_and_met_conditions() -> None:
    assert set(claimed(SHEET)) == {*SCORED, *CONDITIONS} - {"1.1", "1.2", "1.4"}


def test_claims_stand_in_the_order_of_the_index() -> None:
    order = list(QD_4725.items)
    assert list(claimed(SHEET)) == sorted(claimed(SHEET), key=order.index)


def test_without_evidence_every_claim_is_uncovered() -> None:
    assert uncovered(QD_4725, SHEET, ()) == claimed(SHEET)


def test_evidence_of_the_criterion_covers_all_its_items() -> None:
    left = uncovered(QD_4725, SHEET, {"1.3", "1.5.1", "2.1"})
    assert set(claimed(SHEET)) - set(left) == {
        "1.3.1",
        "1.3.2",
        "1.3.3",
        "1.3.4",
        "1.3.5",
        "1.5.1",
        "2.1",
    }


def test_evidence_of_the_group_covers_nothing() -> None:
    assert uncovered(QD_4725, SHEET, {"1", "2"}) == claimed(SHEET)


def test_item_that_does_not_apply_claims_nothing() -> None:
    edition = small([[Scored("4"), Scored("4")]], inapplicable="full")
    stated = answers(edition, {"1.1": "4", "1.2": "4"}, left_out={"1.2": "lý do"})
    sheet = score(edition, stated)
    assert sheet.item("1.2").points == 4
    assert claimed(sheet) == ("1.1",)
