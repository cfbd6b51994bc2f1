"""docs/so.md speaks with the words of the pages."""

import re
from pathlib import Path

from app.accounts.titles import ROLE_TITLES
from app.imports import pages, telling_pages
from app.web.rendering import TEMPLATES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "so.md").read_text("utf-8")
WORDS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
_SPOKEN = {"nghiêng"}


def test_every_word_said_to_be_on_a_page_is_on_one() -> None:
    shown = "\n".join(one.read_text("utf-8") for one in sorted(TEMPLATES.glob("*.html")))
    shown += str([pages.KINDS, pages.OUTCOMES, telling_pages.COLUMNS, telling_pages.NEXT])
    shown += str(list(ROLE_TITLES.values()))
    named = {part for one in WORDS.findall(PAGE) for part in one.split(" … ")} - _SPOKEN
    assert len(named) > 20
    assert [one for one in sorted(named) if one not in shown] == []


def test_every_kind_of_table_is_named() -> None:
    assert [title for title in pages.KINDS.values() if f"*{title}*" not in PAGE] == []
