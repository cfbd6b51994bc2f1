"""The files of a piece of evidence on its page: what was found inside, a small picture, by code."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.uploads.papers import paper
from tests.browser.test_dossier_pages import Office, office, sign_in
from tests.evidence.inspection.photographs import phone_photograph
from tests.evidence.signing import signed, signer

__all__ = ("office",)
DRAWN = "image => image.complete && image.naturalWidth > 0"


def signed_paper() -> bytes:
    """Made in a thread of its own: signing wants an event loop, and Playwright's runs in this."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: signed(paper(4000), signer(), stamped=True)).result(60)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_what_was_found_stands_beside_each_file(
    page: Page, office: Office, tmp_path: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, office, "editor")
    page.goto(f"{office.service.url}/ho-so/dth1dot/minh-chung?tieu-chi=2.1")
    page.get_by_label("Tên minh chứng").fill("Sổ điểm điện tử (dữ liệu minh họa)")
    page.get_by_role("button", name="Thêm minh chứng").click()
    page.wait_for_load_state()
    files = {
        "Kế hoạch đã ký.pdf": ("application/pdf", signed_paper()),
        "Ảnh phòng máy.jpg": ("image/jpeg", phone_photograph()),
    }
    known, dossier = page.url.partition("#")[0], f"{office.service.url}/ho-so/dth1dot"
    for name, (kind, content) in files.items():
        sent = page.request.post(
            f"{known}/tep",
            multipart={"file": {"name": name, "mimeType": kind, "buffer": content}},
        )
        assert sent.ok
    page.goto(known)
    rows = page.locator(".files > li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("320 × 200 điểm")
    expect(rows.nth(0)).to_contain_text("đã bỏ vị trí chụp")
    expect(rows.nth(1)).to_contain_text("Chữ ký số: Hiệu trưởng minh họa")
    expect(rows.nth(1)).to_contain_text("chưa kiểm tra")
    for number in range(2):
        rows.nth(number).locator("summary").click()
        picture = rows.nth(number).locator("img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function(f"() => ({DRAWN})(document.querySelectorAll('.preview')[{number}])")
    page.screenshot(path=tmp_path / f"files-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    code = page.locator("h1").inner_text().split()[-1]
    page.goto(f"{dossier}/mc/{code}")
    assert page.url.partition("#")[0] == known
    page.goto(f"{dossier}/minh-chung")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải mọi tệp (.zip)").click()
    assert download.value.suggested_filename.endswith(".zip")
