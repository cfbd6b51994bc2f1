"""The address of a piece of evidence on its page: opened by the reader, and by the service."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import URL, make_url
from sqlmodel import select

from app.accounts import passwords
from app.accounts.models import Account
from app.attachments.models import Evidence
from app.settings import Settings
from app.storage.database import Database
from tests.app.external.process import Process
from tests.app.house import PASSWORD
from tests.app.running import running
from tests.browser.test_dossier_pages import Office, press, sign_in

LONG = "http://127.0.0.1/" + "trang-rat-dai-" * 12


@pytest.fixture
def office(sqlite_url: URL, tmp_path: Path) -> Iterator[Office]:
    """A school with one piece of evidence at a long address, which no rule lets be asked."""
    with closing(Database(sqlite_url)) as database, database.writing() as session:
        process = Process(session)
        kept = passwords.hash_of(passwords.check(PASSWORD, ""))
        for account in session.exec(select(Account)):
            account.password_hash = kept
            session.add(account)
        session.add(
            Evidence(
                id="mot",
                dossier_id=process.dossier.id,
                code="MC.1.4.01",
                title="Trang tin của trường (dữ liệu minh họa)",
                status="present",
                location=LONG,
                at=process.at,
            )
        )
    address = sqlite_url.render_as_string(hide_password=False)
    with running(
        Settings.model_validate(
            {"database_url": address, "data_dir": tmp_path, "fetch_links": True}
        )
    ) as service:
        yield Office(service, make_url(address))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_outcome_stands_beside_the_link(
    page: Page, office: Office, tmp_path: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, office, "editor")
    page.goto(f"{office.service.url}/ho-so/dth1dot/minh-chung/mot")
    link = page.get_by_role("link", name=LONG)
    expect(link).to_have_attribute("rel", "noreferrer noopener nofollow")
    expect(link).to_have_attribute("target", "_blank")
    press(page, "Mở thử đường dẫn")
    expect(page.locator("section", has=page.locator("#duong-dan"))).to_contain_text(
        "Không có máy này trên Internet công khai"
    )
    page.screenshot(path=tmp_path / f"link-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
