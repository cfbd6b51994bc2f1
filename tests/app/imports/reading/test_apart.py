"""The reading child from its parent's side: what it finds, and whatever brings it down."""

import io
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from app.imports.errors import ImportNotRead, ImportRefused
from app.imports.reading.apart import BOUNDS, Asked, read_apart
from app.imports.reading.errors import FileFault
from app.imports.shapes import Line, Meaning, Vocabulary
from evidence.confined import Bounds
from evidence.errors import StoreUnavailable
from tests.app.imports.reading import files

ASKED = Asked(
    Vocabulary(
        (
            Meaning("code", "Mã trường", ("mã trường",), "code"),
            Meaning("name", "Tên trường", ("tên trường",), "text"),
            Meaning("self:1.1", "1.1", ("1.1",), "points"),
        )
    )
)
GOOD = files.by_openpyxl({"S": files.SCHOOLS})
LINES = [
    Line("S", 4, ["0001", "Trường Tiểu học Nguyễn Trãi", "7.25"]),
    Line("S", 5, ["0002", "Trường Trung học cơ sở Đường Lâm", "8"]),
]
HEAD: dict[str, object] = {
    "format": "xlsx",
    "encoding": "",
    "layouts": [["S", [0, 0], [[0, "Mã", "code", True]], "0" * 64, ""]],
    "faults": [],
    "unsure": False,
}
ROW: list[object] = ["S", 2, ["0001"], []]


def lines_in(content: bytes, asked: Asked = ASKED, bounds: Bounds = BOUNDS) -> list[Line]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        with read_apart(file, asked, bounds) as read:
            return list(read.lines)


def reason_of(content: bytes, bounds: Bounds = BOUNDS) -> str:
    with pytest.raises(ImportRefused) as refused:
        lines_in(content, bounds=bounds)
    (reason,) = refused.value.reasons
    assert "hãy " in reason.message.casefold()
    return reason.code


def taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """A child that a file made its own: it says `program` in place of our answer."""
    shim = tmp_path / "python"
    shim.write_text(f"#!/bin/sh\n{program}\n")
    shim.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(shim))


def saying(*lines: object) -> str:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)


def test_rows_come_with_what_was_found() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(GOOD)
        file.flush()
        with read_apart(file, ASKED) as read:
            assert (read.format, read.encoding, read.unsure) == ("xlsx", "", False)
            assert [one.role for one in read.layouts[0].columns] == ["code", "name", "self:1.1"]
            assert read.layouts[0].header == (2, 2)
            assert list(read.lines) == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "cp1258", "utf-16"])
def test_text_is_read_apart_too(encoding: str) -> None:
    content = files.delimited(files.SCHOOLS, encoding, ";")
    assert [one.values for one in lines_in(content)] == [one.values for one in LINES]


def test_what_lies_in_object_storage_is_fetched_first() -> None:
    with read_apart(io.BytesIO(GOOD), ASKED) as read:
        assert list(read.lines) == LINES


def test_a_file_that_somebody_began_to_read_is_read_from_its_beginning() -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(GOOD)
        file.flush()
        with Path(file.name).open("rb") as content:
            content.read(10)
            with read_apart(content, ASKED) as read:
                assert list(read.lines) == LINES


def test_a_storage_that_fails_says_nothing_of_the_file() -> None:
    class Gone(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise StoreUnavailable("x")

    with pytest.raises(ImportNotRead), read_apart(Gone(GOOD), ASKED):
        pass


def test_a_vocabulary_longer_than_an_argument_may_be_is_understood() -> None:
    long = [Meaning(f"self:9.{one}", "x" * 400, ("y" * 400,), "points") for one in range(400)]
    asked = Asked(Vocabulary((*ASKED.vocabulary.meanings, *long)))
    assert lines_in(GOOD, asked) == LINES


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b"%PDF-1.7 a", FileFault.PDF),
        (GOOD[:-100], FileFault.DAMAGED),
        (files.xlsx_by_hand("", head="<!DOCTYPE x>"), FileFault.DOCUMENT_TYPE),
        (b"a" * (64 * 1024 * 1024 + 1), FileFault.TOO_LARGE),
    ],
    ids=["empty", "pdf", "cut off", "document type", "too large"],
)
def test_a_refusal_of_the_child_is_the_refusal_of_the_import(
    content: bytes, fault: FileFault
) -> None:
    assert reason_of(content) == fault


def test_a_cell_at_the_far_end_of_a_sheet_brings_down_only_the_child() -> None:
    far = files.xlsx_by_hand(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        '<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    assert reason_of(far) == FileFault.TOO_HEAVY
    assert lines_in(GOOD) == LINES


def test_a_number_far_below_the_table_is_named() -> None:
    far = files.by_openpyxl({"S": [*files.SCHOOLS, *[()] * 200_000, (None, None, 1)]})
    with pytest.raises(ImportRefused) as refused:
        lines_in(far)
    (reason,) = refused.value.reasons
    assert reason.code == FileFault.TOO_MANY_CELLS
    assert reason.message.startswith("Sheet “S” kéo dài đến ô C200006.")


def test_a_child_out_of_memory_is_told_to_take_stray_cells_away() -> None:
    little = BOUNDS._replace(memory=100 * 1024 * 1024)
    content = files.delimited([("0001", "Tên", "x" * 30)] * 190_000, "utf-8", ";")
    assert reason_of(content, little) == FileFault.TOO_HEAVY


def test_a_child_out_of_processor_time_is_too_slow() -> None:
    content = b"1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19\n" * 199_000
    assert reason_of(content, BOUNDS._replace(cpu_seconds=1)) == FileFault.TOO_SLOW


def test_a_child_that_sleeps_is_too_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_over(tmp_path, monkeypatch, "exec sleep 60")
    assert reason_of(GOOD, BOUNDS._replace(seconds=0.2)) == FileFault.TOO_SLOW


def test_an_answer_past_its_bound_is_not_read_on() -> None:
    assert reason_of(GOOD, BOUNDS._replace(written=100)) == FileFault.ANSWER_TOO_LONG


@pytest.mark.parametrize("program", ["exec yes '[]'", "exec tr '\\0' a < /dev/zero"])
def test_an_endless_answer_is_not_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    (tmp_path / "head").write_text(saying(HEAD))
    taken_over(tmp_path, monkeypatch, f"/bin/cat {tmp_path}/head\n{program}")
    few = BOUNDS._replace(written=16 * 1024 * 1024)
    assert reason_of(GOOD, few) in {FileFault.ANSWER_TOO_LONG, FileFault.UNREADABLE}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not json\n",
        saying(ROW),
        saying([]),
        saying({}),
        saying("[" * 100_000),
        saying(HEAD | {"format": "exe"}),
        saying(HEAD | {"layouts": [["S", [0], [], "", ""]]}),
        saying(HEAD | {"layouts": [[1, [0, 0], [], "", ""]]}),
        saying(HEAD | {"faults": [["S", "A1"]]}),
        saying(HEAD),
        saying(HEAD, ROW),
        saying(HEAD, ROW, {"end": 2}),
        saying(HEAD, {"end": 0}, ROW),
        saying(HEAD, {"end": 0}, "x"),
        saying(HEAD, {"end": 0})[:-1],
        saying(HEAD, ["T", 2, ["1"], []], {"end": 1}),
        saying(HEAD, ["S", 2, ["1", "2"], []], {"end": 1}),
        saying(HEAD, ["S", 2, [1], []], {"end": 1}),
        saying(HEAD, ["S", 0, ["1"], []], {"end": 1}),
        saying(HEAD, ["S", True, ["1"], []], {"end": 1}),
        saying(HEAD, ["S", 2, "1", []], {"end": 1}),
        saying(HEAD, ["S", 2, ["1"], [["S"]]], {"end": 1}),
        saying(HEAD, [[], 2, ["1"], []], {"end": 1}),
        saying(HEAD, ["S", 2**31, ["1"], []], {"end": 1}),
        saying(HEAD, ["S", 2, ["\0"], []], {"end": 1}),
        saying(HEAD, ["S", 2, ["\ud800"], []], {"end": 1}),
        saying(HEAD, ["S", 2, ["1"], [["S", "A1", "x", "\udfff"]]], {"end": 1}),
        saying(HEAD | {"layouts": [["S\0", [0, 0], [], "", ""]]}),
        json.dumps(HEAD).replace("[0, 0]", "[0, 1e999]") + "\n",
        json.dumps(HEAD).replace('[[0, "Mã"', '[[-1, "Mã"') + "\n",
        saying({"refused": "made-up", "message": ""}),
        saying({"refused": 1}),
        saying({"refused": "file-pdf", "message": "x" * 2_000}),
        saying({"refused": "file-unreadable", "message": "", "broke": "KeyError lines.py:7"}),
    ],
)
def test_an_answer_that_is_none_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    (tmp_path / "answer").write_text(answer)
    taken_over(tmp_path, monkeypatch, f"exec /bin/cat {tmp_path}/answer")
    assert reason_of(GOOD) == FileFault.UNREADABLE


def test_more_rows_than_staging_bears_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.imports.reading.answer.MAX_LINES", 3)
    (tmp_path / "answer").write_text(saying(HEAD, ROW, ROW, ROW, {"end": 3}))
    taken_over(tmp_path, monkeypatch, f"exec /bin/cat {tmp_path}/answer")
    assert len(lines_in(GOOD)) == 3
    (tmp_path / "answer").write_text(saying(HEAD, ROW, ROW, ROW, ROW, {"end": 4}))
    assert reason_of(GOOD) == FileFault.TOO_MANY_CELLS


def test_letters_that_no_database_takes_do_not_come_out_of_a_sound_file() -> None:
    rows = [*files.SCHOOLS[:-1], ["0003", "Trường_x0000_ A_xD800_", "8"]]
    found = lines_in(files.by_openpyxl({"S": rows}))
    assert "\0" not in str(found[-1].values[1])


def test_the_same_answer_whole_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "answer").write_text(saying(HEAD, ROW, {"end": 1}))
    taken_over(tmp_path, monkeypatch, f"exec /bin/cat {tmp_path}/answer")
    assert lines_in(GOOD) == [Line("S", 2, ["0001"])]


@pytest.mark.parametrize(
    ("ending", "fault"),
    [
        ("kill -ABRT $$", FileFault.TOO_HEAVY),
        ("kill -KILL $$", FileFault.TOO_SLOW),
        ("kill -SEGV $$", FileFault.TOO_HEAVY),
        ("exit 1", FileFault.UNREADABLE),
    ],
)
def test_a_child_that_dies_after_its_rows_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, fault: FileFault
) -> None:
    (tmp_path / "answer").write_text(saying(HEAD, ROW, {"end": 1}))
    taken_over(tmp_path, monkeypatch, f"/bin/cat {tmp_path}/answer\nulimit -c 0\n{ending}")
    assert reason_of(GOOD) == fault


def test_a_child_without_its_library_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over(tmp_path, monkeypatch, "exit 3")
    with pytest.raises(ImportNotRead):
        lines_in(GOOD)


def test_a_child_that_cannot_start_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(ImportNotRead):
        lines_in(GOOD)


def test_whoever_leaves_early_leaves_no_child_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answer").write_text(saying(HEAD, ROW))
    program = f"echo $$ > {tmp_path}/pid\n/bin/cat {tmp_path}/answer\nexec sleep 60"
    taken_over(tmp_path, monkeypatch, program)
    with tempfile.TemporaryFile() as file:
        with read_apart(file, ASKED) as read:
            assert next(read.lines) == Line("S", 2, ["0001"])
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)


def test_an_error_of_whoever_reads_stays_their_own() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(GOOD)
        file.flush()
        with pytest.raises(KeyError), read_apart(file, ASKED) as read:
            raise KeyError(next(read.lines).sheet)


def test_what_broke_is_logged_without_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = {"refused": "file-unreadable", "message": "", "broke": "KeyError lines.py:7"}
    (tmp_path / "answer").write_text(saying(told))
    taken_over(tmp_path, monkeypatch, f"exec /bin/cat {tmp_path}/answer")
    reason_of(GOOD)
    assert "KeyError lines.py:7" in caplog.text
