"""The Chromium of the tests."""

import re

import pytest
from playwright.sync_api import Error, Page


def test_shows_vietnamese_text(page: Page) -> None:
    page.set_content("<p>Mức đáp ứng tốt</p>")
    assert page.inner_text("p") == "Mức đáp ứng tốt"


def test_reaches_no_other_machine(page: Page) -> None:
    with pytest.raises(Error, match=re.compile("ERR_NAME_NOT_RESOLVED|ERR_ADDRESS_UNREACHABLE")):
        page.goto("http://sogddt.example/", timeout=10_000)
