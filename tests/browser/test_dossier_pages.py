"""The year of a dossier in a real browser: a school writes and hands in, a team assesses."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.engine import URL, make_url
from sqlmodel import select

from app.accounts import passwords
from app.accounts.models import Account
from app.dossiers.models import Dossier
from app.settings import Settings
from app.storage.database import Database
from tests.app.external.process import Process, S
from tests.app.house import PASSWORD
from tests.app.running import Running, running
from tests.browser.test_page import CONTRAST, STRUCTURE, Watched, opened
from tests.evidence.samples import pdf


class Office(NamedTuple):
    """A running service with the small province behind it."""

    service: Running
    url: URL

    @contextmanager
    def at_work(self) -> Iterator[Process]:
        """The province, for what no page does."""
        with closing(Database(self.url)) as database, database.writing() as session:
            yield Process.resumed(session)


@pytest.fixture
def office(sqlite_url: URL, tmp_path: Path) -> Iterator[Office]:
    """Two dossiers: one to be written, one being assessed."""
    with closing(Database(sqlite_url)) as database, database.writing() as session:
        process = Process(session)
        process.bring(process.school("th2", "79000002"), S.ASSESSING, "-th2")
        kept = passwords.hash_of(passwords.check(PASSWORD, ""))
        for account in session.exec(select(Account)):
            account.password_hash = kept
            session.add(account)
    address = sqlite_url.render_as_string(hide_password=False)
    settings = Settings.model_validate({"database_url": address, "data_dir": tmp_path})
    with running(settings) as service:
        yield Office(service, make_url(address))


def sign_in(page: Page, office: Office, person: str) -> None:
    page.goto(f"{office.service.url}/dang-nhap")
    page.get_by_label("Thư điện tử").fill(f"{person}@truong.example")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.url == f"{office.service.url}/ho-so"


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def answer_everything(page: Page) -> None:
    """Each criterion is saved by its own button; every page after that shows what was saved."""
    page.get_by_role("link", name="Trả lời", exact=True).click()
    for number in range(1, page.locator("form.criterion").count()):
        form = page.locator("form.criterion").nth(number)
        for award in form.locator("[name^=award-]").all():
            if award.evaluate("node => node.tagName") == "SELECT":
                award.select_option(index=award.locator("option").count() - 1)
            else:
                award.fill("0")
        for verdict in form.locator("[name^=award-]:has(option[value=met])").all():
            verdict.select_option("met")
        form.locator("textarea").first.fill("Nhận xét minh họa\nhai dòng")
        form.get_by_role("button").click()
        page.wait_for_load_state()
    assert page.locator("[name^=award-]").first.input_value() == "met"
    assert page.locator("textarea").first.input_value() == "Nhận xét minh họa\nhai dòng"


def bring_evidence(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Minh chứng", exact=True).click()
    page.get_by_label("Tên minh chứng").fill("Kế hoạch minh họa")
    for tick in page.locator(".links strong").all():
        tick.click()
    press(page, "Thêm minh chứng")
    file = folder / "kế hoạch.pdf"
    file.write_bytes(pdf())
    page.get_by_label("Gửi tệp").set_input_files(file)
    press(page, "Gửi tệp")
    with page.expect_download() as started:
        page.get_by_role("link", name="kế hoạch.pdf").click()
    assert Path(started.value.path()).read_bytes() == pdf()


def write_report(page: Page) -> None:
    page.get_by_role("link", name="Báo cáo", exact=True).click()
    for field in page.locator("form.report textarea, form.report input[type=text]").all():
        field.fill("Nội dung minh họa.")
    press(page, "Lưu báo cáo")


def printed(page: Page, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name="Báo cáo chuyển đổi số (.pdf)").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_school_goes_the_whole_way(
    browser: Browser, office: Office, tmp_path: Path, *, javascript: bool
) -> None:
    with opened(browser, javascript=javascript) as watched:
        page = watched.page
        sign_in(page, office, "editor")
        page.get_by_role("link", name="Trường minh họa th1").click()
        assert page.get_by_role("heading", name="Trước khi chốt").is_visible()
        answer_everything(page)
        bring_evidence(page, tmp_path)
        write_report(page)
        page.get_by_role("link", name="Tổng quan").click()
        assert page.get_by_text("Không còn gì chặn bước này.").is_visible()
        press(page, "Chốt hồ sơ")
        assert page.get_by_role("heading", name="Trạng thái: chờ ký").is_visible()
        report = printed(page, tmp_path)
        at = page.url
        assert watched.complaints == []
    with opened(browser, javascript=javascript) as watched:
        page = watched.page
        sign_in(page, office, "head")
        page.goto(at)
        page.get_by_label("Số văn bản").fill("12")
        page.get_by_label("Ngày ký").fill("2026-03-02")
        page.get_by_label("Bản quét hoặc bản ký số").set_input_files(report)
        press(page, "Gửi bản đã ký")
        assert page.get_by_text("mã QR khớp bản chốt").is_visible()
        press(page, "Nộp hồ sơ")
        assert page.get_by_role("heading", name="Trạng thái: đã nộp").is_visible()
        assert watched.complaints == []


def test_a_team_goes_the_whole_way(browser: Browser, office: Office) -> None:
    with office.at_work() as process:
        fresh = process.school("th3", "79000003")
        process.bring(fresh, S.SUBMITTED, "-th3")
        at = f"{office.service.url}/ho-so/{fresh.id}"
    with opened(browser) as watched:
        sign_in(watched.page, office, "leader")
        watched.page.goto(at)
        press(watched.page, "Tiếp nhận hồ sơ")
        assert watched.complaints == []
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, office, "lead")
        page.get_by_role("link", name="Đánh giá", exact=True).click()
        page.get_by_role("link", name="Trường minh họa th3").click()
        press(page, "Bắt đầu đánh giá ngoài")
        page.get_by_role("link", name="Đánh giá ngoài", exact=True).click()
        page.get_by_label("Đánh giá ngoài 1.4").select_option(index=1)
        page.get_by_label("Nhận xét của đoàn 1.4").fill("Thiếu học liệu (minh họa).")
        press(page, "Lưu tiêu chí 1.4")
        assert page.get_by_label("Nhận xét của đoàn 1.4").input_value().startswith("Thiếu")
        press(page, "Kết luận đánh giá ngoài")
        assert page.get_by_role("heading", name="Trạng thái: đã đánh giá ngoài").is_visible()
        assert page.get_by_text("Mức đánh giá ngoài").is_visible()
        assert watched.complaints == []
    with office.at_work() as process:
        row = process.session.get_one(Dossier, fresh_id(at))
        assert (row.state, row.self_level) == (S.ASSESSED, 3)


def fresh_id(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_criterion_is_returned_and_answered(browser: Browser, office: Office) -> None:
    home = f"{office.service.url}/ho-so/dth2dot"
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, office, "leader")
        page.goto(f"{home}/danh-gia")
        page.get_by_label("Bổ sung chậm nhất ngày").fill("2099-01-31")
        press(page, "Trả các tiêu chí có ghi lý do")
        assert "Hãy ghi lý do" in page.get_by_role("alert").inner_text()
        page.locator("summary", has_text="1.3 ").click()
        page.get_by_label("Lý do trả tiêu chí 1.3").fill("Thiếu ảnh minh họa.")
        press(page, "Trả các tiêu chí có ghi lý do")
        assert page.get_by_role("heading", name="Trạng thái: trả bổ sung").is_visible()
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, office, "editor-th2")
        page.goto(home)
        page.get_by_role("link", name="Tiêu chí 1.3").click()
        assert page.get_by_role("button", name="Lưu tiêu chí").all_inner_texts() == [
            "Lưu tiêu chí 1.3"
        ]


def test_two_colleagues_on_one_answer_see_both_values(browser: Browser, office: Office) -> None:
    home = f"{office.service.url}/ho-so/dth1dot/tra-loi"
    with opened(browser) as first, opened(browser) as second:
        for watched, person in ((first, "editor"), (second, "head")):
            sign_in(watched.page, office, person)
            watched.page.goto(home)
        first.page.get_by_label("Điểm 1.3.1").select_option("6")
        press(first.page, "Lưu tiêu chí 1.3")
        page = second.page
        page.get_by_label("Điểm 1.3.1").select_option("2")
        page.get_by_label("Điểm 1.3.2").select_option("3")
        press(page, "Lưu tiêu chí 1.3")
        assert "Trên máy chủ (editor, " in page.locator(".choose").inner_text()
        assert page.get_by_label("Điểm 1.3.1").input_value() == "2"
        page.get_by_label("lấy giá trị trên máy chủ").check()
        press(page, "Lưu tiêu chí 1.3")
        assert page.get_by_label("Điểm 1.3.1").input_value() == "6"
        assert page.get_by_label("Điểm 1.3.2").input_value() == "3"


PAGES = {
    "editor": ("/ho-so", "/ho-so/dth1dot", "/ho-so/dth1dot/tra-loi", "/ho-so/dth1dot/bao-cao",
               "/ho-so/dth1dot/minh-chung"),
    "leader": ("/ho-so", "/danh-gia", "/ho-so/dth2dot", "/ho-so/dth2dot/danh-gia",
               "/ho-so/dth4dot"),
}  # fmt: skip
# These pages have further places to go to, each with a name of its own.
SEVERAL_NAVS = STRUCTURE.replace('"footer", "nav[aria-label]"', '"footer"').replace(
    "input:not([type=hidden]), select", "input:not([type=hidden]), select, textarea"
)


def visited(browser: Browser, office: Office, width: int, *, dark: bool) -> Iterator[Watched]:
    for person, addresses in PAGES.items():
        with opened(browser, width, dark=dark) as watched:
            sign_in(watched.page, office, person)
            for address in addresses:
                watched.page.goto(office.service.url + address)
                yield watched
            assert watched.complaints == []


@pytest.mark.parametrize(
    ("width", "dark"), [(360, False), (768, True), (1280, False)], ids=["phone", "dark", "desk"]
)
def test_every_page_can_be_read_and_has_a_structure(
    browser: Browser, office: Office, width: int, *, dark: bool
) -> None:
    with office.at_work() as process:
        objected = process.bring(process.school("th4", "79000004"), S.ASSESSED, "-th4")
        process.object_to(objected, "1.3", "2.3")
    for watched in visited(browser, office, width, dark=dark):
        page = watched.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert page.evaluate(CONTRAST) == [], page.url
        assert page.evaluate(SEVERAL_NAVS) == [], page.url
