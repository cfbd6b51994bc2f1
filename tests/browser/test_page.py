"""The page in a real browser: a clerk drops a form, sees the level, takes the documents home."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pikepdf
import pytest
from docx import Document
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

from app.settings import Settings
from tests.app.running import Running

EXAMPLES = Settings().examples
FORM = EXAMPLES / "muc-2.xlsx"


@dataclass
class Watched:
    """A page, what it asked for and what it complained of."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        """Keep the host that was asked."""
        self.hosts.add(urlsplit(request.url).hostname or "")

    def note_error(self, error: Error) -> None:
        """Keep an exception of a script."""
        self.complaints.append(str(error))

    def note_console(self, said: ConsoleMessage) -> None:
        """Keep what the browser complains of: a blocked script, a missing file."""
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)


@contextmanager
def opened(
    browser: Browser, width: int = 1280, *, javascript: bool = True, dark: bool = False
) -> Iterator[Watched]:
    context = browser.new_context(
        locale="vi-VN",
        java_script_enabled=javascript,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
    )
    watched = Watched(context.new_page())
    watched.page.on("request", watched.note_request)
    watched.page.on("pageerror", watched.note_error)
    watched.page.on("console", watched.note_console)
    yield watched
    context.close()


def download(page: Page, name: str, family: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("group", name=family).get_by_role("button", name=name).click()
    path = started.value.path()
    assert "Trường" in started.value.suggested_filename
    return Path(path).read_bytes()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_clerk_sends_a_form_and_takes_the_report_home(
    browser: Browser, service: Running, *, javascript: bool
) -> None:
    with opened(browser, javascript=javascript) as watched:
        page = watched.page
        page.goto(service.url)
        page.get_by_label("Chọn phiếu đã điền").set_input_files(FORM)
        page.get_by_role("button", name="Chấm phiếu").click()
        page.wait_for_selector("text=Xếp mức 2")
        word = download(page, "Word", "Báo cáo Phụ lục II")
        assert "Kết quả thực hiện" in "\n".join(
            one.text for one in Document(io.BytesIO(word)).paragraphs
        )
        with pikepdf.open(io.BytesIO(download(page, "PDF", "Báo cáo Phụ lục II"))) as pdf:
            assert len(pdf.pages) > 1
        listed = download(page, "5 cột", "Danh mục minh chứng")
        assert openpyxl.load_workbook(io.BytesIO(listed)).active is not None
        assert watched.complaints == []
        assert watched.hosts == {"127.0.0.1"}


def test_a_form_is_dropped_into_the_zone(browser: Browser, service: Running) -> None:
    with opened(browser) as watched:
        page = watched.page
        page.goto(service.url)
        handle = page.evaluate_handle(
            """bytes => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], "phiếu của trường.xlsx"));
                return data;
            }""",
            list(FORM.read_bytes()),
        )
        page.dispatch_event(".drop", "dragover", {"dataTransfer": handle})
        page.dispatch_event(".drop", "drop", {"dataTransfer": handle})
        assert page.get_by_role("status").inner_text() == "Đã chọn: phiếu của trường.xlsx"
        page.get_by_role("button", name="Chấm phiếu").click()
        page.wait_for_selector("text=Xếp mức 2")
        assert watched.complaints == []


def test_the_keyboard_alone_is_enough(browser: Browser, service: Running) -> None:
    with opened(browser) as watched:
        page = watched.page
        page.goto(service.url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "form":
                break
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(FORM)
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Chấm phiếu":
                break
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Xếp mức 2")


def test_a_wrong_file_is_told_before_it_is_sent(
    browser: Browser, service: Running, tmp_path: Path
) -> None:
    scan = tmp_path / "bản quét.pdf"
    scan.write_bytes(b"%PDF-1.7")
    with opened(browser) as watched:
        page = watched.page
        page.goto(service.url)
        page.set_input_files("#form", scan)
        assert "bản quét.pdf" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Chấm phiếu").click()
        assert urlsplit(page.url).path == "/"


def test_a_bad_form_shows_each_cell_to_mend(
    browser: Browser, service: Running, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(FORM)
    sheet = book["Tự đánh giá"]
    row = next(row for row in range(1, 80) if sheet.cell(row, 1).value == "1.4")
    sheet.cell(row, 4).value = 99
    path = tmp_path / "phiếu.xlsx"
    book.save(path)
    with opened(browser) as watched:
        page = watched.page
        page.goto(service.url)
        page.set_input_files("#form", path)
        page.get_by_role("button", name="Chấm phiếu").click()
        assert page.get_by_role("rowheader").inner_text() == f"Tự đánh giá!D{row}"
        page.go_back()
        # The page is as usable as before, not stuck at "Đang chấm…".
        assert page.get_by_role("button", name="Chấm phiếu").is_enabled()


def test_the_way_up_is_worked_out_again_without_what_cannot_be_done(
    browser: Browser, service: Running
) -> None:
    with opened(browser) as watched:
        page = watched.page
        page.goto(f"{service.url}/vi-du/muc-2")
        first = page.locator(".path input").first
        code = first.get_attribute("value")
        first.check()
        page.get_by_role("button", name="Tính lại").click()
        page.wait_for_selector("text=Đang giữ nguyên")
        assert page.get_by_label(code or "", exact=True).is_checked()
        assert watched.complaints == []


def test_only_the_levels_of_the_chosen_kind_are_offered(browser: Browser, service: Running) -> None:
    with opened(browser) as watched:
        page = watched.page
        page.goto(service.url)
        assert not page.get_by_label("Tiểu học", exact=True).is_visible()
        page.get_by_label("Loại trường").select_option("th_thcs")
        assert page.get_by_label("Tiểu học", exact=True).is_enabled()
        assert page.get_by_label("Trung học phổ thông", exact=True).is_disabled()
        with page.expect_download() as started:
            page.get_by_role("button", name="Tải phiếu trống").click()
        assert started.value.suggested_filename.endswith(".xlsx")


PAGES = ("/", "/vi-du/muc-1", "/bo-chi-so/thangdo.qd-4725/1.0", "/api", "/api/loi", "/nope")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, service: Running, width: int) -> None:
    with opened(browser, width) as watched:
        for address in PAGES:
            watched.page.goto(service.url + address)
            wide = watched.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, address


# WCAG 2.1: every visible text against what lies behind it, 4.5:1 (3:1 from 24 px, bold 18.66 px).
CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!own || !node.getClientRects().length || node.closest("svg, .unseen, .mark")) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(parse(style.color)), light(behind(node))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${node.textContent.trim()}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(browser: Browser, service: Running, *, dark: bool) -> None:
    with opened(browser, dark=dark) as watched:
        for address in PAGES:
            watched.page.goto(service.url + address)
            assert watched.page.evaluate(CONTRAST) == [], address


STRUCTURE = """() => {
  const wrong = [];
  const need = (one, what) => { if (!one) wrong.push(what); };
  need(document.documentElement.lang === "vi", "lang");
  for (const part of ["header", "main", "footer", "nav[aria-label]"]) {
    need(document.querySelectorAll(part).length === 1, part);
  }
  need(document.querySelectorAll("h1").length === 1, "one h1");
  let last = 1;
  for (const heading of document.querySelectorAll("h1, h2, h3")) {
    const level = Number(heading.tagName[1]);
    need(level <= last + 1, `heading after level ${last}: ${heading.textContent}`);
    last = level;
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select")) {
    need(field.labels.length, `label of ${field.name}`);
  }
  for (const table of document.querySelectorAll("table")) need(table.caption, "caption");
  for (const cell of document.querySelectorAll("thead th")) need(cell.scope, "scope");
  for (const image of document.querySelectorAll("img")) need(image.hasAttribute("alt"), "alt");
  for (const one of document.querySelectorAll("[aria-labelledby]")) {
    need(document.getElementById(one.getAttribute("aria-labelledby")), "labelledby");
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  need(new Set(ids).size === ids.length, "unique ids");
  return wrong;
}"""


def test_the_structure_serves_a_screen_reader(browser: Browser, service: Running) -> None:
    with opened(browser) as watched:
        for address in PAGES:
            watched.page.goto(service.url + address)
            assert watched.page.evaluate(STRUCTURE) == [], address
