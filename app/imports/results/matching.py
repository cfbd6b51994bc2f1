"""Which school a line means: by its code alone; what else it says of the school only warns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.imports.results.columns import Columns
from app.imports.results.standing import Reach, Standing
from app.imports.shapes import NUMBERED, Line
from exports.forms.values import folded

Told = tuple[str, str, str]
"""Cell, code, sentence."""
_NO_CODE = ("code-missing", "Dòng này chưa ghi mã trường. Hãy ghi mã vào ô này.")


class Match(NamedTuple):
    """The dossier that a line means, or None; what is wrong with its code, what only odd."""

    code: str
    name: str
    standing: Standing | None = None
    faults: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()


class Matcher:
    """Finds the schools of a file."""

    def __init__(
        self, codes: Mapping[str, Sequence[Standing]], reach: Reach, known: frozenset[str]
    ) -> None:
        self._codes = codes
        self._reach = reach
        self._known = known
        self._bare: dict[str, list[str]] = {}
        for code, some in codes.items():
            # What another body's code might have been is nothing to guess at.
            if code.isdigit() and any(map(reach.of_body, some)):
                self._bare.setdefault(code.lstrip("0"), []).append(code)

    def match(self, line: Line, columns: Columns) -> Match:
        """The school of a line."""
        written = self._code(line, columns)
        name = _value(line, columns.name.at if columns.name else None)
        cell = f"{columns.code.letter}{line.line}" if columns.code else ""
        code, odd = self._taken(written, cell)
        standing = self._standing(written)
        shown = code or written.removeprefix(NUMBERED)
        wrong = self._wrong(written, code, standing)
        if wrong is not None:
            return Match(shown, name, None, ((cell, *wrong),))
        if standing is None:  # nothing can be read there; why not may be told already
            told = any(one.cell == cell for one in line.faults)
            return Match(shown, name, None, () if told else ((cell, *_NO_CODE),))
        if name and folded(name) != folded(standing.name):
            at = f"{columns.name.letter}{line.line}" if columns.name else ""
            message = (
                f"Tên trong tệp là “{name[:100]}”, mã {shown} là của {standing.name}. "
                "Hãy kiểm tra lại mã."
            )
            odd = (*odd, (at, "name-differs", message))
        return Match(shown, name, standing, (), odd)

    def _wrong(self, written: str, code: str, standing: Standing | None) -> tuple[str, str] | None:
        if not written:
            return None
        if standing is None:
            return self._unknown(written, code)
        if not self._reach.of_body(standing):
            message = (
                f"{standing.name} không thuộc đơn vị nhập. Hãy bỏ dòng này khỏi tệp, hoặc để đơn "
                "vị quản lý trường nhập."
            )
            return "school-of-another-body", message
        if not self._reach.may(standing):
            message = (
                f"Tài khoản nhập không có quyền nhập kết quả của {standing.name}. Hãy bỏ dòng này "
                "khỏi tệp, hoặc để người có quyền nhập."
            )
            return "not-allowed", message
        return None

    def _unknown(self, written: str, code: str) -> tuple[str, str]:
        digits = written.removeprefix(NUMBERED)
        several = self._codes.get(code) or ()
        if len(several) > 1:
            names = " và ".join(one.name for one in several[:3])
            return "code-ambiguous", f"Mã {code} là của nhiều trường: {names}. Hãy sửa mã."
        fitting = self._fitting(digits)
        if len(fitting) > 1:
            listed = ", ".join(fitting[:5])
            return "code-ambiguous", f"Mã {digits} có thể là {listed}. Hãy ghi đủ số 0 ở đầu."
        if fitting:
            name = self._codes[fitting[0]][0].name
            message = f"Không có mã {digits}. Có phải {fitting[0]} ({name}) không? Hãy ghi đủ số 0."
            return "code-zeros", message
        if digits in self._known:
            message = (
                f"Trường có mã {digits} không có hồ sơ trong đợt này. Hãy bỏ dòng này khỏi tệp, "
                "hoặc thêm trường vào đợt rồi chạy thử lại."
            )
            return "no-dossier", message
        message = f"Không có trường nào mang mã {digits[:40]} trong đợt này. Hãy kiểm tra lại mã."
        return "unknown-code", message

    def _taken(self, written: str, cell: str) -> tuple[str, tuple[Told, ...]]:
        """The code meant, with a warning where the file has lost its zeros."""
        if not written.startswith(NUMBERED):
            return written, ()
        digits = written.removeprefix(NUMBERED)
        fitting = self._fitting(digits)
        if len(fitting) != 1:
            return digits, ()
        if fitting[0] == digits:
            return digits, ()
        message = f"Ô mã là số {digits}, đã mất số 0 ở đầu; hiểu là mã {fitting[0]}."
        return fitting[0], ((cell, "code-zeros", message),)

    def _standing(self, written: str) -> Standing | None:
        if not written:
            return None
        if written.startswith(NUMBERED):
            digits = written.removeprefix(NUMBERED)
            fitting = self._fitting(digits)
            code = fitting[0] if len(fitting) == 1 else "" if fitting else digits
        else:
            code = written
        found = self._codes.get(code, ())
        return found[0] if len(found) == 1 else None

    def _fitting(self, digits: str) -> list[str]:
        """The codes that these digits may stand for."""
        return self._bare.get(digits.lstrip("0"), []) if digits.isdigit() else []

    @staticmethod
    def _code(line: Line, columns: Columns) -> str:
        return _value(line, columns.code.at if columns.code else None)


def _value(line: Line, at: int | None) -> str:
    return "" if at is None else (line.values[at] or "")
