"""A page's form that comes twice, as a double click sends it, is done once."""

import re

from sqlmodel import func, select

from app.audit.models import AuditRow
from app.campaigns.models import Extension
from app.dossiers.models import DossierState
from tests.app.dossiers.desk import Desk
from tests.app.dossiers.test_pages import browser, home


def number_in(page: str, action: str) -> str:
    """The number that a page gave its form."""
    field = r'name="lan-gui" value="([0-9a-z]{26})"'
    found = re.search(rf'action="{action}".*?{field}', page, re.DOTALL)
    assert found is not None
    return found[1]


def acts(desk: Desk) -> int:
    with desk.rows() as session:
        return session.exec(select(func.count()).select_from(AuditRow)).one()


def test_closing_twice_closes_once_and_tells_of_no_refusal(full: Desk) -> None:
    editor, place = browser(full, "editor"), home(full, "/viec/chot")
    number = number_in(editor.get(home(full)).text, place)
    told = {"lan-gui": number, "version": str(full.dossier.version)}
    first = editor.post(place, data=told)
    after = acts(full)
    again = editor.post(place, data=told)
    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == first.headers["location"]
    assert acts(full) == after
    assert full.dossier.state == DossierState.AWAITING_SIGNATURE


def test_the_form_filled_otherwise_is_another(full: Desk) -> None:
    editor, place = browser(full, "editor"), home(full, "/tra-loi/1.3")
    number = number_in(editor.get(home(full, "/tra-loi")).text, place)
    assert editor.post(place, data={"lan-gui": number}).status_code == 303
    stale = {"lan-gui": number, "version-1.3.1": "99", "was-1.3.1": "", "award-1.3.1": "1"}
    assert editor.post(place, data=stale).status_code == 412


def test_each_page_gives_its_form_another_number(full: Desk) -> None:
    editor, place = browser(full, "editor"), home(full, "/viec/chot")
    numbers = {number_in(editor.get(home(full)).text, place) for _ in range(3)}
    assert len(numbers) == 3


def test_a_refused_form_leaves_nothing_behind_and_may_come_again(full: Desk) -> None:
    editor, place = browser(full, "editor"), home(full, "/viec/chot")
    number = number_in(editor.get(home(full)).text, place)
    wrong = {"lan-gui": number, "version": "999"}
    assert editor.post(place, data=wrong).status_code == 412
    assert editor.post(place, data=wrong).status_code == 412
    with full.rows() as session:
        assert session.exec(select(Extension)).all() == []
