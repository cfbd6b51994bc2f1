"""What the reader of forms can refuse.

FormError
└── FormRefused     no filled form, or one with faults; `problems` names every one of them
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One fault and where: `sheet` and `cell` are "" where the fault is the whole file's."""

    sheet: str
    cell: str
    code: str
    message: str

    def __str__(self) -> str:
        """`Tự đánh giá!D7: câu`, as a person looks for it."""
        if not self.sheet:
            return self.message
        return f"{self.sheet}!{self.cell}: {self.message}" if self.cell else self._of_sheet()

    def _of_sheet(self) -> str:
        return f"{self.sheet}: {self.message}"


class FormError(Exception):
    """Root of the tree."""

    code: ClassVar[str] = "form"


class FormRefused(FormError):
    """The file was refused; `problems` holds every reason found, sheet by sheet."""

    code = "form-refused"

    def __init__(self, problems: Iterable[CellProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def whole(cls, code: str, message: str) -> "FormRefused":
        """The refusal of a whole file."""
        return cls((CellProblem("", "", code, message),))
