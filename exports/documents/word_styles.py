"""Resolves what a paragraph or run looks like: defaults, then style by style, then its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from exports.documents.template_guard import W, read_xml

if TYPE_CHECKING:
    from lxml import etree

Looks: TypeAlias = dict[str, dict[str, str]]
"""Property name to its attributes, without namespace; a property without a value has val 1."""

# A chain of styles that is longer than this goes in a circle.
_LONGEST_CHAIN = 20


def whole(text: str) -> int:
    """A whole number as Word writes it, which may end in `.0`."""
    return round(float(text))


def font_name(fonts: dict[str, str], kind: str) -> str:
    """The font of one kind of character (ascii, hAnsi, eastAsia, cs); `theme` if left to it."""
    return "theme" if f"{kind}Theme" in fonts or f"{kind}theme" in fonts else fonts.get(kind, "")


class Styles:
    """The styles of one document."""

    def __init__(self, part: bytes | None) -> None:
        root = read_xml("word/styles.xml", part) if part else None
        self._styles: dict[str, etree._Element] = {}
        self._default_paragraph = ""
        self._run_defaults: Looks = {}
        self._paragraph_defaults: Looks = {}
        if root is None:
            return
        for style in root.iter(f"{W}style"):
            identity = style.get(f"{W}styleId") or ""
            self._styles[identity] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self._default_paragraph = identity
        defaults = f"{W}docDefaults/{W}"
        self._run_defaults = _looks(root.find(f"{defaults}rPrDefault/{W}rPr"))
        self._paragraph_defaults = _looks(root.find(f"{defaults}pPrDefault/{W}pPr"))

    def paragraph(self, paragraph: etree._Element) -> Looks:
        """The properties of a paragraph."""
        looks = _merged({}, self._paragraph_defaults)
        for style in self._chain(self._style_of(paragraph)):
            looks = _merged(looks, _looks(style.find(f"{W}pPr")))
        return _merged(looks, _looks(paragraph.find(f"{W}pPr")))

    def run(self, paragraph: etree._Element, run: etree._Element) -> Looks:
        """The properties of a run of that paragraph."""
        looks = _merged({}, self._run_defaults)
        for style in self._chain(self._style_of(paragraph)):
            looks = _merged(looks, _looks(style.find(f"{W}rPr")))
        own = _looks(run.find(f"{W}rPr"))
        for style in self._chain(own.get("rStyle", {}).get("val", "")):
            looks = _merged(looks, _looks(style.find(f"{W}rPr")))
        return _merged(looks, own)

    def _style_of(self, paragraph: etree._Element) -> str:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        chosen = named.get(f"{W}val") if named is not None else None
        return chosen or self._default_paragraph

    def _chain(self, identity: str) -> list[etree._Element]:
        """The style and those it is based on, the base first."""
        chain: list[etree._Element] = []
        while identity in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.insert(0, self._styles[identity])
            based = chain[0].find(f"{W}basedOn")
            identity = (based.get(f"{W}val") or "") if based is not None else ""
        return chain


def _looks(properties: etree._Element | None) -> Looks:
    looks: Looks = {}
    for one in () if properties is None else properties:
        name = str(one.tag).rpartition("}")[2]
        attributes = {str(key).rpartition("}")[2]: str(value) for key, value in one.attrib.items()}
        looks[name] = attributes or {"val": "1"}
    return looks


def _merged(base: Looks, above: Looks) -> Looks:
    """Lay properties over others; fonts, distances and indents merge attribute by attribute."""
    merged = dict(base)
    for name, attributes in above.items():
        below = merged.get(name, {})
        if name == "rFonts":
            # A font that is named lays itself over a theme's font, not beside it.
            below = {key: font for key, font in below.items() if key[:-5] not in attributes}
        merged[name] = below | attributes
    return merged
