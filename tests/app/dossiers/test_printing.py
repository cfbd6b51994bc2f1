"""Documents and snapshots: drafts from the rows, final ones from the snapshot alone."""

import io
import json
import zipfile

import pypdfium2
import pytest
import zxingcpp

from app.dossiers.documents import DOCUMENTS
from app.dossiers.models import DossierState, SideName
from app.dossiers.seal import Seal, read_seal
from app.dossiers.unpacking import SnapshotUnreadable, from_file
from tests.app.dossiers.desk import Desk, filled, furnished
from tests.app.house import House
from tests.exports.documents.files import words_of

S = DossierState
OWN = ["docx", "pdf", "score-sheet-docx", "score-sheet-pdf"]


def pdf_words(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(one.get_textpage().get_text_bounded().split()) for one in pages)


def words(kind: str, content: bytes) -> str:
    return pdf_words(content) if kind.endswith("pdf") else words_of(content)


def seals(content: bytes) -> list[Seal]:
    """What a scan of the pages reads."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        for code in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil()):
            seal = read_seal(code.text)
            assert seal is not None
            found.append(seal)
    return found


@pytest.fixture
def closed(house: House, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A dossier that was closed before scoring became an error, under every name it has."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a snapshot was scored again")

    desk = filled(house)
    assert desk.post("/close").status_code == 200
    for name in ("scoring.engine", "app.dossiers.sheets", "app.assessments.service"):
        monkeypatch.setattr(f"{name}.score", refuse)
    return desk


@pytest.mark.parametrize("kind", OWN)
def test_before_closing_every_page_says_draft(full: Desk, kind: str) -> None:
    answer = full.get(f"/documents/{kind}")
    assert answer.status_code == 200, answer.text
    assert "BẢN NHÁP - hồ sơ chưa chốt" in words(kind, answer.content)
    assert "b%E1%BA%A3n%20nh%C3%A1p" in answer.headers["Content-Disposition"]


def test_a_draft_carries_no_seal(full: Desk) -> None:
    assert seals(full.get("/documents/pdf").content) == []


@pytest.mark.parametrize("kind", OWN)
def test_after_closing_it_is_final_and_carries_the_hash(full: Desk, kind: str) -> None:
    sha256 = full.post("/close").json()["snapshot"]
    printed = words(kind, full.get(f"/documents/{kind}").content)
    assert "BẢN NHÁP" not in printed
    for start in range(0, 64, 16):
        assert sha256[start : start + 16] in printed


@pytest.mark.parametrize("kind", ["pdf", "score-sheet-pdf"])
def test_the_code_on_the_page_is_that_of_the_snapshot(full: Desk, kind: str) -> None:
    sha256 = full.post("/close").json()["snapshot"]
    assert seals(full.get(f"/documents/{kind}").content) == [Seal(full.dossier_id, sha256)]


@pytest.mark.parametrize("kind", [one.format for one in DOCUMENTS if one.side is SideName.SELF])
def test_nothing_is_scored_for_a_closed_dossier(closed: Desk, kind: str) -> None:
    first = closed.get(f"/documents/{kind}")
    assert first.status_code == 200, first.text
    assert closed.get(f"/documents/{kind}").content == first.content


def test_the_sheet_of_a_closed_dossier_is_the_one_that_was_closed(closed: Desk) -> None:
    sheet = closed.get("/self/sheet")
    assert sheet.status_code == 200
    assert (sheet.json()["level"], sheet.json()["missing"]) == (3, [])


def test_what_changes_in_the_rows_afterwards_changes_no_document(full: Desk) -> None:
    full.post("/close")
    before = full.get("/documents/pdf").content
    with full.house.database.writing() as session:
        for row in full.answers().values():
            row.award = None
            session.merge(row)
    full.change(lambda dossier, _: setattr(dossier, "body_name", "Tên khác"))
    assert full.get("/documents/pdf").content == before


def test_the_evidence_lists_are_workbooks(full: Desk) -> None:
    for kind in ("evidence", "evidence-internal"):
        content = full.get(f"/documents/{kind}").content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read("xl/sharedStrings.xml").decode()
        assert "MC.1.1.01" in text


def test_the_school_has_no_external_sheet_before_it_is_concluded(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    for rest in ("/documents/external-pdf", "/external/sheet", "/external/answers"):
        assert desk.get(rest).status_code == 403
    draft = desk.get("/documents/external-pdf", "assessor")
    assert "BẢN NHÁP - chưa kết luận đánh giá ngoài" in pdf_words(draft.content)
    assert seals(draft.content) == []


def test_the_concluded_external_sheet_is_printed_from_its_own_snapshot(house: House) -> None:
    desk = furnished(house, S.ASSESSED)
    content = desk.get("/documents/external-pdf").content
    shown = {one["kind"]: one["sha256"] for one in desk.get("/snapshots").json()["snapshots"]}
    assert seals(content) == [Seal(desk.dossier_id, shown["external"])]
    assert "PHIẾU ĐÁNH GIÁ" in pdf_words(content)
    assert seals(desk.get("/documents/pdf").content) == [Seal(desk.dossier_id, shown["self"])]


def test_there_is_no_external_side_before_it_is_begun(full: Desk) -> None:
    full.change(lambda dossier, _: setattr(dossier, "state", S.ASSESSED))
    assert full.get("/external/sheet").json()["code"] == "not-in-dossier"
    assert full.get("/documents/external-docx").json()["code"] == "not-in-dossier"


def test_a_snapshot_is_taken_home_with_its_edition(full: Desk) -> None:
    sha256 = full.post("/close").json()["snapshot"]
    answer = full.get(f"/snapshots/{sha256}")
    assert answer.headers["Content-Type"] == "application/json"
    found = from_file(answer.content)
    assert found.sha256 == sha256
    assert found.edition.ref == full.edition.ref
    assert found.plain.self_side.sheet.level == 3


@pytest.mark.parametrize("touch", ["snapshot", "edition", "sha256"])
def test_a_changed_snapshot_file_is_found_out(full: Desk, touch: str) -> None:
    sha256 = full.post("/close").json()["snapshot"]
    data = json.loads(full.get(f"/snapshots/{sha256}").content)
    if touch == "snapshot":
        data["snapshot"]["self"]["sheet"]["level"] = 1
    elif touch == "edition":
        data["edition"] += "\n# thêm\n"
    else:
        data["sha256"] = "0" * 64
    with pytest.raises(SnapshotUnreadable):
        _ = from_file(json.dumps(data).encode()).plain


def test_the_school_does_not_take_home_an_external_snapshot_before_its_time(house: House) -> None:
    desk = furnished(house, S.ASSESSED)
    shown = {one["kind"]: one["sha256"] for one in desk.get("/snapshots").json()["snapshots"]}
    desk.change(lambda dossier, _: setattr(dossier, "state", S.ASSESSING))
    assert desk.get(f"/snapshots/{shown['external']}").status_code == 403
    assert [one["kind"] for one in desk.get("/snapshots").json()["snapshots"]] == ["self"]
    assert desk.get(f"/snapshots/{shown['external']}", "assessor").status_code == 200


def test_a_hash_of_nothing_is_not_found(full: Desk) -> None:
    assert full.get(f"/snapshots/{'0' * 64}").json()["code"] == "not-in-dossier"


def test_an_unknown_document_is_refused(full: Desk) -> None:
    assert full.get("/documents/rtf").status_code == 422


def test_the_live_sheet_explains_every_item_and_mixes_no_sides(house: House) -> None:
    desk = furnished(house, S.ASSESSING)
    desk.put("1.3.2", "0", 1, side="external", person="assessor")
    own = desk.get("/self/sheet", "assessor").json()
    theirs = desk.get("/external/sheet", "assessor").json()
    assert {one["code"] for one in own["items"]} == set(desk.edition.items)
    assert all(one["sentence"] for one in theirs["items"])
    points = [{one["code"]: one["award"] for one in side["items"]} for side in (own, theirs)]
    assert (points[0]["1.3.2"] != "0", points[1]["1.3.2"]) == (True, "0")
    assert {code for code in points[0] if points[0][code] != points[1][code]} == {"1.3.2"}


def test_a_partial_sheet_has_no_level_and_names_what_is_missing(desk: Desk) -> None:
    desk.put("1.3.2", "1")
    sheet = desk.get("/self/sheet").json()
    assert sheet["level"] is None
    assert "1.3.2" not in sheet["missing"]
    assert len(sheet["missing"]) == len(desk.edition.items) - 1


def test_the_way_up_starts_from_what_is_stored(full: Desk) -> None:
    full.put("1.1", "unmet", 1)
    plan = full.post("/self/what-if", {"target": 3})
    assert plan.status_code == 200, plan.text
    assert [one["code"] for one in plan.json()["steps"]] == ["1.1"]
    kept = full.post("/self/what-if", {"target": 3, "unreachable": ["1.1"]})
    assert (kept.status_code, kept.json()["code"]) == (400, "target-unreachable")
