"""The little language of Word templates: values, lists, conditions, and nothing that runs.

    {{ so_ky_hieu }}      a value                 {{p than_bai }}         whole paragraphs
    {% for x in cac_kinh_gui %} … {% endfor %}    {% if ban_nhap %} … {% else %} … {% endif %}
    {%p … %} {%tr … %} {%tc … %}  the tag stands for its whole paragraph, row, cell
    {# … #}               a note to oneself

There are no calls, attributes, filters, operators or includes: nothing for an attacker to reach.
A list inside a list must belong to the outer one's element, so the work is bounded by the number
of tags times the size of the content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.sax.saxutils import escape

from exports.documents.template_names import BLOCKS, FLAG, LINES, TEXT, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TAG = re.compile(r"\{\{[^{}]{0,200}\}\}|\{%[^{}%]{0,200}%\}|\{#[^{}#]{0,200}#\}")
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")

_NAME = r"[a-z][a-z0-9_]*"
_PATH = rf"{_NAME}(?:\.{_NAME})?"
_VALUE = re.compile(rf"\{{\{{(p )?\s*({_PATH})\s*\}}\}}")
_FOR = re.compile(rf"\{{%(?:p |tr |tc )?-?\s*for\s+({_NAME})\s+in\s+({_PATH})\s*-?%\}}")
_IF = re.compile(rf"\{{%(?:p |tr |tc )?-?\s*if\s+(not\s+)?({_PATH})\s*-?%\}}")
_WORD = re.compile(r"\{%(?:p |tr |tc )?-?\s*(endfor|else|endif)\s*-?%\}")
# Our own template nests three deep; printing recurses once per level.
DEEPEST = 20
LIFTED = re.compile(r"\{[{%](p|tr|tc) ")


@dataclass(frozen=True, slots=True)
class Value:
    """Prints what the path stands for; text is escaped, ready XML is not."""

    path: tuple[str, ...]
    ready: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """Prints the body once for every element."""

    name: str
    path: tuple[str, ...]
    body: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """Prints one of two bodies."""

    path: tuple[str, ...]
    negated: bool
    then: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)


Node: TypeAlias = "str | Value | Loop | Choice"


@dataclass(frozen=True, slots=True)
class Program:
    """One part of a template, ready to print, with the names it uses and what is wrong with it."""

    nodes: list[Node]
    used: frozenset[str]
    findings: tuple[str, ...]


def parse(tokens: list[str], names: Mapping[str, Shape]) -> Program:
    """Read a part: even tokens are XML, odd ones tags. Every fault is named, in Vietnamese."""
    reader = _Reader(dict(names))
    for index, token in enumerate(tokens):
        if index % 2 == 0:
            reader.target.append(token)
        else:
            reader.read(token)
    reader.finish()
    return Program(reader.nodes, frozenset(reader.used), tuple(reader.findings))


def write(nodes: list[Node], scope: dict[str, Any]) -> Iterator[str]:
    """Print the nodes with the values of `scope`."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Value):
            value = _look_up(node.path, scope)
            yield value if node.ready else escape(value)
        elif isinstance(node, Loop):
            for element in _look_up(node.path, scope):
                yield from write(node.body, scope | {node.name: element})
        else:
            chosen = bool(_look_up(node.path, scope)) is not node.negated
            yield from write(node.then if chosen else node.otherwise, scope)


def _look_up(path: tuple[str, ...], scope: Mapping[str, Any]) -> Any:  # noqa: ANN401 (any shape)
    value = scope[path[0]]
    return value[path[1]] if len(path) > 1 else value


class _Reader:
    """Builds the tree of nodes and keeps the names that are in sight."""

    def __init__(self, names: dict[str, Shape]) -> None:
        self.nodes: list[Node] = []
        self.findings: list[str] = []
        self.used: set[str] = set()
        self.target = self.nodes
        self._scopes: list[dict[str, Shape]] = [names]
        self._open: list[tuple[Loop | Choice, list[Node], str]] = []

    def read(self, tag: str) -> None:
        if tag.startswith("{#"):
            return
        if match := _VALUE.fullmatch(tag):
            self._value(tag, bool(match[1]), match[2])
        elif match := _FOR.fullmatch(tag):
            self._loop(tag, match[1], match[2])
        elif match := _IF.fullmatch(tag):
            self._resolve(tag, match[2])
            choice = Choice(tuple(match[2].split(".")), negated=bool(match[1]))
            self._enter(choice, choice.then, tag)
        elif match := _WORD.fullmatch(tag):
            self._close(tag, match[1])
        else:
            self.findings.append(
                f"Thẻ «{tag}» không hiểu được: mẫu chỉ dùng được tên giá trị, for … in …, "
                "if …, if not …, else."
            )

    def finish(self) -> None:
        self.findings += [f"Thẻ «{tag}» chưa được đóng." for _, _, tag in self._open]

    def _value(self, tag: str, alone: bool, path: str) -> None:  # noqa: FBT001
        shape = self._resolve(tag, path)
        if shape is None:
            return
        if (shape == BLOCKS) is not alone or shape not in {TEXT, LINES, BLOCKS}:
            want = f"{{{{p {path} }}}} trong một đoạn riêng" if shape == BLOCKS else "thẻ for"
            want = f"{{{{ {path} }}}}" if shape in {TEXT, LINES} else want
            want = "thẻ if" if shape == FLAG else want
            self.findings.append(f"Thẻ «{tag}» dùng sai cách: «{path}» phải dùng với {want}.")
            return
        self.target.append(Value(tuple(path.split(".")), ready=shape != TEXT))

    def _loop(self, tag: str, name: str, path: str) -> None:
        shape = self._resolve(tag, path)
        if name in self._scopes[0]:
            self.findings.append(f"Thẻ «{tag}»: «{name}» đã là tên của một giá trị, hãy đặt khác.")
        if shape is not None and not isinstance(shape, tuple):
            self.findings.append(f"Thẻ «{tag}»: «{path}» không phải là danh sách.")
        outer = [node for node, _, _ in self._open if isinstance(node, Loop)]
        if outer and path.partition(".")[0] != outer[-1].name:
            self.findings.append(
                f"Thẻ «{tag}»: danh sách trong danh sách phải thuộc «{outer[-1].name}»."
            )
        loop = Loop(name, tuple(path.split(".")))
        self._enter(loop, loop.body, tag)
        # After a fault the name stands for anything, so that one mistake is named once.
        self._scopes.append({name: shape[0] if isinstance(shape, tuple) else {}})

    def _enter(self, node: Loop | Choice, body: list[Node], tag: str) -> None:
        if len(self._open) == DEEPEST:
            self.findings.append(f"Thẻ «{tag}» lồng quá {DEEPEST} tầng.")
        self.target.append(node)
        self._open.append((node, self.target, tag))
        self.target = body

    def _close(self, tag: str, word: str) -> None:
        node, outer, _ = self._open[-1] if self._open else (None, self.nodes, "")
        if word == "else" and isinstance(node, Choice) and self.target is node.then:
            self.target = node.otherwise
            return
        wanted = {"endfor": Loop, "endif": Choice}.get(word)
        if wanted is None or not isinstance(node, wanted):
            self.findings.append(f"Thẻ «{tag}» không khớp với thẻ mở nào.")
            return
        if word == "endfor":
            self._scopes.pop()
        self._open.pop()
        self.target = outer

    def _resolve(self, tag: str, path: str) -> Shape | None:
        """Find the shape of a path; None after naming what is unknown."""
        first, _, second = path.partition(".")
        known: dict[str, Shape] = {}
        for scope in self._scopes:
            known |= scope
        shape: Shape | None = known.get(first)
        self.used.add(first)
        if second and isinstance(shape, dict):
            known, first, shape = shape, second, shape.get(second)
        elif second and shape is not None:
            shape, known = None, {}
        if shape is None:
            self._unknown(tag, path, first, known)
        return shape

    def _unknown(self, tag: str, path: str, name: str, known: Mapping[str, Shape]) -> None:
        close = get_close_matches(name, known, n=1)
        hint = f" Có phải là «{close[0]}»?" if close else ""
        self.findings.append(f"Thẻ «{tag}»: không có giá trị nào tên «{path}».{hint}")
