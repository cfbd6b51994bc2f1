"""The look of the workbooks: the forms' own face and colours, and one more for the other side."""

from typing import Any

from exports.forms.styles import FILL, FONT, GROUP, HEAD, INK, LINE, QUIET, WARN
from exports.province.layout import SideName

OTHER = "#5B4A7F"
OTHER_TINT = "#E9E4F2"
PLAIN = "#44555F"
PLAIN_TINT = "#E8ECEE"
SIDE_HEAD = {SideName.SELF: HEAD, SideName.EXTERNAL: OTHER, None: PLAIN}
SIDE_TINT = {SideName.SELF: GROUP, SideName.EXTERNAL: OTHER_TINT, None: PLAIN_TINT}
LEVEL_COLOURS = ("#C8553D", "#E3B23C", "#5B9A68", "#2F6690", "#5B4A7F")
NO_LEVEL = "#BFC7CC"
"""One colour per level, from the lowest; the last for schools that have none yet."""
LEVEL_TINTS = ("level_1", "level_2", "level_3", "level_4", "level_5")
_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "vcenter"}
_RULED = {**_BASE, "border": 1, "border_color": LINE}
_HEADER = {**_RULED, "bold": True, "align": "center", "text_wrap": True}

LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_size": 15, "bold": True, "font_color": HEAD},
    "subtitle": {**_BASE, "bold": True},
    "quiet": {**_BASE, "font_color": QUIET},
    "warn": {**_BASE, "font_color": WARN, "italic": True},
    "plain": _BASE,
    "wrapped": {**_BASE, "text_wrap": True, "valign": "top"},
    "number": {**_BASE, "align": "right", "valign": "top"},
    "text": {**_BASE, "num_format": "@"},
    "shrunk": {**_BASE, "num_format": "@", "shrink": True},
    "typed": {**_BASE, "align": "center", "num_format": "General", "locked": False},
    "typed_text": {**_BASE, "num_format": "@", "locked": False},
    "points": {**_BASE, "align": "center", "num_format": "General"},
    "middle": {**_BASE, "align": "center"},
    "day": {**_BASE, "align": "center", "num_format": "dd/mm/yyyy"},
    "rules": {"border": 1, "border_color": LINE},
    "to_fill": {"bg_color": FILL, "border": 1, "border_color": LINE},
    "head": {**_HEADER, "font_color": "#FFFFFF", "bg_color": PLAIN},
    "cell": _RULED,
    "cell_shrunk": {**_RULED, "shrink": True},
    "cell_text": {**_RULED, "num_format": "@"},
    "cell_wrapped": {**_RULED, "text_wrap": True},
    "cell_middle": {**_RULED, "align": "center"},
    "cell_mark": {**_RULED, "align": "center", "italic": True, "font_color": WARN},
    "cell_day": {**_RULED, "align": "center", "num_format": "dd/mm/yyyy"},
    "cell_level": {**_RULED, "align": "center", "num_format": '"Mức "0'},
    "level_1": {"bg_color": "#F6DCD6"},
    "level_2": {"bg_color": "#F8EBC8"},
    "level_3": {"bg_color": "#DCEBDF"},
    "level_4": {"bg_color": "#D3E1EC"},
    "level_5": {"bg_color": "#E1DCEB"},
    "count": {**_RULED, "align": "center", "num_format": "#,##0;-#,##0;–"},
    "share": {**_RULED, "align": "center", "num_format": "0.0%", "font_color": QUIET},
    "total": {**_RULED, "bold": True, "bg_color": PLAIN_TINT},
    "total_count": {
        **_RULED, "bold": True, "bg_color": PLAIN_TINT, "align": "center",
        "num_format": "#,##0;-#,##0;–",
    },
    "link": {**_RULED, "font_color": HEAD, "underline": 1},
    "back": {**_BASE, "font_color": HEAD, "underline": 1},
}  # fmt: skip


def side_look(side: SideName | None, *, over: bool, unsure: bool = False) -> dict[str, Any]:
    """A header's cell: the side over its columns, or a title; `unsure` where a number is marked."""
    if over:
        look = {**_HEADER, "font_color": "#FFFFFF", "bg_color": SIDE_HEAD[side]}
        return {**look, "align": "left", "indent": 1}
    look = {**_HEADER, "bg_color": SIDE_TINT[side], "num_format": "@"}
    return {**look, "italic": True, "font_color": WARN} if unsure else look


class Looks:
    """The formats of one workbook, each made once and only if used."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter carries no types
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the same
        """The format of that name."""
        return self._kept(name, LOOKS.get(name, {}))

    def header(self, side: SideName | None, *, over: bool = False, unsure: bool = False) -> Any:  # noqa: ANN401
        """The format of a header's cell."""
        name = f"header {side} {over} {unsure}"
        return self._kept(name, side_look(side, over=over, unsure=unsure))

    def _kept(self, name: str, look: dict[str, Any]) -> Any:  # noqa: ANN401 - XlsxWriter's
        if name not in self._made:
            self._made[name] = self._workbook.add_format(look)
        return self._made[name]
