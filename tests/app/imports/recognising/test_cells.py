"""What a cell says as each kind of value, and what is wrong with it."""

import pytest

from app.imports.recognising.cells import Refusal, understood
from app.imports.shapes import DATE, ERROR, CellValue, ValueKind


def code_of(kind: ValueKind, cell: CellValue) -> str:
    found = understood((kind,), cell)
    assert isinstance(found, Refusal), found
    assert found.message.endswith((".", "?"))
    return found.code


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (7.1000000000000005, "7.1"),
        (7.2999999999999998, "7.3"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        (" 7,5 ", "7.5"),
        ("7 ,5", "7.5"),
        ("7\u2009,\u20095", "7.5"),
        ("7,5\u00a0", "7.5"),
        ("7,5đ", "7.5"),
        ("7.5 điểm", "7.5"),
        ("7,5 Đ", "7.5"),
        ("'7,5", "7.5"),
        ("\uff17\uff0c\uff15", "7.5"),
        ("07,50", "7.5"),
        ("7,0", "7"),
        ("1 234", "1234"),
    ],
)
def test_points_are_exact_decimal_text(cell: CellValue, points: str) -> None:
    assert understood(("points",), cell) == points


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.234,5", "grouped"),
        ("1.234", "grouped"),
        ("85%", "percent"),
        ("7,5/10", "ratio"),
        ("-3", "negative"),
        (-3, "negative"),
        (-0.5, "negative"),
        ("x", "not-a-number"),
        ("không có", "not-a-number"),
        ("chưa", "not-a-number"),
        ("Đạt", "not-a-number"),
        ("7,", "not-a-number"),
        ("7,5,5", "not-a-number"),
        ("1e3", "not-a-number"),
        ("O", "not-a-number"),
        (True, "boolean"),
        (float("nan"), "not-a-number"),
        (float("inf"), "not-a-number"),
        (1e300, "not-a-number"),
        (DATE + "2025-05-07", "date-for-number"),
        (ERROR + "#N/A", "error-value"),
    ],
)
def test_what_is_no_number_of_points_is_refused(cell: CellValue, code: str) -> None:
    assert code_of("points", cell) == code


@pytest.mark.parametrize(
    "cell", [None, "", " ", "\u00a0", "-", "–", "—", "…", "...", "___", "'", "\u200b"]
)
@pytest.mark.parametrize("kind", ["points", "verdict", "level", "code", "date", "text", "yes_no"])
def test_a_lone_dash_and_dots_say_nothing(kind: ValueKind, cell: CellValue) -> None:
    assert understood((kind,), cell) is None


def test_points_that_became_a_date_are_proposed_back() -> None:
    found = understood(("points",), DATE + "2025-05-07")
    assert isinstance(found, Refusal)
    assert found.message == (
        "ô này là ngày 7/5/2025; có phải muốn ghi 7,5 không? "
        "Hãy nhập lại số điểm (định dạng General)."
    )


def test_a_maximum_beside_the_points_is_refused_with_the_points() -> None:
    found = understood(("points",), "7,5/10")
    assert isinstance(found, Refusal)
    assert found.message == "“7,5/10” có mẫu số; hãy chỉ ghi số điểm, ví dụ 7,5."


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        *((cell, "met") for cell in ("Đạt", "ĐẠT", "dat", "Có", "x", "X", "✓", "1", 1, 1.0, True)),
        *(
            (cell, "unmet")
            for cell in ("Không đạt", "KHÔNG ĐẠT", "Chưa đạt", "Không", "0", 0, False)
        ),
        ("Đạt.", "met"),
        ("Đ", "met"),
        ("KĐ", "unmet"),
        ("Đa\u0323t", "met"),
    ],
)
def test_verdicts_are_met_or_unmet(cell: CellValue, verdict: str) -> None:
    assert understood(("verdict",), cell) == verdict


@pytest.mark.parametrize("cell", ["7", 2, "có lẽ", "chưa", 0.5, DATE + "2025-01-01"])
def test_what_is_no_verdict_is_refused(cell: CellValue) -> None:
    assert code_of("verdict", cell) == "not-in-list"


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        (2, "2"),
        (2.0, "2"),
        ("2", "2"),
        ("2.0", "2"),
        ("Mức 2", "2"),
        ("Mức độ 2", "2"),
        ("MỨC II", "2"),
        ("III", "3"),
        ("Mức 2 (đáp ứng cơ bản)", "2"),
        ("Mức 3: đáp ứng tốt", "3"),
        ("Đạt mức 2", "2"),
        ("Mức hai", "2"),
        ("Chưa đạt", "0"),
        ("Không đạt", "0"),
        (0, "0"),
    ],
)
def test_levels_are_digits(cell: CellValue, level: str) -> None:
    assert understood(("level",), cell) == level


@pytest.mark.parametrize(
    "cell", ["Khá", "2.5", 2.5, -1, True, "Mức", "23 điểm", DATE + "2025-01-02"]
)
def test_what_is_no_level_is_refused(cell: CellValue) -> None:
    assert code_of("level", cell) == "not-a-level"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("079001", "079001"),
        ("  79-001a ", "79-001a"),
        ("'079001", "079001"),
        ('="079001"', "079001"),
        ("079 001 123", "079001123"),
        ("TH 01", "TH 01"),
        ("\uff10\uff17\uff19", "079"),
        ("tru\u031bo\u031b\u0300ng", "trường"),
        (79001, "#79001"),
        (79001.0, "#79001"),
        (1.2e10, "#12000000000"),
    ],
)
def test_codes_stay_text_and_numbers_are_marked(cell: CellValue, code: str) -> None:
    assert understood(("code",), cell) == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (79001.5, "not-a-code"),
        (-5, "not-a-code"),
        (True, "not-a-code"),
        (DATE + "2025-01-04", "code-is-date"),
        ("1.2E+10", "code-lost-digits"),
        (1.234567890123456e17, "code-lost-digits"),
        ("a" * 101, "too-long"),
    ],
)
def test_codes_that_a_program_has_spoilt_are_refused(cell: CellValue, code: str) -> None:
    assert code_of("code", cell) == code


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (DATE + "2025-06-01", "2025-06-01"),
        (DATE + "2025-06-01T00:00:00", "2025-06-01"),
        ("1/6/2025", "2025-06-01"),
        ("01-06-2025", "2025-06-01"),
        ("1.6.2025", "2025-06-01"),
        ("2025-06-01", "2025-06-01"),
        ("ngày 01 tháng 6 năm 2025", "2025-06-01"),
    ],
)
def test_days_are_iso(cell: CellValue, day: str) -> None:
    assert understood(("date",), cell) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/2/2025", "not-a-date"),
        ("6/2025", "not-a-date"),
        ("1/6/25", "not-a-date"),
        (45797, "not-a-date"),
        ("hôm qua", "not-a-date"),
        ("1/6/1925", "date-out-of-range"),
    ],
)
def test_what_is_no_day_is_refused(cell: CellValue, code: str) -> None:
    assert code_of("date", cell) == code


def test_texts_are_composed_and_squeezed() -> None:
    assert (
        understood(("text",), " Tru\u031bo\u031b\u0300ng\u00a0  A\n(cơ sở 2) ")
        == "Trường A (cơ sở 2)"
    )


@pytest.mark.parametrize(
    ("cell", "text"), [(125, "125"), (125.0, "125"), (7.1000000000000005, "7.1")]
)
def test_a_number_for_a_text_is_its_digits(cell: CellValue, text: str) -> None:
    assert understood(("text",), cell) == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [("a" * 2_001, "too-long"), (DATE + "2025-05-12", "date-for-text"), (False, "boolean")],
)
def test_what_is_no_text_is_refused(cell: CellValue, code: str) -> None:
    assert code_of("text", cell) == code


@pytest.mark.parametrize(
    ("cell", "said"), [("Có", "true"), ("không", "false"), (True, "true"), (0, "false")]
)
def test_yes_and_no_are_true_and_false(cell: CellValue, said: str) -> None:
    assert understood(("yes_no",), cell) == said


def test_of_two_kinds_the_first_that_can_take_the_cell_does() -> None:
    assert understood(("points", "verdict"), "Đạt") == "met"
    assert understood(("points", "verdict"), 1) == "1"


def test_what_none_of_two_kinds_takes_is_told_as_the_first() -> None:
    found = understood(("points", "verdict"), "có lẽ")
    assert isinstance(found, Refusal)
    assert found.code == "not-a-number"


def test_a_page_of_text_for_a_value_is_refused_without_being_read() -> None:
    assert code_of("points", "1" * 30_000 + "x") == "too-long"
