"""The lint of a shelf, and the record that only grows."""

import shutil
from pathlib import Path

import pytest

from criteria.errors import EditionAltered, EditionInvalid
from criteria.lint import lint, lint_file, lint_shelf
from criteria.loader import SHELF as SHIPPED
from criteria.record import record
from tests.criteria.paths import SHELF, SMALL


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A copy of the shipped shelf that a test may spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "editions"))


def _told(shelf: Path) -> list[str]:
    return [str(problem) for problem in lint_shelf(shelf)]


def test_shipped_editions_have_neither_errors_nor_warnings() -> None:
    assert _told(SHIPPED) == []


def test_editions_of_the_tests_have_no_errors() -> None:
    assert [problem for problem in lint_shelf(SHELF) if not problem.warning] == []


def test_altered_edition_is_an_error(shelf: Path) -> None:
    file = shelf / "thangdo.qd-4725" / "1.0.yaml"
    file.write_bytes(file.read_bytes() + b"# more\n")

    (told,) = _told(shelf)

    assert told.startswith("thangdo.qd-4725/1.0.yaml:1: nội dung khác với bản đã ghi nhận")


def test_missing_golden_file_is_an_error(shelf: Path) -> None:
    (shelf / "thangdo.qd-4725" / "1.0.golden.yaml").unlink()

    assert _told(shelf) == [
        "thangdo.qd-4725/1.0.yaml:1: chưa có ca mẫu: hãy viết 1.0.golden.yaml bên cạnh"
    ]


def test_unrecorded_edition_is_an_error(shelf: Path) -> None:
    (shelf / "SHA256SUMS").write_text("", encoding="utf-8")

    assert len(_told(shelf)) == 2
    assert all("chưa ghi mã băm trong SHA256SUMS" in one for one in _told(shelf))


def test_recorded_edition_without_a_file_is_an_error(shelf: Path) -> None:
    shutil.rmtree(shelf / "thangdo.truong-hoc-so")

    assert _told(shelf) == [
        "SHA256SUMS:2: thangdo.truong-hoc-so/1.0.yaml đã ghi mã băm nhưng không còn tệp"
    ]


def test_edition_in_a_wrong_place_is_an_error(shelf: Path) -> None:
    (shelf / "thangdo.qd-4725").rename(shelf / "thangdo.khac")

    assert any("tệp phải nằm ở thangdo.qd-4725/1.0.yaml" in one for one in _told(shelf))


def test_stray_file_is_an_error(shelf: Path) -> None:
    (shelf / "thangdo.qd-4725" / "1.0 (copy).yaml").write_text("x", encoding="utf-8")

    assert [one.split(": ")[1] for one in _told(shelf)] == [
        "tệp không phải bộ chỉ số, cũng không đi với bộ nào"
    ]


def test_broken_edition_on_the_shelf_is_told_with_its_line(shelf: Path) -> None:
    file = shelf / "thangdo.qd-4725" / "1.0.yaml"
    file.write_bytes(file.read_bytes().replace(b"      max: 15\n", b"      max: 16\n"))

    assert any(
        "tiêu chí 1.5: các tiêu chí thành phần cộng lại 21 điểm" in one for one in _told(shelf)
    )


def test_broken_record_is_told_alone(shelf: Path) -> None:
    (shelf / "SHA256SUMS").write_text("no hash\n", encoding="utf-8")

    assert len(_told(shelf)) == 1
    assert _told(shelf)[0].startswith("SHA256SUMS:1: ")


def test_lint_of_one_text_tells_what_to_look_at_as_warnings() -> None:
    found = lint(SMALL.read_bytes(), "nho.yaml")

    assert found
    assert all(problem.warning for problem in found)
    assert "nho.yaml:51: cảnh báo: A.1: chưa có gợi ý minh chứng nào" in map(str, found)


def test_guess_that_does_not_say_why_is_a_warning() -> None:
    official = SMALL.read_bytes().replace(b"illustration: true", b"illustration: false")

    told = [problem.message for problem in lint(official, "x.yaml")]

    assert "giá trị suy luận nên có note nói suy luận từ đâu" in told


def test_maximum_off_the_step_is_a_warning() -> None:
    odd = SMALL.read_bytes().replace(b"score_step: {value: 0.5", b"score_step: {value: 4")

    told = [problem.message for problem in lint(odd, "x.yaml")]

    assert "A.2.2: điểm tối đa 2 không phải bội số của bước điểm 4" in told


def test_lint_of_one_file_warns_of_a_missing_golden_file(tmp_path: Path) -> None:
    file = tmp_path / "1.0.yaml"
    file.write_bytes((SHIPPED / "thangdo.qd-4725" / "1.0.yaml").read_bytes())

    assert [str(problem) for problem in lint_file(file)] == [
        "1.0.yaml:1: cảnh báo: chưa có ca mẫu: hãy viết 1.0.golden.yaml bên cạnh"
    ]


def test_new_edition_is_recorded_once(shelf: Path) -> None:
    (shelf / "thu-nghiem.nho").mkdir()
    shutil.copy(SMALL, shelf / "thu-nghiem.nho")
    before = (shelf / "SHA256SUMS").read_text(encoding="utf-8")

    assert record(shelf) == ("thu-nghiem.nho@1.0",)
    after = (shelf / "SHA256SUMS").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert len(after.splitlines()) == len(before.splitlines()) + 1
    assert record(shelf) == ()


def test_altered_edition_is_never_recorded_anew(shelf: Path) -> None:
    file = shelf / "thangdo.qd-4725" / "1.0.yaml"
    file.write_bytes(file.read_bytes() + b"# more\n")
    (shelf / "thu-nghiem.nho").mkdir()
    shutil.copy(SMALL, shelf / "thu-nghiem.nho")
    before = (shelf / "SHA256SUMS").read_bytes()

    with pytest.raises(EditionAltered, match=r"thangdo\.qd-4725@1\.0:1: nội dung khác"):
        record(shelf)

    assert (shelf / "SHA256SUMS").read_bytes() == before


def test_broken_edition_is_not_recorded(shelf: Path) -> None:
    (shelf / "thu-nghiem.nho").mkdir()
    (shelf / "thu-nghiem.nho" / "1.0.yaml").write_text("format: 1\n", encoding="utf-8")
    before = (shelf / "SHA256SUMS").read_bytes()

    with pytest.raises(EditionInvalid):
        record(shelf)

    assert (shelf / "SHA256SUMS").read_bytes() == before


def test_editions_of_the_tests_are_recorded() -> None:
    sums = (SHELF / "SHA256SUMS").read_bytes()

    assert record(SHELF) == ()
    assert (SHELF / "SHA256SUMS").read_bytes() == sums
