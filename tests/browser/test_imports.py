"""Tables in a real browser: sent, looked at, marked, mapped, confirmed, undone; and exports.

The service starts its working process itself, as it does for everybody.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.engine import URL
from sqlmodel import select

from app.accounts import passwords
from app.accounts.models import Account
from app.dossiers.models import DossierState, SideName
from app.settings import Settings
from app.storage.database import Database
from tests.app.house import PASSWORD
from tests.app.imports.results.province import CODES, Schools, furnished
from tests.app.running import running
from tests.browser.test_dossier_pages import SEVERAL_NAVS, Office, press, sign_in
from tests.browser.test_page import CONTRAST, opened

PATIENCE = 60_000
UNKNOWN = "12345678"
WORDS = {"met": "Đạt", "unmet": "Không đạt"}


class Desk:
    """The office, its schools, and the tables that are sent."""

    def __init__(self, office: Office, schools: Schools, folder: Path) -> None:
        self.office = office
        self.schools = schools
        self.folder = folder

    def table(self, name: str, titles: Sequence[str], *rows: Sequence[object]) -> Path:
        """A workbook as somebody has it."""
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["BẢNG TỔNG HỢP KẾT QUẢ (dữ liệu minh họa)"])
        for row in (titles, *rows):
            sheet.append(list(row))
        path = self.folder / name
        book.save(path)
        return path

    def results(self, name: str, codes: Sequence[str]) -> Path:
        """Every item of the schools at its maximum."""
        items = self.schools.items
        values = [WORDS.get(one) or float(one) for one in items.values()]
        rows = [[code, "", *values] for code in codes]
        return self.table(name, ["Mã trường", "Tên trường", *items], *rows)

    def send(self, page: Page, path: Path) -> None:
        """Choose it, send it, wait for its dry run."""
        page.goto(f"{self.office.service.url}/nhap-du-lieu?dot=dot")
        page.get_by_label("Bảng ghi gì").select_option("results")
        page.get_by_label("Tệp .xlsx").set_input_files(path)
        press(page, "Gửi lên và xem thử")
        assert page.get_by_role("heading", level=1).inner_text() == path.name
        done(page)


@pytest.fixture
def desk(sqlite_url: URL, tmp_path: Path) -> Iterator[Desk]:
    """Three schools whose dossiers nobody has touched."""
    with closing(Database(sqlite_url)) as database:
        schools = furnished(database)
        kept = passwords.hash_of(passwords.check(PASSWORD, ""))
        with database.writing() as session:
            for account in session.exec(select(Account)):
                account.password_hash = kept
                session.add(account)
        address = sqlite_url.render_as_string(hide_password=False)
        settings = Settings.model_validate({"database_url": address, "data_dir": tmp_path})
        with running(settings) as service:
            yield Desk(Office(service, sqlite_url), schools, tmp_path)


def done(page: Page) -> None:
    """The page loads itself again while the table is read or written."""
    expect(page.locator("#dang-lam")).to_have_count(0, timeout=PATIENCE)


def said(page: Page) -> str:
    return page.locator(".lead").inner_text()


def count(page: Page, outcome: str) -> str:
    term = page.locator("dl.facts > div").filter(has=page.get_by_text(outcome, exact=True))
    return term.locator("dd").inner_text()


def fetched(page: Page, link: str) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    path = Path(started.value.path()).with_suffix(".xlsx")
    started.value.save_as(path)
    return path


def state(desk: Desk, school: str) -> tuple[str, str]:
    row = desk.schools.dossier(school)
    return row.state, row.origin


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_table_goes_the_whole_way_and_back(
    browser: Browser, desk: Desk, *, javascript: bool
) -> None:
    fresh = state(desk, "th2")
    with opened(browser, javascript=javascript) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        desk.send(page, desk.results("kết quả.xlsx", CODES[:2]))
        assert "đã chạy thử, chờ xác nhận" in said(page)
        assert count(page, "thêm mới") == "2 dòng"
        assert state(desk, "th2") == fresh
        press(page, "Xác nhận, ghi vào hệ thống")
        done(page)
        assert "đã ghi" in said(page)
        assert state(desk, "th2")[0] == DossierState.SUBMITTED
        assert desk.schools.awards("th2") == desk.schools.items
        at = page.url
        page.get_by_role("link", name="Xem các hồ sơ của đợt").click()
        page.get_by_role("link", name="Trường minh họa th2").click()
        assert page.get_by_text("nhập từ bảng", exact=True).is_visible()
        page.goto(at)
        press(page, "Hoàn tác")
        done(page)
        assert "đã hoàn tác" in said(page)
        assert state(desk, "th2") == fresh
        assert watched.complaints == []


def test_a_marked_file_is_mended_and_sent_again(browser: Browser, desk: Desk) -> None:
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        desk.send(page, desk.results("kết quả.xlsx", [CODES[0], UNKNOWN]))
        assert count(page, "có lỗi") == "1 dòng"
        assert page.get_by_text(f"Không có trường nào mang mã {UNKNOWN}").is_visible()
        press(page, "Xác nhận, ghi vào hệ thống")  # the browser asks for the tick first
        assert "đã chạy thử" in said(page)
        marked = fetched(page, "Tải tệp đã đánh dấu lỗi")
        book = load_workbook(marked)
        sheet = book.worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == UNKNOWN]
        cells[0].value = CODES[1]
        book.save(marked)
        desk.send(page, marked)
        assert (count(page, "thêm mới"), count(page, "có lỗi")) == ("2 dòng", "0 dòng")
        assert watched.complaints == []


def test_what_is_left_out_is_chosen_and_locked_rows_are_explained(
    browser: Browser, desk: Desk
) -> None:
    with desk.schools.acting() as process:
        process.answer(process.held("dth1dot"), SideName.SELF, {"1.3.1": "1"}, "editor")
    with opened(browser, 360) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        desk.send(page, desk.results("kết quả.xlsx", [*CODES[:2], UNKNOWN]))
        assert count(page, "đang khóa, chỉ đối chiếu") == "1 dòng"
        assert page.get_by_text("Đang khóa nghĩa là").is_visible()
        page.get_by_label("Bỏ 1 dòng có lỗi").check()
        press(page, "Xác nhận, ghi vào hệ thống")
        done(page)
        assert "đã ghi" in said(page)
        assert desk.schools.awards("th1") == {"1.3.1": "1"}
        assert desk.schools.awards("th2") == desk.schools.items
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_column_that_is_not_sure_is_asked_about_once(browser: Browser, desk: Desk) -> None:
    titles = ["Mã trường", "1.1", "1.4", "Số lượng học liệu đã số hoá được phê duyệt"]
    path = desk.table("bảng lạ.xlsx", titles, [CODES[0], "Đạt", 7.5, 120])
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        desk.send(page, path)
        assert "chờ xác nhận các cột" in said(page)
        page.get_by_label(re.compile("Số lượng học liệu")).select_option("")
        press(page, "Ghi nhận và chạy thử lại")
        done(page)
        assert count(page, "thêm mới") == "1 dòng"
        desk.send(page, path)
        assert "đã chạy thử, chờ xác nhận" in said(page)
        assert watched.complaints == []


def test_what_cannot_be_read_is_said_with_what_to_do(browser: Browser, desk: Desk) -> None:
    paper = desk.folder / "bản in.xlsx"
    paper.write_bytes(b"%PDF-1.4 minh hoa")
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        desk.send(page, paper)
        assert "không nhận được tệp" in said(page)
        assert page.get_by_text("Hãy gửi tệp Excel gốc").is_visible()


def test_the_campaign_leads_to_its_template_and_the_template_comes_back(
    browser: Browser, desk: Desk
) -> None:
    with opened(browser) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        page.goto(f"{desk.office.service.url}/dot-danh-gia/dot")
        page.get_by_role("link", name="Nhập từ bảng tính").click()
        template = fetched(page, "bảng nhập kết quả (.xlsx)")
        desk.send(page, template)
        assert count(page, "không đổi") == "3 dòng"
        assert page.get_by_role("heading", name="Không có gì để ghi").is_visible()
        page.goto(f"{desk.office.service.url}/dot-danh-gia/dot")
        page.get_by_role("link", name="Xuất dữ liệu").click()
        out = fetched(page, "Bảng kết quả của các trường (.xlsx)")
        assert CODES[0] in {cell.value for row in load_workbook(out).worksheets[0] for cell in row}
        page.get_by_label("Báo cáo chuyển đổi số (.pdf)").uncheck()
        press(page, "Lập gói")
        assert "hãy chọn ít nhất một loại văn bản" in page.get_by_role("alert").inner_text()
        press(page, "Lập gói")
        assert page.get_by_text("3 văn bản của 3 hồ sơ: chưa tải.").is_visible()
        assert [one for one in watched.complaints if "422" not in one] == []


@pytest.mark.parametrize(
    ("width", "dark"), [(360, False), (768, True), (1280, False)], ids=["phone", "dark", "desk"]
)
def test_the_pages_can_be_read_and_have_a_structure(
    browser: Browser, desk: Desk, width: int, *, dark: bool
) -> None:
    home = desk.office.service.url
    with opened(browser, width, dark=dark) as watched:
        page = watched.page
        sign_in(page, desk.office, "admin")
        desk.send(page, desk.results("kết quả.xlsx", [CODES[0], UNKNOWN]))
        for address in (
            page.url,
            f"{page.url}?ket-qua=tat-ca",
            f"{home}/nhap-du-lieu",
            f"{home}/dot-danh-gia/dot/xuat-du-lieu",
        ):
            page.goto(address)
            for summary in page.locator("main summary").all():
                summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.evaluate(CONTRAST) == [], address
            assert page.evaluate(SEVERAL_NAVS) == [], address
        assert watched.complaints == []
