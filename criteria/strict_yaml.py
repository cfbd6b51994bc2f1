"""YAML as a legal text needs it: nothing is guessed, everything has a line.

Stock YAML keeps the last of two equal keys, reads `no` as False and `1.10` as 1.1. Here an equal
key is refused, numbers are exact decimals, only `true` and `false` are logical values, dates stay
text, and aliases (which let a small file grow without bound) are refused.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import yaml

from criteria.errors import Problem

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
"""The shipped editions have 20 to 30 kB; a thousand items would still fit."""
MAX_DEPTH = 24
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,11})(\.\d{1,6})?")


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


def parse(content: bytes, file: str) -> Text:
    """Parse one document. Raises `NotReadable` with every duplicate key and alias found."""
    if len(content) > MAX_BYTES:
        raise NotReadable((Problem(file, 1, f"tệp lớn hơn {MAX_BYTES} byte"),))
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotReadable(
            (Problem(file, line, "tệp không phải UTF-8; hãy lưu lại bằng UTF-8"),)
        ) from error
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = f"không đọc được YAML: {error.problem or error.context}"
        raise NotReadable((Problem(file, line, message),)) from error
    except yaml.YAMLError as error:
        raise NotReadable((Problem(file, 1, f"không đọc được YAML: {error}"),)) from error
    if root is None:
        raise NotReadable((Problem(file, 1, "tệp trống"),))
    reader = _Reader(file)
    data = reader.value(root, ())
    if reader.problems:
        raise NotReadable(tuple(sorted(reader.problems, key=lambda problem: problem.line)))
    return Text(file, data, reader.lines)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._seen:
            self._refuse(node, "không dùng neo và bí danh (& và *) trong bộ chỉ số")
            return None
        self._seen.add(id(node))
        if len(path) >= MAX_DEPTH:
            self._refuse(node, f"lồng nhau quá {MAX_DEPTH} tầng")
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, "khóa phải là chữ")
                continue
            key = key_node.value
            if key in result:
                self._refuse(key_node, f"khóa “{key}” bị lặp lại")
                continue
            self.lines[*path, key] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.ScalarNode) -> object:
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self._refuse(node, f"không dùng thẻ {node.tag}")
        text: str = node.value
        if node.style in {"'", '"', "|", ">"}:
            return text
        if text in {"", "~", "null"}:
            return None
        if text in {"true", "false"}:
            return text == "true"
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        return text

    def _refuse(self, node: yaml.Node, message: str) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, message))
