"""YAML as a legal text needs it: nothing is guessed, everything has a line.

Stock YAML keeps the last of two equal keys, reads `no` as False and `1.10` as 1.1. Here an equal
key is refused, numbers are exact decimals, only `true` and `false` are logical values, dates stay
text, and aliases (which let a small file grow without bound) are refused. The text is read event by
event, so that nesting is bounded before anything recurses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import yaml

from criteria import plain_text
from criteria.errors import Problem, in_order, shortened
from criteria.yaml_messages import sentence

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
"""The shipped editions have 20 to 30 kB; a thousand items would still fit."""
MAX_DEPTH = 24
"""The deepest value of an edition lies 12 levels down."""


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed document: plain data, and the line (from 1) on which each part of it stands."""

    file: str
    data: object
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Line of `path`, or of its nearest ancestor that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class NotReadable(Exception):
    """The text is not YAML of the allowed kind; `problems` says where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class _Stop(Exception):
    """What follows cannot be read at all; the problem is noted already."""


def parse(content: bytes, file: str) -> Text:
    """Parse one document of at most `MAX_BYTES` bytes of UTF-8.

    Returns mappings as dict, sequences as list, scalars as str, Decimal, bool or None; text is NFC.
    Raises `NotReadable` with every problem found up to the point where reading became impossible.
    """
    reader = _Reader(file)
    data: object = None
    try:
        data = reader.document(_decoded(reader, content))
    except _Stop:
        pass  # noted where it was found
    except yaml.MarkedYAMLError as error:
        # An open quote is noticed at the end of the file; the author looks for where it was opened.
        at_end = error.problem == "found unexpected end of stream"
        mark = (at_end and error.context_mark) or error.problem_mark
        reader.note(mark.line if mark else 0, sentence(error.problem or error.context or ""))
    except yaml.YAMLError as error:
        reader.note(0, sentence(str(error)))
    if reader.problems:
        raise NotReadable(in_order(reader.problems))
    return Text(file, data, reader.lines)


def _decoded(reader: "_Reader", content: bytes) -> str:
    if len(content) > MAX_BYTES:
        reader.note(0, f"tệp lớn hơn {MAX_BYTES} byte")
        raise _Stop
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start)
        reader.note(line, "tệp không phải UTF-8; hãy lưu lại bằng UTF-8")
        raise _Stop from error
    for line, character in plain_text.hidden_characters(text):
        reader.note(line, f"có ký tự ẩn U+{ord(character):04X}; hãy xóa đi")
    if reader.problems:
        raise _Stop
    return text


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._events: Iterator[yaml.Event] = iter(())

    def note(self, line_from_zero: int, message: str) -> None:
        self.problems.append(Problem(self.file, line_from_zero + 1, message))

    def document(self, text: str) -> object:
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self.note(0, "tệp trống")
            raise _Stop
        data = self._value(next(self._events), ())
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._refuse(after, "tệp chỉ được chứa một tài liệu (một dấu --- ở đầu)")
            raise _Stop
        return data

    def _value(self, event: yaml.Event, path: Path) -> object:
        self.lines.setdefault(path, _line(event) + 1)
        self._unadorned(event)
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(path) >= MAX_DEPTH:
            self._refuse(event, f"lồng nhau quá {MAX_DEPTH} tầng")
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path) -> list[object]:
        result: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._value(event, (*path, len(result))))
        return result

    def _mapping(self, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "khóa phải là chữ")
                raise _Stop
            key = self._clean(event)
            self._unadorned(event)
            here: Path = (*path, key)
            if key in result:
                self._refuse(event, f"khóa “{shortened(key)}” bị lặp lại")
                here = (*here, "")
            self.lines.setdefault(here, _line(event) + 1)
            value = self._value(next(self._events), here)
            result.setdefault(key, value)
        return result

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        text = self._clean(event)
        if event.style in {"'", '"', "|", ">"}:
            return text
        if text in {"", "~", "null"}:
            return None
        if text in {"true", "false"}:
            return text == "true"
        if plain_text.NUMBER.fullmatch(text):
            # Adding zero turns -0 into 0; 18 digits at most, so it is exact.
            return Decimal(text) + 0
        return text

    def _clean(self, event: yaml.ScalarEvent) -> str:
        try:
            return plain_text.composed(event.value)
        except ValueError as error:
            self._refuse(event, str(error))
            return ""

    def _unadorned(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._refuse(event, "không dùng neo và bí danh (& và *)")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            self._refuse(event, f"không dùng thẻ {shortened(event.tag)}")

    def _refuse(self, event: yaml.Event, message: str) -> None:
        self.note(_line(event), message)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0
