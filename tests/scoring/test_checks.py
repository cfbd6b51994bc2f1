"""What cannot be kept is refused, all of it at once, whatever is thrown at it."""

import decimal
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from criteria.edition import Edition
from scoring.answers import Answers, Profile, Verdict
from scoring.checks import MAX_FACT, MAX_FINDINGS, MAX_REASON, MAX_TEXT, off_step, refused
from scoring.engine import score
from scoring.errors import AnswersRefused
from scoring.sheet import Severity
from tests.scoring.school import QD_4725, with_totals
from tests.scoring.small import Scored, answers, small

FULL = small([[None, Scored("10")], [Scored("4")]], inapplicable="full")


def codes(edition: Edition, given: Answers) -> list[str]:
    return [finding.code for finding in refused(edition, given)]


def one_award(code: str, award: object) -> Answers:
    awards: dict[str, Any] = {code: award}
    return Answers(Profile.of(QD_4725, "thcs"), awards)


@pytest.mark.parametrize(
    ("code", "award", "found"),
    [
        ("1.3.1", Decimal("6.5"), "award-above-max"),
        ("1.3.1", Decimal("1E+999999"), "award-above-max"),
        ("1.3.1", Decimal("-0.5"), "not-points"),
        ("1.3.1", Decimal("NaN"), "not-points"),
        ("1.3.1", Decimal("sNaN"), "not-points"),
        ("1.3.1", Decimal("Infinity"), "not-points"),
        ("1.3.1", Decimal("-Infinity"), "not-points"),
        ("1.3.1", Decimal("1E-999999"), "award-too-fine"),
        ("1.3.1", Decimal("0.123"), "award-too-fine"),
        ("1.3.1", Decimal("0.12" + "0" * 1_500 + "1"), "award-too-fine"),
        ("1.3.1", True, "not-points"),
        ("1.3.1", 3, "not-points"),
        ("1.3.1", 3.0, "not-points"),
        ("1.3.1", "3", "not-points"),
        ("1.3.1", Verdict.MET, "not-points"),
        ("1.3.1", None, "not-points"),
        ("1.1", Decimal(1), "not-a-verdict"),
        ("1.1", "met", "not-a-verdict"),
        ("1.1", True, "not-a-verdict"),
        ("1.3", Decimal(1), "unknown-item"),
        ("9.9", Decimal(1), "unknown-item"),
        ("1.3.1 ", Decimal(1), "unknown-item"),
        ("\u0065\u0301", Decimal(1), "unknown-item"),
    ],
)
def test_refuses_award(code: str, award: object, found: str) -> None:
    assert codes(QD_4725, one_award(code, award)) == [found]
    with pytest.raises(AnswersRefused) as error:
        score(QD_4725, one_award(code, award))
    assert error.value.findings[0].severity is Severity.REFUSED


@pytest.mark.parametrize(
    ("award", "shown"),
    [("0", "0"), ("-0", "0"), ("6", "6"), ("5.000000000", "5"), ("0E+999999", "0"), ("3E0", "3")],
)
def test_keeps_every_writing_of_a_step(award: str, shown: str) -> None:
    sheet = score(QD_4725, one_award("1.3.1", Decimal(award)))
    assert sheet.item("1.3.1").award == Decimal(shown)
    assert not sheet.item("1.3.1").points.is_signed()
    assert sheet.findings == ()


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("teachers_total", Decimal(-1)),
        ("teachers_total", Decimal("1.5")),
        ("teachers_total", MAX_FACT + 1),
        ("teachers_total", Decimal("NaN")),
        ("teachers_total", Decimal("sNaN")),
        ("teachers_total", Decimal("Infinity")),
        ("teachers_total", True),
        ("teachers_total", "40"),
        ("lms_in_use", Decimal(1)),
        ("lms_in_use", "true"),
        ("lms_in_use", None),
        ("lms_origin", "stolen"),
        ("lms_origin", True),
        ("lms_name", "x" * (MAX_TEXT + 1)),
        ("lms_name", "a\x00b"),
        ("lms_name", "a\ud800"),
        ("lms_name", Decimal(1)),
    ],
)
def test_refuses_fact(code: str, value: object) -> None:
    facts: dict[str, Any] = {code: value}
    assert codes(QD_4725, Answers(Profile.of(QD_4725, "thcs"), {}, facts)) == ["fact-refused"]


@pytest.mark.parametrize(
    "value",
    [Decimal(-1), Decimal("1000000000.5"), Decimal("NaN"), Decimal("sNaN"), True, "1", None],
)
def test_refuses_number_fact(value: object) -> None:
    area = {"code": "area", "title": "Diện tích", "type": "number"}
    edition = small([[Scored("1")]], facts=[area])
    facts: dict[str, Any] = {"area": value}
    assert codes(edition, answers(edition, facts=facts)) == ["fact-refused"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("teachers_total", MAX_FACT),
        ("teachers_total", Decimal("40.0")),
        ("lms_in_use", False),
        ("lms_origin", "rented"),
        ("lms_name", "Phần mềm A\nvà B"),
        ("lms_name", "x" * MAX_TEXT),
    ],
)
def test_keeps_fact(code: str, value: Any) -> None:  # noqa: ANN401 - each kind of fact in turn
    assert codes(QD_4725, Answers(Profile.of(QD_4725, "thcs"), {}, {code: value})) == []


def test_number_fact_may_have_four_decimals_and_no_more() -> None:
    edition = small(
        [[Scored("1")]], facts=[{"code": "area", "title": "Diện tích", "type": "number"}]
    )
    for value, expected in (
        ("1.2345", []),
        ("1.23456", ["fact-refused"]),
        ("2.00000", []),
        ("0", []),
    ):
        given = answers(edition, facts={"area": Decimal(value)})
        assert codes(edition, given) == expected


def test_refuses_fact_that_the_edition_does_not_ask() -> None:
    given = Answers(Profile.of(QD_4725, "thcs"), {}, {"pupils": Decimal(1)})
    assert codes(QD_4725, given) == ["unknown-fact"]


def test_award_off_a_confirmed_step_is_refused() -> None:
    edition = small([[Scored("10")]], step_known="confirmed")
    assert codes(edition, answers(edition, {"1.1": "9.7"})) == ["award-off-step"]
    assert codes(edition, answers(edition, {"1.1": "9.5"})) == []


def test_award_off_an_unconfirmed_step_is_kept_with_a_warning() -> None:
    sheet = score(QD_4725, with_totals("80", "60", awards={"1.3.1": Decimal("5.7")}))
    assert [(one.code, one.where, one.severity) for one in sheet.findings] == [
        ("award-off-step", "1.3.1", Severity.WARNS)
    ]
    assert sheet.may_be_handed_in
    assert sheet.group("1").total == Decimal("79.7")


def test_maximum_off_the_step_may_be_awarded() -> None:
    edition = small([[Scored("9.3")]], step_known="confirmed")
    sheet = score(edition, answers(edition, {"1.1": "9.3"}))
    assert sheet.findings == ()
    sheet = score(edition, answers(edition, {"1.1": "4.5"}))
    assert sheet.findings == ()
    assert not off_step(Decimal("9.3"), Decimal("9.3"), Decimal("0.5"))
    assert off_step(Decimal("9.2"), Decimal("9.3"), Decimal("0.5"))


def test_every_wrong_answer_is_named_at_once() -> None:
    facts: dict[str, Any] = {"teachers_total": True, "strange": "x"}
    given = Answers(
        Profile.of(QD_4725, "thcs"),
        {"1.3.1": Decimal(7), "1.1": Decimal(1)},
        facts,
        {"1.4": "không có"},
    )
    assert codes(QD_4725, given) == [
        "award-above-max",
        "not-a-verdict",
        "fact-refused",
        "unknown-fact",
        "claim-not-allowed",
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [("1.3.1", "điểm tối đa 6. Hãy"), ("1.3.2", "điểm tối đa 6 (chưa xác nhận: một nguồn). Hãy")],
)
def test_a_refusal_marks_a_maximum_that_is_not_confirmed(code: str, words: str) -> None:
    (found,) = refused(QD_4725, one_award(code, Decimal(7)))
    assert words in found.message


def test_a_flood_of_strange_codes_gives_a_short_answer() -> None:
    flood = {f"{'9' * 5_000}.{number}": Decimal(1) for number in range(50_000)}
    found = refused(QD_4725, Answers(Profile.of(QD_4725, "thcs"), flood))
    assert len(found) == MAX_FINDINGS + 1
    assert found[-1].code == "too-many"
    assert all(len(finding.message) < 200 for finding in found)


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        (Profile("mam_non", ()), ["unknown-kind"]),
        (Profile("mam_non\x00" * 999, ()), ["unknown-kind"]),
        (Profile("thcs", ("thpt",)), ["unknown-school-level"]),
        (Profile("thcs", ()), ["no-school-level"]),
        (Profile("nhieu_cap_hoc", ("tieu_hoc", "thcs")), []),
    ],
)
def test_profile_must_be_one_of_the_edition(profile: Profile, found: list[str]) -> None:
    given = replace(with_totals("80", "60"), profile=profile)
    assert codes(QD_4725, given) == found


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({"1.2": "chưa có học sinh"}, []),
        ({"1.2": "x" * MAX_REASON}, []),
        ({"1.2": "x" * (MAX_REASON + 1)}, ["claim-without-reason"]),
        ({"1.2": "  \n"}, ["claim-without-reason"]),
        ({"1.2": None}, ["claim-without-reason"]),
        ({"1.2": "a\x07"}, ["claim-not-printable"]),
        ({"1.1": "không cần"}, ["claim-mandatory"]),
        ({"7.7": "không cần"}, ["unknown-item"]),
    ],
)
def test_claim_needs_a_scored_item_and_a_reason(
    claims: Mapping[str, Any], found: list[str]
) -> None:
    assert codes(FULL, answers(FULL, {"2.1": "1"}, left_out=claims)) == found


def test_nothing_can_be_claimed_where_the_edition_leaves_nothing_out() -> None:
    given = replace(with_totals("80", "60"), inapplicable={"1.4": "không có"})
    assert codes(QD_4725, given) == ["claim-not-allowed"]


@pytest.mark.parametrize("precision", [1, 3, 28])
def test_result_does_not_depend_on_the_callers_decimal_context(precision: int) -> None:
    given = with_totals(
        "75.5", "76", facts={"teachers_total": Decimal(987_654), "digital_materials": Decimal(19)}
    )
    expected = score(QD_4725, given)
    with decimal.localcontext() as context:
        context.prec = precision
        context.rounding = decimal.ROUND_UP
        context.traps[decimal.Inexact] = True
        context.traps[decimal.Rounded] = True
        assert score(QD_4725, given) == expected
        assert [one.message for one in score(QD_4725, given).findings] == [
            one.message for one in expected.findings
        ]
