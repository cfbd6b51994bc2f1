"""Sending files of evidence from the page, over a line that breaks and a page loaded again."""

import hashlib
import re
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Dialog, Page, Request, expect
from sqlmodel import col, select

from app.attachments.models import EvidenceFile
from app.storage.database import Database
from app.web.assets import STATIC
from tests.app.uploads.papers import paper
from tests.browser.test_dossier_pages import Office, office, sign_in
from tests.browser.test_page import opened
from tests.evidence.samples import pdf

__all__ = ("office",)
SIZE = 20 * 1024 * 1024
MINUTE = 60_000
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 3_000_000}


def new_piece(page: Page, office: Office) -> str:
    """A piece without a file; its page is open."""
    page.goto(f"{office.service.url}/ho-so/dth1dot/minh-chung?tieu-chi=2.1")
    page.get_by_label("Tên minh chứng").fill("Sổ điểm điện tử (dữ liệu minh họa)")
    page.get_by_role("button", name="Thêm minh chứng").click()
    page.wait_for_load_state()
    return page.url


def hashes(office: Office) -> dict[str, str]:
    """The files that the database has, by name."""
    with closing(Database(office.url)) as database, database.reading() as session:
        rows = session.exec(select(EvidenceFile).order_by(col(EvidenceFile.revision)))
        return {row.file_name: row.object_sha256 for row in rows}


def slowed(page: Page) -> CDPSession:
    """A line as slow as a school's."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    return line


def accepted(dialog: Dialog) -> None:
    dialog.accept()


def far_enough(page: Page, megabytes: int) -> None:
    """Wait until the page says that so much is sent."""
    page.wait_for_function(
        "most => { const said = document.querySelector('.sending .said-of')?.textContent || '';"
        " const found = said.match(/đã gửi ([0-9]+)/); return found && Number(found[1]) >= most; }",
        arg=megabytes,
        timeout=MINUTE,
    )


def test_a_file_arrives_whole_through_a_cut_line_and_a_reload(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    content = paper(SIZE)
    scan = tmp_path / "sổ điểm.pdf"
    scan.write_bytes(content)
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    with opened(browser) as watched:
        page = watched.page
        sign_in(page, office, "editor")
        new_piece(page, office)
        page.on("request", note)
        page.on("dialog", accepted)
        line = slowed(page)
        page.get_by_label(re.compile("Gửi tệp")).set_input_files(scan)
        page.get_by_role("button", name="Gửi tệp", exact=True).click()
        far_enough(page, 2)
        line.detach()  # its slowness would hide the cut
        page.context.set_offline(offline=True)
        expect(page.locator(".sending")).to_contain_text("Mất mạng", timeout=MINUTE)
        page.context.set_offline(offline=False)
        slowed(page)
        far_enough(page, 10)
        page.reload()
        said = page.locator(".sending li")
        expect(said).to_contain_text("Chọn lại đúng tệp này để gửi tiếp", timeout=MINUTE)
        before = len(offsets)
        page.get_by_label(re.compile("Gửi tệp")).set_input_files(scan)
        page.get_by_role("button", name="Gửi tệp", exact=True).click()
        expect(said).to_contain_text("đã gửi xong 20,0 MB", timeout=MINUTE)
        expect(page.locator("#cac-tep")).to_contain_text("sổ điểm.pdf")
        expect(said).to_have_count(1)
        assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('tus::'))") == []
    assert offsets[before] >= 8 * 1024 * 1024  # what was safe was not sent again
    wanted = hashlib.sha256(content).hexdigest()
    assert hashes(office)["sổ điểm.pdf"] == wanted


def test_several_files_at_once_a_pause_and_giving_one_up(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    names = ["a.pdf", "b.pdf", "c.pdf"]
    for seed, name in enumerate(names):
        (tmp_path / name).write_bytes(paper(3 * 1024 * 1024, seed))
    with opened(browser, 360) as watched:
        page = watched.page
        sign_in(page, office, "editor")
        new_piece(page, office)
        line = slowed(page)
        line.send("Network.emulateNetworkConditions", SLOW | {"uploadThroughput": 500_000})
        page.get_by_label(re.compile("Gửi tệp")).set_input_files([tmp_path / one for one in names])
        page.get_by_role("button", name="Gửi tệp", exact=True).click()
        page.get_by_role("button", name="Tạm dừng a.pdf").click()
        first = page.locator(".sending li").filter(has_text="a.pdf")
        expect(first).to_contain_text("tạm dừng")
        page.get_by_role("button", name="Bỏ b.pdf").click()
        expect(page.locator(".sending li")).to_have_count(2)
        line.send("Network.emulateNetworkConditions", SLOW | {"uploadThroughput": -1})
        last = page.locator(".sending li").filter(has_text="c.pdf")
        expect(last).to_contain_text("đã gửi xong", timeout=MINUTE)
        page.get_by_role("button", name="Gửi tiếp a.pdf").click()
        expect(first).to_contain_text("đã gửi xong", timeout=MINUTE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = hashes(office)
    for seed, name in ((0, "a.pdf"), (2, "c.pdf")):
        wanted = hashlib.sha256(paper(3 * 1024 * 1024, seed)).hexdigest()
        assert found[name] == wanted
    assert "b.pdf" not in found


def test_the_services_own_sentence_says_why_a_file_is_not_taken(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "anh.pdf").write_bytes(b"khong phai PDF " * 100)
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, office, "editor")
        new_piece(page, office)
        page.get_by_label(re.compile("Gửi tệp")).set_input_files(tmp_path / "anh.pdf")
        page.get_by_role("button", name="Gửi tệp", exact=True).click()
        said = page.locator(".sending .trouble")
        expect(said).to_contain_text("Không nhận ra đây là tệp gì", timeout=MINUTE)
        assert page.get_by_role("button", name="Gửi tiếp").count() == 0
        page.get_by_role("button", name="Bỏ anh.pdf").click()
        expect(page.locator(".sending li")).to_have_count(0)
    assert hashes(office).get("anh.pdf") is None


def test_without_javascript_the_plain_form_sends(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "quyết định.pdf").write_bytes(pdf())
    with opened(browser, javascript=False) as watched:
        page = watched.page
        sign_in(page, office, "editor")
        new_piece(page, office)
        page.get_by_label(re.compile("Gửi tệp")).set_input_files(tmp_path / "quyết định.pdf")
        page.get_by_role("button", name="Gửi tệp", exact=True).click()
        expect(page.locator("#cac-tep")).to_contain_text("quyết định.pdf")
        assert watched.complaints == []


def test_what_others_wrote_is_what_they_published() -> None:
    vendor = STATIC / "vendor"
    rows = (vendor / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (row.split("  ") for row in rows)}
    there = {path.name for path in vendor.iterdir()} - {"SHA256SUMS"}
    assert set(listed) == there
    for name, expected in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == expected
    assert "MIT License" in (vendor / "tus.LICENSE").read_text("utf-8")
