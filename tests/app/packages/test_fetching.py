"""What is in a package, and what is told of it."""

import pypdfium2
from sqlmodel import select

from app.dossiers.models import Snapshot
from app.packages.models import PackageState
from tests.app.packages.yard import ABOUT, MISSING, S, Yard, lines
from tests.exports.documents.files import words_of


def pdf_words(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(one.get_textpage().get_text_bounded().split()) for one in pages)


def test_one_document_of_each_school_in_the_order_of_codes(yard: Yard) -> None:
    assert yard.taken("pdf").namelist() == [
        ABOUT,
        "79000001 Trường minh họa th1 - Báo cáo chuyển đổi số - bản nháp.pdf",
        "79000002 Trường minh họa th2 - Báo cáo chuyển đổi số.pdf",
        "79000003 Trường minh họa th3 - Báo cáo chuyển đổi số.pdf",
    ]


def test_several_documents_stand_in_a_folder_for_each_school(yard: Yard) -> None:
    names = yard.taken("docx", "evidence", "evidence-internal").namelist()
    assert len(names) == 1 + 3 * 3
    assert names[4:7] == [
        f"79000002 Trường minh họa th2/{title} - Trường minh họa th2 - 2025-2026.{extension}"
        for title, extension in (
            ("Báo cáo chuyển đổi số", "docx"),
            ("Danh mục minh chứng", "xlsx"),
            ("Danh mục minh chứng nội bộ", "xlsx"),
        )
    ]


def test_a_document_is_the_very_one_that_is_printed_alone(yard: Yard) -> None:
    package = yard.taken("docx", "score-sheet-docx", "evidence", "external-docx")
    kinds = ("docx", "score-sheet-docx", "evidence", "external-docx")
    names = [one for one in package.namelist() if one.startswith("79000003")]
    assert len(names) == len(kinds)
    for name, kind in zip(names, kinds, strict=True):
        url = f"/api/v1/dossiers/{yard.dossiers[2]}/documents/{kind}"
        alone = yard.by("director").get(url).content
        if kind == "evidence":
            assert len(package.read(name)) == len(alone)
        else:
            assert words_of(package.read(name)) == words_of(alone)


def test_drafts_say_so_and_what_was_closed_carries_its_hash(yard: Yard) -> None:
    package = yard.taken("pdf")
    draft, closed, _ = package.namelist()[1:]
    assert "BẢN NHÁP" in pdf_words(package.read(draft))
    with yard.house.database.reading() as session:
        snapshot = session.exec(
            select(Snapshot).where(Snapshot.dossier_id == yard.dossiers[1])
        ).one()
    words = pdf_words(package.read(closed))
    assert "BẢN NHÁP" not in words
    assert snapshot.sha256[:16] in words


def test_what_is_not_there_is_named_with_its_reason(yard: Yard) -> None:
    package_id = yard.put_down("external-pdf")
    package = yard.fetched(package_id)
    assert len(package.namelist()) == 3
    assert lines(package, MISSING) == [
        f"7900000{number} Trường minh họa th{number}: Phiếu đánh giá ngoài (.pdf): "
        "hồ sơ chưa có phiếu đánh giá ngoài."
        for number in (1, 2)
    ]
    told = yard.told(package_id)
    assert (told["done"], told["missing"], told["total"]) == (1, 2, 3)
    assert told["faults"] == lines(package, MISSING)


def test_a_snapshot_that_cannot_be_read_is_a_line_and_the_rest_is_there(yard: Yard) -> None:
    with yard.house.database.writing() as session:
        row = session.exec(select(Snapshot).where(Snapshot.dossier_id == yard.dossiers[1])).one()
        row.content = row.content.replace(b'"format":1', b'"format":99')
        session.add(row)
    package = yard.taken("docx", "evidence")
    assert [one for one in package.namelist() if one.startswith("79000002")] == []
    assert len(package.namelist()) == 2 + 2 * 2
    found = lines(package, MISSING)
    assert len(found) == 2
    assert all("79000002" in one and "bản chốt không đọc được" in one for one in found)


def test_the_first_member_says_what_the_package_is(yard: Yard) -> None:
    told = lines(yard.taken("pdf", states=[S.SUBMITTED.value], body_id="xa"), ABOUT)
    assert told[0] == "Đợt đánh giá: Đợt minh họa, năm học 2025-2026"
    assert "Văn bản: Báo cáo chuyển đổi số (.pdf)" in told
    assert "Trạng thái: đã nộp" in told
    assert told[-1] == "Số hồ sơ: 1"


def test_progress_before_and_after(yard: Yard) -> None:
    package_id = yard.put_down("docx", "evidence")
    before = yard.told(package_id)
    assert (before["state"], before["total"], before["done"]) == (PackageState.READY, 6, 0)
    content = yard.by("director").get(before["content"]).content
    after = yard.told(package_id)
    assert (after["state"], after["done"], after["missing"]) == (PackageState.DONE, 6, 0)
    assert 0 < after["size"] <= len(content)
    assert after["ended_at"] is not None


def test_it_can_be_fetched_again(yard: Yard) -> None:
    package_id = yard.put_down("evidence")
    first, second = yard.fetched(package_id), yard.fetched(package_id)
    assert first.namelist() == second.namelist()
    assert yard.told(package_id)["done"] == 3


def test_a_head_request_makes_nothing(yard: Yard) -> None:
    package_id = yard.put_down("pdf")
    answer = yard.by("director").head(f"/api/v1/packages/{package_id}/content")
    assert (answer.status_code, answer.content) == (200, b"")
    assert yard.told(package_id)["state"] == PackageState.READY
