"""From what stands in a cell to what was meant, or to a sentence on why that cannot be told.

Each function takes a `Cell` and gives a value, or raises `NotMeant` with a stable code and what is
wrong and expected; the reader adds the place.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from exports.forms.spreadsheet import Cell, Kind
from exports.forms.validations import FIRST_DAY, LAST_DAY

_INVISIBLE = {
    0x00AD: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None,
    0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x3000: " ", 0x0009: " ", 0x000B: "\n", 0x000C: "\n",
    0x2028: "\n", 0x2029: "\n",
}  # fmt: skip
"""Marks that pasting brings along and nobody sees."""
_NUMBER = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,15}))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.][0-9]{3})+")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SHOWN = 40
_LABEL = 200


class NotMeant(Exception):
    """The cell cannot be taken for what it should hold."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def cleaned(text: str) -> str:
    """NFC, without invisible marks, control characters and stray spaces; line breaks stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.translate(_INVISIBLE)
    if not text.isprintable():
        text = "".join(
            letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C"
        )
    lines = (" ".join(line.split(" ")).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def folded(text: str) -> str:
    """For comparing words: no case, no diacritics, single spaces."""
    return _folded(text) if len(text) <= _LABEL else _folded.__wrapped__(text)


@lru_cache(maxsize=4_096)  # labels and headers are the same in every form of a batch
def _folded(text: str) -> str:
    text = unicodedata.normalize("NFD", cleaned(text).casefold().replace("đ", "d"))
    letters = "".join(letter for letter in text if unicodedata.category(letter) != "Mn")
    return " ".join(letters.split())


def quoted(text: str) -> str:
    """What was typed, short enough for a sentence."""
    line = " ".join(text.split())
    return f"“{line[:_SHOWN]}…”" if len(line) > _SHOWN else f"“{line}”"


def as_text(cell: Cell, limit: int, *, one_line: bool = False) -> str:
    """A text; a number stands for its digits."""
    _refuse_formula(cell)
    if cell.kind is Kind.DATE:
        message = "ô này chứa ngày; hãy gõ lại thành chữ (đặt dấu ' ở đầu)."
        raise NotMeant("date-for-text", message)
    if cell.kind is Kind.BOOLEAN:
        raise NotMeant("boolean", "ô này chứa giá trị TRUE/FALSE; hãy gõ lại bằng chữ.")
    numeric = cell.kind in {Kind.NUMBER, Kind.PERCENT}
    text = _digits(cell) if numeric else cleaned(cell.text)
    if one_line:
        text = " ".join(text.split())
    if len(text) > limit:
        raise NotMeant("too-long", f"dài {len(text)} ký tự, tối đa {limit}; hãy rút ngắn.")
    return text


def as_number(cell: Cell, example: str = "7,5") -> Decimal:
    """An exact number; text with a decimal comma or point counts as one."""
    _refuse_formula(cell)
    if cell.kind is Kind.PERCENT:
        message = "ô này chứa số phần trăm; hãy nhập số thường (định dạng General)."
        raise NotMeant("percent", message)
    if cell.kind is Kind.DATE:
        message = "ô này chứa ngày; hãy nhập lại số (định dạng General)."
        raise NotMeant("date-for-number", message)
    if cell.kind is Kind.BOOLEAN:
        raise NotMeant("boolean", "ô này chứa giá trị TRUE/FALSE; hãy nhập một số.")
    if cell.kind is Kind.NUMBER:
        return _number(cell)
    text = cleaned(cell.text).replace(" ", "")
    if "%" in text:
        raise NotMeant("percent", f"{quoted(text)} là phần trăm; hãy nhập số, không ghi %.")
    if text.startswith(("-", "−")) and _NUMBER.fullmatch(text[1:]):
        raise NotMeant("negative", f"{quoted(text)} là số âm; hãy nhập số từ 0 trở lên.")
    match = _NUMBER.fullmatch(text)
    if match is None or _GROUPED.fullmatch(text):
        message = f"{quoted(cell.text)} không phải là số; hãy nhập một số, ví dụ {example}."
        if _GROUPED.fullmatch(text):
            message = f"{quoted(text)} có dấu chấm phân cách; hãy viết số liền, ví dụ 1250."
        raise NotMeant("not-a-number", message)
    return Decimal(f"{match[1]}.{match[2] or '0'}")


def as_day(cell: Cell, *, epoch_1904: bool) -> date:
    """A date, real or typed as dd/mm/yyyy."""
    _refuse_formula(cell)
    expected = "hãy nhập ngày dạng ngày/tháng/năm, ví dụ 20/5/2025."
    found: date | None = None
    try:
        if cell.kind in {Kind.DATE, Kind.NUMBER}:
            days = math.floor(float(cell.text))
            found = (_EPOCH_1904 if epoch_1904 else _EPOCH) + timedelta(days=days)
        elif cell.kind is Kind.TEXT:
            text = cleaned(cell.text).replace(" ", "")
            if match := _DAY.fullmatch(text):
                found = date(int(match[3]), int(match[2]), int(match[1]))
            elif match := _ISO_DAY.fullmatch(text):
                found = date(int(match[1]), int(match[2]), int(match[3]))
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise NotMeant("not-a-date", f"{quoted(cell.text)} không phải là ngày; {expected}")
    if not FIRST_DAY <= found <= LAST_DAY:
        shown = f"{found.day}/{found.month}/{found.year}"
        message = f"ngày {shown} ngoài khoảng {FIRST_DAY.year}–{LAST_DAY.year}; {expected}"
        raise NotMeant("date-out-of-range", message)
    return found


def as_choice(cell: Cell, options: Mapping[str, str]) -> str:
    """The code of the option whose title was chosen, case and diacritics aside."""
    _refuse_formula(cell)
    listed = "; ".join(options.values())
    if cell.kind is not Kind.TEXT:
        message = f"{quoted(cell.text)} không có trong danh sách; hãy chọn: {listed}."
        raise NotMeant("not-in-list", message)
    # Exactly first: two options may differ by a diacritic alone.
    exact = [code for code, title in options.items() if cleaned(title) == cleaned(cell.text)]
    typed = folded(cell.text)
    found = exact or [code for code, title in options.items() if folded(title) == typed]
    if len(found) != 1:
        message = f"{quoted(cell.text)} không có trong danh sách; hãy chọn: {listed}."
        raise NotMeant("not-in-list", message)
    return found[0]


def as_yes_no(cell: Cell) -> bool:
    """Có or Không; a tick counts as Có."""
    _refuse_formula(cell)
    if cell.kind is Kind.BOOLEAN:
        return cell.text == "1"
    if cell.kind is Kind.TEXT:
        typed = folded(cell.text)
        if typed in {"co", "x", "yes", "✓"}:
            return True
        if typed in {"khong", "ko", "no"}:
            return False
    raise NotMeant("not-in-list", f"{quoted(cell.text)} không hợp lệ; hãy chọn Có hoặc Không.")


def is_blank(cell: Cell | None) -> bool:
    """Whether a cell holds nothing that anybody sees."""
    return cell is None or (cell.kind is Kind.TEXT and not cleaned(cell.text))


def as_code(cell: Cell, known: frozenset[str]) -> str:
    """One of the known codes; a code that was stored as a number is put right if only one fits."""
    _refuse_formula(cell)
    if cell.kind is Kind.DATE:
        message = "mã đã bị đổi thành ngày; hãy gõ lại mã dạng chữ, ví dụ '1.4 (có dấu ' ở đầu)."
        raise NotMeant("code-is-date", message)
    if cell.kind is Kind.NUMBER:
        return _numeric_code(_digits(cell), known)
    text = cleaned(cell.text).replace(" ", "").strip(".")
    if text in known:
        return text
    pointed = text.replace(",", ".")
    if pointed in known:
        return pointed
    raise NotMeant("unknown-code", _unknown(quoted(cell.text)))


def _numeric_code(digits: str, known: frozenset[str]) -> str:
    value = Decimal(digits)
    fitting = sorted(
        code
        for code in known
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", code) and Decimal(code) == value
    )
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        message = (
            f"mã {digits} bị lưu thành số nên không phân biệt được {' và '.join(fitting)}; "
            "hãy gõ lại mã dạng chữ (đặt dấu ' ở đầu)."
        )
        raise NotMeant("ambiguous-code", message)
    raise NotMeant("unknown-code", _unknown(digits))


def _unknown(code: str) -> str:
    return f"không có tiêu chí mã {code} trong bộ chỉ số này; hãy ghi đúng mã như trong phiếu gốc."


def _refuse_formula(cell: Cell) -> None:
    if cell.kind is Kind.FORMULA:
        raise NotMeant("formula", "ô này chứa công thức; hãy gõ trực tiếp giá trị.")
    if cell.kind is Kind.ERROR:
        raise NotMeant("error-value", f"ô này báo lỗi {cell.text[:12]}; hãy gõ lại giá trị.")


def _number(cell: Cell) -> Decimal:
    # What a program shows as 7.3 may be written as 7.2999999999999998: the shortest text that
    # means the same binary number is what was typed.
    try:
        value = float(cell.text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise NotMeant("not-a-number", f"{quoted(cell.text)} không phải là số; hãy nhập một số.")
    if value < 0:
        message = f"{_digits(cell)} là số âm; hãy nhập số từ 0 trở lên."
        raise NotMeant("negative", message)
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))


def _digits(cell: Cell) -> str:
    try:
        value = float(cell.text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise NotMeant("not-a-number", f"{quoted(cell.text)} không đọc được; hãy gõ lại.")
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
