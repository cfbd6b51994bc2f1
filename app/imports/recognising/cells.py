"""From what stands in a cell to what was meant, or to what is wrong with it.

A lone dash, dots or underscores are how people leave a cell empty, and count as such. Numbers are
taken with the 15 digits that spreadsheet programs keep and show: 7.1000000000000005 is 7.1.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.imports.shapes import DATE, ERROR, NUMBERED, CellValue, ValueKind
from exports.forms.validations import FIRST_DAY, LAST_DAY
from exports.forms.values import cleaned, folded, quoted


class Refusal(NamedTuple):
    """Why a cell cannot be taken for what it should hold: a stable code and a sentence."""

    code: str
    message: str


Understood = str | None | Refusal
FORMULA = Refusal(
    "formula", "ô này chứa công thức nên giá trị không được tin; hãy dán lại dạng giá trị."
)
_EMPTY = frozenset("-–—−_.…")
_QUOTES = "'’‘`´"  # noqa: RUF001 - each is typed in front of a code
_UNIT = re.compile(r"(?:điểm|diem|đ|d|point|points|pts?)\.?$")
_NUMBER = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,15}))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,'][0-9]{3})+(?:[.,][0-9]+)?")
_RATIO = re.compile(r"[0-9]+(?:[.,][0-9]+)?[/÷][0-9]+(?:[.,][0-9]+)?")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_KEPT_AS_TEXT = re.compile(r'="(.+)"')
"""How a .csv keeps a spreadsheet program from making a number of a code."""
_LEVEL = re.compile(
    r"(?:dat )?(?:muc do cds|muc do chuyen doi so|muc do|muc|cap do|level)?\s*"
    r"([0-9]{1,2}|iv|v|i{1,3}|mot|hai|ba|bon|nam)(?:[.,]0+)?(?:\s*[:(–.-](?!\s*[0-9]).*)?"
)
_LEVELS = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
    "mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5",
    "chua dat": "0", "khong dat": "0", "chua dat muc": "0", "khong dat muc": "0",
    "chua dat muc nao": "0", "khong dat muc nao": "0", "chua dat muc 1": "0",
}  # fmt: skip
_MET = frozenset(
    {"dat", "d", "co", "x", "v", "✓", "✔", "☑", "✅", "1", "true", "yes", "da co", "met"}
)
_UNMET = frozenset({
    "khong dat", "chua dat", "khong", "ko", "k", "kd", "cd", "0", "false", "no", "chua co",
    "khong co", "✗", "✘", "☐", "unmet",
})  # fmt: skip
_DAY = re.compile(
    r"(?:ngay\s*)?([0-9]{1,2})(?:[/.-]|\s*thang\s*)([0-9]{1,2})(?:[/.-]|\s*nam\s*)([0-9]{4})"
)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[t ].*)?")
_LONGEST_TEXT, _LONGEST_CODE, _LONGEST_VALUE = 2_000, 100, 200
_LONG_KINDS = frozenset({"text", "code"})
_KEPT_DIGITS, _MOST_LEVELS = 15, 100


def understood(kinds: Sequence[ValueKind], cell: CellValue) -> Understood:
    """The value of a cell as the first of these kinds that can take it; None for an empty one."""
    if cell is None or (isinstance(cell, str) and _is_empty(cell)):
        return None
    if isinstance(cell, str) and cell.startswith(ERROR):
        shown = cell.removeprefix(ERROR)[:12]
        return Refusal("error-value", f"ô này báo lỗi {shown}; hãy gõ lại giá trị.")
    if isinstance(cell, str) and len(cell) > _LONGEST_VALUE and not _LONG_KINDS & set(kinds):
        message = f"{quoted(cell[:_LONGEST_VALUE])} quá dài; cột này chỉ nhận một giá trị ngắn."
        return Refusal("too-long", message)
    first: Understood = None
    for kind in kinds:
        found = _READERS[kind](cell)
        if not isinstance(found, Refusal):
            return found
        first = first or found
    return first


def _is_empty(text: str) -> bool:
    text = cleaned(text).strip(_QUOTES)
    return all(letter in _EMPTY for letter in text.replace(" ", ""))


def _code(cell: CellValue) -> Understood:
    if isinstance(cell, bool):
        return Refusal("not-a-code", "ô này chứa TRUE/FALSE; hãy gõ lại mã dạng chữ.")
    if isinstance(cell, (int, float)):
        return _numbered_code(cell)
    assert isinstance(cell, str)
    if cell.startswith(DATE):
        message = f"mã đã bị đổi thành ngày {_shown_day(cell)}; hãy gõ lại mã dạng chữ."
        return Refusal("code-is-date", message)
    text = _narrow(cell).lstrip(_QUOTES).strip()
    if match := _KEPT_AS_TEXT.fullmatch(text):
        text = match[1].strip()
    if _SCIENTIFIC.fullmatch(text):
        message = f"mã {quoted(text)} đã mất chữ số; hãy gõ lại đủ mã dạng chữ."
        return Refusal("code-lost-digits", message)
    if len(text) > _LONGEST_CODE:
        message = f"mã dài {len(text)} ký tự, tối đa {_LONGEST_CODE}; hãy gõ lại mã."
        return Refusal("too-long", message)
    joined = "".join(text.split())
    return joined if joined.isdigit() else " ".join(text.split())


def _numbered_code(value: float) -> Understood:
    whole = _whole(value)
    if whole is None or whole < 0:
        message = f"{_decimal(value)} không phải là mã; hãy gõ lại mã dạng chữ."
        return Refusal("not-a-code", message)
    digits = str(whole)
    if len(digits) > _KEPT_DIGITS:
        message = (
            f"mã dài hơn {_KEPT_DIGITS} chữ số mà lưu thành số nên đã sai; hãy gõ lại dạng chữ."
        )
        return Refusal("code-lost-digits", message)
    return NUMBERED + digits


def _text(cell: CellValue) -> Understood:
    if isinstance(cell, bool):
        return Refusal("boolean", "ô này chứa TRUE/FALSE; hãy gõ lại bằng chữ.")
    if isinstance(cell, (int, float)):
        return _decimal(cell)
    assert isinstance(cell, str)
    if cell.startswith(DATE):
        message = f"ô này là ngày {_shown_day(cell)}; hãy gõ lại thành chữ (đặt dấu ' ở đầu)."
        return Refusal("date-for-text", message)
    text = " ".join(cleaned(cell).split())
    if len(text) > _LONGEST_TEXT:
        message = f"dài {len(text)} ký tự, tối đa {_LONGEST_TEXT}; hãy rút ngắn."
        return Refusal("too-long", message)
    return text


def _points(cell: CellValue) -> Understood:
    return _quantity(cell, "số điểm", "7,5")


def _number(cell: CellValue) -> Understood:
    return _quantity(cell, "một số", "40")


def _quantity(cell: CellValue, what: str, example: str) -> Understood:
    if isinstance(cell, bool):
        return Refusal("boolean", f"ô này chứa TRUE/FALSE; hãy nhập {what}, ví dụ {example}.")
    if isinstance(cell, (int, float)):
        return _measured(cell, what, example)
    assert isinstance(cell, str)
    if cell.startswith(DATE):
        return _date_for_number(cell, what)
    typed = _narrow(cell).strip(_QUOTES).strip()
    spaced = " ".join(typed.split())
    text = _UNIT.sub("", spaced.casefold()).replace(" ", "")
    match = _NUMBER.fullmatch(text)
    grouped = _GROUPED.fullmatch(spaced) and not re.fullmatch(r"[0-9]+,[0-9]{3}", spaced)
    if match and not grouped:
        return _plain(match[1], match[2] or "")
    return _unlike_number(typed, text, what, example, grouped=bool(grouped))


def _unlike_number(typed: str, text: str, what: str, example: str, *, grouped: bool) -> Refusal:
    if "%" in text:
        return Refusal("percent", f"{quoted(typed)} là phần trăm; hãy nhập {what}, không ghi %.")
    if _RATIO.fullmatch(text):
        alone = re.split("[/÷]", text)[0]
        message = f"{quoted(typed)} có mẫu số; hãy chỉ ghi {what}, ví dụ {alone}."
        return Refusal("ratio", message)
    if text.startswith(("-", "−", "–")) and _NUMBER.fullmatch(text[1:]):
        return Refusal("negative", f"{quoted(typed)} là số âm; hãy nhập số từ 0 trở lên.")
    if grouped:
        message = f"{quoted(typed)} có dấu phân cách hàng nghìn; hãy viết số liền, ví dụ 1234,5."
        return Refusal("grouped", message)
    message = f"{quoted(typed)} không phải là số; hãy nhập {what}, ví dụ {example}."
    return Refusal("not-a-number", message)


def _measured(value: float, what: str, example: str) -> Understood:
    if not math.isfinite(value) or abs(value) >= 10**_KEPT_DIGITS:
        return Refusal("not-a-number", f"số này không đọc được; hãy nhập {what}, ví dụ {example}.")
    if value < 0:
        return Refusal("negative", f"{_decimal(value)} là số âm; hãy nhập số từ 0 trở lên.")
    return _decimal(value)


def _date_for_number(cell: str, what: str) -> Refusal:
    year, month, day = (part.lstrip("0") for part in cell.removeprefix(DATE)[:10].split("-"))
    message = (
        f"ô này là ngày {day}/{month}/{year}; có phải muốn ghi {day},{month} không? "
        f"Hãy nhập lại {what} (định dạng General)."
    )
    return Refusal("date-for-number", message)


def _verdict(cell: CellValue) -> Understood:
    return _either(cell, "met", "unmet", "hãy ghi Đạt hoặc Không đạt.")


def _yes_no(cell: CellValue) -> Understood:
    return _either(cell, "true", "false", "hãy ghi Có hoặc Không.")


def _either(cell: CellValue, yes: str, no: str, expected: str) -> Understood:
    if isinstance(cell, str):
        if cell.startswith(DATE):
            return Refusal("not-in-list", f"ô này là ngày {_shown_day(cell)}; {expected}")
        typed = folded(_narrow(cell)).strip(" .'")
    elif isinstance(cell, bool):
        typed = "true" if cell else "false"
    else:
        typed = _decimal(cell or 0)
    if typed in _MET:
        return yes
    if typed in _UNMET:
        return no
    return Refusal("not-in-list", f"{quoted(_shown(cell))} không hợp lệ; {expected}")


def _level(cell: CellValue) -> Understood:
    expected = "hãy ghi mức bằng số, ví dụ 2 hoặc Mức 2."
    if not isinstance(cell, str):
        whole = None if isinstance(cell, bool) else _whole(cell or 0)
        if whole is not None and 0 <= whole < _MOST_LEVELS:
            return str(whole)
        return Refusal("not-a-level", f"{quoted(_shown(cell))} không phải là mức; {expected}")
    if cell.startswith(DATE):
        return Refusal("not-a-level", f"ô này là ngày {_shown_day(cell)}; {expected}")
    typed = folded(_narrow(cell)).strip(" .'")
    if typed in _LEVELS:
        return _LEVELS[typed]
    match = _LEVEL.fullmatch(typed)
    if match is None:
        return Refusal("not-a-level", f"{quoted(cell)} không phải là mức; {expected}")
    return _LEVELS.get(match[1]) or str(int(match[1]))


def _date(cell: CellValue) -> Understood:
    expected = "hãy nhập ngày dạng ngày/tháng/năm, ví dụ 20/5/2025."
    found: date | None = None
    typed = folded(_narrow(cell.removeprefix(DATE))) if isinstance(cell, str) else ""
    try:
        if match := _DAY.fullmatch(typed):
            found = date(int(match[3]), int(match[2]), int(match[1]))
        elif match := _ISO_DAY.fullmatch(typed):
            found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        found = None
    if found is None:
        return Refusal("not-a-date", f"{quoted(_shown(cell))} không phải là ngày; {expected}")
    if not FIRST_DAY <= found <= LAST_DAY:
        shown = f"{found.day}/{found.month}/{found.year}"
        message = f"ngày {shown} ngoài khoảng {FIRST_DAY.year}–{LAST_DAY.year}; {expected}"
        return Refusal("date-out-of-range", message)
    return found.isoformat()


_READERS: Mapping[ValueKind, Callable[[CellValue], Understood]] = {
    "code": _code,
    "text": _text,
    "points": _points,
    "number": _number,
    "verdict": _verdict,
    "level": _level,
    "date": _date,
    "yes_no": _yes_no,
}


def _narrow(text: str) -> str:
    """Cleaned, and full-width letters and digits as everybody types them."""
    text = cleaned(text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _whole(value: float) -> int | None:
    return int(value) if math.isfinite(value) and value == int(value) else None


def _plain(whole: str, part: str) -> str:
    """`07`, `50` as `7.5`."""
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _decimal(value: float) -> str:
    """A number as decimal text with the digits that a program keeps of it."""
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    text = f"{Decimal(f'{value:.{_KEPT_DIGITS}g}') + 0:f}"  # + 0: no sign before a zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(cell: CellValue) -> str:
    if isinstance(cell, str):
        return _shown_day(cell) if cell.startswith(DATE) else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return _decimal(cell or 0)


def _shown_day(cell: str) -> str:
    year, month, day = cell.removeprefix(DATE)[:10].split("-")
    return f"{day.lstrip('0')}/{month.lstrip('0')}/{year}"
