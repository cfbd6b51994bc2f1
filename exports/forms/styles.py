"""The look of a form: one face, three quiet colours, and yellow for what is to be filled."""

from typing import Any

FONT = "Times New Roman"
INK = "#1F2D3A"
HEAD = "#1F5C70"
GROUP = "#D9E8EC"
CRITERION = "#F1F6F7"
FILL = "#FFFBE3"
LINE = "#B5C6CC"
QUIET = "#5F6F78"
WARN = "#9A5B00"

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "vcenter"}
_RULED = {**_BASE, "border": 1, "border_color": LINE, "text_wrap": True}
_WORDS = {**_RULED, "indent": 1}
_FILL = {**_RULED, "bg_color": FILL, "locked": False}
_POINTS = {"align": "center", "num_format": "General"}

_STYLES: dict[str, dict[str, Any]] = {
    "plain": _BASE,
    "guide_number": {**_BASE, "valign": "top", "align": "right"},
    "section": {**_BASE, "bold": True, "font_color": HEAD, "bg_color": GROUP, "indent": 1,
                "top": 1, "bottom": 1, "left": 1, "border_color": LINE},
    "section_rest": {**_BASE, "bg_color": GROUP, "top": 1, "bottom": 1, "border_color": LINE},
    "label": {**_WORDS, "bold": True},
    "title": {**_BASE, "font_size": 15, "bold": True, "font_color": HEAD},
    "subtitle": {**_BASE, "font_color": QUIET},
    "result": {**_BASE, "font_size": 12, "bold": True, "font_color": HEAD},
    "wrapped": {**_BASE, "text_wrap": True, "valign": "top"},
    "head": {**_RULED, "bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "align": "center"},
    "text": _WORDS,
    "code": {**_RULED, "align": "center", "num_format": "@"},
    "quiet": {**_WORDS, "font_color": QUIET},
    "mark": {**_RULED, "align": "center", "italic": True, "font_color": WARN},
    "warn": {**_WORDS, "font_color": WARN},
    "points": {**_RULED, **_POINTS},
    "measured": {**_RULED, "align": "center", "num_format": "0.0#"},
    "group": {**_WORDS, "bold": True, "bg_color": GROUP},
    "group_code": {**_RULED, "bold": True, "bg_color": GROUP, "align": "center"},
    "group_points": {**_RULED, **_POINTS, "bold": True, "bg_color": GROUP},
    "group_level": {**_WORDS, "bold": True, "bg_color": GROUP, "align": "left",
                    "num_format": '"Mức "0'},
    "level": {**_RULED, "bold": True, "bg_color": GROUP, "align": "center",
              "num_format": '"Mức "0'},
    "own_code": {**_RULED, "bold": True, "align": "center", "num_format": "@"},
    "own_text": {**_WORDS, "bold": True},
    "condition": {**_RULED, "align": "center", "font_color": HEAD, "font_size": 10},
    "criterion": {**_WORDS, "bold": True, "bg_color": CRITERION},
    "criterion_code": {**_RULED, "bold": True, "bg_color": CRITERION, "align": "center"},
    "criterion_points": {**_RULED, **_POINTS, "bold": True, "bg_color": CRITERION},
    "criterion_mark": {
        **_RULED, "bg_color": CRITERION, "align": "center", "italic": True, "font_color": WARN
    },
    "fill_text": {**_FILL, "num_format": "@", "indent": 1},
    "fill_lines": {**_FILL, "num_format": "@", "valign": "top", "align": "left", "indent": 1},
    "fill_code": {**_FILL, "num_format": "@", "align": "center"},
    "fill_choice": {**_FILL, "align": "center"},
    "fill_points": {**_FILL, **_POINTS},
    "fill_number": {**_FILL, "align": "center", "num_format": "General"},
    "fill_day": {**_FILL, "align": "center", "num_format": "dd/mm/yyyy"},
}  # fmt: skip


class Styles:
    """The formats of one workbook, each made once and only if used: a lean file reads faster."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter carries no types
        self._workbook = workbook
        self._looks = dict(_STYLES)
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the same
        """The format of that name."""
        if name not in self._made:
            self._made[name] = self._workbook.add_format(self._looks[name])
        return self._made[name]

    def measured(self, unit: str, *, whole: bool) -> str:
        """The name of a style that shows a quantity with its unit."""
        name = f"measured {unit}"
        digits = "0" if whole else "0.0#"
        words = unit.replace('"', "")
        code = f'{digits}" {words}"' if words else digits
        self._looks[name] = {**_STYLES["measured"], "num_format": code}
        return name
