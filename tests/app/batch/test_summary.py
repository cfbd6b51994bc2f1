"""The table of results opens in Excel, and nothing in it runs."""

import csv
from io import StringIO

import pytest

from app.batch.summary import table


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_begins_with_the_mark_that_excel_needs() -> None:
    assert table(["Tệp"], []).startswith(b"\xef\xbb\xbf")


def test_keeps_commas_quotes_and_line_breaks() -> None:
    rows = [['Trường "A", xã B', "dòng 1\ndòng 2"]]
    assert read(table(["a", "b"], rows))[1:] == rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", " =", "\u00a0="])
def test_a_text_that_excel_would_run_is_made_plain(start: str) -> None:
    ((cell,),) = read(table(["a"], [[f"{start}1"]]))[1:]
    assert cell == f"'{start}1"
