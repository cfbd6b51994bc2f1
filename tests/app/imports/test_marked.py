"""The file of an import, back with its faults marked: over HTTP, by the real child."""

import io
import json
import re
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

import anyio
import openpyxl
import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from app.accounts.actor import Grant
from app.accounts.models import Role
from app.errors import Busy
from app.imports import marked, staging
from app.imports.errors import ImportNotRead, ImportRefused
from app.imports.marked import BOUNDS, Markers, answer, name_of, question
from app.imports.models import ImportBatch
from app.imports.shapes import Staged
from evidence.confined import Bounds
from tests.app.bodies.province import Province, person
from tests.app.house import House, opened
from tests.app.imports.resource.conftest import IMPORTS, TITLES, Office, table
from tests.exports.marking.packages import only_changed, values, zipped
from tests.office import Office as LibreOffice

GOOD = ("00301", "Trường Tiểu học Minh Họa", "th", "A100")
FAULTY = ("00302", "=1+1", "không có loại này", "A100")


@pytest.fixture
def office(database_url: URL, tmp_path: Path) -> Iterator[Office]:
    with opened(database_url, tmp_path) as house:
        yield Office(house, Province(house.database))


@pytest.fixture
def small_house(sqlite_url: URL, tmp_path: Path) -> Iterator[House]:
    with opened(sqlite_url, tmp_path) as house:
        yield house


@pytest.fixture
def admin(office: Office) -> TestClient:
    return office.client(office.province.admin)


def workbook() -> bytes:
    """The same list as a workbook."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "DS"
    page.append(["Danh sách minh họa"])
    for row in (TITLES, GOOD, FAULTY):
        page.append(list(row))
    for cell in page["B"]:
        cell.data_type = "s"  # “=1+1” is a text here
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fetched(client: TestClient, found: dict[str, Any]) -> tuple[str, bytes]:
    """The name and the content of the marked file."""
    got = client.get(f"{IMPORTS}/{found['id']}/marked")
    assert got.status_code == 200, got.text
    match = re.search(r"filename\*=UTF-8''(.+)", got.headers["content-disposition"])
    assert match is not None
    assert int(got.headers["content-length"]) == len(got.content)
    return unquote(match[1]), got.content


def test_a_list_of_text_comes_back_as_a_workbook(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(GOOD, FAULTY))
    name, content = fetched(admin, found)
    assert name == "danh sách - đã đánh dấu lỗi.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == [*TITLES, "Lỗi"]
    assert rows[1] == [*GOOD, None]
    assert tuple(rows[2][:4]) == FAULTY
    assert page["B3"].data_type == "s"
    assert page["E3"].value.startswith("B3: ")
    assert page["B3"].fill.fgColor.rgb == "FFFFC9C4"
    assert page["B3"].comment is not None


def test_a_workbook_comes_back_as_itself(office: Office, admin: TestClient) -> None:
    before = workbook()
    found = office.tried(admin, before)
    _, content = fetched(admin, found)
    changed, new = only_changed(before, content)
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
    }
    assert new == {
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    said = values(content)
    assert said["E2"] == "Lỗi"
    assert "E3" not in said
    assert said["E4"].startswith("C4: ")


def test_the_marked_file_can_be_mended_and_sent_again(office: Office, admin: TestClient) -> None:
    _, content = fetched(admin, office.tried(admin, workbook()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0]["C4"].value = "th"
    out = io.BytesIO()
    book.save(out)
    found = office.tried(admin, out.getvalue())
    assert (found["counts"]["new"], found["counts"]["invalid"]) == (2, 0)
    said = values(fetched(admin, found)[1])
    assert said["E2"] == "Lỗi"
    assert "E4" not in said


def test_only_who_sees_the_import_gets_its_file(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(GOOD))
    with office.house.database.writing() as session:
        head = person(session, "hieu truong", Grant(Role.SCHOOL_HEAD, office.province.x))
    other = office.client(head)
    assert other.get(f"{IMPORTS}/{found['id']}/marked").status_code == 404


def test_a_file_that_is_not_read_yet_has_no_marks(office: Office, admin: TestClient) -> None:
    sent = office.send(admin, table(GOOD)).json()
    refused = admin.get(f"{IMPORTS}/{sent['id']}/marked")
    assert (refused.status_code, refused.json()["code"]) == (409, "import-not-now")


def test_a_file_that_cannot_be_read_cannot_be_marked(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, b"%PDF-1.4 nothing of a table")
    assert found["state"] == "refused"
    refused = admin.get(f"{IMPORTS}/{found['id']}/marked")
    assert (refused.status_code, refused.json()["code"]) == (400, "import-refused")
    assert "PDF" in refused.text


def batch(**more: object) -> ImportBatch:
    """An import of rows that were read, in no database."""
    layout = {"sheet": "DS", "header": [2, 2]}
    fields: dict[str, Any] = {
        "id": "b1",
        "file_name": "ds.xlsx",
        "state": "ready",
        "run": 2,
        "recognised": {"layouts": [layout]},
        "faults": [],
        "warnings": [],
    }
    return ImportBatch(**(fields | more))


def asked(*lines: str) -> BinaryIO:
    """A question written by hand."""
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - the test closes it
    file.write("\n".join(lines).encode())
    file.flush()
    return file


def content_of(content: bytes) -> BinaryIO:
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - the test closes it
    file.write(content)
    file.flush()
    return file


def made(content: bytes, *lines: str, bounds: Bounds = BOUNDS) -> bytes:
    """What the child makes of a file."""
    with asked(*lines) as question, content_of(content) as file:
        return answer(batch(), question, file, bounds).content.read()


HEAD = '[{"sheet": "DS", "header": [2, 2], "notes": ["Chung"]}]'


def test_marks_are_of_the_present_run_and_of_the_file(office: Office, admin: TestClient) -> None:
    found = office.tried(admin, table(GOOD, FAULTY))
    with office.house.database.writing() as session:
        kept = session.get_one(ImportBatch, found["id"])
        row = Staged(9, "CSV", 9, "1", "", "invalid", faults=[("A9", "x", "Của lần trước")])
        staging.stage(session, kept.id, kept.run - 1, [row])
        row = Staged(9, "CSV", 7, "1", "", "new", warnings=[("", "x", "Xem lại")])
        staging.stage(session, kept.id, kept.run, [row])
        kept.faults = [
            {"where": "CSV!B1", "code": "x", "message": "Cột lạ"},
            {"where": "CSV!D8", "code": "x", "message": "Dòng lạ"},
            {"where": "Trang khác", "code": "x", "message": "Không có bảng"},
        ]
        with question(session, kept) as file:
            file.seek(0)
            *marks, tables = map(json.loads, file)
    assert tables == [
        {
            "sheet": "CSV",
            "header": [1, 1],
            "notes": ["CSV!B1: Cột lạ", "Trang khác: Không có bảng"],
        }
    ]
    assert marks[:2] == [[0, 1, 1, "Cột lạ", False], [0, 8, 3, "Dòng lạ", False]]
    assert marks[-1] == [0, 7, None, "Xem lại", True]
    assert [mark[:3] for mark in marks[2:-1]] == [[0, 3, 1]]


def test_what_is_said_of_no_sheet_is_a_note_of_the_first(small_house: House) -> None:
    bare = batch(recognised={}, faults=[{"where": "", "code": "x", "message": "Không có bảng"}])
    with small_house.database.reading() as session, question(session, bare) as file:
        file.seek(0)
        assert json.loads(file.read()) == [
            {"sheet": "", "header": [1, 1], "notes": ["Không có bảng"]}
        ]


def test_the_child_marks_a_workbook_in_the_file_of_the_question() -> None:
    content = made(workbook(), '[0, 4, 2, "Sai loại", false]', HEAD)
    assert values(content)["E4"] == "C4: Sai loại"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file-empty"),
        (b"PK\x03\x04" + bytes(60), "file-damaged"),
        (workbook()[:-30], "file-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-damaged"),
        (b"x" * (64 * 1024 * 1024 + 1), "file-too-large"),
    ],
    ids=["empty", "no zip", "cut short", "no old workbook", "too large"],
)
def test_a_broken_file_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        made(content, HEAD)
    assert [one.code for one in refusal.value.reasons] == [reason]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b" " * (40 * 1024 * 1024)
    with pytest.raises(ImportRefused) as refusal:
        made(zipped(parts), HEAD)
    assert [one.code for one in refusal.value.reasons] == ["file-unpacks-too-large"]


def test_a_document_type_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    part = archive_text(parts, "xl/worksheets/sheet1.xml")
    parts["xl/worksheets/sheet1.xml"] = '<!DOCTYPE a [<!ENTITY b "c">]>' + part
    with pytest.raises(ImportRefused) as refusal:
        made(zipped(parts), HEAD)
    assert [one.code for one in refusal.value.reasons] == ["damaged"]


def archive_text(parts: dict[str, str | bytes], name: str) -> str:
    part = parts[name]
    assert isinstance(part, bytes)
    return part.decode().partition("?>")[2] or part.decode()


def test_a_child_that_is_too_slow_or_too_large_refuses_the_file() -> None:
    for bounds in (BOUNDS._replace(seconds=0.01), BOUNDS._replace(written=2_000)):
        with pytest.raises(ImportRefused):
            made(workbook(), HEAD, bounds=bounds)


def test_a_child_that_cannot_be_started_judges_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ImportNotRead):
        made(workbook(), HEAD)


def test_too_many_at_once_are_told_so() -> None:
    async def scenario() -> None:
        markers, release = Markers(1, 0), threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(markers.do, release.wait, "an")
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Busy):
                await markers.do(lambda: None, "bình")
            release.set()
        assert await markers.do(lambda: 7, "bình") == 7

    anyio.run(scenario)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Kết quả.xlsx", "Kết quả - đã đánh dấu lỗi.xlsx"),
        ("a.b.XLS", "a.b - đã đánh dấu lỗi.xlsx"),
        ("a.xlsm", "a - đã đánh dấu lỗi.xlsm"),
        ("danh sach", "danh sach - đã đánh dấu lỗi.xlsx"),
        (".csv", ".csv - đã đánh dấu lỗi.xlsx"),
    ],
)
def test_the_name_tells_what_was_done(given: str, expected: str) -> None:
    assert name_of(given) == expected


def test_past_the_most_marks_the_title_says_so(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "MOST_MARKS", 2)
    faults = [{"where": f"DS!A{row}", "code": "x", "message": "Sai"} for row in (3, 4, 5)]
    with (
        small_house.database.reading() as session,
        question(session, batch(faults=faults)) as file,
    ):
        file.seek(0)
        *marks, tables = map(json.loads, file)
    assert [mark[1] for mark in marks] == [3, 4]
    assert "quá nhiều lỗi" in tables[0]["notes"][0]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_open_workbooks_become_new_ones(
    kind: str, soffice: LibreOffice, tmp_path: Path
) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(workbook())
    (path,) = soffice.convert([source], kind, tmp_path / "out")
    content = made(path.read_bytes(), '[0, 4, 2, "Sai loại", false]', HEAD)
    before, after = values(workbook()), values(content)
    assert {place: after[place] for place in before} == before
    assert after["E4"] == "C4: Sai loại"
