"""Everything `scoring` can refuse, as one small tree.

    ScoringError
    ├── AnswersRefused      an answer that cannot be kept: above its maximum, of the wrong kind…
    ├── TargetUnreachable   no allowed change leads to the wanted level
    └── SheetUnreadable     data that are no sheet

Each carries a stable `code` for machines and Vietnamese sentences for people.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from scoring.sheet import Finding


class ScoringError(Exception):
    """Root of the tree."""

    code: ClassVar[str] = "scoring"


class AnswersRefused(ScoringError):
    """Answers that cannot be kept; `findings` names every one of them."""

    code = "answers-refused"

    def __init__(self, findings: "tuple[Finding, ...]") -> None:
        self.findings = findings
        super().__init__("\n".join(finding.message for finding in findings))


class TargetUnreachable(ScoringError):
    """The level cannot be reached by what may still be changed; `reasons` says why."""

    code = "target-unreachable"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


class SheetUnreadable(ScoringError):
    """Data from outside that are not a sheet as `scoring.as_json` writes it."""

    code = "sheet-unreadable"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__("Dữ liệu không phải là một phiếu điểm đầy đủ; hãy xuất lại từ hồ sơ gốc.")
