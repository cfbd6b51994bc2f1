"""What a list does to the bodies of a subtree, row by row, and what must be mended first."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.audit.chain import canonical
from app.bodies.load.reading import Row
from app.bodies.load.state import Known, State
from app.bodies.load.words import kind_words
from app.bodies.schemas import Person
from app.errors import Reason


class Change(NamedTuple):
    """One value that becomes another; `before` is the value in force, None if there is none."""

    what: str
    value: str | Person | tuple[str, ...]
    before: Known | None
    sentence: str


@dataclass(slots=True)
class Planned:
    """What one row does."""

    row: Row
    act: Literal["found", "change", "same"]
    body_id: str
    code: str
    kind: str
    name: str
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What a whole list does; with problems, nothing of it is done."""

    lines: list[Planned] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)

    def count(self, act: str) -> int:
        """How many rows do this."""
        return sum(line.act == act for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """The same for the same effect on the same bodies."""
        told = [
            [line.act, line.code, line.kind, line.name, [one.sentence for one in line.changes]]
            for line in self.lines
            if line.act != "same"
        ]
        return hashlib.sha256(canonical(told)).hexdigest()


class Draft:
    """A plan in the making: what is known, what is planned so far, which codes the list has."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.plan = Plan()
        self.words = kind_words(state.kinds)
        self.by_code: dict[str, Planned] = {}

    def fault(self, row: Row, key: str, code: str, message: str) -> None:
        """Something to mend, at the cell of a column."""
        self.plan.problems.append(Reason(row.place(key), code, message))

    def unnumbered(self, row: Row, key: str, digits: str) -> str | None:
        """The code that a number in a cell stands for; spreadsheets drop zeros in front."""
        fitting = [
            code
            for code in {*self.state.by_code, *self.by_code}
            if code.isdecimal() and code.lstrip("0") == digits.lstrip("0")
        ]
        if len(fitting) == 1:
            return fitting[0]
        message = (
            f"Mã {digits} được lưu thành số nên có thể đã mất số 0 ở đầu. "
            "Hãy định dạng cột mã là Văn bản (Text) rồi gõ lại mã."
        )
        self.fault(row, key, "code-is-number", message)
        return None

    def ambiguous(self, code: str, bodies: list[str]) -> str:
        """The sentence that names all bodies of one code."""
        listed = "; ".join(sorted(self.state.name(body) for body in bodies))
        return f"Mã “{code}” chỉ {len(bodies)} đơn vị: {listed}. Hãy cấp mã mới cho một đơn vị."
