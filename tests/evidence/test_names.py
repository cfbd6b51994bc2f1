"""Names that strangers choose."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence.names import MAX_NAME_BYTES, folded, safe_part, safe_path


@pytest.mark.parametrize(
    "name",
    [
        "Kế hoạch chuyển đổi số (bản ký).pdf",
        "Quyết định số 12-QĐ.docx",
        unicodedata.normalize("NFD", "Biên bản họp.pdf"),
        "[Content_Types].xml",
        ".DS_Store",
        "console.pdf",
        "a" * 251 + ".pdf",
    ],
)
def test_lets_ordinary_names_be(name: str) -> None:
    assert safe_part(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "a\0.pdf",
        "a\n.pdf",
        "a\u202efdp.exe",
        "a\u2066b.pdf",
        "a\u200b.pdf",
        "a\u00ad.pdf",
        "a\ufeff.pdf",
        "a\u2028.pdf",
        "a\ud800.pdf",
        "a\ue000.pdf",
        "con",
        "CON.pdf",
        "Lpt1.txt",
        "com¹.pdf",
        "nul.tar.gz",
        "a.pdf.",
        "a.pdf ",
        " a.pdf",
        "a:b.pdf",
        "a|b.pdf",
        "a?.pdf",
        "ế" * 100 + ".pdf",
    ],
)
def test_refuses_names_that_hide_or_mean_something_else(name: str) -> None:
    assert not safe_part(name)


@pytest.mark.parametrize("path", ["/a", "a//b", "a/../b", "../a", "a/./b", "a/" * 21 + "a", "//"])
def test_refuses_paths_that_lead_elsewhere(path: str) -> None:
    assert not safe_path(path)


@pytest.mark.parametrize("path", ["a/b/c.pdf", "Hồ sơ/", "word/_rels/document.xml.rels"])
def test_lets_paths_inside_be(path: str) -> None:
    assert safe_path(path)


def test_names_that_one_file_system_takes_for_one_are_the_same() -> None:
    assert folded("BIÊN.pdf") == folded(unicodedata.normalize("NFD", "biên.pdf"))


@given(st.text(max_size=300))
@example("a\u202e")
def test_a_safe_name_can_be_kept_and_shown_anywhere(name: str) -> None:
    if safe_part(name):
        assert 0 < len(unicodedata.normalize("NFC", name).encode()) <= MAX_NAME_BYTES
        assert not set(name) & set("/\\\0\r\n\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
        assert unicodedata.normalize("NFC", name).strip() not in {"", ".", ".."}


@given(st.text(alphabet=st.sampled_from("a./\\ :\0é\u202e"), max_size=30))
def test_a_safe_path_has_only_safe_parts(path: str) -> None:
    if safe_path(path):
        assert all(safe_part(part) for part in path.removesuffix("/").split("/"))
        assert not path.startswith("/")
