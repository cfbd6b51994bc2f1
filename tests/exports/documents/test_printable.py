"""Which characters are printed, which are replaced and which are dropped."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.documents.docx import render_docx
from exports.documents.pdf import render_pdf
from exports.documents.printable import advances, printable, printable_text, unprintable
from tests.exports.documents.samples import report

VIETNAMESE = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)


@pytest.mark.parametrize("style", ["Regular", "Italic", "Bold", "BoldItalic"])
def test_every_style_has_all_letters_and_signs_of_vietnamese(style: str) -> None:
    wanted = (
        VIETNAMESE + VIETNAMESE.upper() + string.printable[:95] + "–—…“”’«»•₫%‰°×÷±≤≥≠−½□\u00a0"
    )
    assert set(wanted) <= set(advances()[f"Tinos-{style}"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tie\u0302\u0301ng Vie\u0323\u0302t", "tiếng Việt"),
        ("  hai \t\r\n  dòng\u2028 ", "hai dòng"),
        ("giữ\u00a0lại", "giữ\u00a0lại"),
        ("ẩn\u200b\u200d\ufeff\u202e\u2066\u0000\u0008\ufe0f", "ẩn"),
        ("😀 ☑ 漢 \ue123", "□ □ □ □"),
        ("\ud800", ""),
        ("0\x85\x1b", "0"),
        ("e\u200d\u0301", "é"),
    ],
)
def test_cleans_a_text(text: str, shown: str) -> None:
    assert printable_text(text) == shown


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = printable_text(text)
    assert printable_text(once) == once


@given(st.text(max_size=40))
def test_any_text_can_be_printed(text: str) -> None:
    content = report(criteria=1, name=text, draft=text)
    assert render_pdf(content).startswith(b"%PDF-1.7")
    assert render_docx(content).startswith(b"PK")


def test_names_the_characters_that_will_be_boxes() -> None:
    assert unprintable(report(name="Ô 😀 ☑ \u200b e\u0302\u0301")) == ("☑", "😀")
    assert unprintable(report()) == ()


def test_leaves_days_levels_and_flags_alone() -> None:
    content = replace(report(), draft=" nháp ")
    assert printable(content) == replace(printable(report()), draft="nháp")
