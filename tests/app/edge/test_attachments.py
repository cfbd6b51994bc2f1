"""Names of files in answers."""

from urllib.parse import unquote

import pytest

from app.edge.attachments import ascii_name, attachment, content_disposition, safe_name


def test_names_the_file_in_ascii_and_in_vietnamese() -> None:
    said = content_disposition("Báo cáo chuyển đổi số - Trường Đông Hải.docx")
    assert 'filename="Bao cao chuyen doi so - Truong Dong Hai.docx"' in said
    assert unquote(said.split("UTF-8''")[1]) == "Báo cáo chuyển đổi số - Trường Đông Hải.docx"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc passwd"),
        ('a"; filename="b.exe', "a ; filename= b.exe"),
        ("a\r\nX-Evil: 1.pdf", "a X-Evil 1.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("  .  ", "tep"),
        ("Tro\u031b\u0300.pdf", "Trờ.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_holds_nothing_dangerous(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_letters_without_ascii_become_underscores() -> None:
    assert ascii_name("校 đề.pdf") == "_ de.pdf"


def test_an_attachment_is_never_shown_in_our_origin() -> None:
    answer = attachment(b"x", "a.pdf", "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment; ")
