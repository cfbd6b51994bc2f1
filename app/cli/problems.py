"""What a command can end with: exit codes, and failures as lists of problems.

    CommandFailed
    ├── Refused         the form or the index has problems
    ├── UsageWrong      the command line itself cannot be understood
    ├── FileTrouble     a file cannot be read or written
    ├── SomeFailed      a batch ended, some of its files did not
    └── NoPort          the service cannot listen where it should

Each carries the exit code that scripts rely on (docs/command-line.md) and Vietnamese sentences.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """How a command ended, as the shell sees it."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    FILE = 3
    SOME_FAILED = 4
    NO_PORT = 5
    OUR_FAULT = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143

    @property
    def meaning(self) -> str:
        """What the help and docs/command-line.md say of it."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.DONE: "xong",
    ExitCode.REFUSED: "phiếu, bộ chỉ số hoặc mẫu văn bản có lỗi",
    ExitCode.USAGE: "sai câu lệnh",
    ExitCode.FILE: "không đọc hoặc ghi được tệp",
    ExitCode.SOME_FAILED: "đã xong cả thư mục nhưng một số tệp không làm được",
    ExitCode.NO_PORT: "dịch vụ không mở được địa chỉ hoặc cổng",
    ExitCode.OUR_FAULT: "lỗi của chương trình",
    ExitCode.INTERRUPTED: "bị ngắt bằng Ctrl+C",
    ExitCode.BROKEN_PIPE: "nơi nhận đầu ra đã đóng",
    ExitCode.TERMINATED: "bị yêu cầu kết thúc",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: `sheet` and `cell` of a form, or `line` of a text."""

    code: str
    message: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """`tệp: trang!ô: câu`, each part only where it is known."""
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet
        head = f"{self.file}:{self.line}" if self.line is not None else self.file
        return ": ".join(part for part in (head, place, self.message) if part)


class Terminated(BaseException):
    """Somebody asked the process to end: clean up as after Ctrl-C."""


class CommandFailed(Exception):
    """Root of the tree; `problems` holds at least one."""

    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED
    told = False

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def as_json(self) -> dict[str, object]:
        """What `--json` prints instead of data."""
        return {
            "exit_code": int(self.exit_code),
            "problems": [asdict(problem) for problem in self.problems],
        }


class Refused(CommandFailed):
    """A form, an index or a template was read and refused."""


class UsageWrong(CommandFailed):
    """The words after `thangdo` do not fit. `command` is the command whose help says how."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, command: str = "thangdo") -> None:
        self.command = command
        super().__init__([Problem("usage", message)])


class FileTrouble(CommandFailed):
    """A file or folder cannot be read, or not be written."""

    exit_code = ExitCode.FILE

    def __init__(self, file: object, message: str) -> None:
        super().__init__([Problem("file", message, file=str(file))])


class SomeFailed(CommandFailed):
    """The batch is through; these problems belong to the files that failed.

    `told`: the data on stdout already hold them.
    """

    exit_code = ExitCode.SOME_FAILED

    def __init__(self, problems: Iterable[Problem], *, told: bool) -> None:
        super().__init__(problems)
        self.told = told


class NoPort(CommandFailed):
    """Another program listens there already, or the address is not this machine's."""

    exit_code = ExitCode.NO_PORT

    def __init__(self, message: str) -> None:
        super().__init__([Problem("cannot-listen", message)])
